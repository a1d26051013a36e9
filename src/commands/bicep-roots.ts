/** Files of Bicep as roots: which are judged, with which parameters, and what each comes to. */
import { type FoundBicep, findBicep } from '../bicep/find.ts'
import { isKnownFunction } from '../bicep/known-functions.ts'
import { createBicepLoader, createParsedFiles, isParameterPath, type ParsedFiles } from '../bicep/loader.ts'
import { evaluateBicep, newContext } from '../bicep/module.ts'
import { readParameters, usedBy } from '../bicep/parameter-file.ts'
import { bool, type Doubt, nullValue, string, type Value } from '../eval/value.ts'
import { bicepModules } from '../model/modules/bicep-modules.ts'
import type { Sink } from '../text/diagnostic.ts'
import { folderOf, type Workspace } from '../text/workspace.ts'
import type { FoundTemplateRoot, OpenedTemplate, TemplateRequest } from './templates.ts'

/** What of a workspace is parsed already: files that roots share are read once. */
const parsedIn = new WeakMap<Workspace, ParsedFiles>()

const parsedOf = (workspace: Workspace): ParsedFiles => {
  let parsed = parsedIn.get(workspace)
  if (parsed === undefined) {
    parsed = createParsedFiles()
    parsedIn.set(workspace, parsed)
  }
  return parsed
}

/** A parameter file as a world's name has it. */
export const worldName = (path: string, file: string): string => {
  const folder = folderOf(path)
  const within = folder !== '' && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file
  return `${path} (${within})`
}

/** At and below the paths: each file that nobody calls once, or once for each of its parameter files. */
export const chooseBicep = (
  choice: {
    readonly paths: readonly string[]
    readonly isExcluded: (path: string) => boolean
    readonly variableFiles: readonly string[]
    readonly variables: ReadonlyMap<string, string>
  },
  workspace: Workspace,
): readonly FoundTemplateRoot[] => {
  // What is wrong in them is told where they are evaluated.
  const shared = parsedOf(workspace)
  const loader = () => createBicepLoader(workspace, () => undefined, { shared })
  const reading = { sourceOf: (path: string) => loader().source(path), jsonOf: (path: string) => loader().templates.json(path) }
  const found = findBicep(choice.paths, workspace, reading, choice.isExcluded)
  const filesOf = ({ path, parameterFiles }: FoundBicep): readonly string[] => {
    const given = choice.variableFiles.filter((file) => {
      if (!isParameterPath(file)) return /\.json$/i.test(file) && !/\.tfvars\.json$/i.test(file)
      const source = reading.sourceOf(file)
      return typeof source === 'string' || usedBy(source) === path
    })
    const asked = parameterFiles.filter((file) => choice.paths.includes(file))
    return given.length > 0 ? given : asked.length > 0 ? asked : parameterFiles
  }
  return found
    .filter((one) => choice.paths.includes(one.path) || !(one.isCalled || one.isLibrary))
    .map((one) => {
      const files = filesOf(one)
      const worlds = files.length === 0 ? [[]] : files.map((file) => [file])
      return {
        template: one.path,
        requests: worlds.map((variableFiles) => ({
          template: one.path,
          name: files.length < 2 ? one.path : worldName(one.path, variableFiles[0]!),
          variableFiles,
          variables: choice.variables,
        })),
      }
    })
}

/** Evaluates one root. `choices` set parameters that nothing else sets. `workspace` is read through `noted`. */
export const openBicep = (
  request: TemplateRequest,
  choices: ReadonlyMap<string, boolean | null>,
  workspace: Workspace,
  noted: Workspace,
  cloud: string | undefined,
  sink: Sink,
): OpenedTemplate => {
  const loader = createBicepLoader(noted, sink, {
    shared: parsedOf(workspace),
    known: bicepModules,
    ...(cloud === undefined ? {} : { cloud }),
  })
  const context = newContext(loader, sink)
  const source = loader.source(request.template)
  const parameters = typeof source === 'string' ? new Map() : source.parameters
  const declared = new Map([...parameters].map(([name, { name: written }]) => [name.toLowerCase(), written]))
  const given = new Map<string, Value>()
  const unread: Doubt[] = []
  for (const path of request.variableFiles) {
    const read = readParameters(path, context)
    for (const [name, value] of read.values) given.set(name, value)
    unread.push(...read.unread)
  }
  const placeOf = (name: string) => {
    const written = declared.get(name.toLowerCase())
    return written === undefined || typeof source === 'string'
      ? undefined
      : { span: { file: source.file, start: written.start, end: written.end } }
  }
  for (const [name, text] of request.variables) {
    const origin = placeOf(name)
    if (origin !== undefined) given.set(name.toLowerCase(), string(text, origin))
  }
  for (const [name, choice] of choices) {
    const origin = placeOf(name)
    if (origin === undefined || given.has(name.toLowerCase())) continue
    given.set(name.toLowerCase(), choice === null ? nullValue(origin) : bool(choice, origin))
  }
  const evaluated = evaluateBicep(request.template, given, loader, sink, context)
  return {
    ...evaluated,
    unread: [...evaluated.unread, ...unread],
    files: [...loader.files.values(), ...loader.templates.files.values()],
    asksForCloud: loader.functionsCalled.has('environment') || loader.templates.functionsCalled.has('environment'),
    functionsNotRead: [...loader.functionsCalled].filter((name) => !isKnownFunction(name)),
  }
}
