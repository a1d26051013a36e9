/** A reference to a module that is not at hand comes in; code of ours that stands in for it, written where the call is, goes out, or why there is none. */
import type { KnownModule, StandIn } from '../eval/stand-in.ts'
import { placedAt } from '../text/placed.ts'
import type { Span } from '../text/source.ts'
import type { ModuleReference } from './artifacts.ts'
import type { Syntax } from './declarations.ts'
import { parse } from './parse.ts'
import { type BicepSource, readSource } from './source.ts'

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/modules#public-module-registry */
const publicRegistry = 'mcr.microsoft.com'

const programs = new WeakMap<StandIn, ReadonlyMap<string, Syntax['program']>>()

const programsOf = (standIn: StandIn): ReadonlyMap<string, Syntax['program']> => {
  let found = programs.get(standIn)
  if (found === undefined) {
    found = new Map(
      Object.entries(standIn.folders).map(([folder, text]) => [folder, parse({ path: folder, text, language: 'bicep' }, () => {}).program]),
    )
    programs.set(standIn, found)
  }
  return found
}

/** More than any file of a stand-in has. */
const nodesOfFile = 1_000_000

/** Its files by path, `main.bicep` of the module in `folder`. Undefined: no such module is known. */
export const standInFor = (
  { scheme, registry, name, version }: ModuleReference,
  modules: readonly KnownModule[],
  folder: string,
  call: Span,
): ReadonlyMap<string, BicepSource> | { readonly why: string } | undefined => {
  if (scheme !== 'br' || registry.toLowerCase() !== publicRegistry) return undefined
  const module = modules.find((one) => `bicep/${one.name}` === name.toLowerCase())
  if (module === undefined) return undefined
  const standIn = module.standIns.find(({ versions }) => versions.includes(version))
  if (standIn === undefined) {
    const known = module.standIns.flatMap(({ versions }) => versions)
    return {
      why: `\`bicep restore\` left no copy of it in the workspace, and of its versions ${known[0]} to ${known.at(-1)} are understood, not \`${version}\``,
    }
  }
  const files = [...programsOf(standIn)].map(([within, program], at): readonly [string, BicepSource] => {
    const path = `${folder}/${within === '' ? '' : `${within}/`}main.bicep`
    const source = readSource({ file: call.file, program: placedAt(program, call, at * nodesOfFile) })
    return [path, { ...source, path }]
  })
  return new Map(files)
}
