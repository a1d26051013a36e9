/** The words of a policy for addresses and ports: tag, prefix, `subnet`, `vnet`, `subject`, `any`, `${setting}`; every mistake told with what would be right. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import { notInsideBase } from '../azure/tag-relations.ts'
import { parseAddressRange } from '../net/address.ts'
import type { Range } from '../net/ranges.ts'
import type { FlowTerm } from '../semantics/flow.ts'
import { type Located, meant, type Reading, refine, type Shape, written } from './shape.ts'

/** A reference to a setting of the policy. */
export interface SettingUse {
  readonly kind: 'setting'
  readonly name: string
  readonly at: Located
}

/** A tag's form for the region that a field of the subject names: `EventHub@targetRegion`. */
export interface TagAtField {
  readonly kind: 'tag-at'
  readonly tag: string
  readonly field: string
  readonly at: Located
}

export type Term = { readonly kind: 'flow'; readonly term: FlowTerm } | { readonly kind: 'subject' } | TagAtField | SettingUse

/** Ports that a field of the subject lists: `subject.publicPorts`. */
export interface PortsOfField {
  readonly kind: 'field'
  readonly field: string
  readonly at: Located
}

export type PortTerm = { readonly kind: 'ports'; readonly range: Range } | PortsOfField | SettingUse

const words: ReadonlyMap<string, Term> = new Map<string, Term>([
  ['subnet', { kind: 'flow', term: { kind: 'subnet' } }],
  ['vnet', { kind: 'flow', term: { kind: 'virtual-network' } }],
  ['virtual-network', { kind: 'flow', term: { kind: 'virtual-network' } }],
  ['any', { kind: 'flow', term: { kind: 'any' } }],
  ['subject', { kind: 'subject' }],
])

const spellings = [...words.keys(), ...tagNames]

/** `${name}` as a whole; `undefined` where the text has nothing of the kind, `'mistake'` where it has it in part. */
const settingUse = (located: Located, reading: Reading): SettingUse | 'mistake' | undefined => {
  if (!located.text.includes('$' + '{')) return undefined
  const name = /^\$\{\s*([A-Za-z0-9_-]+)\s*\}$/.exec(located.text)?.[1]
  if (name !== undefined) return { kind: 'setting', name, at: located }
  reading.mistake(
    'malformed-reference',
    `\`${located.text}\` is no reference to a setting`,
    located.span,
    'write `${' + 'name}` and nothing else',
  )
  return 'mistake'
}

const tagTerm = (located: Located, reading: Reading): Term | undefined => {
  const { text, span } = located
  const at = text.indexOf('@')
  const name = at === -1 ? text : text.slice(0, at)
  const tag = findTag(name)
  if (tag === undefined) {
    const base = findTag(name.slice(0, Math.max(0, name.lastIndexOf('.'))))
    if (base !== undefined) {
      const help = base.regional ? `for the subject's own region write \`${base.base}@region\`` : `\`${base.base}\` has no regional forms`
      return reading.mistake('unknown-tag', `the tag \`${base.base}\` has no form \`${name}\``, span, help)
    }
    const help = meant(name, spellings, 'write a service tag, a prefix, `subnet`, `vnet`, `subject`, `any`, or `${' + 'setting}`')
    return reading.mistake('unknown-tag', `there is no service tag \`${name}\``, span, help)
  }
  if (at !== -1) {
    const word = text.slice(at + 1)
    const isField = /^[a-z][A-Za-z]*Region$/.test(word)
    if (word !== 'region' && !isField)
      return reading.mistake('unknown-word', `\`@${word}\` means nothing here`, span, `did you mean \`${tag.base}@region\`?`)
    if (!tag.regional)
      return reading.mistake('no-regional-tag', `the tag \`${tag.name}\` has no regional forms`, span, `write \`${tag.name}\``)
    if (tag.region !== undefined)
      return reading.mistake(
        'no-regional-tag',
        `\`${tag.name}\` is of one region already`,
        span,
        `write \`${tag.base}@region\` or \`${tag.name}\``,
      )
  }
  const field = at === -1 ? 'region' : text.slice(at + 1)
  if (tag.name === 'VirtualNetwork')
    return reading.mistake(
      'unknown-tag',
      '`VirtualNetwork` is a word of security rules: what it contains differs for each subnet',
      span,
      'write `vnet` for the address space of the virtual network',
    )
  if (!tag.inSecurityRules) return reading.mistake('unknown-tag', `security rules cannot use the tag \`${tag.name}\``, span)
  if (field !== 'region') {
    if (!notInsideBase.has(tag.base)) return { kind: 'tag-at', tag: tag.name, field, at: located }
    return reading.mistake('no-regional-tag', `regional forms of \`${tag.name}\` are not part of it`, span, `write \`${tag.name}@region\``)
  }
  if (tag.name === 'Internet') return { kind: 'flow', term: { kind: 'internet' } }
  return { kind: 'flow', term: { kind: 'tag', tag: tag.name, atRegion: at !== -1 } }
}

