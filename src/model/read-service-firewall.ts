/** Firewalls of services, in both spellings: what becomes of those whom no rule names, and whether the rules name everybody. */
import { type Doubt, doubtsOf, mergeDoubts, type Value } from '../eval/value.ts'
import { type AddressRange, everyAddress4, parseAddress, parseAddressRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import { type Fact, known, notKnown } from './entity.ts'
import { holdsEverybody } from './everybody.ts'
import type { Owner } from './read-address.ts'
import { at, isAbsent, orElse, piecesOf, readBlocks, readSwitch, readText, refine } from './read-value.ts'
import type { FirewallWords, RuleList, ServiceFirewall } from './service-row.ts'

/** Whom rules name: at least these, and at most those. */
export interface Admitted {
  readonly least: readonly AddressRange[]
  readonly most: readonly AddressRange[]
  readonly number: 'none' | 'some' | 'perhaps'
  readonly doubts: readonly Doubt[]
}

export interface Firewall {
  /** `allow`: everybody is let in; `deny`: whom a rule names. */
  readonly otherwise: Fact<'allow' | 'deny'>
  /** Why everybody is let in though there is a firewall. */
  readonly opened?: { readonly words: string; readonly span: Span }
}

const nobody: Admitted = { least: [], most: [], number: 'none', doubts: [] }

export const together = (all: readonly Admitted[]): Admitted => ({
  least: all.flatMap(({ least }) => least),
  most: all.flatMap(({ most }) => most),
  number: all.some(({ number }) => number === 'some') ? 'some' : all.some(({ number }) => number === 'perhaps') ? 'perhaps' : 'none',
  doubts: mergeDoubts(...all.map(({ doubts }) => doubts)),
})

/** It may not be there. */
export const uncertainly = (admitted: Admitted, doubts: readonly Doubt[]): Admitted => ({
  least: [],
  most: admitted.most,
  number: admitted.number === 'none' ? 'none' : 'perhaps',
  doubts: mergeDoubts(admitted.doubts, doubts),
})

// ── lists of addresses ──

const anybody = (number: Admitted['number'], doubts: readonly Doubt[]): Admitted => ({ least: [], most: [everyAddress4], number, doubts })

/** A prefix of eight bits and more names too few to be everybody. */
const isNarrow = (value: Value): boolean => {
  const last = piecesOf(value).at(-1)
  const length = typeof last === 'string' ? /\/(\d{1,3})$/.exec(last) : null
  return length !== null && Number(length[1]) >= 8
}

const ofText = (value: Value): Admitted => {
  const text = value.kind === 'string' || value.kind === 'number' ? String(value.value).trim() : undefined
  if (text === undefined) {
    if (value.kind === 'unknown' && value.among !== undefined)
      return { ...uncertainly(together(value.among.map(ofText)), value.causes), number: 'some' }
    const doubts = doubtsOf(value)
    return isNarrow(value) ? { least: [], most: [], number: 'some', doubts } : anybody('some', doubts)
  }
  if (/^(?:any|\*)$/i.test(text)) return { least: [everyAddress4], most: [everyAddress4], number: 'some', doubts: [] }
  const parsed = parseAddressRange(text)
  const range = !('problem' in parsed) ? parsed : parsed.problem === 'host-bits' ? parsed.range : undefined
  if (range === undefined) return anybody('some', [{ reason: 'error', what: 'an address that cannot be read', span: value.origin.span }])
  return { least: [range], most: [range], number: 'some', doubts: [] }
}

/** Cosmos DB in azurerm 3.x: https://registry.terraform.io/providers/hashicorp/azurerm/3.117.0/docs/resources/cosmosdb_account#ip_range_filter */
const ofCommas = (value: Value & { readonly kind: 'string' }): Admitted =>
  together(
    value.value
      .split(',')
      .filter((text) => text.trim() !== '')
      .map((text) => ofText({ ...value, value: text.trim() })),
  )

const ofList = (value: Value | undefined, item: string | undefined): Admitted => {
  if (isAbsent(value)) return nobody
  if (value.kind === 'string') return ofCommas(value)
  if (item !== undefined) {
    const { blocks, more } = readBlocks(value)
    return together([
      ...blocks.map(({ body, presence }) => {
        const address = at(body, item)
        const one = isAbsent(address) ? { ...nobody, number: 'some' as const } : ofText(address)
        return presence.certain ? one : uncertainly(one, presence.doubts)
      }),
      ...(more.length === 0 ? [] : [anybody('perhaps', more)]),
    ])
  }
  if (value.kind === 'list') return together(value.items.filter((one) => !isAbsent(one)).map(ofText))
  if (value.kind === 'unknown' && value.among !== undefined) {
    const all = value.among.map((one) => ofList(one, item))
    const same = all.every(({ number }) => number === all[0]?.number) ? all[0]!.number : 'perhaps'
    return { ...uncertainly(together(all), value.causes), number: same }
  }
  return anybody('perhaps', doubtsOf(value))
}

/** How many there are; of them nothing more is asked. */
const numberOf = (value: Value | undefined): Admitted => {
  const { number, doubts } = ofList(value, '')
  return { least: [], most: [], number, doubts: number === 'perhaps' ? doubts : [] }
}

/** Addresses from the first to the last, both included. */
export const admittedBetween = (first: Fact<string>, last: Fact<string>): Admitted => {
  const bound = (fact: Fact<string>): number | undefined => {
    const address = fact.known ? parseAddress(fact.value.trim()) : undefined
    return address?.family === 4 ? Number(address.value) : undefined
  }
  const [from, to] = [bound(first), bound(last)]
  const doubts = mergeDoubts(first.known ? [] : first.doubts, last.known ? [] : last.doubts)
  const range: AddressRange = { family: 4, first: from ?? 0, last: to ?? 0xffffffff }
  if (from !== undefined && to !== undefined) {
    const both = from > to ? [] : [range]
    return { least: both, most: both, number: 'some', doubts: [] }
  }
  const key = (fact: Fact<string>): string | undefined => (fact.known ? undefined : JSON.stringify(fact.pieces))
  const isOne = key(first) !== undefined && key(first) === key(last) && /identity/.test(key(first)!)
  return { least: [], most: isOne ? [] : [range], number: 'some', doubts }
}

// ── firewalls ──

const deny = (of: Owner, admitted: Admitted, span: Span): Firewall => {
  if (holdsEverybody(admitted.least))
    return { otherwise: known('allow', { span }), opened: { words: 'rules of its firewall let everybody in', span } }
  if (holdsEverybody(admitted.most)) return { otherwise: notKnown(admitted.doubts, of.origin, ['allow', 'deny']) }
  return { otherwise: known('deny', { span }) }
}

/** Rules that are resources of their own, where they decide: without one everybody is let in, or nobody. */
export const firewallOfRules = (
  of: Owner,
  rules: readonly { readonly admitted: Admitted; readonly span: Span }[],
  without: 'allow' | 'deny',
): Firewall => {
  const all = together(rules.map(({ admitted }) => admitted))
  if (without === 'allow' && all.number === 'none') return { otherwise: known('allow', of.origin) }
  if (without === 'allow' && all.number === 'perhaps') return { otherwise: notKnown(all.doubts, of.origin, ['allow', 'deny']) }
  const wide = rules.find(({ admitted }) => holdsEverybody(admitted.least)) ?? rules[0]
  return deny(of, all, wide?.span ?? of.span)
}

export const actionOf = (
  value: Value | undefined,
  of: Owner,
  attribute: string,
  byDefault: 'allow' | 'deny' | undefined,
): Fact<'allow' | 'deny'> => {
  const text = readText(value)
  if (text === undefined) return orElse<'allow' | 'deny'>(undefined, of, attribute, byDefault)
  return refine(
    text,
    (one) => (one.toLowerCase() === 'allow' ? 'allow' : one.toLowerCase() === 'deny' ? 'deny' : undefined),
    (shown, span) => ({ reason: 'error', what: `${shown} as \`${attribute}\``, span }),
  )
}

const listIn = (holder: Value | undefined, { path, item }: RuleList): Admitted => ofList(at(holder, ...path.split('.')), item)

/** Each block or object that may hold a firewall; undefined among them: there may be none. */
const holdersOf = (written: Value | undefined): { readonly options: readonly (Value | undefined)[]; readonly doubts: readonly Doubt[] } => {
  if (isAbsent(written)) return { options: [undefined], doubts: [] }
  if (written.kind === 'unknown' && written.among !== undefined) {
    const all = written.among.map(holdersOf)
    return { options: all.flatMap(({ options }) => options), doubts: mergeDoubts(written.causes, ...all.map(({ doubts }) => doubts)) }
  }
  const { blocks, more } = readBlocks(written)
  const sure = blocks.some(({ presence }) => presence.certain)
  const doubts = mergeDoubts(more, ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts)))
  const bodies: readonly (Value | undefined)[] = [...blocks.map(({ body }) => body), ...(more.length === 0 ? [] : [written])]
  return { options: sure && bodies.length > 0 ? bodies : [undefined, ...bodies], doubts }
}

