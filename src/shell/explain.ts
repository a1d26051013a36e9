/** `explain` on the command line: what was asked for → the ways of packets or of a name, on the terminal or in a file. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ExplainRequest, explain } from '../commands/explain.ts'
import { type ExplainNameRequest, explainName } from '../commands/explain-name.ts'
import { knownTags, readEnd } from '../commands/path-ends.ts'
import { namesJson } from '../report/name-json.ts'
import { namesMarkdown, namesText } from '../report/name-text.ts'
import { pathsJson } from '../report/path-json.ts'
import { pathsMarkdown, pathsText } from '../report/path-text.ts'
import { plain } from '../report/plain.ts'
import { nearest } from '../text/nearest.ts'
import type { ExplainArguments } from './arguments.ts'
import { guarded } from './deliver.ts'
import { prepared, prepareFor } from './prepare.ts'

/** Names that are told where none is near. */
const shownNames = 12

/** `\`a\`, \`b\` and others`. */
export const someNames = (names: readonly string[]): string =>
  `${names
    .slice(0, shownNames)
    .map((name) => `\`${name}\``)
    .join(', ')}${names.length > shownNames ? ' and others' : ''}`

const missing = ({
  end,
  text,
  known,
}: {
  readonly end: 'from' | 'to'
  readonly text: string
  readonly known: readonly string[]
}): string => {
  const near = nearest(text.replace(/^[a-z-]+:/, ''), known)
  const what = end === 'from' ? 'an address or a name of what sends' : 'an address, a service tag or a name of what receives'
  if (near !== undefined) return `\`--${end} ${text}\` is nothing that is known here; did you mean \`${near}\`?`
  // Service tags are many, and known by their names.
  const names = known.filter((name) => name.includes('.') && !knownTags.includes(name))
  const told = names.length === 0 ? '; none is declared here' : `: ${someNames(names)}`
  return `\`--${end} ${text}\` is nothing that is known here; it can be ${what}${told}`
}

interface Place {
  readonly cwd: string
  readonly stdout: { write(text: string): unknown }
  readonly environment: Readonly<Record<string, string | undefined>>
}

const noNetwork = ({ text, known }: { readonly text: string; readonly known: readonly string[] }): string => {
  const near = nearest(text.replace(/^[a-z-]+:/, ''), known)
  const names = known.filter((name) => name.includes('.'))
  const others = names.length === 0 ? '; none is declared here' : `: ${someNames(names)}`
  return near !== undefined
    ? `\`--from ${text}\` is no virtual network that is known here, nor in one; did you mean \`${near}\`?`
    : `\`--from ${text}\` is no virtual network that is known here, nor in one; it can be a virtual network, or an address or a name of what is in one${others}`
}

const namesIn = { json: namesJson, markdown: namesMarkdown, text: namesText } as const

/** What is told of a name; mistakes where it cannot be. */
const nameTold = async (
  asked: ExplainArguments,
  resolve: string,
  request: Omit<ExplainNameRequest, 'from' | 'resolve'>,
): Promise<string | readonly string[]> => {
  const { listings, unknown, malformed, mistakes } = await prepared(() => explainName({ ...request, from: asked.from, resolve }))
  const problems = [
    ...mistakes.map(({ message }) => message),
    ...(malformed === undefined ? [] : [`\`--resolve ${malformed}\` is no host name; write one as in \`vault-a.vault.azure.net\``]),
    ...(unknown === undefined ? [] : [noNetwork(unknown)]),
  ]
  return problems.length > 0 ? problems : namesIn[asked.format](listings)
}

const packetsTold = async (asked: ExplainArguments, request: Omit<ExplainRequest, 'from' | 'to'>): Promise<string | readonly string[]> => {
  if (readEnd(asked.to) === undefined)
    return [`the ports of \`--to ${asked.to}\` cannot be read; write \`name:443\` or \`name:443,8080-8090\``]
  const { listings, unknown, mistakes } = await prepared(() =>
    explain({
      ...request,
      from: asked.from,
      to: asked.to,
      hosts: asked.hosts,
      ...(asked.protocol === undefined ? {} : { protocol: asked.protocol }),
    }),
  )
  const apart = listings.length === 0 && unknown.length === 0 ? ['no root knows both ends'] : []
  const problems = [...mistakes.map(({ message }) => message), ...(listings.length === 0 ? unknown.map(missing) : []), ...apart]
  if (problems.length > 0) return problems
  return asked.format === 'json' ? pathsJson(listings) : asked.format === 'markdown' ? pathsMarkdown(listings) : pathsText(listings)
}

export const runExplain = async (
  terminal: Place,
  asked: ExplainArguments,
  request: Omit<ExplainRequest, 'from' | 'to'>,
  tell: (mistakes: readonly string[]) => 0 | 1 | 2,
): Promise<0 | 1 | 2> => {
  await prepareFor(request)
  const rendered = asked.resolve === undefined ? await packetsTold(asked, request) : await nameTold(asked, asked.resolve, request)
  if (typeof rendered !== 'string') return tell(rendered)
  if (asked.file === undefined) {
    terminal.stdout.write(terminal.environment.GITHUB_ACTIONS === 'true' ? guarded(rendered) : rendered)
    return 0
  }
  try {
    writeFileSync(resolve(terminal.cwd, asked.file), rendered)
    return 0
  } catch (error) {
    return tell([`\`${plain(asked.file)}\` cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}`])
  }
}