export const parseTerm = (located: Located, reading: Reading): Term | undefined => {
  const { text, span } = located
  const use = settingUse(located, reading)
  if (use !== undefined) return use === 'mistake' ? undefined : use
  const word = words.get(text)
  if (word !== undefined) return word
  if (text === '*') return reading.mistake('unknown-tag', '`*` is a word of security rules', span, 'write `any`')
  // A tag begins with a letter and has no slash or colon; everything else can only have been meant as an address.
  if (/^[A-Za-z][^/:]*$/.test(text)) return tagTerm(located, reading)
  const range = parseAddressRange(text)
  if (!('problem' in range)) return { kind: 'flow', term: { kind: 'range', range } }
  if (range.problem === 'host-bits')
    return reading.mistake('host-bits', `\`${text}\` has bits set beyond its prefix length`, span, `did you mean \`${range.prefix}\`?`)
  return reading.mistake(
    'not-an-address',
    `\`${text}\` is no address, prefix or range`,
    span,
    'write it as `10.0.0.0/24`, `10.0.0.4` or `10.0.0.4-10.0.0.9`',
  )
}

const port = (text: string): number | undefined => (/^\d{1,6}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined)

export const parsePorts = (located: Located, reading: Reading): PortTerm | undefined => {
  const { text, span } = located
  const use = settingUse(located, reading)
  if (use !== undefined) return use === 'mistake' ? undefined : use
  if (text === '*')
    return reading.mistake('impossible-port', '`*` is a word of security rules', span, 'leave `ports` out to mean every port')
  const field = /^subject\.([A-Za-z][A-Za-z0-9]*)$/.exec(text)?.[1]
  if (field !== undefined) return { kind: 'field', field, at: located }
  const ends = /^([^-]+)(?:-([^-]+))?$/.exec(text)
  const first = ends === null ? undefined : port(ends[1]!.trim())
  const last = ends?.[2] === undefined ? first : port(ends[2].trim())
  if (first === undefined || last === undefined)
    return reading.mistake('impossible-port', `\`${text}\` is no port`, span, 'ports are 0 to 65535, ranges are written `8080-8090`')
  if (last < first)
    return reading.mistake('impossible-port', `the range \`${text}\` is reversed`, span, `did you mean \`${last}-${first}\`?`)
  return { kind: 'ports', range: { first, last } }
}

const termSchema = {
  type: 'string',
  minLength: 1,
  description:
    'service tag (`Storage`, `Storage@region`, `Storage@FIELD` with a field of the resource), `Internet`, prefix, address, range, `subnet`, `vnet`, `subject`, `any`, or `${' +
    'setting}`',
}

export const term: Shape<Term> = refine(written('a tag, a prefix or a word', termSchema), parseTerm)

export const portTerm: Shape<PortTerm> = refine(
  written('a port or a range of ports', {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 65535 },
      { type: 'string', pattern: '^(\\d+(\\s*-\\s*\\d+)?|subject\\.[A-Za-z][A-Za-z0-9]*|\\$\\{\\s*[A-Za-z0-9_-]+\\s*\\})$' },
    ],
  }),
  parsePorts,
)
