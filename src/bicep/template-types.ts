/** Types that a compiled module exports, as facts: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core/Emit/CompileTimeImports/ArmDeclarationToExpressionConverter.cs */
import { declarationOf, kindOf } from '../arm/parameters.ts'
import type { Template } from '../arm/template.ts'
import { literalOf } from '../arm/texts.ts'
import { child } from '../data/tree.ts'
import type { TypeFacts } from './type-facts.ts'

export const typeOfTemplate = ({ definitions }: Template, name: string): TypeFacts | undefined => {
  const tree = child(definitions, name)
  if (tree === undefined) return undefined
  const { type, nullable, allowed } = declarationOf(tree, definitions)
  return {
    type: kindOf(type),
    nullable,
    allowed: allowed.length === 0 ? undefined : allowed.map((one) => literalOf(one)),
    isSecure: type?.startsWith('secure') ?? false,
  }
}
