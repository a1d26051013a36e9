/** One line on the terminal that says what a long run is at; a run under a second says nothing. */
import type { Workspace } from '../text/workspace.ts'

const quietMilliseconds = 1_000
const betweenMilliseconds = 100

export interface Progress {
  readonly workspace: Workspace
  /** Takes the line away again. */
  end(): void
}

/** The work is synchronous, so reading is the only moment at which progress can be told. */
export const progressOf = (
  workspace: Workspace,
  now: () => number,
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
): Progress => {
  const start = now()
  let last = start
  let files = 0
  let told = false
  return {
    workspace: {
      list: workspace.list,
      read: (path, mostBytes) => {
        files++
        const at = now()
        if (at - start > quietMilliseconds && at - last > betweenMilliseconds && (stream.isTTY === true || !told)) {
          last = at
          told = true
          stream.write(stream.isTTY === true ? `\r\u001b[Kvnetproof: ${files} files read` : `vnetproof: reading, ${files} files so far\n`)
        }
        return workspace.read(path, mostBytes)
      },
    },
    end: () => {
      if (told && stream.isTTY === true) stream.write('\r\u001b[K')
    },
  }
}
