/** What is posted on a pull request and what shall be: plain data between the report, which plans, and the shell, which posts. */

/** One file that a pull request changes, seen at its head. */
export interface ChangedFile {
  readonly path: string
  /** Of a renamed file. */
  readonly previousPath?: string
  readonly status: 'added' | 'modified' | 'removed' | 'renamed'
  /** Hunks of a unified diff without file headers (`@@ -1,2 +1,3 @@`); undefined where there is no text to compare, and then no line can be commented on. */
  readonly patch?: string
}

/** The pull request as its reader sees it: lines are those of its head. */
export interface PullRequestView {
  /** Commit of the head. */
  readonly head: string
  readonly files: readonly ChangedFile[]
  /** Line of the head's file where a line of the judged tree stands; undefined where the head has no such line. They differ where a merge commit is judged. */
  lineAtHead(path: string, line: number): number | undefined
}

/** What a hidden marker in a comment says. */
export interface Mark {
  /** Which run posts it, where several run on one pull request; the input `comment-id`. */
  readonly run: string
  readonly kind: 'finding' | 'sticky' | 'review' | 'issue'
  /** Of a finding's comment: key of what it tells. */
  readonly key?: string
  readonly state?: 'open' | 'fixed'
  /** Of a finding's comment: how many lines it stands on. */
  readonly lines?: number
  /** Of a finding's comment: digest of the root's name. */
  readonly root?: string
}

/** A comment of ours: its marker is this run's and its author is who the token speaks for. */
export interface PostedComment {
  readonly id: number
  readonly key: string
  readonly state: 'open' | 'fixed'
  readonly body: string
  readonly path: string
  /** Undefined where the diff has no such line any more (GitHub calls it outdated). */
  readonly line?: number
  /** Somebody wrote an answer. */
  readonly answered: boolean
}

export interface Posted {
  readonly comments: readonly PostedComment[]
  readonly sticky?: { readonly id: number; readonly body: string; readonly url: string }
}

/** Inside one hunk, on the right side; `startLine` is less than `line` or absent. */
export interface PlannedComment {
  readonly key: string
  readonly path: string
  readonly line: number
  readonly startLine?: number
  readonly body: string
}

export interface PublishPlan {
  /** Absent where nothing new is told inline. */
  readonly review?: { readonly body: string; readonly comments: readonly PlannedComment[] }
  /** Comments whose text changes: fixed, or told with other evidence. */
  readonly edits: readonly { readonly id: number; readonly body: string }[]
  /** With `id` the comment that is there is edited; absent where it is right as it stands or is not wanted. */
  readonly sticky?: { readonly id?: number; readonly body: string }
  /** Keys of what comments that are there already tell. */
  readonly told: ReadonlySet<string>
}

export type CommentWhen = 'always' | 'on-findings' | 'on-change' | 'never'

export interface PlanOptions {
  readonly run: string
  readonly review: boolean
  readonly comment: CommentWhen
  /** Address of a line of the judged tree for a reader; absent where there is none. */
  readonly linkTo?: (path: string, line: number) => string | undefined
  /** Address of this run's job summary. */
  readonly summaryUrl?: string
}

export interface CheckAnnotation {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly startColumn?: number
  readonly endColumn?: number
  readonly level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

/** A check run of its own name, complete; what GitHub takes in one request is the shell's affair. */
export interface PlannedCheckRun {
  readonly conclusion: 'success' | 'failure' | 'neutral'
  readonly title: string
  readonly summary: string
  readonly annotations: readonly CheckAnnotation[]
}
