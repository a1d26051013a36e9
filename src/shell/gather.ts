/** What a run is about → the files that are judged, those of the base, and the pull request as its reader sees it; what cannot be had is told, and never read as nothing. */
import { join } from 'node:path'
import type { BaseRevision } from '../commands/compare.ts'
import type { PullRequestView } from '../report/review/review.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { asCheckedOut, type Checkout, checkoutIn, folderIn, isThere, mounted, type Surroundings, trackedIn } from './checkout.ts'
import { diskWorkspace } from './disk-workspace.ts'
import { gitFetcher } from './git-fetch.ts'
import { numberField } from './github/answer.ts'
import { changedFilesOf } from './github/changed-files.ts'
import type { GitHub } from './github/client.ts'
import { questionsTo } from './github/questions.ts'
import { viewOf } from './github/view.ts'
import type { ActionInputs } from './inputs.ts'
import { type Entries, objectsFrom } from './objects.ts'
import type { NoOccasion, Occasion, PullRequestOccasion, RunContext } from './occasion.ts'
import { openRevision, type Revision } from './revision.ts'
import { type Chosen, choose } from './sides.ts'
import { isSafePath, type Tree } from './tree-workspace.ts'

export interface GatherRequest {
  /** The job's workspace. */
  readonly folder: string
  readonly context: RunContext
  readonly inputs: Pick<ActionInputs, 'scope' | 'policies' | 'waivers' | 'assume' | 'config' | 'serviceTags'>
  /** Without a token nothing is asked of the server, and this is not called. */
  readonly token: string | undefined
  readonly connect: () => Promise<GitHub | undefined>
}

export interface Gathered {
  readonly ok: true
  /** What is judged. */
  readonly workspace: Workspace
  /** Commit of what is judged: of the checkout where there is one, else what the run is about. */
  readonly commit: string
  /** Absent where none is wanted, and where none is to be had: then a remark tells why, and all that is found has to count. */
  readonly base?: BaseRevision
  /** The remark that tells why there is no base though one is wanted: what is told has to begin with it. */
  readonly notCompared?: string
  /** Paths are those of the workspace: they begin with `prefix`, where that is not empty. */
  readonly view?: PullRequestView
  /** Folder of the workspace that is the repository; `''` where it is the workspace itself. */
  readonly prefix: string
  /** Sentences: what could not be had, and what follows. */
  readonly remarks: readonly string[]
  /** Files that were read and are not at hand yet, as is known once all is judged. */
  missing(): readonly string[]
  /** Gets them as far as they are to be had, so that judging again finds them. */
  fetchMissing(): Promise<void>
  /** Removes what was put on disk; nothing is read any more. */
  close(): void
}

export type Gathering = Gathered | { readonly ok: false; readonly why: string; readonly remarks: readonly string[] }

const noWorkspace: Workspace = { read: () => ({ ok: false, why: 'missing' }), list: () => [] }

const openDisk = (folder: string): Workspace & { readonly root: string } => {
  try {
    return diskWorkspace(folder)
  } catch {
    return { ...noWorkspace, root: folder }
  }
}

/** What the workflow itself names may lie on disk alone: service tags that it fetched, policies of another repository. */
const namedBy = ({ policies, waivers = [], assume, config, serviceTags }: GatherRequest['inputs']): readonly string[] =>
  [...policies.filter((name) => /[./\\]/.test(name)), ...waivers, assume, config, serviceTags].filter((path) => path !== undefined)

const isAtOrBelow = (path: string, named: readonly string[]): boolean =>
  named.some((one) => {
    const place = joinPath('', one)
    return place !== undefined && place !== '' && (path === place || path.startsWith(`${place}/`) || place.startsWith(`${path}/`))
  })

const absentFrom = ({ root }: Checkout, tracked: Entries): string | undefined => {
  const absent = [...tracked.keys()].filter(
    (path) => /\.(tf(\.json)?|bicep(param)?)$/.test(path) && isSafePath(path) && !isThere(join(root, path)),
  )
  if (absent.length === 0) return undefined
  const language = absent.some((path) => /\.bicep(param)?$/.test(path)) ? '' : 'Terraform '
  return `${absent.length} ${language}${absent.length === 1 ? 'file of the commit is' : 'files of the commit are'} not in the checkout and not judged`
}

