/** A call of a module that is not at hand comes in; code of ours that stands in for it, written where the call is, goes out, or why there is none. */
import type { KnownModule, StandIn } from '../eval/stand-in.ts'
import { type Value, writtenAt } from '../eval/value.ts'
import { placedAt } from '../text/placed.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { folderOf, joinPath } from '../text/workspace.ts'
import type { ModuleCall, ModuleSource } from './module-source.ts'
import { isWithin, spelledOut, versionOf } from './module-version.ts'
import { parse } from './parse.ts'
import { addBlock, argumentsOf, newDraft } from './read-declarations.ts'
import type { Body } from './syntax.ts'

/** Of which module, in which folder of it, and which versions may be meant; undefined: any. */
interface Wanted {
  readonly module: KnownModule
  readonly folder: string
  readonly isMeant: ((version: string) => boolean) | undefined
  /** As the author wrote it. */
  readonly version: string | undefined
}

const registryAddress = /^registry\.terraform\.io\/([\w-]+\/[\w-]+\/[\w-]+)(?:\/\/(.*))?$/i
const githubAddress = /^git::(?:https|ssh):\/\/(?:git@)?github\.com\/([^/?]+\/[^/?]+?)(?:\.git)?\/?(?:\/\/([^?]*))?(?:\?(.*))?$/i

const wantedBy = (call: ModuleCall, modules: readonly KnownModule[]): Wanted | undefined => {
  const source = spelledOut(call.source ?? '')
  const registry = registryAddress.exec(source)
  if (registry !== null) {
    const name = registry[1]!.toLowerCase()
    const module = modules.find((one) => one.name === name)
    const folder = joinPath('', registry[2] ?? '')
    const { version } = call
    const isMeant = version === undefined ? undefined : (one: string) => isWithin(one, version)
    return module === undefined || folder === undefined ? undefined : { module, folder, isMeant, version }
  }
  const github = githubAddress.exec(source)
  const repository = github?.[1]?.toLowerCase()
  const module = modules.find((one) => one.repository !== undefined && one.repository === repository)
  const folder = joinPath('', github?.[2] ?? '')
  if (module === undefined || folder === undefined) return undefined
  const ref = /(?:^|&)ref=([^&]*)/.exec(github?.[3] ?? '')?.[1]
  // A branch or a commit is no version, whatever it holds.
  const wanted = ref === undefined ? undefined : versionOf(ref)
  const isMeant = ref === undefined ? undefined : (one: string) => wanted !== undefined && isWithin(one, `= ${ref}`)
  return { module, folder, isMeant, version: ref }
}

const bodies = new WeakMap<StandIn, Map<string, Body>>()

const bodyOf = (standIn: StandIn, folder: string): Body | undefined => {
  const text = Object.hasOwn(standIn.folders, folder) ? standIn.folders[folder] : undefined
  if (text === undefined) return undefined
  const known = bodies.get(standIn) ?? new Map<string, Body>()
  bodies.set(standIn, known)
  let body = known.get(folder)
  if (body === undefined) {
    const file: SourceFile = { path: folder, text, language: 'terraform' }
    body = parse(file, () => {}).body
    known.set(folder, body)
  }
  return body
}

/** More than any folder of a stand-in has. */
const nodesOfFolder = 1_000_000

const sourceAt = (name: string, standIn: StandIn, folder: string, span: Span): ModuleSource | undefined => {
  const body = bodyOf(standIn, folder)
  if (body === undefined) return undefined
  const draft = newDraft(`${name}//${folder}`)
  const parts = Object.keys(standIn.folders).indexOf(folder) * nodesOfFolder
  for (const item of placedAt(body, span, parts).items) if (item.kind === 'block') addBlock(item, span.file, draft, () => {})
  return { ...draft, standsIn: { span, inside: (source) => insideOf(name, standIn, joinPath(folder, source), span) } }
}

const insideOf = (name: string, standIn: StandIn, folder: string | undefined, span: Span): ModuleSource | undefined =>
  folder === undefined ? undefined : sourceAt(name, standIn, folder, span)

/** Terraform refuses arguments that a module does not take, and calls that leave out what it needs. */
const takes = ({ variables }: ModuleSource, given: ReadonlySet<string>): boolean =>
  [...given].every((name) => variables.has(name)) &&
  [...variables.values()].every((variable) => variable.default !== undefined || given.has(variable.name))

const spanOfVersions = (versions: readonly string[]): string =>
  versions.length < 2 ? versions.join('') : `${versions[0]} to ${versions.at(-1)}`

/** Undefined: no such module is known. */
export const standInFor = (
  call: ModuleCall,
  modules: readonly KnownModule[],
  ownArguments: ReadonlySet<string>,
): ModuleSource | { readonly why: string } | undefined => {
  const wanted = wantedBy(call, modules)
  if (wanted === undefined) return undefined
  const { module, folder, isMeant, version } = wanted
  if (version === undefined && argumentsOf(call.parts).has('version'))
    return { why: 'it is not installed, and its version is not plain text' }
  const known = module.standIns.flatMap(({ versions }) => versions)
  const meant = module.standIns.filter(({ versions }) => isMeant === undefined || versions.some(isMeant))
  if (meant.length === 0)
    return { why: `it is not installed, and of its versions ${spanOfVersions(known)} are understood, not \`${version}\`` }
  const given = new Set([...argumentsOf(call.parts).keys()].filter((name) => !ownArguments.has(name)))
  const sources = meant.flatMap((standIn) => sourceAt(module.name, standIn, folder, call.span) ?? [])
  if (sources.length === 0) return { why: `it is not installed, and its folder \`${folder}\` is not understood` }
  const [first, second] = sources.filter((source) => takes(source, given))
  if (first === undefined) return { why: 'it is not installed, and none of its versions that are understood takes these arguments' }
  if (second !== undefined) return { why: 'it is not installed, and its versions differ in what they make of these arguments: say which' }
  return first
}

/** Where the element of a collection is written that an instance is made for, if that is beside the call; else `call`. */
export const placeOfElement = (element: Value | undefined, call: Span): Span => {
  if (element?.kind !== 'object') return call
  const { file, start, end, part } = writtenAt(element.origin)
  if (part !== undefined || file.language !== 'terraform' || folderOf(file.path) !== folderOf(call.file.path)) return call
  const line = file.text.indexOf('\n', start)
  return { file, start, end: line < 0 ? end : Math.min(end, line) }
}
