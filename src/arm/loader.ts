/** Template and parameter files, each read and parsed once. */
import { readJson } from '../data/json.ts'
import type { Tree } from '../data/tree.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import { type SourceFile, topOf } from '../text/source.ts'
import type { ReadFailure, Workspace } from '../text/workspace.ts'
import { checkExpressions } from './check-expressions.ts'
import { readTemplate, type Template } from './template.ts'

export interface JsonFile {
  readonly file: SourceFile
  /** Undefined where it could not be parsed, which has been told. */
  readonly tree: Tree | undefined
}

export interface TemplateLoader {
  /** Why there is none: it cannot be read, or is no JSON. */
  json(path: string): JsonFile | ReadFailure
  template(path: string): Template | undefined
  readonly files: ReadonlyMap<string, SourceFile>
  /** Names of the functions that the templates call, in lower case. */
  readonly functionsCalled: ReadonlySet<string>
  /** What they are deployed to, by the name that `environment()` gives it; undefined where that is not known. */
  readonly cloud: string | undefined
}

export const createTemplateLoader = (workspace: Workspace, sink: Sink, cloud?: string): TemplateLoader => {
  const found = new Map<string, JsonFile | ReadFailure>()
  const templates = new Map<string, Template | undefined>()
  const files = new Map<string, SourceFile>()
  const functionsCalled = new Set<string>()
  const json = (path: string): JsonFile | ReadFailure => {
    const known = found.get(path)
    if (known !== undefined) return known
    const read = workspace.read(path)
    if (!read.ok) {
      found.set(path, read.why)
      return read.why
    }
    const file: SourceFile = { path, text: read.text, language: 'json' }
    const tell: Sink = (diagnostic: Diagnostic) => sink({ ...diagnostic, code: diagnostic.code.replace(/^json\//, 'arm/json-') })
    const parsed: JsonFile = { file, tree: readJson(file, tell, { duplicateKeys: 'refuse', lenient: true }) }
    files.set(path, file)
    found.set(path, parsed)
    return parsed
  }
  return {
    json,
    template: (path) => {
      if (!templates.has(path)) {
        const read = json(path)
        const template = typeof read === 'string' ? undefined : readTemplate(read.tree)
        templates.set(path, template)
        if (template !== undefined) checkExpressions(template.tree, functionsCalled, sink)
      }
      return templates.get(path)
    },
    files,
    functionsCalled,
    cloud,
  }
}

/** A span for what is wrong with a whole file. */
export const topOfPath = (path: string): ReturnType<typeof topOf> => topOf({ path, text: '', language: 'json' })
