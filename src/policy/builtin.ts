/** Policies that ship with the program, read by the same shapes as everybody's, and only when they are needed. */
import { unpackTree } from '../data/packed.ts'
import type { SourceFile } from '../text/source.ts'
import { builtinTexts } from './builtin.generated.ts'
import type { BuiltinPolicy } from './read.ts'

let made: readonly BuiltinPolicy[] | undefined

export const builtinPolicies = (): readonly BuiltinPolicy[] => {
  made ??= builtinTexts.map(({ id, for: kind, path, text, packed }) => {
    const file: SourceFile = { path, text, language: 'yaml' }
    return { id, for: kind, file, tree: () => unpackTree(packed, file) }
  })
  return made
}
