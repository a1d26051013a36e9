/** Loads what a run needs beyond its own code, and nothing that it does not need. */
import { prepareAll } from '../commands/prepare.ts'
import { configurationPaths } from '../policy/configuration.ts'
import { isNotLoaded } from '../text/not-loaded.ts'
import type { Workspace } from '../text/workspace.ts'

/** What a run is asked to read that may be YAML. */
interface Reading {
  readonly workspace: Workspace
  readonly policies?: readonly string[]
  readonly configPath?: string
  readonly waivers?: readonly string[]
  readonly assume?: string
}

/** Anything of the repository's own that is read besides Terraform is YAML. `elsewhere`: a configuration may come from another place than the workspace. */
export const prepareFor = async (request: Reading, elsewhere = false): Promise<void> => {
  const isNamed =
    request.configPath !== undefined ||
    request.assume !== undefined ||
    (request.waivers ?? []).length > 0 ||
    (request.policies ?? []).some((name) => /[./\\]/.test(name))
  if (elsewhere || isNamed || configurationPaths.some((path) => request.workspace.read(path).ok)) await prepareAll()
}

/** What `run` gives; begun again with all of it loaded, where the code itself asks for it (`yamldecode`). */
export const prepared = async <T>(run: () => T): Promise<T> => {
  try {
    return run()
  } catch (error) {
    if (!isNotLoaded(error)) throw error
  }
  await prepareAll()
  return run()
}
