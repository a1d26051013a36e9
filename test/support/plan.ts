/** Terraform files in memory and a plan of them → declared resources. */
import { dialectFor } from '../../src/hcl/dialect.ts'
import type { Configuration } from '../../src/hcl/module.ts'
import { createModuleLoader } from '../../src/hcl/module-source.ts'
import { evaluatePlan } from '../../src/hcl/plan.ts'
import { readPlan } from '../../src/hcl/plan-file.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { joinPath, memoryWorkspace } from '../../src/text/workspace.ts'

type Configured = Configuration & { readonly diagnostics: readonly Diagnostic[] }

/** The root is the folder `''`; undefined where the plan cannot be read. */
export const plannedOf = (
  text: string,
  files: Readonly<Record<string, string>> = {},
): Configured | { readonly diagnostics: readonly Diagnostic[]; readonly declared?: undefined } => {
  const workspace = memoryWorkspace(files)
  const diagnostics: Diagnostic[] = []
  const sink = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const plan = readPlan('plan.json', text, sink)
  if (plan === undefined) return { diagnostics }
  const loader = createModuleLoader(workspace, sink)
  const dialects = (folder: string) =>
    dialectFor({
      readFile: (path) => workspace.read(path),
      list: (path) => workspace.list(path),
      folder,
      resolve: (path) => joinPath('', path),
    })
  return { ...evaluatePlan(plan, '', new Map(), loader, dialects, sink), diagnostics }
}
