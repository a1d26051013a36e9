/** What resources join to each other: rules to groups, groups to subnets and interfaces, interfaces to subnets and security groups. */
import { certain, type Presence } from '../eval/declared.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import type { AddressTerm, Entity, Link, LinkOption, Pointer } from './entity.ts'
import { type Relation, standsForSeveral } from './identity.ts'
import type { GroupMembership, NsgAttachment, Override } from './kind.ts'
import type { ApplicationSecurityGroup } from './kinds/application-security-group.ts'
import { type EntityOf, type Kind, kinds } from './kinds/index.ts'
import type { NetworkInterface } from './kinds/network-interface.ts'
import type { Nsg, SecurityRule, SeparateRule } from './kinds/nsg.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Linker } from './link.ts'
import { bothPresent, uncertain } from './read-value.ts'
import { compareLinks } from './relate.ts'

/** Joins to each of the entities that a pointer may mean. */
export interface Targets<E extends Entity> {
  readonly each: readonly { readonly entity: E; readonly presence: Presence }[]
  /** Any entity of the kind: too many to name one by one. */
  readonly any: readonly Doubt[]
}

/**
 * A join is sure where both ends are: several options, or an entity that stands for several, make it possible.
 * What is named by its own address is meant in any case, even where that may be another name of something else.
 */
export const targetsOf = <E extends Entity>(pointer: Pointer, link: Link<E>, presence: Presence): Targets<E> => {
  const entities = link.options.flatMap((option) => (option.to === 'entity' ? [option.entity] : []))
  if (entities.length > budget.undecidedJoins) return { each: [], any: mergeDoubts(link.doubts, presence.certain ? [] : presence.doubts) }
  const own = pointer.by === 'address' && pointer.child === undefined && pointer.inline === undefined ? pointer.address : undefined
  return {
    each: entities.map((entity) => {
      const sure = link.options.length === 1 || entity.id === own
      const several = standsForSeveral(entity.id) && !entity.presence.certain ? entity.presence : certain
      const here = sure ? several : uncertain(mergeDoubts(link.doubts, several.certain ? [] : several.doubts))
      return { entity, presence: bothPresent(presence, here) }
    }),
    any: [],
  }
}

/** Joins by the id of the entity they belong to, and those that may belong to any. */
export interface Joined<T> {
  readonly of: Map<string, T[]>
  readonly any: { readonly item: T; readonly doubts: readonly Doubt[] }[]
}

export const emptyJoined = <T>(): Joined<T> => ({ of: new Map(), any: [] })

export const join = <T, E extends Entity>(joined: Joined<T>, targets: Targets<E>, make: (presence: Presence) => T): void => {
  for (const { entity, presence } of targets.each) {
    const list = joined.of.get(entity.id)
    if (list === undefined) joined.of.set(entity.id, [make(presence)])
    else list.push(make(presence))
  }
  if (targets.any.length > 0) joined.any.push({ item: make(uncertain(targets.any)), doubts: targets.any })
}

export const joinedTo = <T>(joined: Joined<T>, id: string): { readonly items: readonly T[]; readonly more: readonly Doubt[] } => {
  const own = joined.of.get(id) ?? []
  const spread = joined.any.length <= budget.undecidedJoins
  const items = spread ? [...own, ...joined.any.map((one) => one.item)] : own
  return { items, more: spread ? [] : mergeDoubts(...joined.any.map((one) => one.doubts)) }
}

export interface Attached {
  nsgOf(of: Subnet | NetworkInterface): Link<Nsg>
  rulesOf(nsg: Nsg): { readonly rules: readonly SecurityRule[]; readonly more: readonly Doubt[] }
  attachedElsewhere(nsg: Nsg): readonly Doubt[]
  interfacesIn(subnet: Subnet): readonly { readonly nic: NetworkInterface; readonly certain: boolean }[]
  membersOf(
    group: ApplicationSecurityGroup,
    at?: Subnet,
  ): {
    readonly must: readonly AddressTerm[]
    readonly may: readonly AddressTerm[]
    readonly doubts: readonly Doubt[]
  }
  /** Resources that change an entity in ways that are not followed. */
  overridesOf(id: string): readonly Doubt[]
  /** Attachments that surely hold, for checks. */
  sureAttachments(of: Subnet | NetworkInterface): readonly { readonly nsg: Link<Nsg>; readonly span: Span }[]
  separateRules(nsg: Nsg): readonly SeparateRule[]
}

