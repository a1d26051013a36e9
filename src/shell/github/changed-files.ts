/** A pull request's changed files as GitHub lists them → data, with the head that the list is about. */
import type { ChangedFile } from '../../report/review/review.ts'
import { budget } from '../../text/budget.ts'
import { isObjectName } from '../git.ts'
import { isSafePath } from '../tree-workspace.ts'
import { field, textField } from './answer.ts'
import { type Questions, whyNot } from './questions.ts'

export interface ListedFile extends ChangedFile {
  /** Name of the blob, at the head; of a removed file, at the base. */
  readonly object?: string
}

export type ChangedFiles =
  | {
      readonly ok: true
      readonly files: readonly ListedFile[]
      /** Undefined where the list does not tell, or tells more than one. */
      readonly head: string | undefined
      readonly isWhole: boolean
    }
  | { readonly ok: false; readonly why: string }

/** https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
const statusOf = (status: string | undefined): ChangedFile['status'] | undefined => {
  switch (status) {
    case 'added':
    case 'copied':
      return 'added'
    case 'modified':
    case 'changed':
      return 'modified'
    case 'removed':
    case 'renamed':
      return status
    default:
      return undefined
  }
}

const readFile = (data: unknown): ListedFile | undefined => {
  const path = textField(data, 'filename')
  const listed = textField(data, 'status')
  const status = statusOf(listed)
  if (path === undefined || status === undefined || !isSafePath(path)) return undefined
  const previousPath = status === 'renamed' ? textField(data, 'previous_filename') : undefined
  const patch = textField(data, 'patch')
  const object = field(data, 'sha')
  return {
    path,
    status,
    ...(previousPath === undefined || !isSafePath(previousPath) ? {} : { previousPath }),
    ...(patch === undefined || patch === '' ? {} : { patch }),
    ...(isObjectName(object) ? { object } : {}),
  }
}

/** The commit at which the entry's contents are found: the head when the list was made. */
const headIn = (data: unknown): string | undefined => /[?&]ref=([0-9a-f]{40,64})$/.exec(textField(data, 'contents_url') ?? '')?.[1]

const perPage = 100

/** `expected`: how many there are, where that is known; the page after the last is then not asked for. */
export const changedFilesOf = async (questions: Questions, number: number, expected: number | undefined): Promise<ChangedFiles> => {
  const files: ListedFile[] = []
  const heads = new Set<string | undefined>()
  let count = 0
  for (let page = 1; count < budget.changedFiles; page++) {
    const answer = await questions.changedFiles(number, page)
    if (!answer.ok) return { ok: false, why: whyNot(answer.fault, '`pull-requests: read`') }
    for (const entry of answer.value) {
      heads.add(headIn(entry))
      const file = readFile(entry)
      if (file !== undefined) files.push(file)
    }
    count += answer.value.length
    if (answer.value.length < perPage || count === expected) break
  }
  const [head] = heads
  return { ok: true, files, head: heads.size === 1 ? head : undefined, isWhole: count < budget.changedFiles || count === expected }
}
