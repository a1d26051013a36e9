/** Templates in files (`templatefile`) become texts, as far as their variables are known. */

import type { Site } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { newMeter, type Scope } from '../eval/scope.ts'
import type { ObjectValue, Value } from '../eval/value.ts'
import type { SourceFile } from '../text/source.ts'
import { terraformDialect } from './dialect.ts'
import { lowerExpression } from './lower.ts'
import { parseTemplate } from './parse.ts'
import type { Template } from './syntax.ts'

/** All templates that one renderer renders share one budget of steps. Inside a template no further file is read. */
export const templateRenderer = () => {
  const meter = newMeter()
  const parsed = new Map<string, { readonly text: string; readonly template: Template; readonly problem: string | undefined }>()
  const read = (file: SourceFile) => {
    const known = parsed.get(file.path)
    if (known?.text === file.text) return known
    let problem: string | undefined
    const template = parseTemplate(file, (diagnostic) => {
      problem ??= diagnostic.message
    })
    const made = { text: file.text, template, problem }
    parsed.set(file.path, made)
    return made
  }
  return (text: string, path: string, variables: ObjectValue, site: Site): Value => {
    const file: SourceFile = { path, text, language: 'terraform' }
    const { template, problem } = read(file)
    if (problem !== undefined) return site.fail(`\`${path}\` is no template: ${problem}`)
    const scope: Scope = { value: (name) => variables.entries.get(name), meter }
    return evaluate(lowerExpression(template, file, new Set(variables.entries.keys())), scope, terraformDialect)
  }
}
