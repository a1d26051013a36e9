/** What could not be posted, and why → warnings, one sentence for all that share a reason. */
import { plain } from '../../report/plain.ts'
import type { Fault } from './answer.ts'

export interface Failure {
  /** `the review`, `2 edits of comments` */
  readonly what: string
  readonly fault: Fault
  /** As in `permissions:` of a workflow, in backticks. */
  readonly needs: string
  /** Where it is told instead. */
  readonly instead?: string
}

const reasonOf = ({ fault, needs }: Failure): string => {
  const { kind, status, message, accepts } = fault
  if (status === 401) return 'GitHub does not accept the token'
  if (kind === 'forbidden') return `the token may not, the job needs ${accepts ?? needs} (which a run for a fork never has)`
  if (kind === 'missing') return `GitHub finds no such place, or hides it because the job lacks ${accepts ?? needs}`
  if (kind === 'limit') return `GitHub takes no more for now (${message})`
  if (kind === 'lost') return `GitHub gave no answer to rely on (${status === undefined ? message : `${status}: ${message}`})`
  return `GitHub refused it (${message})`
}

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

export const warningsOf = (failures: readonly Failure[]): readonly string[] => {
  // What the first of those that the token may not do needs, the others need too: a pull request's comments.
  const byReason = new Map<string, Failure[]>()
  for (const failure of failures) {
    const { fault } = failure
    const reason = fault.kind === 'forbidden' ? `forbidden ${fault.status}` : reasonOf(failure)
    const same = byReason.get(reason)
    if (same === undefined) byReason.set(reason, [failure])
    else same.push(failure)
  }
  return [...byReason.values()].map((same) => {
    const instead = [...new Set(same.flatMap((failure) => failure.instead ?? []))]
    return plain(
      `${listed(same.map(({ what }) => what))} could not be posted: ${reasonOf(same[0]!)}${instead.map((text) => `; ${text}`).join('')}`,
    )
  })
}
