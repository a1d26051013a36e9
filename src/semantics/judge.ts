/** What happens to a flow's packets comes in, with what ought to happen; a verdict with its proof or its doubts goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Span } from '../text/source.ts'
import type { Leaning } from './filter.ts'
import type { Decider, Expectation, Verdict } from './flow.ts'
import type { Frame, Shown } from './frame.ts'
import { shownParts } from './parts.ts'
import type { Access } from './rules.ts'
import { joinViolations } from './violation.ts'

const sameDecider = (a: Decider, b: Decider): boolean => {
  if (a.kind !== b.kind || a.access !== b.access) return false
  if (a.kind === 'rule' && b.kind === 'rule') return a.rule === b.rule && a.at === b.at
  if (a.kind === 'default-rule' && b.kind === 'default-rule') return a.name === b.name && a.nsg.id === b.nsg.id && a.at === b.at
  return a.kind === 'platform' || ('at' in a && 'at' in b && a.at === b.at)
}

const distinct = (deciders: readonly Decider[]): readonly Decider[] => {
  const seen = new Map<unknown, Decider[]>()
  const kept: Decider[] = []
  for (const decider of deciders) {
    const key = decider.kind === 'rule' ? decider.rule : decider.kind === 'default-rule' ? decider.name : decider.kind
    const alike = seen.get(key) ?? []
    if (alike.some((other) => sameDecider(other, decider))) continue
    seen.set(key, [...alike, decider])
    kept.push(decider)
  }
  return kept
}

const platformSentence =
  'packets to 168.63.129.16 and 169.254.169.254 are not subject to security rules (https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#azure-platform-considerations)'

const bare = (outcome: Verdict['outcome'], doubts: readonly Doubt[] = []): Verdict => ({
  outcome,
  parts: [],
  decidedBy: [],
  doubts,
  passedBy: [],
  tagsInDoubt: [],
  leansOn: [],
})

const showing = (outcome: Verdict['outcome'], shown: readonly Shown[]): Verdict => {
  const parts = shown.flatMap((one) => one.parts).sort((a, b) => b.size - a.size)
  const first = shown[0]!
  return {
    ...bare(outcome),
    packet: first.packet,
    parts: parts.slice(0, shownParts).map(({ part }) => part),
    decidedBy: first.chain,
    leansOn: first.chain.some((decider) => decider.kind === 'platform') ? [platformSentence] : [],
  }
}

const unsure = (frames: readonly Frame[], leaning: Leaning, access: Access, over: boolean, span: Span): Verdict => {
  const maybe = frames.flatMap((frame) => (frame.over(leaning) ? [] : (frame.maybe(leaning, access) ?? [])))
  const tags = [...new Set(maybe.flatMap((one) => one.tags))].sort()
  const found = mergeDoubts(
    over ? [{ reason: 'budget', what: 'more combinations of rules than one judgement looks through', span }] : [],
    ...maybe.map((one) => one.doubts),
  )
  const doubts =
    found.length > 0
      ? found
      : [
          {
            reason: 'external' as const,
            what: tags.length === 0 ? 'what these packets are' : `addresses of service tag \`${tags[0]}\``,
            span,
          },
        ]
  return { ...(maybe.length === 0 ? bare('unsure') : showing('unsure', maybe)), doubts, tagsInDoubt: tags }
}

/**
 * The frames together are the question. `holds` needs that nothing else is possible, `fails` that packets surely exist with another fate.
 * `span` is where a doubt is shown that has no better place.
 */
export const judgeFrames = (all: readonly Frame[], expectation: Expectation, span: Span): Verdict => {
  const frames = all.filter((frame) => !frame.empty)
  if (frames.length === 0) return bare('unsure', [{ reason: 'error', what: 'a flow without packets', span }])
  const wrong: Access = expectation === 'allow' ? 'deny' : 'allow'
  const strict: Leaning = expectation === 'allow' ? 'restrictive' : 'permissive'
  const lenient: Leaning = expectation === 'allow' ? 'permissive' : 'restrictive'
  const over = frames.some((frame) => frame.over(strict) || frame.over(lenient))
  const sure = frames.flatMap((frame) => (frame.over(lenient) ? [] : (frame.sure(lenient, wrong) ?? [])))
  const none = frames.every((frame) => !frame.over(strict) && !frame.some(strict, wrong))
  if (expectation === 'some') {
    if (sure.length > 0) return { ...bare('holds'), passedBy: distinct(sure.flatMap((one) => one.chain)) }
    if (!none) return unsure(frames, 'restrictive', 'deny', over, span)
    const denied = frames.flatMap((frame) => frame.sure('permissive', 'deny') ?? frame.maybe('permissive', 'deny') ?? [])
    return showing('fails', denied)
  }
  if (none) {
    const passedBy = expectation === 'allow' ? distinct(frames.flatMap((frame) => frame.deciders('restrictive', 'allow'))) : []
    return { ...bare('holds'), passedBy, leansOn: passedBy.some((decider) => decider.kind === 'platform') ? [platformSentence] : [] }
  }
  const verdict = sure.length > 0 ? showing('fails', sure) : unsure(frames, strict, wrong, over, span)
  return over ? verdict : { ...verdict, violation: () => frames.map((frame) => frame.wrong(lenient, strict, wrong)) }
}

/** One verdict for each group that may be attached: what all agree on, else unsure. `doubts`: why there are several. */
export const joinVerdicts = (verdicts: readonly Verdict[], doubts: readonly Doubt[]): Verdict => {
  const first = verdicts[0]!
  if (verdicts.length === 1) return first
  const leansOn = [...new Set(verdicts.flatMap((verdict) => verdict.leansOn))]
  const violation = joinViolations(verdicts.map((verdict) => verdict.violation))
  const telling = {
    ...(verdicts.find((verdict) => verdict.outcome !== 'holds') ?? first),
    ...(violation === undefined ? {} : { violation }),
  }
  if (first.outcome !== 'unsure' && verdicts.every((verdict) => verdict.outcome === first.outcome))
    return { ...telling, passedBy: distinct(verdicts.flatMap((verdict) => verdict.passedBy)), leansOn }
  return {
    ...telling,
    outcome: 'unsure',
    doubts: mergeDoubts(doubts, ...verdicts.map((verdict) => verdict.doubts)),
    passedBy: [],
    tagsInDoubt: [...new Set(verdicts.flatMap((verdict) => verdict.tagsInDoubt))].sort(),
    leansOn,
  }
}
