/** A remedy in; the security rule that would be it, in the words of Azure and with a name as its neighbours have, out. */
import type { Fact } from '../model/entity.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Network } from '../model/network.ts'
import { formatRange } from '../net/address.ts'
import { prefixesOf } from '../policy/naming.ts'
import { azureProtocol, termSource } from '../policy/remedies.ts'
import type { Remedy } from '../policy/remedy.ts'
import { portText } from '../policy/slips.ts'
import type { FlowTerm, Point } from '../semantics/flow.ts'

export type FlowRemedy = Extract<Remedy, { readonly kind: 'flow' }>

export interface WantedRule {
  readonly name: string
  readonly priority: number
  readonly direction: 'Inbound' | 'Outbound'
  readonly access: 'Allow' | 'Deny'
  readonly protocol: string
  /** One tag or `*`, or prefixes. */
  readonly far: readonly string[]
  /** Absent where the subject's own addresses are not known. */
  readonly near?: readonly string[]
  readonly ports: readonly string[]
}

const spaceOf = (network: Network, { subnet }: Point): readonly string[] | undefined => {
  const [option, other] = network.link(subnet.virtualNetwork, 'virtual-network').options
  const space: Fact<readonly unknown[]> | undefined =
    option?.to === 'entity' && other === undefined ? option.entity.addressSpace : undefined
  if (option?.to !== 'entity' || space?.known !== true || !option.entity.addressSpace.known) return undefined
  const texts = option.entity.addressSpace.value.flatMap((term) => (term.kind === 'range' ? [formatRange(term.range)] : []))
  return texts.length > 0 && texts.length === space.value.length ? texts : undefined
}

const ownAddresses = ({ nic, subnet }: Point): readonly string[] | undefined => {
  const addresses = nic?.ipConfigurations.flatMap(({ privateAddress }) =>
    privateAddress.known && privateAddress.value.kind === 'range' ? [formatRange(privateAddress.value.range)] : [],
  )
  return addresses !== undefined && addresses.length > 0 && addresses.length === nic?.ipConfigurations.length
    ? addresses
    : prefixesOf(subnet)
}

const textsOf = (term: FlowTerm, network: Network, point: Point): readonly string[] | undefined => {
  if (term.kind === 'virtual-network') return spaceOf(network, point)
  if (term.kind === 'subnet') return ownAddresses(point)
  const text = termSource(term, point)
  return text === undefined ? undefined : [text]
}

const isPrefix = (text: string): boolean => /^[\d.:a-f]+(\/\d+)?$/i.test(text)

/** A list holds prefixes only, one value may be a tag: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_rule */
const sideOf = (terms: readonly FlowTerm[], network: Network, point: Point): readonly string[] | undefined => {
  const texts: string[] = []
  for (const term of terms) {
    const some = textsOf(term, network, point)
    if (some === undefined) return undefined
    texts.push(...some)
  }
  // A range that is no prefix cannot be written.
  if (texts.length === 0 || texts.some((text) => /\d-\d|:.*-/.test(text))) return undefined
  return texts.length === 1 || texts.every(isPrefix) ? texts : undefined
}

export type NameStyle = (words: readonly string[]) => string

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** As most of the names are written. */
export const styleOf = (all: readonly string[]): NameStyle => {
  const names = all.filter((name) => name.length <= 80)
  const count = (pattern: RegExp): number => names.filter((name) => pattern.test(name)).length
  const upper = names.length > 0 && count(/^[^a-z]*[A-Z][^a-z]*$/) * 2 > names.length
  const cased: NameStyle = (words) => (upper ? words.map((word) => word.toUpperCase()) : words).join('\n')
  const joined =
    (separator: string): NameStyle =>
    (words) =>
      cased(words).replaceAll('\n', separator)
  const [hyphens, underscores, pascal, camel] = [count(/-/), count(/_/), count(/^[A-Z][^-_]*[a-z][^-_]*$/), count(/^[a-z]+[A-Z][^-_]*$/)]
  const most = Math.max(hyphens, underscores, pascal, camel)
  if (most === 0 || most === hyphens) return joined('-')
  if (most === underscores) return joined('_')
  if (most === pascal) return (words) => words.map(capital).join('')
  return (words) => words.map((word, index) => (index === 0 ? word : capital(word))).join('')
}

/** The first of `name`, `name-2`, … that is not taken; letter case does not count. */
export const freeName = (style: NameStyle, words: readonly string[], taken: ReadonlySet<string>): string => {
  for (let nth = 1; ; nth++) {
    const name = style(nth === 1 ? words : [...words, String(nth)])
    if (!taken.has(name.toLowerCase())) return name
  }
}

/** `item` of the code: what the policy calls the flow. */
export const wordsOf = (access: 'allow' | 'deny', item: string): readonly string[] => {
  const words = item.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  // 80 characters is all that a name may have: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork
  const kept: string[] = words[0] === access ? [] : [access]
  for (const word of words) if ([...kept, word].join('-').length <= 72) kept.push(word)
  return kept
}

export const namesOf = (rules: readonly SecurityRule[]): readonly string[] =>
  rules.flatMap(({ name }) => (name.known ? [name.value] : (name.among ?? [])))

/** Undefined where one rule cannot say it, or nothing but names of the code would. */
export const wantedRule = (
  remedy: FlowRemedy,
  item: string,
  network: Network,
  nsg: Nsg,
  priority: number,
  reserved: ReadonlySet<string>,
): WantedRule | undefined => {
  const { flow, point, access } = remedy
  const [protocol, second] = flow.protocols
  const isEvery = flow.protocols.length >= 5
  if (protocol === undefined || (second !== undefined && !isEvery)) return undefined
  const [farTerms, nearTerms] = flow.direction === 'inbound' ? [flow.from, flow.to] : [flow.to, flow.from]
  const far = sideOf(farTerms, network, point)
  if (far === undefined) return undefined
  const near = sideOf(nearTerms, network, point)
  const names = namesOf(network.rulesOf(nsg).rules)
  const taken = new Set([...names.map((name) => name.toLowerCase()), ...reserved])
  const hasPorts = isEvery || protocol === 'tcp' || protocol === 'udp'
  const isEveryPort = !hasPorts || flow.ports.some(({ first, last }) => first === 0 && last === 65535)
  return {
    name: freeName(styleOf(names), wordsOf(access, item), taken),
    priority,
    direction: flow.direction === 'inbound' ? 'Inbound' : 'Outbound',
    access: access === 'allow' ? 'Allow' : 'Deny',
    protocol: isEvery ? '*' : azureProtocol[protocol],
    far,
    ...(near === undefined ? {} : { near }),
    ports: isEveryPort ? ['*'] : flow.ports.map(portText),
  }
}
