/** Rules of Azure Firewalls: groups of collections in a policy, and classic collections that belong to a firewall. */
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type Entity, type Fact, known, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import type { Owner } from '../read-address.ts'
import {
  armClassicRuleWords,
  armRuleWords,
  azurermRuleWords,
  classicRuleWords,
  type RuleCollection,
  type RuleSort,
  readCollection,
  readNumber,
} from '../read-firewall-rules.ts'
import { byName, readPointer } from '../read-pointer.ts'
import { at, type Block, orElse, readBlocks, readText, refine, unstated } from '../read-value.ts'

export interface FirewallRuleGroup extends Entity {
  readonly kind: 'firewall-rule-group'
  readonly resourceGroup: Fact<string>
  readonly of: Pointer
  readonly ofKind: 'firewall-policy' | 'firewall'
  /** Absent for classic collections: they have priorities among themselves only. */
  readonly priority?: Fact<number>
  readonly collections: readonly RuleCollection[]
  /** Not empty: there may be further ones. */
  readonly moreCollections: readonly Doubt[]
}

const entity = (
  of: Resource | ArmResource,
  facts: Omit<FirewallRuleGroup, 'kind' | 'id' | 'presence' | 'span' | 'open'>,
): FirewallRuleGroup => ({
  kind: 'firewall-rule-group',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
  moreCollections: mergeDoubts(
    facts.moreCollections,
    of.open ? [{ reason: 'external', what: `rules of ${of.address}`, span: of.span }] : [],
  ),
})

const inBlock = (of: Owner, block: Block): Owner => ({ address: of.address, open: of.open, span: block.origin.span, origin: block.origin })

const sorts: readonly (readonly [block: string, sort: RuleSort])[] = [
  ['nat_rule_collection', 'dnat'],
  ['network_rule_collection', 'network'],
  ['application_rule_collection', 'application'],
]

const readGroup = (resource: Resource, sink: Sink): readonly FirewallRuleGroup[] => {
  const { body, origin } = resource
  const more: (readonly Doubt[])[] = []
  const collections = sorts.flatMap(([attribute, sort]) => {
    const found = readBlocks(at(body, attribute))
    more.push(found.more)
    return found.blocks.map((block) => {
      const owner = inBlock(resource, block)
      const parts = {
        sort: known(sort, block.origin),
        priority: at(block.body, 'priority'),
        action: at(block.body, 'action'),
        rules: at(block.body, 'rule'),
        inside: (rule: Block) => rule.body,
      }
      return readCollection(orElse(readText(at(block.body, 'name')), owner, 'name'), parts, azurermRuleWords, owner, block.presence, sink)
    })
  })
  return [
    entity(resource, {
      name: orElse(readText(at(body, 'name')), resource, 'name'),
      resourceGroup: unstated(resource, 'resource_group_name'),
      of: readPointer(at(body, 'firewall_policy_id'), origin, true),
      ofKind: 'firewall-policy',
      priority: readNumber(at(body, 'priority')) ?? unstated(resource, 'priority'),
      collections,
      moreCollections: mergeDoubts(...more),
    }),
  ]
}

const readClassic =
  (sort: RuleSort) =>
  (resource: Resource, sink: Sink): readonly FirewallRuleGroup[] => {
    const { body, origin } = resource
    const resourceGroup = orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name')
    const name = orElse(readText(at(body, 'name')), resource, 'name')
    const parts = {
      sort: known(sort, origin),
      priority: at(body, 'priority'),
      action: at(body, 'action'),
      rules: at(body, 'rule'),
      inside: (rule: Block) => rule.body,
    }
    return [
      entity(resource, {
        name,
        resourceGroup,
        of: byName(orElse(readText(at(body, 'azure_firewall_name')), resource, 'azure_firewall_name'), origin, {
          resourceGroup,
          subscription: resource.subscription,
        }),
        ofKind: 'firewall',
        collections: [readCollection(name, parts, classicRuleWords, resource, resource.presence, sink)],
        moreCollections: [],
      }),
    ]
  }

/** https://learn.microsoft.com/azure/templates/microsoft.network/firewallpolicies/rulecollectiongroups */
const ruleTypes: ReadonlyMap<string, RuleSort> = new Map([
  ['applicationrule', 'application'],
  ['networkrule', 'network'],
  ['natrule', 'dnat'],
])