/** Whichever of them it is. */
const oneOfFirewalls = (all: readonly Firewall[], doubts: readonly Doubt[], of: Owner): Firewall => {
  const [first] = all
  if (
    first !== undefined &&
    all.every(({ otherwise }) => otherwise.known && first.otherwise.known && otherwise.value === first.otherwise.value)
  )
    return first
  const why = mergeDoubts(doubts, ...all.map(({ otherwise }) => (otherwise.known ? [] : otherwise.doubts)))
  return { otherwise: notKnown(why, of.origin, ['allow', 'deny']) }
}

/** An action, and rules whose names are let in all the same. `needsRule`: without any everybody is. */
export const firewallOfAction = (action: Fact<'allow' | 'deny'>, rules: Admitted, of: Owner, needsRule: boolean): Firewall => {
  if (action.known && action.value === 'allow') return { otherwise: action }
  const refused = ((): Firewall => {
    const { span } = action.origin
    if (needsRule && rules.number === 'none')
      return {
        otherwise: known('allow', { span }),
        opened: { words: 'its firewall has no rule, and without one it lets everybody in', span },
      }
    if (needsRule && rules.number === 'perhaps') return { otherwise: notKnown(rules.doubts, of.origin, ['allow', 'deny']) }
    return deny(of, rules, span)
  })()
  if (action.known) return refused.otherwise.known && refused.otherwise.value === 'deny' ? { otherwise: action } : refused
  if (refused.otherwise.known && refused.otherwise.value === 'allow') return refused
  return {
    otherwise: notKnown(mergeDoubts(action.doubts, refused.otherwise.known ? [] : refused.otherwise.doubts), action.origin, [
      'allow',
      'deny',
    ]),
  }
}

