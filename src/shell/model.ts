/** `vnetproof model` on a terminal: what is asked for in, JSON, a picture or a table out. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { modelOf } from '../commands/model.ts'
import type { RootsRequest } from '../commands/open-roots.ts'
import { modelJson } from '../report/model/json.ts'
import { diagramOf } from '../report/model/mermaid.ts'
import { plain } from '../report/plain.ts'
import type { ModelArguments } from './arguments.ts'
import { guarded } from './deliver.ts'
import { prepared, prepareFor } from './prepare.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

export const runModel = async (
  terminal: Terminal,
  asked: ModelArguments,
  request: RootsRequest,
  tellMistakes: (mistakes: readonly string[]) => 2,
): Promise<0 | 2> => {
  await prepareFor(request)
  const { roots, mistakes } = await prepared(() => modelOf(request))
  if (mistakes.length > 0) return tellMistakes(mistakes.map(({ message }) => message))
  const diagram = asked.format === 'mermaid' ? diagramOf(roots) : undefined
  if (asked.format === 'mermaid' && diagram === undefined) return tellMistakes(['no virtual network is declared here'])
  const rendered = diagram === undefined ? modelJson(roots, version) : `${diagram.text}\n`
  if (asked.file === undefined) {
    terminal.stdout.write(terminal.environment.GITHUB_ACTIONS === 'true' ? guarded(rendered) : rendered)
    return 0
  }
  try {
    writeFileSync(resolve(terminal.cwd, asked.file), rendered)
    return 0
  } catch (error) {
    terminal.stderr.write(
      `error: \`${plain(asked.file)}\` cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}\n`,
    )
    return 2
  }
}