const below = <T>(prefix: string, entries: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  prefix === '' ? entries : new Map([...entries].map(([path, entry]) => [`${prefix}/${path}`, entry]))

const noTree: Tree = { entries: new Map(), submodules: new Map() }

const inFolder = (view: PullRequestView, prefix: string): PullRequestView => {
  if (prefix === '') return view
  const placed = (path: string): string => `${prefix}/${path}`
  return {
    head: view.head,
    files: view.files.map((file) => ({
      ...file,
      path: placed(file.path),
      ...(file.previousPath === undefined ? {} : { previousPath: placed(file.previousPath) }),
    })),
    lineAtHead: (path, line) => (path.startsWith(`${prefix}/`) ? view.lineAtHead(path.slice(prefix.length + 1), line) : undefined),
  }
}

export const gather = async (occasion: Exclude<Occasion, NoOccasion>, request: GatherRequest): Promise<Gathering> => {
  const { folder, context, inputs, token } = request
  const repository = occasion.kind === 'pull-request' ? occasion.repository : context.repository
  const remarks: string[] = []
  const remark = (text: string | undefined): void => {
    if (text !== undefined && !remarks.includes(text)) remarks.push(text)
  }
  const disk = openDisk(folder)
  const headSha = occasion.kind === 'pull-request' ? occasion.head.sha : occasion.kind === 'merge-group' ? occasion.head : occasion.sha
  const checkout = checkoutIn(folder, ({ commit, parents }) => commit === headSha || commit === context.sha || parents.includes(headSha))
  const isConnected = token !== undefined && token !== ''
  const connect = async (): Promise<GitHub> => {
    const github = await request.connect()
    if (github === undefined) throw new Error('there is no connection to it')
    return github
  }
  const questions = isConnected ? questionsTo(connect, repository) : undefined
  const fetcher = isConnected ? gitFetcher({ serverUrl: context.serverUrl, ...repository, token }) : undefined
  const objects = objectsFrom({
    ...(checkout === undefined ? {} : { local: checkout.place }),
    ...(fetcher === undefined ? {} : { fetcher }),
    ...(questions === undefined ? {} : { questions }),
    remark,
  })
  const close = (): void => fetcher?.close()
  const revisions: Revision[] = []
  const open = async (commit: string): Promise<Revision | string> => {
    const opened = await openRevision(objects, commit)
    if (typeof opened !== 'string') revisions.push(opened)
    return opened
  }

  const chosen: Chosen = await choose(occasion, {
    folder,
    context,
    checkout,
    questions,
    wantsBase: occasion.kind !== 'audit' || inputs.scope === 'introduced' || inputs.scope === 'changed',
    remark,
  })

  const tree = checkout === undefined ? noTree : trackedIn(checkout)
  const prefix = chosen.isOnDisk ? (checkout?.prefix ?? '') : ''
  const inRepository = folderIn(disk, prefix)
  let workspace: Workspace = disk
  let judged: Revision | undefined
  let dress = ({ workspace }: Revision): Workspace => workspace
  if (chosen.isOnDisk) {
    dress = (revision) => mounted(revision.workspace, prefix, disk)
    if (checkout !== undefined && tree !== undefined) {
      const { entries: tracked, submodules } = tree
      const around: Surroundings = { root: checkout.root, disk: inRepository, tracked, submodules, hides: true }
      dress = (revision) => mounted(asCheckedOut(revision, around), prefix, disk)
      remark(absentFrom(checkout, tracked))
    }
  } else {
    const named = namedBy(inputs)
    if (named.length > 0 && tree !== undefined) {
      const isMeant = (path: string): boolean => isAtOrBelow(path, named)
      const tracked = below(checkout?.prefix ?? '', tree.entries)
      const submodules = below(checkout?.prefix ?? '', tree.submodules)
      const around: Surroundings = { root: disk.root, disk, tracked, submodules, isMeant, hides: false }
      dress = (revision) => asCheckedOut({ ...revision, submodules: below(checkout?.prefix ?? '', revision.submodules) }, around)
    }
  }

  // First, so that nothing in what is judged can use up what it takes to read the base.
  let base: BaseRevision | undefined
  let baseRevision: Revision | undefined
  let notCompared: string | undefined
  if (chosen.base !== undefined) {
    const opened = await open(chosen.base.commit)
    if (typeof opened === 'string') {
      notCompared = `the base could not be read (${opened}): all that is found counts as new, and policies and settings are those of what is judged`
      remark(notCompared)
    } else {
      baseRevision = opened
      base = { workspace: dress(opened), revision: chosen.base.revision, commit: opened.commit }
    }
  }

  if (!chosen.isOnDisk) {
    const opened = await open(chosen.commit)
    if (typeof opened === 'string') {
      close()
      return { ok: false, why: `commit \`${chosen.commit}\` could not be read: ${opened}`, remarks }
    }
    judged = opened
    workspace = dress(opened)
  }

  const viewFor = async ({ number, head }: PullRequestOccasion): Promise<PullRequestView | undefined> => {
    if (questions === undefined || chosen.hasMovedOn === true) return undefined
    const changed = await changedFilesOf(questions, number, numberField(context.payload, 'pull_request', 'changed_files'))
    if (!changed.ok) {
      remark(`the changed files could not be listed (${changed.why}), so nothing is told inline`)
      return undefined
    }
    let listed = changed.head
    if (listed === undefined && changed.files.length > 0) {
      const now = await questions.pullRequest(number)
      listed = now.ok ? now.value.head.sha : undefined
    }
    if (changed.files.length > 0 && listed !== head.sha) {
      remark(`the pull request has moved on from \`${head.sha.slice(0, 12)}\`, which is judged here, so nothing is told inline`)
      return undefined
    }
    if (!changed.isWhole)
      remark(`GitHub lists ${changed.files.length} of the changed files: what is found in the others is not told inline`)
    const found = await viewOf({
      head: head.sha,
      files: changed.files,
      judged: judged?.workspace ?? inRepository,
      isHead: judged !== undefined && judged.commit === head.sha,
      objects,
      parted: async () => {
        const commit = await chosen.parted?.()
        if (commit === undefined) return undefined
        if (commit === baseRevision?.commit) return baseRevision.entries
        const tree = await objects.treeOf(commit)
        return tree.ok ? tree.entries : undefined
      },
      remark,
    })
    return inFolder(found, prefix)
  }
  const view = occasion.kind === 'pull-request' ? await viewFor(occasion) : undefined

  return {
    ok: true,
    workspace,
    commit: chosen.isOnDisk ? (checkout?.commit ?? headSha) : chosen.commit,
    ...(base === undefined ? {} : { base }),
    ...(notCompared === undefined ? {} : { notCompared }),
    ...(view === undefined ? {} : { view }),
    prefix,
    remarks,
    missing: () => revisions.flatMap((revision) => [...revision.lacking.keys()]),
    fetchMissing: async () => {
      for (const revision of revisions) await revision.bring()
    },
    close,
  }
}