export const rulesIn = (holder: Value | undefined, words: FirewallWords): Admitted => {
  const networks = together(words.networks.map((path) => numberOf(at(holder, ...path.split('.')))))
  const addresses = together(words.addresses.map((one) => listIn(holder, one)))
  if (words.networksIf === undefined || networks.number === 'none') return together([addresses, networks])
  const counts = readSwitch(at(holder, words.networksIf))
  if (counts === undefined || (counts.known && !counts.value)) return addresses
  return together([addresses, counts.known ? networks : uncertainly(networks, counts.doubts)])
}

/** What a resource says of its own firewall, whether or not other resources add rules to it. */
export const readFirewall = (
  firewall: ServiceFirewall,
  body: Value | undefined,
  of: Owner & { readonly address: string },
  spelling: 'azurerm' | 'arm',
): Firewall => {
  const unread: Doubt = { reason: 'unsupported', what: `the firewall of \`${of.address}\``, span: of.span }
  const open: Firewall = { otherwise: known('allow', of.origin) }
  const hidden: Firewall = { otherwise: notKnown([unread], of.origin, ['allow', 'deny']) }
  switch (firewall.by) {
    case 'nothing':
      return open
    case 'rules':
      return of.open ? hidden : { otherwise: known('deny', of.origin) }
    case 'unread-if': {
      const name = firewall[spelling]
      return name === '' || isAbsent(at(body, name)) ? (of.open ? hidden : open) : hidden
    }
    case 'first-rule': {
      const words = firewall[spelling]
      if (of.open) return hidden
      return words === undefined ? open : firewallOfRules(of, [{ admitted: rulesIn(body, words), span: of.span }], 'allow')
    }
    case 'action': {
      const words = firewall[spelling]
      if (of.open) return hidden
      if (words === undefined) return open
      const { options, doubts } = holdersOf(words.within === '' ? body : at(body, ...words.within.split('.')))
      const each = options.map((holder): Firewall => {
        if (holder === undefined) return open
        const action = actionOf(at(holder, words.action ?? ''), of, words.action ?? '', words.actionByDefault)
        return firewallOfAction(action, rulesIn(holder, words), of, firewall.needsRule === true)
      })
      return oneOfFirewalls(each, doubts, of)
    }
    default:
      return hidden
  }
}
