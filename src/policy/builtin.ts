/** Policies that ship with the program, as text: read by the same reader as everybody's, and only when they are needed. */
import type { SourceFile } from '../text/source.ts'
import { builtinTexts } from './builtin.generated.ts'
import type { BuiltinPolicy } from './read.ts'

let made: readonly BuiltinPolicy[] | undefined

export const builtinPolicies = (): readonly BuiltinPolicy[] => {
  made ??= builtinTexts.map(({ id, for: kind, path, text }) => {
    const file: SourceFile = { path, text, language: 'yaml' }
    return { id, for: kind, file }
  })
  return made
}
