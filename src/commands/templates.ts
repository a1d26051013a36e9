/** Deployment templates as roots: which are judged, with which values, and what each comes to. */
import { armDialect } from '../arm/dialect.ts'
import { findTemplates } from '../arm/find.ts'
import { createTemplateLoader } from '../arm/loader.ts'
import { evaluateTemplate, type TemplateConfiguration } from '../arm/module.ts'
import { parametersOf } from '../arm/parameters.ts'
import { isBicepPath } from '../bicep/loader.ts'
import { bool, type Doubt, nullValue, string, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type SourceFile, topOf } from '../text/source.ts'
import { folderOf, type Workspace } from '../text/workspace.ts'

/** A template file and the way it is deployed. */
export interface TemplateRequest {
  /** The template. */
  readonly template: string
  readonly name: string
  readonly variableFiles: readonly string[]
  readonly variables: ReadonlyMap<string, string>
}

export interface FoundTemplateRoot {
  readonly template: string
  readonly requests: readonly TemplateRequest[]
}

/** Files of JSON that are templates, or may be. */
const isJsonPath = (path: string): boolean => /\.json$/i.test(path) && !/\.(tf|tfvars)\.json$/i.test(path)

/** Files that are roots of their own, or may be; parameter files stand for what they are for. */
export const isTemplatePath = (path: string): boolean => isJsonPath(path) || isBicepPath(path)

/** Made from a file of Bicep beside it: that one is judged. */
const isCompiled = (path: string, workspace: Workspace): boolean => {
  const source = path.replace(/\.json$/i, '.bicep')
  const name = source.slice(source.lastIndexOf('/') + 1)
  return workspace.list(folderOf(path)).some((entry) => entry.kind === 'file' && entry.name === name)
}

/** At and below the paths: each template once, once for each of its parameter files. */
export const chooseTemplates = (
  choice: {
    readonly paths: readonly string[]
    readonly isExcluded: (path: string) => boolean
    readonly variableFiles: readonly string[]
    readonly variables: ReadonlyMap<string, string>
  },
  workspace: Workspace,
  sink: Sink,
): readonly FoundTemplateRoot[] => {
  // What is wrong in them is told where they are evaluated.
  const loader = createTemplateLoader(workspace, () => undefined)
  const starts = choice.paths.filter((path) => !isBicepPath(path))
  // What was compiled is not even read: it is larger than its source.
  const isExcluded = (path: string): boolean =>
    choice.isExcluded(path) || (isJsonPath(path) && !choice.paths.includes(path) && isCompiled(path, workspace))
  const { templates, isCut } = findTemplates(starts, workspace, loader, isExcluded)
  if (isCut)
    sink({
      code: 'arm/search-budget',
      severity: 'warning',
      message: 'there is more JSON here than is looked through for templates',
      span: topOf({ path: templates[0]?.path ?? '', text: '', language: 'json' }),
      help: 'name the folders or files to judge',
    })
  const given = choice.variableFiles.filter(isJsonPath)
  return templates.map(({ path, parameterFiles }) => {
    const worlds = given.length > 0 ? [given] : parameterFiles.length === 0 ? [[]] : parameterFiles.map((file) => [file])
    return {
      template: path,
      requests: worlds.map((files) => ({
        template: path,
        name: worlds.length === 1 ? path : `${path} (${files[0]!.slice(folderOf(path).length).replace(/^\//, '')})`,
        variableFiles: files,
        variables: choice.variables,
      })),
    }
  })
}

export interface OpenedTemplate extends TemplateConfiguration {
  readonly files: readonly SourceFile[]
  /** Functions that are called and not evaluated here. */
  readonly functionsNotRead: readonly string[]
  /** What it comes to may be another in another cloud. */
  readonly asksForCloud: boolean
}

/** Evaluates one template, deployed to `cloud` as `environment()` names it. `choices` set parameters that nothing else sets. */
export const openTemplate = (
  request: TemplateRequest,
  choices: ReadonlyMap<string, boolean | null>,
  workspace: Workspace,
  cloud: string | undefined,
  sink: Sink,
): OpenedTemplate => {
  const loader = createTemplateLoader(workspace, sink, cloud)
  const given = new Map<string, Value>()
  const unread: Doubt[] = []
  const template = loader.template(request.template)
  for (const path of request.variableFiles) {
    const read = loader.json(path)
    if (typeof read === 'string' || read.tree === undefined) {
      const span = topOf({ path, text: '', language: 'json' })
      unread.push({ reason: 'error', what: `the parameters of \`${path}\`, which could not be read`, span })
    } else for (const [name, value] of parametersOf(read.tree)) given.set(name, value)
  }
  for (const [name, text] of request.variables) {
    const declared = template?.parameters.get(name.toLowerCase())
    if (declared !== undefined) given.set(name.toLowerCase(), string(text, { span: declared.span }))
  }
  for (const [name, choice] of choices) {
    const declared = template?.parameters.get(name.toLowerCase())
    if (declared === undefined || given.has(name.toLowerCase())) continue
    const origin = { span: declared.span }
    given.set(name.toLowerCase(), choice === null ? nullValue(origin) : bool(choice, origin))
  }
  const evaluated = evaluateTemplate(request.template, given, loader, sink)
  return {
    ...evaluated,
    unread: [...evaluated.unread, ...unread],
    files: [...loader.files.values()],
    asksForCloud: loader.functionsCalled.has('environment'),
    functionsNotRead: [...loader.functionsCalled].filter((name) => !Object.hasOwn(armDialect.functions, name)),
  }
}
