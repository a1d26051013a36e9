/** An answer about a private endpoint, from what is asked and what came of it. */
import type { Answer, RuleHead } from './kind.ts'

export const answer = (
  head: RuleHead,
  item: string,
  outcome: Answer['outcome'],
  more: Pick<Answer, 'question' | 'span'> &
    Partial<Pick<Answer, 'message' | 'help' | 'related' | 'doubts' | 'leansOn' | 'part' | 'remedy'>>,
): Answer => ({
  item,
  severity: head.severity,
  outcome,
  message: outcome === 'fails' ? (more.message ?? '') : '',
  question: more.question,
  span: more.span,
  ...(more.part === undefined ? {} : { part: more.part }),
  ...(more.help === undefined || outcome === 'holds' ? {} : { help: more.help }),
  ...(more.remedy === undefined || outcome !== 'fails' ? {} : { remedy: more.remedy }),
  related: more.related ?? [],
  decidedBy: [],
  doubts: outcome === 'unsure' ? (more.doubts ?? []) : [],
  leansOn: more.leansOn ?? [],
  ...(head.why === undefined ? {} : { why: head.why }),
  policySpan: head.span,
})
