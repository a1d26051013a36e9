/** Terraform files in memory → declared resources. */
import type { KnownModule } from '../../src/eval/stand-in.ts'
import { dialectFor } from '../../src/hcl/dialect.ts'
import { type Configuration, evaluateRoot } from '../../src/hcl/module.ts'
import { createModuleLoader } from '../../src/hcl/module-source.ts'
import { templateRenderer } from '../../src/hcl/render-template.ts'
import { automaticVariableFiles, readVariables, type VariableSource } from '../../src/hcl/variables.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { joinPath, memoryWorkspace } from '../../src/text/workspace.ts'

/** `files` by path; the root is the folder `''`. `known`: modules that are understood where they are not installed. */
export const configurationOf = (
  files: Readonly<Record<string, string>> | string,
  known: readonly KnownModule[] = [],
): Configuration & { readonly diagnostics: readonly Diagnostic[] } => {
  const workspace = memoryWorkspace(typeof files === 'string' ? { 'main.tf': files } : files)
  const diagnostics: Diagnostic[] = []
  const sink = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const loader = createModuleLoader(workspace, sink)
  const renderTemplate = templateRenderer()
  const dialects = (folder: string) =>
    dialectFor({
      readFile: (path) => workspace.read(path),
      list: (path) => workspace.list(path),
      folder,
      resolve: (path) => joinPath('', path),
      renderTemplate,
    })
  const source = loader.load('')
  const sources = automaticVariableFiles('', workspace).map((path): VariableSource => ({ kind: 'file', path }))
  const given = readVariables(sources, source.variables, workspace, dialects(''), sink)
  return { ...evaluateRoot('', given, loader, dialects, sink, { known }), diagnostics }
}
