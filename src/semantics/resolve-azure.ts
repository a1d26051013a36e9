/** Azure's own resolver is asked from a virtual network: the zones linked to it, then its forwarding rules, then public names and what private endpoints make of them. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { LinkedRuleset, LinkedZone, RuleIn } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import { domainsOf, labelsIn, parseDomain } from '../net/domain.ts'
import type { HostName, Walk } from './dns-path.ts'
import { inZone } from './host-name.ts'
import { type EndpointIndex, hasEndpoint, indexEndpoints, linkedNameOf } from './private-links.ts'
import { type Asker, type Engine, eachOf, given, perhaps, step } from './resolve-walk.ts'
import { createZones } from './resolve-zone.ts'
import { isReverse, reverseOf } from './reverse-name.ts'

interface Linked {
  readonly named: ReadonlyMap<string, readonly LinkedZone[]>
  readonly loose: readonly LinkedZone[]
  readonly more: readonly Doubt[]
}

interface Rules {
  readonly named: ReadonlyMap<string, readonly RuleIn[]>
  readonly loose: readonly RuleIn[]
  readonly more: readonly Doubt[]
}

const push = <T>(map: Map<string, T[]>, key: string, item: T): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [item])
  else list.push(item)
}

export const createAzure = (network: Network, outboundOf: (linked: LinkedRuleset) => Asker) => {
  const { naming } = network
  const zones = createZones(network)
  let endpoints: EndpointIndex | undefined
  const linkedTo = new Map<string, Linked>()
  const rulesOf = new Map<string, Rules>()

  const linkedZones = (of: VirtualNetwork): Linked => {
    let linked = linkedTo.get(of.id)
    if (linked === undefined) {
      const { links, more } = naming.zonesLinkedTo(of)
      const named = new Map<string, LinkedZone[]>()
      const loose: LinkedZone[] = []
      for (const one of links) {
        const name = one.name.known ? parseDomain(one.name.value) : undefined
        if (name !== undefined) push(named, name, one)
        else loose.push(one)
      }
      linked = { named, loose, more }
      linkedTo.set(of.id, linked)
    }
    return linked
  }

  const rulesIn = (linked: LinkedRuleset): Rules => {
    const key = linked.ruleset?.id ?? ''
    let rules = rulesOf.get(key)
    if (rules === undefined) {
      const found =
        linked.ruleset === undefined
          ? {
              rules: [],
              more: [
                { reason: 'external' as const, what: `the rules of the ruleset of \`${linked.link.address}\``, span: linked.link.span },
              ],
            }
          : naming.rulesIn(linked.ruleset)
      const named = new Map<string, RuleIn[]>()
      const loose: RuleIn[] = []
      for (const one of found.rules) {
        const { enabled, domain } = one.rule
        // Disabled rules are ignored: https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets
        if (enabled.known && !enabled.value) continue
        const name = domain.known ? parseDomain(domain.value) : undefined
        if (name !== undefined) push(named, name, one)
        else if (!domain.known) loose.push(one)
      }
      rules = { named, loose, more: found.more }
      rulesOf.set(key, rules)
    }
    return rules
  }

  /** Zones that may hold the name, the most specific first; each sure one ends the search. */
  const eachZone = (
    walk: Walk,
    name: HostName,
    asked: VirtualNetwork,
    take: (walk: Walk, zone: LinkedZone, zoneName: string) => void,
    engine: Engine,
  ): Walk | undefined => {
    const { named, loose, more } = linkedZones(asked)
    let rest = walk
    const unsure = (doubts: readonly Doubt[]): void => {
      rest = perhaps(rest, doubts)
    }
    if (more.length > 0) {
      engine.end(
        step(perhaps(rest, more), {
          at: asked.id,
          via: 'private-zone',
          text: `private zones linked to \`${asked.id}\` are not all known`,
          name: name.text,
          span: asked.span,
        }),
        name,
        { kind: 'unknown', doubts: more },
      )
      unsure(more)
    }
    for (const zone of loose) {
      if (inZone(name, zone.name) === 'different') continue
      const doubts = mergeDoubts(zone.name.known ? [] : zone.name.doubts, zone.doubts)
      engine.end(
        step(perhaps(rest, doubts), {
          at: zone.zone?.id ?? zone.key,
          via: 'private-zone',
          text: 'a private zone whose name is not known may hold it',
          name: name.text,
          span: zone.link.span,
        }),
        name,
        { kind: 'unknown', doubts },
      )
      unsure(doubts)
    }
    if (name.host !== undefined)
      for (const [zoneName, found] of named)
        for (const zone of found)
          if (zoneName.endsWith(`.${name.domain}`) && inZone(name, zone.name) !== 'different') {
            engine.end(perhaps(rest, name.host.known ? zone.doubts : name.host.doubts), name, {
              kind: 'unknown',
              doubts: name.host.known ? zone.doubts : name.host.doubts,
            })
            unsure(name.host.known ? zone.doubts : name.host.doubts)
          }
    for (const domain of domainsOf(name.domain)) {
      const found = named.get(domain)
      if (found === undefined) continue
      const sure = found.filter(({ certain }) => certain)
      for (const zone of found) {
        const alone = sure.length === 1 && zone.certain
        take(alone ? rest : perhaps(rest, zone.certain ? [twice(zone)] : zone.doubts), zone, domain)
      }
      if (sure.length > 0) return undefined
      unsure(mergeDoubts(...found.map(({ doubts }) => doubts)))
    }
    return rest
  }

  const forwardBy = (engine: Engine, walk: Walk, name: HostName, linked: LinkedRuleset, rule: RuleIn, asked: VirtualNetwork): void => {
    const { rule: one } = rule
    const shown = one.domain.known ? `\`${one.domain.value}\`` : 'a domain that is not known'
    const from = outboundOf(linked)
    const { link, ruleset } = linked
    const besides = [
      { text: `\`${link.address}\` links it to \`${asked.id}\``, span: link.span },
      ...(ruleset === undefined ? [] : [{ text: `\`${ruleset.id}\` is the ruleset`, span: ruleset.span }]),
    ]
    const at = { at: ruleset?.id ?? one.address, via: 'ruleset' as const, name: name.text, span: one.span, besides }
    if (one.moreTargets.length > 0) engine.end(perhaps(walk, one.moreTargets), name, { kind: 'unknown', doubts: one.moreTargets })
    for (const { address, span } of one.targets)
      engine.server(
        step(given(walk, one.moreTargets.length === 0, one.moreTargets), {
          ...at,
          text: `\`${one.address}\` forwards ${shown}`,
          server: address,
        }),
        name,
        address,
        from,
        'rule',
        span,
      )
  }

  /** Rules for the name, the longest domain first. Gives what is left where none surely counts. */
  const eachRule = (engine: Engine, walk: Walk, name: HostName, asked: VirtualNetwork): Walk | undefined => {
    const { links, more } = naming.rulesetsLinkedTo(asked)
    let rest: Walk | undefined = walk
    if (more.length > 0) {
      engine.end(
        step(perhaps(rest, more), {
          at: asked.id,
          via: 'ruleset',
          text: `forwarding rulesets linked to \`${asked.id}\` are not all known`,
          name: name.text,
          span: asked.span,
        }),
        name,
        { kind: 'unknown', doubts: more },
      )
      rest = perhaps(rest, more)
    }
    for (const linked of links) {
      // Which of several rulesets is asked is not documented: a virtual network takes one.
      const start: Walk = given(rest, linked.certain && links.length === 1, linked.doubts)
      const { named, loose, more: hidden } = rulesIn(linked)
      let left: Walk | undefined = start
      const shaken = mergeDoubts(
        hidden,
        ...loose
          .filter(({ rule }) => inZone(name, rule.domain) !== 'different')
          .map(({ rule }) => (rule.domain.known ? [] : rule.domain.doubts)),
      )
      if (shaken.length > 0) {
        engine.end(
          step(perhaps(left, shaken), {
            at: linked.ruleset?.id ?? linked.link.address,
            via: 'ruleset',
            text: 'not all of its forwarding rules are known',
            name: name.text,
            span: linked.link.span,
          }),
          name,
          { kind: 'unknown', doubts: shaken },
        )
        left = perhaps(left, shaken)
      }
      for (const domain of domainsOf(name.domain)) {
        const found = named.get(domain)
        if (found === undefined || left === undefined) continue
        let decided = false
        for (const rule of found) {
          const from: Walk = left
          eachOf(rule.rule.enabled, given(from, rule.certain, rule.doubts), (enabled, walked) => {
            if (enabled) forwardBy(engine, walked, name, linked, rule, asked)
          })
          if (rule.certain && rule.rule.enabled.known) decided = true
          else left = perhaps(left, mergeDoubts(rule.doubts, rule.rule.enabled.known ? [] : rule.rule.enabled.doubts))
        }
        if (decided) left = undefined
      }
      if (left === undefined && linked.certain && links.length === 1) return undefined
      rest = left ?? perhaps(rest, linked.doubts)
    }
    return rest
  }

  /** A linked zone or rule would take a name of Private Link. */
  const wouldForward = (name: HostName, asked: VirtualNetwork): boolean =>
    naming
      .rulesetsLinkedTo(asked)
      .links.some((linked) => domainsOf(name.domain).some((domain) => labelsIn(domain) > 0 && rulesIn(linked).named.has(domain)))

  const publicly = (engine: Engine, walk: Walk, name: HostName, asked: VirtualNetwork): void => {
    const toPublic = (from: Walk, of: HostName): void =>
      engine.end(
        step(from, {
          at: 'public DNS',
          via: 'public',
          text: 'nothing private holds it: public DNS answers',
          name: of.text,
          span: asked.span,
        }),
        of,
        { kind: 'public', through: 'azure' },
      )
    const linked = linkedNameOf(name)
    if (linked === undefined) {
      toPublic(walk, name)
      return
    }
    endpoints ??= indexEndpoints(network)
    const { answer, doubts, by } =
      linked.rows.length === 0
        ? { answer: 'maybe' as const, doubts: [notRead(name, asked)], by: undefined }
        : hasEndpoint(network, endpoints, name, linked.rows, asked.span)
    if (answer === 'no') {
      toPublic(walk, name)
      return
    }
    const { name: target } = linked
    const from = given(walk, answer === 'yes', doubts)
    if (target === undefined) engine.end(perhaps(from, [notRead(name, asked)]), name, { kind: 'unknown', doubts: [notRead(name, asked)] })
    else {
      const led = step(from, {
        at: 'public DNS',
        via: 'private-link',
        text: `${by === undefined ? 'a private endpoint' : `private endpoint \`${by.id}\``} makes it \`${target.text}\``,
        name: name.text,
        span: by?.span ?? asked.span,
      })
      const left = eachZone(led, target, asked, (to, zone, zoneName) => zones.answer(engine, to, target, zone, zoneName, asked), engine)
      if (left !== undefined) {
        if (wouldForward(target, asked)) {
          const what = `whether forwarding rules take \`${target.text}\`, to which an answer leads`
          engine.end(perhaps(left, [{ reason: 'unsupported', what, span: asked.span }]), target, {
            kind: 'unknown',
            doubts: [{ reason: 'unsupported', what, span: asked.span }],
          })
          toPublic(perhaps(left, []), target)
        } else toPublic(left, target)
      }
    }
    if (answer === 'maybe') toPublic(perhaps(walk, doubts), name)
  }

  const answer = (engine: Engine, walk: Walk, name: HostName, asked: VirtualNetwork): void => {
    const here = step(walk, {
      at: asked.id,
      via: 'azure-dns',
      text: `Azure's resolver answers for \`${asked.id}\``,
      name: name.text,
      span: asked.span,
    })
    // Always from the zone that Azure keeps: https://learn.microsoft.com/azure/dns/private-dns-privatednszone
    if (name.domain === 'internal.cloudapp.net' || name.domain.endsWith('.internal.cloudapp.net')) {
      engine.end(
        step(here, {
          at: 'internal.cloudapp.net',
          via: 'azure-provided-zone',
          text: 'Azure keeps this zone itself',
          name: name.text,
          span: asked.span,
        }),
        name,
        {
          kind: 'unknown',
          doubts: [{ reason: 'computed', what: `the machine \`${name.text}\``, span: asked.span }],
        },
      )
      return
    }
    const afterZones = eachZone(here, name, asked, (to, zone, zoneName) => zones.answer(engine, to, name, zone, zoneName, asked), engine)
    if (afterZones === undefined) return
    const afterRules = eachRule(engine, afterZones, name, asked)
    if (afterRules === undefined) return
    if (isReverse(name)) reverseOf(engine, afterRules, name, asked)
    else publicly(engine, afterRules, name, asked)
  }
  return { answer }
}

const notRead = (name: HostName, { span }: VirtualNetwork): Doubt => ({
  reason: 'unsupported',
  what: `the name that a private endpoint gives \`${name.text}\``,
  span,
})

/** One name space of that name for each virtual network: https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links */
const twice = ({ link }: LinkedZone): Doubt => ({
  reason: 'error',
  what: `which zone of that name counts beside that of \`${link.address}\``,
  span: link.span,
})
