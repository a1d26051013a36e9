/** Values to facts: attributes, texts, numbers, choices and blocks; what is not written is told apart from what is not known. */
import { certain, type Presence } from '../eval/declared.ts'
import {
  type Attribute,
  type Doubt,
  doubtsOf,
  isSensitive,
  mergeDoubts,
  nullValue,
  type ObjectValue,
  type Origin,
  reference,
  unknown,
  type Value,
} from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { type Fact, known, notKnown, type TextPiece } from './entity.ts'

/** Surely not given. */
export const isAbsent = (value: Value | undefined): value is undefined | (Value & { kind: 'null' }) =>
  value === undefined || value.kind === 'null'

const member = (value: Value, key: string): Value | undefined => {
  switch (value.kind) {
    case 'object': {
      const found = value.entries.get(key)
      if (found !== undefined) return found
      const lower = key.toLowerCase()
      // Values may be made when they are first asked for: only names are looked through.
      for (const name of value.entries.keys()) if (name.toLowerCase() === lower) return value.entries.get(name)
      return undefined
    }
    case 'reference':
      return reference({ to: value.to, path: [...value.path, key] }, value.doubt, value.origin, value.mayFail)
    case 'unknown':
      return unknown(value.causes, value.origin, {
        ...(value.identity === undefined ? {} : { identity: `${value.identity}[${JSON.stringify(key)}]` }),
        ...(value.among === undefined ? {} : { among: value.among.map((one) => member(one, key) ?? nullValue(one.origin)) }),
        ...(value.sensitive ? { sensitive: true } : {}),
      })
    default:
      return undefined
  }
}

/** The attribute at a path of names; undefined where it is not written. Inside what is not known, attributes are not known. */
export const at = (value: Value | undefined, ...path: readonly string[]): Value | undefined => {
  let found = value
  for (const key of path) {
    if (found === undefined) return undefined
    found = member(found, key)
  }
  return found
}

/** Private addresses by the names that Azure and providers have for them, and by those that kinds give them: https://learn.microsoft.com/azure/templates/microsoft.network/azurefirewalls and its like. */
const addressNames: readonly (readonly [name: RegExp, ours: string])[] = [
  [/^ip_configuration\.0\.private_ip_address$/, 'private_ip_address'],
  [/^private_ip_addresses\.0$/, 'private_ip_address'],
  [/^(?:output\.)?properties\.ipconfigurations\.0\.properties\.privateipaddress$/i, 'private_ip_address'],
  [
    /^(?:output\.)?properties\.frontendipconfigurations\.0\.properties\.privateipaddress$/i,
    'frontend_ip_configuration.0.private_ip_address',
  ],
  [/^(?:output\.)?properties\.ipconfigurations\.0\.privateipaddress$/i, 'properties.ipConfigurations.0.privateIpAddress'],
  [/^(?:output\.)?properties\.customdnsconfigs\.0\.ipaddresses\.0$/i, 'private_service_connection.0.private_ip_address'],
]

/** `address.path`, where it names one value only: instances with unknown keys are several. The first address of an interface has several names. */
export const attributeIdentity = ({ to, path }: Attribute): string | undefined => {
  if (to.includes('[*]')) return undefined
  const joined = path.join('.')
  return `${to}.${addressNames.find(([name]) => name.test(joined))?.[1] ?? joined}`
}

/** What is known of a text that is not wholly known. */
export const piecesOf = (value: Value): readonly TextPiece[] => {
  switch (value.kind) {
    case 'string':
      return [value.value]
    case 'number':
    case 'bool':
      return [String(value.value)]
    case 'reference': {
      const identity = attributeIdentity(value)
      return [identity === undefined ? {} : { identity }]
    }
    case 'unknown':
      if (value.parts !== undefined)
        return value.parts.flatMap((part) => (part.kind === 'unknown' && part.parts !== undefined ? [{}] : piecesOf(part)))
      return [value.identity === undefined ? {} : { identity: value.identity }]
    default:
      return [{}]
  }
}

/** Equal keys are equal texts; undefined where a piece may be anything. */
export const piecesKey = (pieces: readonly TextPiece[]): string | undefined => {
  const key: TextPiece[] = []
  for (const piece of pieces) {
    if (typeof piece === 'string') key.push(piece.toLowerCase())
    else if (piece.identity === undefined) return undefined
    else key.push({ identity: piece.identity })
  }
  return JSON.stringify(key)
}

