/** A verdict about names as one judgement of a rule, with the steps of the way that goes wrong. */
import { mergeDoubts } from '../eval/value.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import type { Severity } from '../text/diagnostic.ts'
import type { Answer, RuleHead } from './kind.ts'
import { decidingStep, type NamesVerdict, stepsOf } from './name-paths.ts'
import type { Remedy } from './remedy.ts'
import type { Located } from './shape.ts'
import type { AskedFrom } from './subject-networks.ts'

export const toAnswer = (
  head: RuleHead,
  item: Located,
  own: { readonly severity: Severity | undefined; readonly why: Located | undefined },
  at: AskedFrom,
  part: string | undefined,
  verdict: NamesVerdict,
  words: {
    readonly fails: (witness: DnsPath) => string
    readonly question: string
    readonly help?: string
    /** What would mend it, where it fails. */
    readonly remedy?: (witness: DnsPath) => Remedy
  },
): Answer => {
  const why = own.why?.text ?? head.why
  const { witness } = verdict
  const uncertain = !at.certain && verdict.outcome !== 'holds'
  const outcome = uncertain ? 'unsure' : verdict.outcome
  const help =
    outcome === 'unsure' && verdict.say[0] !== undefined
      ? `say \`${verdict.say[0]}\` in the assumptions, if it is so`
      : outcome === 'fails'
        ? words.help
        : undefined
  return {
    item: item.text,
    ...(part === undefined ? {} : { part }),
    severity: own.severity ?? head.severity,
    outcome,
    message: outcome === 'fails' && witness !== undefined ? words.fails(witness) : '',
    question: words.question,
    span: witness === undefined ? at.span : decidingStep(witness, at.span),
    ...(help === undefined ? {} : { help }),
    ...(outcome !== 'fails' || witness === undefined || words.remedy === undefined ? {} : { remedy: () => words.remedy!(witness) }),
    related:
      witness === undefined || outcome !== 'fails'
        ? [{ message: `asked from \`${at.network.id}\``, span: at.network.span }]
        : stepsOf(witness),
    decidedBy: [],
    doubts: outcome === 'unsure' ? mergeDoubts(verdict.doubts, at.doubts) : [],
    leansOn: verdict.leansOn,
    ...(why === undefined ? {} : { why }),
    policySpan: item.span,
  }
}