/** Collections that filter hold rules of one sort: https://learn.microsoft.com/azure/firewall/policy-rule-sets#rule-collections */
const sortOf = (collection: Value, owner: Owner): Fact<RuleSort> => {
  const type = readText(at(collection, 'ruleCollectionType'))
  if (type?.known && type.value.toLowerCase() === 'firewallpolicynatrulecollection') return known('dnat', type.origin)
  const [first] = readBlocks(at(collection, 'rules')).blocks
  const written = first === undefined ? undefined : readText(at(first.body, 'ruleType'))
  if (first === undefined) return known('network', owner.origin)
  return refine(
    written ?? unstated(owner, 'ruleType'),
    (text) => ruleTypes.get(text.toLowerCase()),
    (shown, span) => ({
      reason: 'error',
      what: `${shown}, which is no sort of firewall rule`,
      span,
    }),
  )
}

const readArmGroup = (resource: ArmResource, sink: Sink): readonly FirewallRuleGroup[] => {
  const { properties } = resource
  const { blocks, more } = readBlocks(at(properties, 'ruleCollections'))
  return [
    entity(resource, {
      name: resource.name,
      resourceGroup: resource.resourceGroup,
      of: resource.parent,
      ofKind: 'firewall-policy',
      priority: readNumber(at(properties, 'priority')) ?? unstated(resource, 'priority'),
      collections: blocks.map((block) => {
        const owner = inBlock(resource, block)
        const parts = {
          sort: sortOf(block.body, owner),
          priority: at(block.body, 'priority'),
          action: at(block.body, 'action', 'type'),
          rules: at(block.body, 'rules'),
          inside: (rule: Block) => rule.body,
        }
        return readCollection(orElse(readText(at(block.body, 'name')), owner, 'name'), parts, armRuleWords, owner, block.presence, sink)
      }),
      moreCollections: more,
    }),
  ]
}

const armSorts: readonly (readonly [property: string, sort: RuleSort])[] = [
  ['natRuleCollections', 'dnat'],
  ['networkRuleCollections', 'network'],
  ['applicationRuleCollections', 'application'],
]

/** Rules inside a firewall, without a policy. */
export const readArmClassic = (resource: ArmResource, sink: Sink): readonly FirewallRuleGroup[] => {
  const more: (readonly Doubt[])[] = []
  const collections = armSorts.flatMap(([property, sort]) => {
    const found = readBlocks(at(resource.properties, property))
    more.push(found.more)
    return found.blocks.map((block) => {
      const owner = inBlock(resource, block)
      const inside = at(block.body, 'properties')
      const parts = {
        sort: known(sort, block.origin),
        priority: at(inside, 'priority'),
        action: at(inside, 'action', 'type'),
        rules: at(inside, 'rules'),
        inside: (rule: Block) => rule.body,
      }
      return readCollection(
        orElse(readText(at(block.body, 'name')), owner, 'name'),
        parts,
        armClassicRuleWords,
        owner,
        block.presence,
        sink,
      )
    })
  })
  const moreCollections = mergeDoubts(...more)
  if (collections.length === 0 && moreCollections.length === 0) return []
  const self: Pointer = { by: 'address', address: resource.address, origin: resource.origin }
  return [
    {
      ...entity(resource, {
        name: resource.name,
        resourceGroup: resource.resourceGroup,
        of: self,
        ofKind: 'firewall',
        collections,
        moreCollections,
      }),
      id: `${resource.address}/rules`,
    },
  ]
}

export const firewallRuleGroup: KindDefinition<FirewallRuleGroup, FirewallRuleGroup, unknown> = {
  kind: 'firewall-rule-group',
  azurerm: {
    azurerm_firewall_policy_rule_collection_group: readGroup,
    azurerm_firewall_network_rule_collection: readClassic('network'),
    azurerm_firewall_application_rule_collection: readClassic('application'),
    azurerm_firewall_nat_rule_collection: readClassic('dnat'),
  },
  arm: { 'Microsoft.Network/firewallPolicies/ruleCollectionGroups': readArmGroup },
  fields: [{ name: 'name', type: 'string', about: 'name of the group of rule collections', read: (group) => group.name }],
  pointers: ({ of, ofKind }) => [{ pointer: of, kind: ofKind }],
}
