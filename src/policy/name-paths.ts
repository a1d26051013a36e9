/** Ways that a question for a name may take come in; whether all of them end as they must, in words with the line that decides, goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import type { Span } from '../text/source.ts'
import type { Outcome } from './policy.ts'

/** How one way ends, measured by what is asked of it; `open`: that is not known. */
export type Measure = 'right' | 'wrong' | 'open'

export interface NamesVerdict {
  readonly outcome: Outcome
  /** One that goes wrong, where it fails. */
  readonly witness?: DnsPath
  /** Every name that goes wrong. */
  readonly wrong: readonly string[]
  readonly doubts: readonly Doubt[]
  /** Lines of assumptions that would settle it. */
  readonly say: readonly string[]
  readonly leansOn: readonly string[]
}

export interface Asked {
  readonly name: string
  readonly paths: readonly DnsPath[]
}

const doubtsIn = (path: DnsPath): readonly Doubt[] => {
  const { end } = path
  if (end.kind === 'unknown') return mergeDoubts(end.doubts, path.doubts)
  if (path.doubts.length > 0) return path.doubts
  const last = path.steps.at(-1)
  return last === undefined ? [] : [{ reason: 'external', what: `what becomes of \`${path.name}\` after ${last.at}`, span: last.span }]
}

/** Of the ways of a name one is taken at least, and a certain one surely by some question: one such that goes wrong fails, as do all of them together. */
export const judgePaths = (asked: readonly Asked[], measure: (path: DnsPath) => Measure): NamesVerdict => {
  const wrong: string[] = []
  const doubts: (readonly Doubt[])[] = []
  const say = new Set<string>()
  const leansOn = new Set<string>()
  let witness: DnsPath | undefined
  let isOpen = false
  for (const { name, paths } of asked) {
    for (const path of paths) for (const { text } of path.leansOn) leansOn.add(text)
    const measured = paths.map((path) => ({ path, how: measure(path) }))
    const bad = measured.filter(({ how }) => how === 'wrong').map(({ path }) => path)
    const sure = bad.find(({ certain }) => certain) ?? (bad.length === measured.length ? bad[0] : undefined)
    if (sure !== undefined) {
      wrong.push(name)
      witness ??= sure
      continue
    }
    for (const { path, how } of measured) {
      if (how === 'right') continue
      isOpen = true
      doubts.push(doubtsIn(path))
      if ((path.end.kind === 'unknown' || path.end.kind === 'forwarded') && path.end.say !== undefined) say.add(path.end.say)
    }
  }
  const outcome: Outcome = witness !== undefined ? 'fails' : isOpen ? 'unsure' : 'holds'
  return {
    outcome,
    ...(witness === undefined ? {} : { witness }),
    wrong,
    doubts: outcome === 'unsure' ? mergeDoubts(...doubts) : [],
    say: [...say],
    leansOn: [...leansOn],
  }
}

/** How it ends, as a clause. */
export const endText = ({ end, steps, name }: DnsPath): string => {
  const last = steps.at(-1)
  switch (end.kind) {
    case 'private':
      return `${last?.text ?? 'a private zone answers'}`
    case 'public':
      return end.through === 'azure' ? `public DNS answers \`${name}\`` : (last?.text ?? 'public DNS answers')
    case 'forwarded':
      return `${last?.text ?? 'it is forwarded'}, and nothing is known of that server`
    case 'loop':
      return `the question goes round, ${steps.length - end.from} steps from \`${steps[end.from]?.at ?? name}\` back to it`
    case 'unknown':
      return 'it is not known'
    case 'no-answer':
      switch (end.why) {
        case 'no-such-name':
        case 'no-address':
          return last?.text ?? `there is no \`${name}\``
        case 'nobody-listens':
          return last?.text ?? 'nobody answers there'
        case 'only-inside-azure':
          return `${last?.text ?? 'it is asked from on-premises'}, which answers only inside Azure`
        case 'unreachable':
          return `${last?.text ?? 'the server'}, which its questions do not reach`
      }
  }
}

/** The line that decides: the last step's. */
export const decidingStep = (path: DnsPath, otherwise: Span): Span => {
  const { end, steps } = path
  const at =
    end.kind === 'loop'
      ? steps.findLast(({ via }) => via === 'ruleset' || via === 'assumed-server' || via === 'firewall-proxy')
      : steps.at(-1)
  return at?.span ?? otherwise
}

/** Every step, numbered. */
export const stepsOf = (path: DnsPath): readonly { readonly message: string; readonly span: Span }[] =>
  path.steps.map(({ text, span }, index) => ({ message: `${index + 1}. ${text}`, span }))
