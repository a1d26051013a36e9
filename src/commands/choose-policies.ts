/** Which policies and settings a run goes by: the configuration file, what was asked for, what ships. */
import { type AssumedModel, type Assumptions, noAssumptions } from '../model/assumptions.ts'
import type { Kind } from '../model/network.ts'
import { readAssumptions } from '../policy/assumptions-file.ts'
import { builtinPolicies } from '../policy/builtin.ts'
import {
  type Configuration,
  checkConfiguration,
  configurationPaths,
  emptyConfiguration,
  readConfiguration,
} from '../policy/configuration.ts'
import { readModel } from '../policy/model-file.ts'
import { type Policy, readPolicies } from '../policy/read.ts'
import type { TagSnapshot } from '../semantics/flow.ts'
import { readTagSnapshot } from '../semantics/service-tags.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import { type SourceFile, topOf } from '../text/source.ts'
import { entryPath, joinPath, type Workspace } from '../text/workspace.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { type WaiverRequest, waiversInFiles } from './waivers.ts'

/** The part of a request that says by what is judged. */
export interface PolicyRequest {
  readonly workspace: Workspace
  /** Where policies, configuration, assumptions and service tags are read; absent: in `workspace`. */
  readonly law?: Workspace
  /** Ids of shipped policies, and workspace paths of files and folders of the team's own (`./…`). Absent: as configured, else all that ship. */
  readonly policies?: readonly string[]
  readonly configPath?: string
  /** Workspace path of a file of service tags. */
  readonly serviceTags?: string
  /** Workspace path of a file of assumptions. Absent: as configured. */
  readonly assume?: string
}

export const lawOf = (request: PolicyRequest): Workspace => request.law ?? request.workspace

/** What the configuration file says; nothing where there is none. A file that was named and is not there is a mistake. */
export const configurationOf = (request: PolicyRequest, sink: Sink): Configuration => {
  const candidates = request.configPath === undefined ? configurationPaths : [request.configPath]
  for (const path of candidates) {
    const read = lawOf(request).read(path)
    if (read.ok) return readConfiguration({ path, text: read.text, language: 'yaml' }, sink)
    if (read.why !== 'missing' || request.configPath !== undefined) sink(unreadable('configuration/unreadable', path))
  }
  return emptyConfiguration
}

const unreadable = (code: string, path: string): Diagnostic => ({
  code,
  severity: 'error' as const,
  message: `\`${path}\` cannot be read`,
  span: topOf({ path, text: '', language: 'yaml' as const }),
})

const isPath = (name: string): boolean => /[./\\]/.test(name)

/** Reads the wanted policies; what ships for kinds that do not occur is not read. */
export const policiesOf = (
  request: PolicyRequest,
  configuration: Configuration,
  occurs: (kind: Kind) => boolean,
  sink: Sink,
): readonly Policy[] => {
  const asked = request.policies
  const workspace = lawOf(request)
  const builtin =
    asked === undefined ? (configuration.policies?.builtin.map((name) => name.text) ?? 'all') : asked.filter((name) => !isPath(name))
  const paths = asked === undefined ? (configuration.policies?.paths.map((path) => path.text) ?? []) : asked.filter(isPath)
  for (const id of asked === undefined || builtin === 'all' ? [] : builtin)
    if (!builtinPolicies().some((policy) => policy.id === id))
      sink({ ...unreadable('policy/unknown', id), message: `no policy \`${id}\` ships`, help: 'a path of your own begins with `./`' })
  return readPolicies(
    { files: paths.flatMap((path) => policyFiles(path, workspace, sink)), shipped: builtinPolicies(), builtin, occurs },
    sink,
  )
}

/** The policy files that a path means: itself, or those in the folder and in the folders of it. */
const policyFiles = (path: string, workspace: Workspace, sink: Sink): readonly SourceFile[] => {
  const place = joinPath('', path)
  if (place !== undefined && /\.ya?ml$/.test(place)) {
    const read = workspace.read(place)
    if (read.ok) return [{ path: place, text: read.text, language: 'yaml' }]
    sink(unreadable('policy/unreadable', place))
    return []
  }
  const found = place === undefined ? [] : below(place, workspace, 2)
  if (found.length === 0)
    sink({
      ...unreadable('policy/unreadable', path),
      message: `\`${path}\` holds no policy file`,
      help: 'a policy is a file that ends in `.yaml`',
    })
  return found
}