export interface AttachInput {
  readonly rules: readonly SeparateRule[]
  readonly attachments: readonly NsgAttachment[]
  readonly memberships: readonly GroupMembership[]
  readonly overrides: readonly Override[]
  readonly subnets: readonly Subnet[]
  readonly interfaces: readonly NetworkInterface[]
}

interface AttachedNsg {
  readonly nsg: Link<Nsg>
  readonly presence: Presence
  readonly span: Span
}

export const optionKey = (option: LinkOption<Entity>): unknown =>
  option.to === 'entity' ? option.entity : option.to === 'none' ? 'none' : `external ${option.identity}`

export const attach = (
  input: AttachInput,
  linker: Pick<Linker, 'link'>,
  handedTo: (entity: Entity) => readonly Doubt[] = () => [],
): Attached => {
  const { link } = linker
  const targets = <K extends Kind>(pointer: Pointer, kind: K, presence: Presence): Targets<EntityOf<K>> =>
    targetsOf(pointer, link(pointer, kind), presence)
  const rules = emptyJoined<{ readonly rule: SecurityRule; readonly separate: SeparateRule }>()
  for (const separate of input.rules) {
    join(rules, targets(separate.nsg, 'nsg', separate.rule.presence), (presence) => ({
      rule: presence === separate.rule.presence ? separate.rule : { ...separate.rule, presence },
      separate,
    }))
  }

  const groups = emptyJoined<AttachedNsg>()
  const elsewhere = emptyJoined<Doubt>()
  for (const attachment of input.attachments) {
    const nsg = link(attachment.nsg, 'nsg')
    const subjects = link(attachment.of, attachment.ofKind)
    const of: Targets<Subnet | NetworkInterface> = targets(attachment.of, attachment.ofKind, attachment.presence)
    join(groups, of, (presence) => ({ nsg, presence, span: attachment.span }))
    if (subjects.options.some((option) => option.to === 'external'))
      join(elsewhere, targets(attachment.nsg, 'nsg', certain), () => ({
        reason: 'external',
        what: attachment.address,
        span: attachment.span,
      }))
  }

  const interfaces = emptyJoined<{ readonly nic: NetworkInterface; readonly certain: boolean }>()
  for (const nic of input.interfaces) {
    for (const { subnet } of nic.ipConfigurations)
      join(interfaces, targets(subnet, 'subnet', nic.presence), (presence) => ({ nic, certain: presence.certain }))
    if (nic.moreIpConfigurations.length > 0) interfaces.any.push({ item: { nic, certain: false }, doubts: nic.moreIpConfigurations })
  }

  const members = emptyJoined<{
    readonly nic?: NetworkInterface
    readonly address: string
    readonly presence: Presence
    readonly span: Span
  }>()
  const member = (group: Pointer, presence: Presence, address: string, span: Span, nic?: NetworkInterface): void =>
    join(members, targets(group, 'application-security-group', presence), (here) => ({
      address,
      presence: here,
      span,
      ...(nic === undefined ? {} : { nic }),
    }))
  for (const { nic, group, presence, address, span } of input.memberships) {
    if (nic === undefined) member(group, presence, address, span)
    else {
      const { each, any } = targets(nic, 'network-interface', presence)
      for (const one of each) member(group, one.presence, address, span, one.entity)
      if (any.length > 0 || each.length === 0)
        member(group, uncertain(any.length > 0 ? any : link(nic, 'network-interface').doubts), address, span)
    }
  }
  for (const nic of input.interfaces) {
    const presence = nic.moreIpConfigurations.length > 0 ? bothPresent(nic.presence, uncertain(nic.moreIpConfigurations)) : nic.presence
    for (const group of nic.inlineGroups) member(group, presence, nic.id, nic.span, nic)
  }

  const overrides = emptyJoined<Doubt>()
  for (const override of input.overrides) {
    if (override.routesOnly || !Object.hasOwn(kinds, override.targetKind)) continue
    const doubt: Doubt = { reason: 'unsupported', what: override.address, span: override.span }
    join(overrides, targets(override.target, override.targetKind as Kind, certain), () => doubt)
  }
  const overridesOf = (id: string): readonly Doubt[] => {
    const { items, more } = joinedTo(overrides, id)
    return mergeDoubts(items, more)
  }

  const nsgLinks = new WeakMap<Entity, Link<Nsg>>()
  const nsgOf = (of: Subnet | NetworkInterface): Link<Nsg> => {
    let found = nsgLinks.get(of)
    if (found === undefined) {
      found = linkNsg(of)
      nsgLinks.set(of, found)
    }
    return found
  }

  const linkNsg = (of: Subnet | NetworkInterface): Link<Nsg> => {
    const { items, more } = joinedTo(groups, of.id)
    const sure = items.filter((item) => item.presence.certain)
    // The association of a subnet fails where it has a group already: one that surely is attached leaves no room for one that may be.
    // https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/subnet_network_security_group_association_resource.go
    const possible = sure.length > 0 && of.kind === 'subnet' ? [] : items.filter((item) => !item.presence.certain)
    const stated = link(of.inlineNsg, 'nsg')
    const written = of.inlineNsg.by !== 'nothing'
    const hidden = mergeDoubts(overridesOf(of.id), more)
    const outside = of.open && sure.length === 0 && !written
    const doubts: (readonly Doubt[])[] = [hidden]
    const options = new Map<unknown, LinkOption<Nsg>>()
    const add = (option: LinkOption<Nsg>): unknown => options.set(optionKey(option), option)
    for (const item of sure) {
      for (const option of item.nsg.options) add(option)
      doubts.push(item.nsg.doubts)
    }
    if (written) {
      for (const option of stated.options) if (option.to !== 'none' || sure.length === 0) add(option)
      doubts.push(stated.doubts)
    }
    for (const item of possible) {
      for (const option of item.nsg.options) add(option)
      doubts.push(item.presence.certain ? [] : item.presence.doubts, item.nsg.doubts)
    }
    if (outside || hidden.length > 0) {
      add({ to: 'external', identity: `nsg of ${of.id}` })
      doubts.push([{ reason: 'external', what: `network security group of ${of.id}`, span: of.span }])
    }
    if (sure.length === 0 && (!written || hidden.length > 0)) add({ to: 'none' })
    // Where there surely is a group already there is no room for another one.
    const given = sure.length > 0 || (written && !options.has('none')) ? [] : handedTo(of)
    if (given.length > 0) {
      add({ to: 'external', identity: `nsg of ${of.id}` })
      doubts.push(given)
    }
    const all = mergeDoubts(...doubts)
    const origin = sure[0] === undefined ? of.inlineNsg.origin : { span: sure[0].span }
    const twice: readonly Doubt[] =
      all.length === 0 && options.size > 1 ? [{ reason: 'error', what: `which group of ${of.id} counts`, span: of.span }] : []
    return { options: [...options.values()], origin, doubts: options.size > 1 ? mergeDoubts(all, twice) : all }
  }

  const rulesOf = (nsg: Nsg): { readonly rules: readonly SecurityRule[]; readonly more: readonly Doubt[] } => {
    const { items, more } = joinedTo(rules, nsg.id)
    const hidden = overridesOf(nsg.id)
    const shaken = (rule: SecurityRule, doubts: readonly Doubt[]): SecurityRule =>
      doubts.length === 0 ? rule : { ...rule, presence: bothPresent(rule.presence, uncertain(doubts)) }
    const separate = items.map(({ rule, separate }) => {
      // Inline rules are all the rules there are to azurerm: the next run takes separate ones away.
      // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_group (note on rules)
      const overwritten = separate.azurerm && nsg.inlineRules.length > 0
      const doubt: Doubt = { reason: 'error', what: `rules inside ${nsg.id} beside separate ones`, span: rule.span }
      return shaken(rule, mergeDoubts(hidden, overwritten ? [doubt] : []))
    })
    const all = [...nsg.inlineRules.map((rule) => shaken(rule, hidden)), ...separate]
    return { rules: all.sort(byPlace), more: mergeDoubts(nsg.moreRules, more, hidden, handedTo(nsg)) }
  }

  /** Whether the addresses of an IP configuration are of the virtual network of that subnet. */
  const inNetworkOf = (at: Subnet, configuration: NetworkInterface['ipConfigurations'][number]): Relation => {
    const here = link(at.virtualNetwork, 'virtual-network')
    const relations = link(configuration.subnet, 'subnet').options.map((option) =>
      option.to === 'entity'
        ? option.entity === at
          ? 'same'
          : compareLinks(here, link(option.entity.virtualNetwork, 'virtual-network'))
        : 'maybe',
    )
    return relations.every((relation) => relation === relations[0]) ? (relations[0] ?? 'maybe') : 'maybe'
  }

  const membersOf: Attached['membersOf'] = (group, at) => {
    const { items, more } = joinedTo(members, group.id)
    const must: AddressTerm[] = []
    const may: AddressTerm[] = []
    const doubts: (readonly Doubt[])[] = [more]
    const outside: readonly Doubt[] = group.open ? [{ reason: 'external', what: `members of ${group.id}`, span: group.span }] : []
    const open = mergeDoubts(outside, handedTo(group))
    const hidden = (identity: string, why: readonly Doubt[]): void => {
      may.push({ kind: 'atom', identity, doubts: why, origin: { span: group.span } })
      doubts.push(why)
    }
    for (const { nic, address, presence, span } of items) {
      if (!presence.certain) doubts.push(presence.doubts)
      if (nic === undefined) {
        hidden(`addresses of ${address}`, [{ reason: 'computed', what: `addresses of ${address}`, span }])
        continue
      }
      const sure = presence.certain && nic.presence.certain && !standsForSeveral(nic.id)
      if (!nic.presence.certain) doubts.push(nic.presence.doubts)
      for (const configuration of nic.ipConfigurations) {
        const { privateAddress } = configuration
        if (!privateAddress.known) continue
        // All members are of one virtual network; whether a group counts in another one is not documented: https://learn.microsoft.com/azure/virtual-network/application-security-groups
        const here = at === undefined || inNetworkOf(at, configuration) === 'same'
        ;(sure && here ? must : may).push(privateAddress.value)
        if (!here) doubts.push([{ reason: 'unsupported', what: `whether ${nic.id} is in the virtual network of ${at.id}`, span: nic.span }])
        if (privateAddress.value.kind === 'atom') doubts.push(privateAddress.value.doubts)
      }
      if (nic.moreIpConfigurations.length > 0) hidden(`addresses of ${nic.id}`, nic.moreIpConfigurations)
    }
    if (open.length > 0 || more.length > 0) hidden(`members of ${group.id}`, mergeDoubts(open, more))
    return { must, may, doubts: mergeDoubts(...doubts) }
  }

  return {
    nsgOf,
    rulesOf,
    membersOf,
    overridesOf,
    attachedElsewhere: (nsg) => {
      const { items, more } = joinedTo(elsewhere, nsg.id)
      const crowded = groups.any.length > budget.undecidedJoins ? groups.any.flatMap((one) => one.doubts) : []
      return mergeDoubts(items, more, crowded, handedTo(nsg))
    },
    interfacesIn: (subnet) => {
      const found = new Map<NetworkInterface, boolean>()
      for (const { nic, certain: sure } of joinedTo(interfaces, subnet.id).items) found.set(nic, sure || found.get(nic) === true)
      return [...found].map(([nic, sure]) => ({ nic, certain: sure }))
    },
    sureAttachments: (of) => {
      const inline = of.inlineNsg.by === 'nothing' ? [] : [{ nsg: link(of.inlineNsg, 'nsg'), span: of.inlineNsg.origin.span }]
      return [...inline, ...joinedTo(groups, of.id).items.filter((item) => item.presence.certain)]
    },
    separateRules: (nsg) => (rules.of.get(nsg.id) ?? []).map((one) => one.separate),
  }
}

const byPlace = (a: { readonly span: Span }, b: { readonly span: Span }): number =>
  a.span.file.path === b.span.file.path ? a.span.start - b.span.start : a.span.file.path < b.span.file.path ? -1 : 1
