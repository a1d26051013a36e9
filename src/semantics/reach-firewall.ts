/** Packets that come to an Azure Firewall come in; what its rules let pass, or may, goes on from its subnet. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import { parseAddressRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import { budget } from '../text/budget.ts'
import { type FirewallDecider, firewallLists } from './firewall-lists.ts'
import { sortAtFirewall } from './firewall-rules.ts'
import type { Post } from './reach-post.ts'
import { block, lose, moved, narrowed, type Session, type State, type Walk, withDoubts, withHop } from './reach-walk.ts'
import { doubtsAbout } from './three-ways.ts'

/** "private IP address range per IANA RFC 1918 or shared address space per IANA RFC 6598": https://learn.microsoft.com/azure/firewall/snat-private-range */
const privateByDefault = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']

const translationOf = <T extends number | bigint>(
  walk: Walk<T>,
  firewall: Firewall,
): { readonly kept: Fact<readonly string[]>; readonly doubts: readonly Doubt[] } => {
  const { options, doubts } = walk.network.firewalling.policyOf(firewall)
  const [only] = options
  if (options.length !== 1 || only?.to === 'external') return { kept: firewall.untranslated, doubts }
  if (only?.to !== 'entity') return { kept: firewall.untranslated, doubts: firewall.untranslated.known ? [] : firewall.untranslated.doubts }
  const { untranslated, learnsUntranslated } = only.entity
  const learns: readonly Doubt[] =
    learnsUntranslated.known && !learnsUntranslated.value
      ? []
      : [{ reason: 'unsupported', what: `which private ranges \`${only.entity.id}\` learns`, span: only.entity.span }]
  return { kept: untranslated, doubts: mergeDoubts(learns, untranslated.known ? [] : untranslated.doubts) }
}

/** Destinations whose packets keep their source; undefined where that is not known. */
const untranslated = <T extends number | bigint>(
  walk: Walk<T>,
  post: Post<T>,
  firewall: Firewall,
): { readonly kept: AddressSet<T> | undefined; readonly doubts: readonly Doubt[] } => {
  const { kept, doubts } = translationOf(walk, firewall)
  if (!kept.known || doubts.length > 0) return { kept: undefined, doubts }
  const texts =
    kept.value.length === 0
      ? privateByDefault
      : kept.value.flatMap((text) => (/^ianaprivateranges$/i.test(text) ? privateByDefault : [text]))
  const ranges = texts.flatMap((text) => {
    const range = parseAddressRange(text)
    return 'problem' in range ? [] : [range]
  })
  return { kept: post.place.addresses.ofRanges(post.place.family.pick(ranges)), doubts: [] }
}

/** The subnet that the firewall's own packets leave from. */
const postOf = <T extends number | bigint>(
  walk: Walk<T>,
  firewall: Firewall,
): { readonly post?: Post<T>; readonly doubts: readonly Doubt[] } => {
  const { options, doubts } = walk.network.link(firewall.subnet, 'subnet')
  const [only] = options
  if (options.length === 1 && only?.to === 'entity') return { post: walk.posts.at(only.entity), doubts: [] }
  if (doubts.length > 0) return { doubts }
  const isHub = firewall.hub.by !== 'nothing'
  return {
    doubts: [
      {
        reason: isHub ? 'unsupported' : 'external',
        what: isHub ? `the hub of Virtual WAN that \`${firewall.id}\` is in` : `the subnet of \`${firewall.id}\``,
        span: firewall.span,
      },
    ],
  }
}

const spanOf = (decider: FirewallDecider): Firewall['span'] =>
  decider.kind === 'firewall-rule' ? decider.rule.span : decider.firewall.span

export const passFirewall = <T extends number | bigint>(walk: Walk<T>, state: State<T>, firewall: Firewall): void => {
  const { post, doubts: unplaced } = postOf(walk, firewall)
  if (post === undefined) {
    lose(walk, state, unplaced)
    return
  }
  const here = moved(state, post)
  const { place } = post
  const lists = firewallLists(place, firewall, walk.traffic, walk.asked)
  const sorted = sortAtFirewall(place, lists, here.packets, budget.pieces)
  if (sorted === undefined) {
    lose(walk, here, [
      { reason: 'budget', what: 'more combinations of firewall rules than one judgement looks through', span: firewall.span },
    ])
    return
  }
  const { kept, doubts: untold } = untranslated(walk, post, firewall)
  const own: AddressSet<T> = place.subnet
  const goOn = (part: State<T>, decider: FirewallDecider, translatesSource: boolean): void => {
    const session: Session<T> = {
      id: firewall.id,
      hop: { kind: 'firewall', firewall, decider, translatesSource },
      post,
      source: part.packets.source,
      translatesSource,
    }
    const passed = withHop(part, session.hop)
    const packets = translatesSource ? { ...part.packets, source: own } : part.packets
    walk.follow({
      ...passed,
      packets,
      rewritten: translatesSource ? { ...part.rewritten, source: true } : part.rewritten,
      sessions: [...part.sessions, session],
    })
  }
  for (const one of sorted) {
    const part = narrowed(walk, here, one.packets)
    if (part === undefined) continue
    const about = one.fate === 'perhaps' ? doubtsAbout(place.packets.meets, lists.doubtful, one.packets, budget.causes) : []
    const possible = withDoubts(part, about)
    if (one.fate !== 'allow') {
      const hop = { kind: 'firewall' as const, firewall, decider: one.decider, translatesSource: false }
      const why = `is denied by \`${firewall.id}\``
      const onward = (part: State<T>): void => {
        if (one.fate === 'deny')
          walk.follow({
            ...part,
            sessions: [...part.sessions, { id: firewall.id, hop, post, source: part.packets.source, translatesSource: false }],
          })
      }
      block(walk, withHop(possible, hop), 'firewall', why, spanOf(one.decider), onward)
    }
    if (one.fate === 'deny') continue
    const decider = one.fate === 'perhaps' ? one.otherwise! : one.decider
    // "Application rules are always applied using a transparent proxy": https://learn.microsoft.com/azure/firewall/snat-private-range
    if (decider.kind === 'firewall-rule' && decider.rule.sort === 'application') {
      goOn(possible, decider, true)
      continue
    }
    if (kept === undefined || decider.kind === 'firewall-unknown') {
      const why: readonly Doubt[] =
        untold.length > 0
          ? untold
          : [{ reason: 'unsupported', what: `whether \`${firewall.id}\` translates the source`, span: firewall.span }]
      goOn(withDoubts(possible, why), decider, false)
      goOn(withDoubts(possible, why), decider, true)
      continue
    }
    const { destination } = possible.packets
    const direct = narrowed(walk, possible, { ...possible.packets, destination: place.addresses.intersect(destination, kept) })
    if (direct !== undefined) goOn(direct, decider, false)
    const translated = narrowed(walk, possible, { ...possible.packets, destination: place.addresses.subtract(destination, kept) })
    if (translated !== undefined) goOn(translated, decider, true)
  }
}