/** The origin of a fact: a reference remembers which attribute it is. */
const originOf = (value: Value): Origin =>
  value.kind === 'reference' ? { span: value.origin.span, via: value.origin, of: { to: value.to, path: value.path } } : value.origin

const primitive = (value: Value): string | undefined =>
  value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' ? String(value.value) : undefined

/** A text; undefined where it is surely not given. Numbers and booleans are texts as Terraform turns them into. */
export const readText = (value: Value | undefined): Fact<string> | undefined => {
  if (isAbsent(value)) return undefined
  const text = primitive(value)
  if (text !== undefined)
    return isSensitive(value) ? { known: true, value: text, origin: value.origin, sensitive: true } : known(text, value.origin)
  if (value.kind !== 'unknown' && value.kind !== 'reference')
    return notKnown([{ reason: 'error', what: `a ${value.kind} where a text belongs`, span: value.origin.span }], value.origin)
  const among = value.kind === 'unknown' ? value.among?.map(primitive) : undefined
  const all = among?.every((one) => one !== undefined) ? (among as readonly string[]) : undefined
  return {
    known: false,
    doubts: doubtsOf(value),
    origin: originOf(value),
    pieces: piecesOf(value),
    ...(all === undefined ? {} : { among: all }),
  }
}

/** Why something that is not written is not known: it lies outside (`open`), or it is a mistake. */
export const unstated = (
  of: { readonly address: string; readonly open: boolean; readonly span: Span; readonly origin: Origin },
  attribute: string,
): Fact<never> => {
  const doubt: Doubt = of.open
    ? { reason: 'external', what: `${of.address}.${attribute}`, span: of.span }
    : { reason: 'error', what: `\`${attribute}\` of \`${of.address}\`, which is not set`, span: of.span }
  return { known: false, doubts: [doubt], origin: of.origin }
}

/** `otherwise` where the attribute is not written, unless the resource is open. */
export const orElse = <T>(
  fact: Fact<T> | undefined,
  of: { readonly address: string; readonly open: boolean; readonly span: Span; readonly origin: Origin },
  attribute: string,
  otherwise?: T,
): Fact<T> => fact ?? (of.open || otherwise === undefined ? unstated(of, attribute) : known(otherwise, of.origin))

/** A text as messages write it. */
export const shownText = (text: string, sensitive: boolean | undefined): string => (sensitive ? 'a sensitive value' : `\`${text}\``)

/** Applies a partial reading to a text. What it cannot read is told by `bad` and not known; alternatives that it cannot read are none. */
export const refine = <T>(
  fact: Fact<string>,
  read: (text: string) => T | undefined,
  bad: (shown: string, span: Span) => Doubt,
): Fact<T> => {
  if (fact.known) {
    const value = read(fact.value)
    return value === undefined
      ? notKnown([bad(shownText(fact.value, fact.sensitive), fact.origin.span)], fact.origin)
      : { ...known(value, fact.origin), ...(fact.sensitive ? { sensitive: true } : {}) }
  }
  const among = fact.among?.map(read).filter((one) => one !== undefined)
  return notKnown(fact.doubts, fact.origin, among !== undefined && among.length > 0 ? among : undefined)
}

/** A diagnostic about a value, and the doubt that stands in its place. */
export const reject =
  (sink: Sink, code: string, what: (shown: string) => string, help?: string) =>
  (shown: string, span: Span): Doubt => {
    sink({ code, severity: 'error', message: what(shown), span, ...(help === undefined ? {} : { help }) })
    return { reason: 'error', what: what(shown), span }
  }

/** A list of texts; undefined where it is surely not given. */
export const readTexts = (value: Value | undefined): Fact<readonly string[]> | undefined => {
  if (isAbsent(value)) return undefined
  if (value.kind === 'list') {
    const texts = value.items.filter((item) => !isAbsent(item)).map(primitive)
    return texts.every((text) => text !== undefined)
      ? known(texts as readonly string[], value.origin)
      : notKnown(doubtsOrError(value), value.origin)
  }
  const one = primitive(value)
  if (one !== undefined) return known([one], value.origin)
  const among = value.kind === 'unknown' ? value.among?.map((each) => readTexts(each)) : undefined
  const all = among?.every((fact) => fact === undefined || fact.known) ? among.map((fact) => (fact?.known ? fact.value : [])) : undefined
  return notKnown(doubtsOrError(value), originOf(value), all)
}

