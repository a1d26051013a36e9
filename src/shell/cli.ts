#!/usr/bin/env node
/** The command `vnetproof`: hands the process's arguments and streams to the terminal and ends with its exit code. */
import { keepHeapSmall } from './heap.ts'
import { runTerminal } from './terminal.ts'

keepHeapSmall()

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

/** Waiting for what the engine still compiles costs a tenth of a short run; text that is not written yet is waited for. */
const end = (code: number): void => {
  process.exitCode = code
  setImmediate(() => {
    if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit()
  })
}

// No `await` here: a bundle whose entry waits is wrapped in a function and so parsed twice, which costs a third of a short run.
runTerminal(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  now: () => performance.now(),
}).then(end, (error: unknown) => {
  // Only a fault of this program comes here; it is never mistaken for a verdict.
  process.stderr.write(`error: vnetproof failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  end(2)
})
