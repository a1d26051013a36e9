/** What a report says of the run itself: each root with its counts, and what the judgements leave out. */
import type { ModuleLoader } from '../hcl/module-source.ts'
import type { Configuration } from '../policy/configuration.ts'
import type { Judgement } from '../policy/policy.ts'
import { publicCloudSentence } from '../policy/subject-networks.ts'
import type { RootFacts } from '../report/report.ts'
import type { FoundRoot } from './roots.ts'
import type { RootRequest, RootWorld } from './worlds.ts'

/** A root that is told and not judged. */
export const listed = (root: FoundRoot, loader: ModuleLoader): RootFacts => {
  const source = loader.load(root.folder)
  const types = new Set(source.resources.map((resource) => resource.type))
  return {
    name: root.folder === '' ? '.' : root.folder,
    kind: root.kind,
    judged: false,
    files: source.files.length,
    resources: source.resources.filter((resource) => resource.mode === 'managed').length,
    kinds: types.size,
  }
}

export const judgedFacts = (root: FoundRoot, request: RootRequest, world: RootWorld, loader: ModuleLoader): RootFacts => {
  const managed = world.declared.filter((one) => one.mode === 'managed')
  return {
    name: request.name,
    kind: root.kind,
    judged: true,
    files: [...world.folders].reduce((sum, folder) => sum + loader.load(folder).files.length, world.files?.length ?? 0),
    resources: managed.length,
    kinds: new Set(managed.map((one) => one.type)).size,
  }
}

/** Told once: most judgements that lean on it hold. */
export const cloudCaveat = (judgements: readonly Judgement[]): readonly string[] =>
  judgements.some(({ leansOn }) => leansOn?.includes(publicCloudSentence)) ? [publicCloudSentence] : []

export const caveatsOf = (roots: readonly FoundRoot[], configuration: Configuration): readonly string[] => {
  const caveats = ['Azure Policy, Virtual Network Manager and changes made by hand are outside of what this proves']
  const libraries = roots.filter((root) => root.kind === 'library' && root.requests.length === 0).length
  const left = roots.filter((root) => root.kind === 'root' && root.requests.length === 0).length
  if (libraries > 0)
    caveats.push(
      `${libraries} ${libraries === 1 ? 'folder is a library' : 'folders are libraries'}: listed, not judged (\`--libraries\` judges them too)`,
    )
  if (left > 0 && configuration.roots !== undefined)
    caveats.push(
      `${left} ${left === 1 ? 'root is' : 'roots are'} not judged: the configuration names the roots, and not ${left === 1 ? 'this one' : 'these'}`,
    )
  const planned = roots.flatMap((root) => root.requests.filter(({ plan }) => plan !== undefined))
  const [first, ...more] = planned
  if (first?.plan !== undefined)
    caveats.push(
      `values of \`${first.name}\` come from its plan (\`${first.plan.path}\`)${more.length === 0 ? '' : `, and those of ${more.length} more ${more.length === 1 ? 'root' : 'roots'} from theirs`}: what is done to Azure after planning is outside of it`,
    )
  return caveats
}
