/** The command line → what was asked for, or mistakes with what would be right. */
import { parseArgs } from 'node:util'
import { outputs } from '../report/outputs/index.ts'
import type { FailOn } from '../report/report.ts'
import { nearest } from '../text/nearest.ts'
import { failOnValues } from './inputs.ts'

export interface CheckArguments {
  readonly command: 'check'
  readonly paths: readonly string[]
  /** In order; `file` is absent for the terminal. */
  readonly deliveries: readonly { readonly format: string; readonly file?: string }[]
  readonly policies: readonly string[]
  readonly exclude: readonly string[]
  readonly config?: string
  readonly variables: ReadonlyMap<string, string>
  readonly variableFiles: readonly string[]
  readonly failOn?: FailOn
  readonly libraries: boolean
  readonly serviceTags?: string
  readonly colour: boolean
}

export type Arguments =
  | CheckArguments
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'mistakes'; readonly mistakes: readonly string[] }

const commands = ['check'] as const

const options = {
  format: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true },
  policies: { type: 'string', multiple: true },
  config: { type: 'string', multiple: true },
  var: { type: 'string', multiple: true },
  'var-file': { type: 'string', multiple: true },
  'fail-on': { type: 'string', multiple: true },
  libraries: { type: 'boolean' },
  'service-tags': { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const

const didYouMean = (word: string, known: readonly string[], show: (name: string) => string = (name) => `\`${name}\``): string => {
  const near = nearest(word, known)
  return near === undefined ? `; known are ${known.map(show).join(', ')}` : `; did you mean ${show(near)}?`
}

export const help = `vnetproof: proves an Azure network before it is deployed

  vnetproof check [PATH…]     judge the Terraform under the given folders or files (default: here)

  --format FORMAT             ${outputs.map(({ name }) => name).join(', ')}; may be repeated
  --output FILE               where the nth format goes; \`-\` or nothing is the terminal; may be repeated
  --policies NAME             a shipped policy, or a policy file or folder; may be repeated
  --config FILE               configuration (default: vnetproof.yaml or .github/vnetproof.yaml)
  --var NAME=VALUE            value of an input variable of the roots; may be repeated
  --var-file FILE             variable file; may be repeated
  --fail-on LEVEL             ${failOnValues.join(', ')} (default: error)
  --service-tags FILE         Azure's service tag file, so that tags become addresses
  --libraries                 judge modules that nothing calls as well
  --exclude GLOB              leave these paths out; may be repeated
  --no-color                  no colours (NO_COLOR does the same)
  --version, --help

Exit code: 0 nothing fails, 1 something fails at or above --fail-on, 2 the work could not be done.
`

/** All mistakes are told at once. */
export const readArguments = (argv: readonly string[]): Arguments => {
  const { values, positionals, tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true })
  const mistakes: string[] = []
  const names = Object.keys(options)
  const texts = (name: keyof typeof options): readonly string[] => {
    const value = values[name]
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  }
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name as keyof typeof options] : undefined
    if (option === undefined)
      mistakes.push(`there is no option \`${token.rawName}\`${didYouMean(token.name, names, (name) => `\`--${name}\``)}`)
    else if (option.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))))
      mistakes.push(`\`${token.rawName}\` needs a value`)
    else if (option.type === 'boolean' && token.value !== undefined) mistakes.push(`\`${token.rawName}\` takes no value`)
  }
  if (mistakes.length === 0 && values.help === true) return { command: 'help' }
  if (mistakes.length === 0 && values.version === true) return { command: 'version' }

  const single = (name: keyof typeof options): string | undefined => {
    const all = texts(name)
    if (all.length > 1) mistakes.push(`\`--${name}\` is given ${all.length} times`)
    return all[0]
  }
  const [command, ...paths] = positionals
  if (command === undefined) {
    if (mistakes.length === 0 && argv.length === 0) return { command: 'help' }
    mistakes.push('no command is given; `vnetproof check` judges the Terraform here')
  } else if (!(commands as readonly string[]).includes(command))
    mistakes.push(`there is no command \`${command}\`${didYouMean(command, commands, (name) => `\`vnetproof ${name}\``)}`)

  const formats = texts('format')
  const files = texts('output')
  const known = outputs.map(({ name }) => name)
  for (const format of formats) if (!known.includes(format)) mistakes.push(`there is no format \`${format}\`${didYouMean(format, known)}`)
  if (files.length > Math.max(1, formats.length))
    mistakes.push(`${files.length} outputs are given for ${Math.max(1, formats.length)} formats; name a \`--format\` for each`)
  const deliveries = (formats.length === 0 ? ['text'] : formats).map((format, index) => {
    const file = files[index]
    return file === undefined || file === '-' ? { format } : { format, file }
  })

  const failOn = single('fail-on')
  if (failOn !== undefined && !(failOnValues as readonly string[]).includes(failOn))
    mistakes.push(`\`--fail-on\` cannot be \`${failOn}\`${didYouMean(failOn, failOnValues)}`)
  const variables = new Map<string, string>()
  for (const text of texts('var')) {
    const equals = text.indexOf('=')
    if (equals < 1) mistakes.push(`\`--var ${text}\` is not of the form \`name=value\``)
    else variables.set(text.slice(0, equals).trim(), text.slice(equals + 1))
  }
  const config = single('config')
  const serviceTags = single('service-tags')
  if (mistakes.length > 0) return { command: 'mistakes', mistakes }
  return {
    command: 'check',
    paths: paths.length === 0 ? ['.'] : paths,
    deliveries,
    policies: texts('policies'),
    exclude: texts('exclude'),
    ...(config === undefined ? {} : { config }),
    variables,
    variableFiles: texts('var-file'),
    ...(failOn === undefined ? {} : { failOn: failOn as FailOn }),
    libraries: values.libraries === true,
    ...(serviceTags === undefined ? {} : { serviceTags }),
    colour: values['no-color'] !== true,
  }
}