const below = (folder: string, workspace: Workspace, depth: number): readonly SourceFile[] =>
  workspace.list(folder).flatMap((entry): readonly SourceFile[] => {
    const path = entryPath(folder, entry.name)
    if (path === undefined) return []
    if (entry.kind === 'folder') return depth > 0 && !entry.name.startsWith('.') ? below(path, workspace, depth - 1) : []
    const read = /\.ya?ml$/.test(entry.name) ? workspace.read(path) : undefined
    return read?.ok ? [{ path, text: read.text, language: 'yaml' }] : []
  })

/** What is vouched for beside the code; nothing where no file of it is named. Mistakes, and a file that is not there, go to the sink as errors. */
export const assumptionsOf = (request: PolicyRequest, configuration: Configuration, sink: Sink): Assumptions => {
  const path = request.assume ?? configuration.assume
  if (path === undefined) return noAssumptions
  const read = lawOf(request).read(path)
  if (!read.ok) {
    sink(unreadable('assumptions/unreadable', path))
    return noAssumptions
  }
  const assumptions = readAssumptions({ path, text: read.text, language: 'yaml' }, sink)
  if (assumptions.models === undefined) return assumptions
  const models = assumptions.models.map((one): AssumedModel => {
    const file = lawOf(request).read(one.path)
    const model = file.ok ? readModel({ path: one.path, text: file.text, language: 'json' }, sink) : undefined
    if (!file.ok) sink({ code: 'assumptions/unreadable', severity: 'error', message: `\`${one.path}\` cannot be read`, span: one.span })
    return model === undefined ? one : { ...one, model }
  })
  return { ...assumptions, models }
}

/** https://www.microsoft.com/download/details.aspx?id=56519 and its like: `cloud` in the files of each cloud. */
const clouds = { public: 'Public', government: 'AzureGovernment', china: 'China' } as const

/** A file of tags of another cloud would make every answer that uses one wrong. */
export const checkCloud = ({ cloud }: Assumptions, snapshot: TagSnapshot | undefined, sink: Sink): void => {
  if (cloud === undefined || snapshot === undefined || snapshot.cloud === clouds[cloud.value]) return
  sink({
    code: 'assumptions/other-cloud',
    severity: 'error',
    message: `the service tags are those of cloud \`${snapshot.cloud}\`, and it is assumed to be \`${clouds[cloud.value]}\``,
    span: cloud.span,
    help: 'give the file of service tags of that cloud',
  })
}

export const snapshotOf = (request: PolicyRequest, sink: Sink): TagSnapshot | undefined => {
  const path = request.serviceTags
  if (path === undefined) return undefined
  const read = lawOf(request).read(path)
  const snapshot = read.ok ? readTagSnapshot(jsonOf(read.text), dateOf(path)) : undefined
  if (snapshot === undefined)
    sink({ ...unreadable('service-tags/unreadable', path), message: `\`${path}\` is no file of service tags that can be read` })
  return snapshot
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Microsoft's files carry their date in the name: `ServiceTags_Public_20260622.json`. */
const dateOf = (path: string): string => {
  const found = /(\d{4})-?(\d{2})-?(\d{2})/.exec(path.slice(path.lastIndexOf('/') + 1))
  return found === null ? path : `${found[1]}-${found[2]}-${found[3]}`
}

/** Mistakes in policies, configuration, assumptions and service tags that show without any code. */
export const lawMistakes = (request: PolicyRequest & WaiverRequest): readonly Diagnostic[] => {
  const { sink, all } = collectDiagnostics()
  const configuration = configurationOf(request, sink)
  checkCloud(assumptionsOf(request, configuration, sink), snapshotOf(request, sink), sink)
  waiversInFiles(request, configuration, sink)
  checkConfiguration(
    configuration,
    policiesOf(request, configuration, () => false, sink),
    builtinPolicies(),
    sink,
  )
  return all.filter(({ severity }) => severity === 'error')
}
