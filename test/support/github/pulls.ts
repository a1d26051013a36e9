/** What follows from commits for a pull request: its changed files, its merge commit, and where its comments stand after a push. */
import { type ChangedFile, changesBetween, commitsBetween, mergeBaseOf, mergedFiles } from './history.ts'
import { followLine, lineAt } from './patch.ts'
import { iso, type PullRequest, type ReviewComment, type State } from './state.ts'

/** Against the common ancestor of base and `head`, as a pull request is shown. */
export const changedFiles = (state: State, pull: PullRequest, head = pull.headSha): readonly ChangedFile[] => {
  const { store, settings } = state
  const base = mergeBaseOf(store, state.repositories.get(pull.repository.fullName)!.branches.get(pull.base)!, head)
  const key = `${base}...${head}:${settings.patchLimit}`
  const known = state.patches.get(key)
  if (known !== undefined) return known
  const before = base === undefined ? new Map() : store.commitOf(base)!.files
  const files = changesBetween(store, before, store.commitOf(head)!.files, settings.patchLimit)
  state.patches.set(key, files)
  return files
}

export const commitsOf = (state: State, pull: PullRequest): readonly string[] =>
  commitsBetween(state.store, pull.repository.branches.get(pull.base)!, pull.headSha)

/** The merge commit of base and head, made anew; null where they conflict. */
export const remerge = (state: State, pull: PullRequest): void => {
  const { store } = state
  const base = store.commitOf(pull.repository.branches.get(pull.base)!)!
  const head = store.commitOf(pull.headSha)!
  const ancestor = mergeBaseOf(store, base.sha, head.sha)
  const files = mergedFiles(store, ancestor === undefined ? new Map() : store.commitOf(ancestor)!.files, base.files, head.files)
  const message = `Merge ${head.sha} into ${base.sha}`
  pull.mergeSha = files === undefined ? null : store.commit(files, [base.sha, head.sha], message, head.author, state.tick()).sha
}

const textAt = (state: State, commit: string, path: string): string | undefined => {
  const entry = state.store.commitOf(commit)?.files.get(path)
  return entry === undefined ? undefined : state.store.contentOf(entry.blob)?.toString('utf8')
}

/** A line comment follows its line while the newest diff shows it unchanged; else it is outdated. */
export const placeComment = (state: State, pull: PullRequest, comment: ReviewComment): void => {
  const file = changedFiles(state, pull).find(({ path }) => path === comment.path)
  comment.commit = pull.headSha
  if (comment.subject === 'file') {
    comment.position = file === undefined ? null : 1
    return
  }
  const follow = (line: number): number | undefined => {
    if (comment.side === 'LEFT') return line
    const before = textAt(state, comment.originalCommit, comment.path)
    const after = textAt(state, pull.headSha, comment.path)
    return before === undefined || after === undefined ? undefined : followLine(before, after, line)
  }
  const line = comment.originalLine === null ? undefined : follow(comment.originalLine)
  const start = comment.originalStartLine === null ? null : follow(comment.originalStartLine)
  const at = line === undefined || file?.patch === undefined ? undefined : lineAt(file.patch, comment.side, line)
  const isThere = at !== undefined && start !== undefined
  comment.line = isThere ? line! : null
  comment.startLine = isThere ? start : null
  comment.position = isThere ? at.position : null
}

export const placeComments = (state: State, pull: PullRequest): void => {
  for (const comment of state.reviewComments.values()) if (comment.pull === pull.number) placeComment(state, pull, comment)
}

/** After its head moved. */
export const synchronize = (state: State, pull: PullRequest, head: string): void => {
  pull.headSha = head
  pull.baseSha = pull.repository.branches.get(pull.base)!
  pull.updatedAt = iso(state.tick())
  remerge(state, pull)
  placeComments(state, pull)
}
