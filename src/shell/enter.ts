/** A repository in a folder of the workspace that has a configuration of its own is judged as if it were the workspace: its configuration speaks of its own paths. */
import { configurationPaths } from '../policy/configuration.ts'
import type { PullRequestView } from '../report/review/review.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { folderIn } from './checkout.ts'
import type { Gathered } from './gather.ts'
import type { ActionInputs } from './inputs.ts'

/** What the inputs name in the workspace, by the paths that it has in the repository; undefined where something lies beside it. */
const inRepository = (inputs: ActionInputs, prefix: string): ActionInputs | undefined => {
  let isInside = true
  const within = (path: string): string => {
    const place = joinPath('', path)
    if (place === prefix || place === '') return ''
    if (place?.startsWith(`${prefix}/`)) return place.slice(prefix.length + 1)
    isInside = false
    return path
  }
  const { paths, policies, waivers, assume, serviceTags, exclude } = inputs
  const changed: ActionInputs = {
    ...inputs,
    paths: paths.map(within),
    policies: policies.map((name) => (/[./\\]/.test(name) ? `./${within(name)}` : name)),
    exclude: exclude.map((glob) => (glob.startsWith(`${prefix}/`) ? glob.slice(prefix.length + 1) : glob)),
    ...(waivers === undefined ? {} : { waivers: waivers.map(within) }),
    ...(assume === undefined ? {} : { assume: within(assume) }),
    ...(serviceTags === undefined ? {} : { serviceTags: within(serviceTags) }),
  }
  return isInside ? changed : undefined
}

const outOfFolder = (view: PullRequestView, prefix: string): PullRequestView => {
  const own = (path: string): string => (path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path)
  return {
    head: view.head,
    files: view.files.map((file) => ({
      ...file,
      path: own(file.path),
      ...(file.previousPath === undefined ? {} : { previousPath: own(file.previousPath) }),
    })),
    lineAtHead: (path, line) => view.lineAtHead(`${prefix}/${path}`, line),
  }
}

const configurationIn = (workspace: Workspace, prefix: string): string | undefined =>
  configurationPaths.map((path) => (prefix === '' ? path : `${prefix}/${path}`)).find((path) => workspace.read(path).ok)

export interface Entered {
  readonly gathered: Gathered
  readonly inputs: ActionInputs
  /** A sentence: a configuration is there and not used. */
  readonly remark?: string
}

export const enterRepository = (gathered: Gathered, inputs: ActionInputs): Entered => {
  const { prefix, workspace, base, view } = gathered
  if (prefix === '' || inputs.config !== undefined || configurationIn(workspace, '') !== undefined) return { gathered, inputs }
  const found = configurationIn(workspace, prefix)
  if (found === undefined) return { gathered, inputs }
  const own = inRepository(inputs, prefix)
  if (own === undefined)
    return {
      gathered,
      inputs,
      remark: `\`${found}\` is not used, because other inputs name paths beside \`${prefix}\`: name it with \`config\``,
    }
  return {
    inputs: own,
    gathered: {
      ...gathered,
      workspace: folderIn(workspace, prefix),
      ...(base === undefined ? {} : { base: { ...base, workspace: folderIn(base.workspace, prefix) } }),
      ...(view === undefined ? {} : { view: outOfFolder(view, prefix) }),
      prefix: '',
    },
  }
}
