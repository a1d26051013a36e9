/** `baseline`: a report in, out comes a file of waivers of all that makes the run fail today, so that only what is new fails it tomorrow. */
import { waiversFor } from '../policy/waivers-file.ts'
import type { Report } from '../report/report.ts'
import { failsRun } from '../report/verdict.ts'
import { budget } from '../text/budget.ts'
import { daysAfter } from '../text/day.ts'

/** How long a baseline counts where nothing else is said. */
export const baselineDays = 90

export interface BaselineRequest {
  /** `YYYY-MM-DD` */
  readonly today: string
  readonly until?: string
  readonly reason?: string
}

export interface Baseline {
  readonly text: string
  readonly count: number
  readonly until: string
}

/** Waives by root, code and subject, never by line; what is waived already is left out. Undefined where the file would be longer than one that is read. */
export const baselineOf = (report: Report, { today, until, reason }: BaselineRequest): Baseline | undefined => {
  const end = until ?? daysAfter(today, baselineDays)
  const failing = report.judgements.filter((judgement) => failsRun(report.failOn, judgement))
  const { text, count } = waiversFor(failing, reason ?? `found on ${today}, when the baseline was written`, end)
  return text.length > budget.yamlLength ? undefined : { text, count, until: end }
}
