/** What the parts of the running fake share. */
import type { Disk } from './disk.ts'
import type { Faults } from './faults.ts'
import type { State, Viewer } from './state.ts'

export interface RecordedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** `pulls/create-review`, `graphql`, `git`, `archive`, or `unknown`. */
  readonly operation: string
  readonly body: unknown
  /** 0 where no answer was given. */
  status: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Makes new content, of which GitHub allows so much in a minute. */
  readonly creates: boolean
}

export interface World {
  readonly state: State
  /** By token. */
  readonly viewers: Map<string, Viewer>
  readonly faults: Faults
  readonly disk: Disk
  readonly requests: RecordedRequest[]
  readonly violations: string[]
}
