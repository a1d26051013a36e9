/** A call in, the module that it means out: a local folder, or one that `terraform init` installed; what is not there to read is told. */
import type { KnownModule } from '../eval/stand-in.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { joinPath } from '../text/workspace.ts'
import { type InstalledModule, staleness } from './installed-modules.ts'
import type { ModuleCall, ModuleLoader, ModuleSource } from './module-source.ts'
import { standInFor } from './stand-ins.ts'

export interface ModuleNotRead {
  readonly source: string
  readonly span: Span
  readonly why: string
}

export interface ModuleSearch {
  readonly loader: ModuleLoader
  readonly sink: Sink
  readonly notRead: ModuleNotRead[]
  /** By names of calls, joined with dots. */
  readonly installed: ReadonlyMap<string, InstalledModule>
  /** Modules that are understood where they are not installed. */
  readonly known?: readonly KnownModule[]
}

/** What a module call has beside the arguments of the module: https://developer.hashicorp.com/terraform/language/modules/syntax */
export const ownArguments: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on'])

/** `names`: of the calls that lead to it. `ancestors`: folders of the modules around it. Undefined is told once for each call. */
export const findModule = (
  { loader, sink, notRead, installed, known = [] }: ModuleSearch,
  from: ModuleSource,
  call: ModuleCall,
  names: readonly string[],
  ancestors: readonly string[],
): ModuleSource | undefined => {
  const tell = (why: string): undefined => {
    notRead.push({ source: call.source ?? `module.${call.name}`, span: call.span, why })
    return undefined
  }
  const refuse = (code: string, message: string, help?: string): undefined => {
    sink({ code, severity: 'warning', message, span: call.span, ...(help === undefined ? {} : { help }) })
    return tell(message)
  }
  if (call.source === undefined) return tell('its source is not plain text')
  let folder: string | undefined
  // On Windows a folder within a folder, elsewhere part of a name.
  if (call.source.includes('\\')) return tell('its source is written with backslashes, which mean the same on no two systems')
  if (from.standsIn !== undefined) return from.standsIn.inside(call.source) ?? tell('nothing stands in for it')
  const stoodIn = (why: string): ModuleSource | undefined => {
    const found = standInFor(call, known, ownArguments)
    if (found === undefined) return tell(why)
    return 'why' in found ? tell(found.why) : found
  }
  if (/^\.\.?(\/|\\|$)/.test(call.source)) {
    folder = joinPath(from.folder, call.source)
    if (folder === undefined)
      return refuse(
        'hcl/module-outside-workspace',
        `module \`${call.name}\` lies outside the workspace: \`${call.source}\``,
        'start from a folder that holds both',
      )
  } else {
    const found = installed.get(names.join('.'))
    if (found === undefined) return stoodIn('it is not a local folder, and not installed')
    const stale = staleness(found, call.source, call.version)
    if (stale !== undefined) return stoodIn(`${stale}: \`terraform init\` installs what is asked for`)
    folder = found.folder
  }
  if (ancestors.includes(folder)) return refuse('hcl/module-cycle', `module \`${call.name}\` calls itself by way of \`${folder}\``)
  if (ancestors.length > budget.moduleDepth)
    return refuse('hcl/module-depth', `module \`module.${names.join('.module.')}\` is nested too deep`)
  const source = loader.load(folder)
  if (source.files.length === 0)
    return refuse('hcl/module-missing', `module \`${call.name}\` is not there: \`${folder}\` holds no Terraform file`)
  return source
}
