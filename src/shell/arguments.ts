/** The command line → what was asked for, or mistakes with what would be right. */
import { parseArgs } from 'node:util'
import { baselineDays } from '../commands/baseline.ts'
import { outputs } from '../report/outputs/index.ts'
import type { ComparedScope, FailOn } from '../report/report.ts'
import { isDay } from '../text/day.ts'
import { nearest } from '../text/nearest.ts'
import { failOnValues, scopeValues } from './inputs.ts'

/** What is judged, and by what. */
export interface JudgingArguments {
  readonly paths: readonly string[]
  readonly policies: readonly string[]
  readonly exclude: readonly string[]
  readonly config?: string
  readonly variables: ReadonlyMap<string, string>
  /** Of a variable that is assigned before some of the files: how many files come after it, which win over it. */
  readonly filesAfter?: ReadonlyMap<string, number>
  readonly variableFiles: readonly string[]
  readonly plans: readonly { readonly file: string; readonly root?: string }[]
  readonly failOn?: FailOn
  readonly libraries: boolean
  readonly serviceTags?: string
  readonly waivers?: readonly string[]
  readonly assume?: string
  readonly colour: boolean
  /** A revision of git to compare with. */
  readonly base?: string
  /** Always there with `base`, never without. */
  readonly scope?: ComparedScope
}

export interface CheckArguments extends JudgingArguments {
  readonly command: 'check'
  /** In order; `file` is absent for the terminal. */
  readonly deliveries: readonly { readonly format: string; readonly file?: string }[]
}

export interface BaselineArguments extends JudgingArguments {
  readonly command: 'baseline'
  /** Absent for the terminal. */
  readonly file?: string
  readonly until?: string
  readonly reason?: string
}

export interface RoutesArguments extends JudgingArguments {
  readonly command: 'routes'
  readonly subnet: string
  readonly format: 'text' | 'json'
  /** Absent for the terminal. */
  readonly file?: string
}

export interface ModelArguments extends JudgingArguments {
  readonly command: 'model'
  readonly format: 'json' | 'mermaid'
  /** Absent for the terminal. */
  readonly file?: string
}

export const protocolValues = ['tcp', 'udp', 'icmp', 'esp', 'ah'] as const

export interface ExplainArguments extends JudgingArguments {
  readonly command: 'explain'
  readonly from: string
  /** Always there where `resolve` is not. */
  readonly to: string
  /** A name, in place of where packets go. */
  readonly resolve?: string
  readonly protocol?: (typeof protocolValues)[number]
  readonly hosts: readonly string[]
  readonly format: 'text' | 'json' | 'markdown'
  /** Absent for the terminal. */
  readonly file?: string
}

export interface PoliciesArguments {
  readonly command: 'policies'
  /** Absent: all that ship. */
  readonly name?: string
  /** A kind of rules or resources, whose fields are asked for. */
  readonly fields?: string
  readonly format: 'text' | 'json'
  /** Absent for the terminal. */
  readonly file?: string
}

/** Asks nothing: what is judged is looked at as `check` would. */
export interface InitArguments extends JudgingArguments {
  readonly command: 'init'
}

export type Arguments =
  | CheckArguments
  | PoliciesArguments
  | BaselineArguments
  | RoutesArguments
  | ExplainArguments
  | ModelArguments
  | InitArguments
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'mistakes'; readonly mistakes: readonly string[] }

const commands = ['init', 'check', 'baseline', 'routes', 'explain', 'model', 'policies'] as const

/** Options that a command does not have. */
const ends = ['from', 'to', 'resolve', 'protocol', 'host'] as const
const judging = ['until', 'reason', 'base', 'scope', 'policies', 'fail-on', 'waivers', 'libraries'] as const
const foreign = {
  check: ['until', 'reason', 'fields', ...ends],
  baseline: ['format', 'base', 'scope', 'fields', ...ends],
  routes: [...judging, 'fields', ...ends],
  explain: [...judging, 'fields'],
  model: [...judging.filter((name) => name !== 'libraries'), 'fields', ...ends],
  policies: [...judging, ...ends, 'config', 'var', 'var-file', 'plan', 'service-tags', 'assume', 'exclude'],
  init: [...judging, ...ends, 'fields', 'format', 'output', 'config', 'var', 'var-file', 'plan', 'service-tags', 'assume', 'exclude'],
} as const

const options = {
  format: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true },
  policies: { type: 'string', multiple: true },
  config: { type: 'string', multiple: true },
  var: { type: 'string', multiple: true },
  'var-file': { type: 'string', multiple: true },
  plan: { type: 'string', multiple: true },
  'fail-on': { type: 'string', multiple: true },
  base: { type: 'string', multiple: true },
  scope: { type: 'string', multiple: true },
  libraries: { type: 'boolean' },
  'service-tags': { type: 'string', multiple: true },
  waivers: { type: 'string', multiple: true },
  assume: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  until: { type: 'string', multiple: true },
  reason: { type: 'string', multiple: true },
  from: { type: 'string', multiple: true },
  to: { type: 'string', multiple: true },
  resolve: { type: 'string', multiple: true },
  protocol: { type: 'string', multiple: true },
  fields: { type: 'string', multiple: true },
  host: { type: 'string', multiple: true },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const

