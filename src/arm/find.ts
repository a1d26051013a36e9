/** Which JSON files are templates, which of them stand for themselves, and which parameter files lie beside each. */
import { child, textOf } from '../data/tree.ts'
import { budget } from '../text/budget.ts'
import { folderOf, joinPath, type Workspace } from '../text/workspace.ts'
import type { TemplateLoader } from './loader.ts'

export interface FoundTemplate {
  readonly path: string
  /** Files of values beside it, each a way to deploy it. */
  readonly parameterFiles: readonly string[]
}

export interface FoundTemplates {
  readonly templates: readonly FoundTemplate[]
  /** There is more JSON than was looked through. */
  readonly isCut: boolean
}

const leftOut = (name: string): boolean => name.startsWith('.') || name === 'node_modules'

/** JSON that other tools write: it is not looked into. */
const isOther = (name: string): boolean =>
  /^(package(-lock)?|tsconfig.*|composer|bicepconfig)\.json$|\.(tf|tfvars)\.json$|parameters[^/]*\.json$/i.test(name)

const schemaPattern = /"\$schema"\s*:\s*"[^"\n]{0,200}eploymentTemplate\.json#?"/i

/** Whether a text may be a template, without reading it as JSON. */
export const mayBeTemplate = (text: string): boolean => schemaPattern.test(text)

const linkPattern = /"relativePath"\s*:\s*"([^"[\n]{1,400})"/gi

/** At and below the starting folders; a start may be a file. In order of their paths. */
export const findTemplates = (
  starts: readonly string[],
  workspace: Workspace,
  loader: TemplateLoader,
  isExcluded: (path: string) => boolean,
): FoundTemplates => {
  const asked = new Set(starts.filter((start) => /\.json$/i.test(start)))
  const found = new Set<string>()
  const linked = new Set<string>()
  let left: number = budget.templateSearch
  let isCut = false
  // What says that it is a template and cannot be read is one all the same: leaving it out would look as if nothing were wrong.
  const isWhole = (path: string): boolean => {
    const json = loader.json(path)
    return typeof json === 'string' || json.tree !== undefined
  }
  const look = (path: string): void => {
    if (left <= 0) {
      isCut = true
      return
    }
    const read = workspace.read(path)
    // What is too large to be read is larger than a template may be: https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
    if (!read.ok) {
      if (asked.has(path) && read.why !== 'missing') found.add(path)
      return
    }
    left -= read.text.length
    if (!mayBeTemplate(read.text) || (loader.template(path) === undefined && isWhole(path))) return
    found.add(path)
    for (const [, to] of read.text.matchAll(linkPattern)) {
      const target = joinPath(folderOf(path), to!)
      if (target !== undefined && target !== path) linked.add(target)
    }
  }
  const visit = (folder: string, depth: number): void => {
    if (depth > budget.folderDepth || (folder !== '' && isExcluded(folder))) return
    for (const { name, kind } of workspace.list(folder)) {
      const path = joinPath(folder, name)!
      if (kind === 'folder') {
        if (!leftOut(name)) visit(path, depth + 1)
      } else if (/\.json$/i.test(name) && !isOther(name) && !isExcluded(path) && !found.has(path)) look(path)
    }
  }
  for (const start of asked) look(start)
  for (const start of starts) if (!asked.has(start)) visit(start, 0)
  const templates = [...found].filter((path) => asked.has(path) || !linked.has(path)).sort()
  return { templates: templates.map((path) => ({ path, parameterFiles: parameterFilesOf(path, workspace, loader) })), isCut }
}

/** `azuredeploy.parameters.json`, `azuredeploy.parameters.prod.json`, `azuredeploy.prod.parameters.json`: https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files */
const parameterFilesOf = (path: string, workspace: Workspace, loader: TemplateLoader): readonly string[] => {
  const folder = folderOf(path)
  const name = path.slice(folder === '' ? 0 : folder.length + 1)
  const stem = `${name.replace(/\.json$/i, '').toLowerCase()}.`
  return workspace.list(folder).flatMap((entry) => {
    const lower = entry.name.toLowerCase()
    if (entry.kind !== 'file' || !lower.startsWith(stem) || !/\.parameters\b.*\.json$/.test(lower.slice(stem.length - 1))) return []
    const file = joinPath(folder, entry.name)!
    const read = loader.json(file)
    if (typeof read === 'string') return []
    const schema = textOf(child(read.tree, '$schema')) ?? ''
    return /deploymentParameters\.json#?$/i.test(schema) || child(read.tree, 'parameters')?.kind === 'map' ? [file] : []
  })
}
