/** A SARIF report → code scanning, once; whoever has no code scanning is told so. */
import { gzipSync } from 'node:zlib'
import { budget } from '../../text/budget.ts'
import { ask, textField } from './answer.ts'
import type { GitHub, Repository } from './client.ts'
import { warningsOf } from './failure.ts'

export interface SarifTarget {
  readonly repository: Repository
  /** The judged commit: on a pull request the merge commit, as the runner names it. */
  readonly commit: string
  /** `refs/pull/7/merge`, `refs/heads/main` */
  readonly ref: string
}

export const uploadSarif = async (
  github: GitHub,
  { repository, commit, ref }: SarifTarget,
  text: string,
): Promise<{ readonly id?: string; readonly warnings: readonly string[] }> => {
  const packed = gzipSync(text, { level: 9 })
  if (packed.length > budget.sarifBytes)
    return {
      warnings: [`the SARIF report could not be uploaded: it has ${packed.length} bytes compressed, and GitHub takes ${budget.sarifBytes}`],
    }
  const uploaded = await ask(
    () =>
      github.rest.codeScanning.uploadSarif({
        ...repository,
        commit_sha: commit,
        ref,
        sarif: packed.toString('base64'),
        // The same report for the same commit takes the place of the first: https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
        request: { retries: 1 },
      }),
    (data) => textField(data, 'id'),
  )
  if (uploaded.ok) return { id: uploaded.value, warnings: [] }
  const { fault } = uploaded
  if (/must be enabled|not enabled|(code|advanced) security/i.test(fault.message) && fault.kind === 'forbidden')
    return { warnings: [`the SARIF report could not be uploaded: this repository has no code scanning (${fault.message})`] }
  return { warnings: warningsOf([{ what: 'the SARIF report', fault, needs: '`security-events: write`' }]) }
}
