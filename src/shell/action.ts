/** The Action: hands the runner's toolkit to the workflow run. */
import { error, getInput, notice, setFailed, setOutput, setSecret, summary, warning } from '@actions/core'
import { context } from '@actions/github'
import { keepHeapSmall } from './heap.ts'
import type { RunContext } from './occasion.ts'
import { runWorkflow } from './workflow.ts'

keepHeapSmall()

const runner = {
  getInput,
  setOutput,
  setSecret,
  error,
  warning,
  notice,
  setFailed,
  summarise: async (markdown: string): Promise<void> => {
    await summary.addRaw(markdown).write()
  },
  print: (text: string): void => {
    process.stdout.write(text)
  },
}

/** The toolkit throws where there is no repository: run by hand, there is none. */
const repositoryOf = (): RunContext['repository'] => {
  try {
    return context.repo
  } catch {
    return { owner: '', repo: '' }
  }
}

try {
  const { payload, serverUrl, apiUrl, runId, runAttempt } = context
  // Outside a workflow the toolkit has nothing for these, whatever its types say.
  const text = (told: string | undefined): string => told ?? ''
  await runWorkflow({
    runner,
    folder: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    context: {
      eventName: text(context.eventName),
      sha: text(context.sha),
      ref: text(context.ref),
      job: text(context.job),
      repository: repositoryOf(),
      payload,
      serverUrl,
      apiUrl,
      runId,
      runAttempt,
    },
    now: () => performance.now(),
  })
} catch (fault) {
  // Only a fault of this program comes here; it is never mistaken for a verdict.
  setOutput('verdict', 'unsure')
  setFailed(`vnetproof failed: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`)
}
