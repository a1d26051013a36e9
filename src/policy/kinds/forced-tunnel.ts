/** `forced-tunnel`: where Internet traffic of a subnet is led elsewhere, what must go straight all the same, what else does, and whose replies leave another way than requests came. */

import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import { routedAt } from '../../semantics/routed.ts'
import type { Answer, PolicyKind, RuleHead, Site } from '../kind.ts'
import { expandTerms } from '../settings.ts'
import type { Term } from '../terms.ts'
import { judgeDefaultSite } from '../tunnel/default-site.ts'
import { judgeLeaks } from '../tunnel/leaks.ts'
import { judgeReplies, readyReplies } from '../tunnel/replies.ts'
import { judgeRequirement, readyRequirement, sameTerms } from '../tunnel/require.ts'
import { checkTunnel, flowsNamed, items, readyTunnel, type TunnelRule, tunnelFields, usesOfTunnel } from '../tunnel/shape.ts'
import { type Set4, setOf, tunnelOf } from '../tunnel/ways.ts'

/** What goes wrong does so only if there is a tunnel. */
const perhaps = (answer: Answer, doubts: readonly Doubt[]): Answer => {
  if (answer.outcome !== 'fails' || answer.advice) return answer
  const { label: _label, help: _help, remedy: _remedy, ...rest } = answer
  return { ...rest, outcome: 'unsure', doubts: mergeDoubts(doubts, answer.doubts) }
}

const judge = (head: RuleHead, rule: TunnelRule, site: Site): readonly Answer[] => {
  const { subjects, point } = site
  const routed = routedAt(subjects.network, subjects.world.snapshot, point)
  const tunnel = tunnelOf(routed)
  if (tunnel.state === 'no') return []
  const { addresses } = routed.place
  const required = rule.require.flatMap((row) => readyRequirement(row, site, routed) ?? [])
  const replies = rule.symmetric.flatMap((name) => {
    const row = site.flow(name.text)
    return row === undefined ? [] : (readyReplies(row, site, routed) ?? [])
  })
  const sets = required.map(({ set }) => set)
  const wanted = addresses.unite(...sets)
  const flat = (terms: readonly Term[]): Set4 =>
    setOf(
      routed,
      terms.flatMap((term) => {
        const expanded = expandTerms([term], site.binding)
        return 'kind' in expanded ? [] : expanded.flatMap((each) => (each.kind === 'flow' ? [each.term] : []))
      }),
    )
  const listed = flat(rule.listed)
  const answers: Answer[] = []
  for (const one of required) {
    const other = replies.find(({ flow, doubts }) => doubts.length === 0 && sameTerms(flow.from, one.terms))
    answers.push(...judgeRequirement(head, site, routed, one, other?.flow, listed))
  }
  // Told as what is required, with the way of the requests.
  for (const one of replies)
    if (!required.some(({ terms, truth }) => truth.answer === 'yes' && sameTerms(terms, one.flow.from)))
      answers.push(judgeReplies(head, site, routed, one, addresses.unite(wanted, listed)))
  if (rule.allowOnly !== 'anything') {
    // Whoever routes all of a tag where a region of it is needed leaks nothing.
    const whole = setOf(
      routed,
      required.flatMap(({ terms }) => terms.map((term) => (term.kind === 'tag' ? { ...term, atRegion: false } : term))),
    )
    const legacy = flat(rule.require.flatMap(({ orPrefixes }) => orPrefixes ?? []))
    answers.push(judgeLeaks(head, rule, site, routed, tunnel, addresses.unite(whole, listed, legacy, ...replies.map(({ set }) => set))))
  }
  answers.push(...judgeDefaultSite(head, site, routed, tunnel))
  return tunnel.state === 'yes' ? answers : answers.map((answer) => perhaps(answer, tunnel.doubts))
}

export const forcedTunnel: PolicyKind<TunnelRule> = {
  kind: 'forced-tunnel',
  summary: 'what must go straight to Internet, and what must not, where everything else is led to an appliance or a gateway',
  at: ['subnet'],
  fields: tunnelFields,
  items,
  check: checkTunnel,
  ready: readyTunnel,
  uses: usesOfTunnel,
  namesFlows: flowsNamed,
  judge,
}
