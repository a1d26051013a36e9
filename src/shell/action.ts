/** The Action: hands the runner's toolkit to the workflow run. */
import { error, getInput, notice, setFailed, setOutput, summary, warning } from '@actions/core'
import { runWorkflow } from './workflow.ts'

const runner = {
  getInput,
  setOutput,
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

try {
  await runWorkflow(runner, process.env.GITHUB_WORKSPACE ?? process.cwd(), () => performance.now())
} catch (fault) {
  // Only a fault of this program comes here; it is never mistaken for a verdict.
  setOutput('verdict', 'unsure')
  setFailed(`vnetproof failed: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`)
}