const doubtsOrError = (value: Value): readonly Doubt[] => {
  const doubts = doubtsOf(value)
  return doubts.length > 0 ? doubts : [{ reason: 'error', what: `a ${value.kind} of the wrong form`, span: value.origin.span }]
}

export const bothPresent = (a: Presence, b: Presence): Presence => {
  if (a.certain) return b
  if (b.certain) return a
  return { certain: false, doubts: mergeDoubts(a.doubts, b.doubts) }
}

export const uncertain = (doubts: readonly Doubt[]): Presence => ({ certain: false, doubts })

/** One block, or one object of a list that stands for blocks. */
export interface Block {
  readonly body: ObjectValue
  readonly presence: Presence
  readonly origin: Origin
}

export interface Blocks {
  readonly blocks: readonly Block[]
  /** Not empty: there may be further ones, of which nothing is known. */
  readonly more: readonly Doubt[]
}

/** The blocks of one name, or the objects of an attribute in their place. */
export const readBlocks = (value: Value | undefined): Blocks => {
  const blocks: Block[] = []
  const more: (readonly Doubt[])[] = []
  const add = (item: Value, presence: Presence): void => {
    if (item.kind === 'object') {
      const own = item.possible === undefined ? presence : bothPresent(presence, uncertain(item.possible))
      blocks.push({ body: item, presence: own, origin: item.origin })
    } else if (item.kind === 'unknown' && item.among !== undefined) for (const one of item.among) addAny(one, uncertain(item.causes))
    else if (!isAbsent(item)) more.push(doubtsOrError(item))
  }
  const addAny = (each: Value, presence: Presence): void => {
    if (each.kind === 'list') for (const item of each.items) add(item, presence)
    else add(each, presence)
  }
  if (value !== undefined) addAny(value, certain)
  return { blocks, more: mergeDoubts(...more) }
}

/** An attribute of a block that occurs at most once; undefined where the block or the attribute is not written. */
export const nested = (body: Value | undefined, block: string, attribute: string): Value | undefined => {
  const written = at(body, block)
  if (isAbsent(written)) return undefined
  const { blocks, more } = readBlocks(written)
  if (more.length > 0) return unknown(more, written.origin, { among: [unknown(more, written.origin), nullValue(written.origin)] })
  const [first] = blocks
  if (first === undefined) return undefined
  if (blocks.length === 1 && first.presence.certain) return at(first.body, attribute)
  const doubts = mergeDoubts(...blocks.map((one) => (one.presence.certain ? [] : one.presence.doubts)))
  const among = blocks.map((one) => at(one.body, attribute) ?? nullValue(one.origin))
  return unknown(
    doubts.length > 0 ? doubts : [{ reason: 'error', what: `several \`${block}\` blocks`, span: written.origin.span }],
    written.origin,
    { among: [...among, nullValue(written.origin)] },
  )
}

/** Azure's name of a region without spaces, lower case. */
export const readLocation = (value: Value | undefined, normalise: (text: string) => string): Fact<string> | undefined => {
  const fact = readText(value)
  if (fact === undefined || !fact.known) return fact
  return known(normalise(fact.value), fact.origin)
}

const asSwitch = (text: string): boolean | undefined => (text === 'true' ? true : text === 'false' ? false : undefined)

/** A switch; undefined where it is surely not given. */
export const readSwitch = (value: Value | undefined): Fact<boolean> | undefined => {
  const text = readText(value)
  return text === undefined
    ? undefined
    : refine(text, asSwitch, (shown, span) => ({ reason: 'error', what: `${shown} where a boolean belongs`, span }))
}

/** The switch of the opposite meaning. */
export const negated = (fact: Fact<boolean> | undefined): Fact<boolean> | undefined => {
  if (fact === undefined) return undefined
  if (fact.known) return { ...fact, value: !fact.value }
  return fact.among === undefined ? fact : { ...fact, among: fact.among.map((one) => !one) }
}