const didYouMean = (word: string, known: readonly string[], show: (name: string) => string = (name) => `\`${name}\``): string => {
  const near = nearest(word, known)
  return near === undefined ? `; known are ${known.map(show).join(', ')}` : `; did you mean ${show(near)}?`
}

export const help = `vnetproof: proves an Azure network before it is deployed

  vnetproof init [PATH…]      write a workflow, a configuration and an assumptions file to start with, and nothing over
  vnetproof check [PATH…]     judge the Terraform under the given folders or files (default: here)
  vnetproof baseline [PATH…]  waive all that fails now, so that only what is new fails
  vnetproof routes SUBNET [PATH…]
                              the effective routes of a subnet, by address or name, and why each is in force or not
  vnetproof explain --from END --to END [PATH…]
                              the way of packets between two ends, hop by hop, there and back, and what decides it
  vnetproof explain --from vnet:NAME --resolve HOST [PATH…]
                              the way of a name step by step, and what would lead it to a private address
  vnetproof policies [NAME]   what ships, or all of one policy; with \`--fields KIND\` what rules of a kind may ask
  vnetproof model [PATH…]     the network itself, as JSON or as a picture in Mermaid's language

  --format FORMAT             ${outputs.map(({ name }) => name).join(', ')}; may be repeated
  --output FILE               where the nth format goes; \`-\` or nothing is the terminal; may be repeated
  --policies NAME             a shipped policy, or a policy file or folder; may be repeated
  --config FILE               configuration (default: vnetproof.yaml or .github/vnetproof.yaml)
  --var NAME=VALUE            value of an input variable of the roots; may be repeated
  --var-file FILE             variable file; may be repeated
  --plan [ROOT=]FILE          plan of a root, as \`terraform show -json\` prints it; may be repeated
  --fail-on LEVEL             ${failOnValues.join(', ')} (default: error)
  --base REVISION             compare with this revision of git: what is new, still there, fixed
  --scope SCOPE               with --base, what counts: ${scopeValues.join(', ')} (default: introduced)
  --service-tags FILE         Azure's service tag file, so that tags become addresses
  --libraries                 judge modules that nothing calls as well
  --assume FILE               what the code cannot say and you vouch for (default: as configured)
  --waivers FILE              file of waivers (default: as configured); may be repeated
  --exclude GLOB              leave these paths out; may be repeated
  --from END                  of explain: subnet, machine or other name, or an address
  --to END                    the same, or a service tag, with ports: \`app:443\`, \`10.1.0.4:443,8080\`, \`Storage:443\`
  --resolve HOST              of explain: a name, as it is asked for in the virtual network of \`--from\`
  --protocol PROTOCOL         ${protocolValues.join(', ')} (default: tcp where ports are given, else any)
  --host NAME                 host name that is asked for, which rules of firewalls may tell apart; may be repeated
  --fields KIND               of policies: a kind of rules, or of resources, whose fields conditions may name
  --until DAY, --reason TEXT  of a baseline: YYYY-MM-DD through which it counts (default: ${baselineDays} days), and why
  --no-color                  no colours (NO_COLOR does the same)
  --version, --help

Exit code: 0 nothing fails, 1 something (in --scope) fails at or above --fail-on, 2 the work could not be done.
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
  const [command, ...rest] = positionals
  const isRoutes = command === 'routes'
  const isExplain = command === 'explain'
  const [subnet] = isRoutes ? rest : []
  const paths = isRoutes ? rest.slice(1) : rest
  if (command === undefined) {
    if (mistakes.length === 0 && argv.length === 0) return { command: 'help' }
    mistakes.push('no command is given; `vnetproof check` judges the Terraform here')
  } else if (!(commands as readonly string[]).includes(command))
    mistakes.push(`there is no command \`${command}\`${didYouMean(command, commands, (name) => `\`vnetproof ${name}\``)}`)

  const isBaseline = command === 'baseline'
  const formats = texts('format')
  if (isRoutes && subnet === undefined) mistakes.push('no subnet is given; `vnetproof routes azurerm_subnet.NAME` tells its routes')
  for (const name of command !== undefined && Object.hasOwn(foreign, command) ? foreign[command as keyof typeof foreign] : [])
    if (values[name] !== undefined) mistakes.push(`\`--${name}\` is no option of \`vnetproof ${command}\``)
  const files = texts('output')
  const isModel = command === 'model'
  const isPolicies = command === 'policies'
  const known = isModel
    ? ['json', 'mermaid']
    : isRoutes || isPolicies
      ? ['text', 'json']
      : isExplain
        ? ['text', 'json', 'markdown']
        : outputs.map(({ name }) => name)
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
  const filesAfter = new Map<string, number>()
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue
    const equals = token.value.indexOf('=')
    if (token.name === 'var-file') for (const name of variables.keys()) filesAfter.set(name, (filesAfter.get(name) ?? 0) + 1)
    else if (token.name === 'var' && equals < 1) mistakes.push(`\`--var ${token.value}\` is not of the form \`name=value\``)
    else if (token.name === 'var') {
      const name = token.value.slice(0, equals).trim()
      variables.set(name, token.value.slice(equals + 1))
      filesAfter.delete(name)
    }
  }
  const plans = texts('plan').map((text) => {
    const equals = text.indexOf('=')
    return equals < 1 ? { file: text } : { file: text.slice(equals + 1), root: text.slice(0, equals) }
  })
  for (const [index, { file }] of plans.entries())
    if (file === '') mistakes.push(`\`--plan ${texts('plan')[index]}\` is not of the form \`file\` or \`root=file\``)
  const until = single('until')
  if (until !== undefined && !isDay(until)) mistakes.push(`\`--until\` cannot be \`${until}\`: write a day as \`YYYY-MM-DD\``)
  const reason = single('reason')
  if (reason?.trim() === '') mistakes.push('`--reason` is empty')
  const waivers = texts('waivers')
  const base = single('base')
  const scope = single('scope')
  if (scope !== undefined && !(scopeValues as readonly string[]).includes(scope))
    mistakes.push(`\`--scope\` cannot be \`${scope}\`${didYouMean(scope, scopeValues)}`)
  if (scope !== undefined && base === undefined) mistakes.push('`--scope` says what counts of a comparison: it needs `--base`')
  const config = single('config')
  const from = single('from')
  const to = single('to')
  const protocol = single('protocol')?.toLowerCase()
  const resolve = single('resolve')
  for (const [name, value] of Object.entries({ from, to, resolve })) if (value?.trim() === '') mistakes.push(`\`--${name}\` is empty`)
  if (isExplain && resolve === undefined && (from === undefined || to === undefined))
    mistakes.push(
      '`vnetproof explain` needs two ends, `--from subnet:app --to 10.1.0.4:443`, or an end and a name, `--from vnet:apps --resolve a.vault.azure.net`',
    )
  if (isExplain && resolve !== undefined && from === undefined)
    mistakes.push('`--resolve` needs `--from`: the virtual network in which the name is asked, as in `--from vnet:apps`')
  for (const name of resolve === undefined ? [] : (['to', 'protocol', 'host'] as const))
    if (values[name] !== undefined) mistakes.push(`\`--${name}\` is about packets, and \`--resolve\` about a name: ask for one of them`)
  if (protocol !== undefined && !(protocolValues as readonly string[]).includes(protocol))
    mistakes.push(`\`--protocol\` cannot be \`${protocol}\`${didYouMean(protocol, protocolValues)}`)
  const fields = single('fields')
  if (isPolicies && rest.length > 1) mistakes.push(`\`vnetproof policies\` takes one name, not ${rest.length}`)
  if (isPolicies && fields !== undefined && rest.length > 0)
    mistakes.push('`--fields` is about a kind, and a name about a policy: ask for one of them')
  const serviceTags = single('service-tags')
  const assume = single('assume')
  if (mistakes.length > 0) return { command: 'mistakes', mistakes }
  const common: JudgingArguments = {
    paths: paths.length === 0 ? ['.'] : paths,
    policies: texts('policies'),
    exclude: texts('exclude'),
    ...(config === undefined ? {} : { config }),
    variables,
    ...(filesAfter.size === 0 ? {} : { filesAfter }),
    variableFiles: texts('var-file'),
    plans,
    ...(failOn === undefined ? {} : { failOn: failOn as FailOn }),
    libraries: values.libraries === true,
    ...(serviceTags === undefined ? {} : { serviceTags }),
    ...(waivers.length === 0 ? {} : { waivers }),
    ...(assume === undefined ? {} : { assume }),
    colour: values['no-color'] !== true,
    ...(base === undefined ? {} : { base, scope: (scope ?? 'introduced') as ComparedScope }),
  }
  const { file, format } = deliveries[0]!
  if (isPolicies)
    return {
      command: 'policies',
      ...(rest[0] === undefined ? {} : { name: rest[0] }),
      ...(fields === undefined ? {} : { fields }),
      format: format === 'json' ? 'json' : 'text',
      ...(file === undefined ? {} : { file }),
    }
  if (isRoutes)
    return {
      command: 'routes',
      ...common,
      subnet: subnet ?? '',
      format: format === 'json' ? 'json' : 'text',
      ...(file === undefined ? {} : { file }),
    }
  if (isModel)
    return { command: 'model', ...common, format: format === 'mermaid' ? 'mermaid' : 'json', ...(file === undefined ? {} : { file }) }
  if (isExplain)
    return {
      command: 'explain',
      ...common,
      from: from ?? '',
      to: to ?? '',
      ...(resolve === undefined ? {} : { resolve }),
      ...(protocol === undefined ? {} : { protocol: protocol as ExplainArguments['protocol'] & string }),
      hosts: texts('host'),
      format: format === 'json' || format === 'markdown' ? format : 'text',
      ...(file === undefined ? {} : { file }),
    }
  if (command === 'init') return { command: 'init', ...common }
  if (!isBaseline) return { command: 'check', ...common, deliveries }
  return {
    command: 'baseline',
    ...common,
    ...(file === undefined ? {} : { file }),
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
  }
}
