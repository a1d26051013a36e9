/** A service and what resources of their own say about its firewall come in; who reaches it from public networks goes out. */
import type { Presence } from '../eval/declared.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { type Fact, notKnown } from './entity.ts'
import type { PrivateLinkTarget } from './kinds/private-link-target.ts'
import type { ServiceRules } from './name-joins.ts'
import { firewallOfRules, uncertainly } from './read-service-firewall.ts'

type Access = Pick<PrivateLinkTarget, 'publicAccess' | 'otherwise' | 'opened'>

interface Said {
  readonly rules: ServiceRules
  readonly presence: Presence
}

const doubtsIn = ({ presence }: Said): readonly Doubt[] => (presence.certain ? [] : presence.doubts)

/** Said on both sides, it is off where either says so; a contradiction is the author's. */
const both = (own: Fact<boolean>, other: Fact<boolean> | undefined, doubts: readonly Doubt[]): Fact<boolean> => {
  if (other === undefined || (own.known && !own.value)) return own
  if (other.known && doubts.length === 0 && (own.known ? own.value === other.value : !other.value)) return other
  const why = mergeDoubts(doubts, own.known ? [] : own.doubts, other.known ? [] : other.doubts)
  const twice: Doubt = { reason: 'error', what: 'public access, which is written twice', span: other.origin.span }
  return notKnown(why.length > 0 ? why : [twice], own.origin, [true, false])
}

/** What the service says of itself, with what others say of it. */
export const serviceAccess = (target: PrivateLinkTarget, said: readonly Said[]): Access => {
  const { publicAccess, otherwise, opened, withoutRules } = target
  const own: Access = { publicAccess, otherwise, ...(opened === undefined ? {} : { opened }) }
  const firewalls = said.filter(({ rules }) => rules.says.what === 'firewall')
  const ranges = said.filter(({ rules }) => rules.says.what === 'range')
  if (firewalls.length > 1) {
    const doubts = mergeDoubts(...firewalls.map(doubtsIn))
    const [first] = firewalls
    const twice: Doubt = { reason: 'error', what: `which firewall of \`${target.id}\` counts`, span: first!.rules.span }
    return {
      publicAccess: both(publicAccess, publicAccess, []),
      otherwise: notKnown(doubts.length > 0 ? doubts : [twice], otherwise.origin),
    }
  }
  const [only] = firewalls
  if (only !== undefined && only.rules.says.what === 'firewall') {
    const { says } = only.rules
    const doubts = doubtsIn(only)
    const access = both(publicAccess, says.publicAccess, doubts)
    if (doubts.length > 0) {
      const isSame = says.otherwise.known && otherwise.known && says.otherwise.value === otherwise.value
      return { publicAccess: access, otherwise: isSame ? otherwise : notKnown(doubts, otherwise.origin, ['allow', 'deny']) }
    }
    return { publicAccess: access, otherwise: says.otherwise, ...(says.opened === undefined ? {} : { opened: says.opened }) }
  }
  if (ranges.length === 0 || withoutRules === undefined) return own
  const admitted = ranges.flatMap((one) => {
    const { says, span } = one.rules
    if (says.what !== 'range') return []
    return [{ admitted: one.presence.certain ? says.admitted : uncertainly(says.admitted, one.presence.doubts), span }]
  })
  const origin = { span: target.span }
  return { publicAccess, ...firewallOfRules({ address: target.id, open: target.open, span: target.span, origin }, admitted, withoutRules) }
}
