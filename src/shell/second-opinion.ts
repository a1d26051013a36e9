/** What another reader of Terraform's grammar says of a file that ours rejects, so that the diagnostic blames the right one. */
import { existsSync } from 'node:fs'
import type { Report } from '../report/report.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'

/** That reader takes about a second for this much. */
const mostBytes = 65_536
const milliseconds = 4_000

export type Opinion = 'accepts' | 'rejects' | 'none'

/** The bundle of the reader lies beside the bundle of the program; run from source there is none. Joined at run time, or the bundler would take it for a file to include. */
const workerPlace = (): URL => new URL(['..', 'second-opinion', 'index.js'].join('/'), import.meta.url)

/** `none` when it takes too long, fails, or is not there. */
export const ask = async (text: string, place = workerPlace(), limit = milliseconds): Promise<Opinion> => {
  if (Buffer.byteLength(text) > mostBytes || !existsSync(place)) return 'none'
  // Loaded here because hardly any run asks.
  const { Worker } = await import('node:worker_threads')
  return new Promise((done) => {
    const worker = new Worker(place, { workerData: text, stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: 512 } })
    const finish = (opinion: Opinion): void => {
      clearTimeout(timer)
      void worker.terminate()
      done(opinion)
    }
    const timer = setTimeout(() => finish('none'), limit)
    worker.once('message', (answer) => finish(answer === true ? 'accepts' : answer === false ? 'rejects' : 'none'))
    worker.once('error', () => finish('none'))
    worker.once('exit', () => finish('none'))
  })
}

/** Only what concerns the grammar can be asked; what a construct means, or may not mean, is another matter. */
const grammar = /^hcl\/(expected|extra|invalid|legacy|missing|stray|unbalanced|unclosed)-/

const isUnread = ({ code, severity, span }: Diagnostic): boolean =>
  grammar.test(code) && severity === 'error' && span.file.path.endsWith('.tf')

const sentences: Readonly<Record<Exclude<Opinion, 'none'>, string>> = {
  accepts: "another reader of Terraform's grammar accepts this file, so the fault may be this program's",
  rejects: "another reader of Terraform's grammar rejects this file as well",
}

const withOpinion = (diagnostic: Diagnostic, file: SourceFile, opinion: Exclude<Opinion, 'none'>): Diagnostic =>
  diagnostic.span.file === file && isUnread(diagnostic)
    ? { ...diagnostic, help: diagnostic.help === undefined ? sentences[opinion] : `${diagnostic.help}; ${sentences[opinion]}` }
    : diagnostic

/** The report with one file's diagnostics completed; the same report when there is nothing to ask. */
export const withSecondOpinion = async (report: Report): Promise<Report> => {
  const file = report.diagnostics.find(isUnread)?.span.file
  if (file === undefined) return report
  const opinion = await ask(file.text)
  return opinion === 'none' ? report : { ...report, diagnostics: report.diagnostics.map((one) => withOpinion(one, file, opinion)) }
}
