/** Templates in files (`templatefile`) become texts, as far as their variables are known. */

import type { Site } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { newMeter, type Scope } from '../eval/scope.ts'
import type { ObjectValue, Value } from '../eval/value.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import { terraformDialect } from './dialect.ts'
import { lowerExpression } from './lower.ts'
import { parseTemplate } from './parse.ts'

/** All templates that one renderer renders share one budget of steps. Inside a template no further file is read. */
export const templateRenderer = () => {
  const meter = newMeter()
  return (text: string, path: string, variables: ObjectValue, site: Site): Value => {
    const file: SourceFile = { path, text, language: 'terraform' }
    const problems: Diagnostic[] = []
    const template = parseTemplate(file, (diagnostic) => problems.push(diagnostic))
    const [problem] = problems
    if (problem !== undefined) return site.fail(`\`${path}\` is no template: ${problem.message}`)
    const scope: Scope = { value: (name) => variables.entries.get(name), meter }
    return evaluate(lowerExpression(template, file, new Set(variables.entries.keys())), scope, terraformDialect)
  }
}
