/** Files of Bicep, of parameters and of templates, each read and parsed once. */

import { createTemplateLoader, type TemplateLoader } from '../arm/loader.ts'
import type { Template } from '../arm/template.ts'
import { needYaml } from '../data/yaml.ts'
import type { KnownModule } from '../eval/stand-in.ts'
import { budget } from '../text/budget.ts'
import type { Diagnostic, Severity, Sink } from '../text/diagnostic.ts'
import { createKept, type Kept } from '../text/kept.ts'
import { type SourceFile, type Span, topOf } from '../text/source.ts'
import { folderOf, type ReadFailure, type ReadResult, type Workspace, whyNotRead } from '../text/workspace.ts'
import { createSettings, type ModuleReference, type Settings } from './artifacts.ts'
import { addCalls } from './calls.ts'
import { parse, parseParameters } from './parse.ts'
import { type BicepSource, readSource } from './source.ts'
import { standInFor } from './stand-ins.ts'

/** Code that stands in for a module that is kept elsewhere. */
export type Artifact =
  | { readonly kind: 'template'; readonly template: Template; readonly path: string }
  | { readonly kind: 'source'; readonly source: BicepSource }

/** Finds code for what is not in the workspace, where one has it; asked before the cache of restored modules. `symbol`: of the call; none for an import. */
export type FindArtifact = (reference: ModuleReference, from: string, symbol?: string) => Artifact | undefined

export interface BicepLoader {
  /** `.bicep` or `.bicepparam`; why there is none where it cannot be read. */
  source(path: string): BicepSource | ReadFailure
  /** Any file, as text. */
  read(path: string): ReadResult
  readonly templates: TemplateLoader
  readonly settings: (folder: string) => Settings
  readonly files: ReadonlyMap<string, SourceFile>
  readonly functionsCalled: ReadonlySet<string>
  readonly findArtifact: FindArtifact
  /** Code of ours for a module that is kept elsewhere and was not restored, as if it were in `folder`. */
  readonly standIn: (reference: ModuleReference, folder: string, call: Span) => Artifact | { readonly why: string } | undefined
  readonly workspace: Workspace
  /** Tells once of each place that a file cannot be read which is asked for there. */
  readonly tellNotRead: (path: string, why: ReadFailure, span: Span, severity: Severity) => void
}

export const isParameterPath = (path: string): boolean => /\.bicepparam$/i.test(path)
export const isBicepPath = (path: string): boolean => /\.bicep(param)?$/i.test(path)

interface Parsed {
  readonly source: BicepSource
  readonly diagnostics: readonly Diagnostic[]
  readonly calls: ReadonlySet<string>
}

/** What roots of one workspace share. */
export interface ParsedFiles {
  /** One object for each file, whoever reads it, as far as its text is still the same. */
  readonly files: Map<string, SourceFile>
  readonly parsed: Kept<SourceFile, Parsed>
}

export const createParsedFiles = (): ParsedFiles => ({ files: new Map(), parsed: createKept(budget.keptSyntax) })

interface Options {
  readonly findArtifact?: FindArtifact
  readonly shared?: ParsedFiles
  /** Modules that are understood where they were not restored. */
  readonly known?: readonly KnownModule[]
  /** As of `TemplateLoader`. */
  readonly cloud?: string
}

const parsedAnew = (file: SourceFile, { parsed }: ParsedFiles): Parsed => {
  const diagnostics: Diagnostic[] = []
  const keep: Sink = (diagnostic) => diagnostics.push(diagnostic)
  const syntax = isParameterPath(file.path) ? parseParameters(file, keep) : parse(file, keep)
  const calls = new Set<string>()
  addCalls(syntax.program, calls)
  if (calls.has('loadYamlContent')) needYaml()
  const made = { source: readSource(syntax), diagnostics, calls }
  parsed.put(file, made, file.text.length)
  return made
}

export const createBicepLoader = (
  workspace: Workspace,
  sink: Sink,
  { findArtifact = () => undefined, shared = createParsedFiles(), known: modules = [], cloud }: Options = {},
): BicepLoader => {
  const found = new Map<string, BicepSource | ReadFailure>()
  const files = new Map<string, SourceFile>()
  const functionsCalled = new Set<string>()
  const told = new Map<SourceFile, Set<number>>()
  const read = (path: string): BicepSource | ReadFailure => {
    const text = workspace.read(path)
    if (!text.ok) return text.why
    let file = shared.files.get(path)
    if (file === undefined || file.text !== text.text) {
      file = { path, text: text.text, language: 'bicep' }
      shared.files.set(path, file)
    }
    const known = shared.parsed.get(file) ?? parsedAnew(file, shared)
    files.set(path, file)
    known.diagnostics.forEach(sink)
    for (const name of known.calls) functionsCalled.add(name)
    return known.source
  }
  const settings = createSettings(workspace)
  return {
    source: (path) => {
      let source = found.get(path)
      if (source === undefined) {
        source = read(path)
        found.set(path, source)
      }
      return source
    },
    read: (path) => workspace.read(path),
    templates: createTemplateLoader(workspace, sink, cloud),
    settings: (folder) => settings(folder),
    files,
    functionsCalled,
    findArtifact,
    standIn: (reference, folder, call) => {
      const files = standInFor(reference, modules, folder, call)
      if (files === undefined || 'why' in files) return files
      for (const [path, source] of files) found.set(path, source)
      return { kind: 'source', source: files.get(`${folder}/main.bicep`)! }
    },
    workspace,
    tellNotRead: (path, why, span, severity) => {
      const places = told.get(span.file) ?? new Set()
      told.set(span.file, places)
      if (places.has(span.start)) return
      places.add(span.start)
      sink({ code: 'bicep/unreadable-file', severity, message: `\`${path}\` cannot be read: ${whyNotRead[why]}`, span })
    },
  }
}

export const topOfPath = (path: string): ReturnType<typeof topOf> => topOf({ path, text: '', language: 'bicep' })

export { folderOf }
