/** What every answer about a tunnel has. */

import { assumedAt } from '../../semantics/assumed.ts'
import type { Severity } from '../../text/diagnostic.ts'
import type { Answer, RuleHead, Site } from '../kind.ts'
import type { Way4 } from './ways.ts'
import { routeText, spanOf } from './words.ts'

/** Routes that are shown beside the one that decides. */
const shown = 6

export const answerOf = (
  head: RuleHead,
  site: Site,
  about: { readonly item: string; readonly why?: string; readonly severity?: Severity; readonly policySpan: Answer['policySpan'] },
  ways: readonly Way4[],
  told: Pick<Answer, 'outcome' | 'question'> & Partial<Answer>,
): Answer => {
  const span = told.span ?? spanOf(ways) ?? site.span
  const seen = new Set([`${span.file.path}:${span.start}`])
  const related = [
    ...(told.related ?? []),
    ...ways
      .slice(0, shown)
      .flatMap(({ routes }) =>
        routes.slice(0, shown).flatMap((route) => route.spans.slice(0, 1).map((at) => ({ message: routeText(route), span: at }))),
      )
      .slice(0, shown),
    { message: `judged for \`${site.subject}\``, span: site.span },
  ].filter((place) => {
    const key = `${place.span.file.path}:${place.span.start}`
    return !seen.has(key) && seen.add(key)
  })
  const why = about.why ?? head.why
  return {
    item: about.item,
    severity: about.severity ?? head.severity,
    message: '',
    decidedBy: [],
    doubts: [],
    ...(why === undefined ? {} : { why }),
    policySpan: about.policySpan,
    ...told,
    leansOn: [...new Set([...assumedAt(site.subjects.network, site.point.subnet), ...(told.leansOn ?? [])])],
    span,
    related,
  }
}
