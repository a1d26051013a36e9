/** `vnetproof.yaml` in, the repository's wishes out: which policies, settings, roots, severities; every mistake told with its place. */
import { readYaml } from '../data/yaml.ts'
import type { Severity, Sink } from '../text/diagnostic.ts'
import { type SourceFile, type Span, topOf } from '../text/source.ts'
import { severities } from './flow-rows.ts'
import type { BuiltinPolicy, Policy } from './read.ts'
import { checkValues, type GivenSetting, type GivenSettings, settingValues } from './settings.ts'
import { beginReading, type Located, listOf, mapOf, meant, oneOf, optional, record, refine, required, type Shape, text } from './shape.ts'

export interface RootWish {
  readonly path: string
  readonly vars: readonly string[]
  readonly name?: string
  /** Path of its plan as JSON, relative to the root. */
  readonly plan?: string
  readonly span: Span
}

export interface Configuration {
  /** Absent: every policy that ships and whose resource occurs. Names of shipped policies, and paths of files or folders (`./…`). */
  readonly policies?: { readonly builtin: readonly Located[]; readonly paths: readonly Located[] }
  readonly settings: GivenSettings
  readonly exclude: readonly string[]
  /** Absent: found. */
  readonly roots?: readonly RootWish[]
  readonly failOn?: 'error' | 'warning' | 'unsure' | 'never'
  /** Paths of files of waivers. */
  readonly waivers: readonly string[]
  /** `base`: of waivers written in the code only those count that the base's code has too; absent: all do. */
  readonly inlineWaivers?: 'head' | 'base'
  /** Path of the file of assumptions. */
  readonly assume?: string
  readonly severity: ReadonlyMap<string, { readonly severity: Severity; readonly span: Span }>
}

export const emptyConfiguration: Configuration = { settings: new Map(), exclude: [], waivers: [], severity: new Map() }

/** Where it is looked for, in this order. */
export const configurationPaths = ['vnetproof.yaml', '.github/vnetproof.yaml'] as const

export const path: Shape<Located> = refine(text('a path'), (located, reading) => {
  if (!/^([A-Za-z]:|[\\/~])/.test(located.text) && !located.text.split(/[\\/]/).includes('..')) return located
  return reading.mistake(
    'path-outside',
    `\`${located.text}\` leaves the repository`,
    located.span,
    'write a path relative to the top of the repository',
  )
})

const glob: Shape<Located> = text('a pattern of paths')

/** Anything: for what is accepted and not used yet. */
const anything: Shape<true> = { read: () => true, schema: {} }

const given: Shape<GivenSetting> = {
  read: (tree, reading) => {
    const values = settingValues.read(tree, reading)
    return values === undefined ? undefined : { values, span: tree.span }
  },
  schema: settingValues.schema,
}

const overriding: Shape<{ readonly severity: Severity; readonly span: Span }> = {
  read: (tree, reading) => {
    const severity = oneOf(severities).read(tree, reading)
    return severity === undefined ? undefined : { severity, span: tree.span }
  },
  schema: { enum: severities },
}

const root: Shape<RootWish> = refine(
  record('a root', {
    path: required(path, 'folder of the root, or its file of Bicep or its template'),
    vars: optional(listOf(path, { orOne: true }), 'variable files, in the order in which Terraform is given them, relative to the root'),
    name: optional(text(), 'name of this world in reports'),
    plan: optional(path, 'its plan as `terraform show -json` prints it, relative to the root: the values are those of the plan'),
    params: optional(path, 'parameter file of such a file, relative to the workspace or to the root'),
  }),
  (read, reading): RootWish | undefined => {
    const isFile = /\.(bicep|json)$/i.test(read.path.text)
    if (read.params !== undefined && !isFile)
      return reading.mistake('not-read', 'only a root that is a file has `params`', read.params.span, 'a folder of Terraform has `vars`')
    return {
      path: read.path.text.replace(/^\.\//, '').replace(/\/+$/, '').replace(/^\.$/, ''),
      vars: [...(read.vars ?? []), ...(read.params === undefined ? [] : [read.params])].map((each) => each.text),
      ...(read.name === undefined ? {} : { name: read.name.text }),
      ...(read.plan === undefined ? {} : { plan: read.plan.text }),
      span: read.path.span,
    }
  },
)

const isPath = (name: string): boolean => /[./\\]/.test(name)

export const configurationShape = record('the configuration', {
  policies: optional(
    listOf(text('a policy'), { orOne: true }),
    'names of policies that ship, and paths of files or folders with policies; default: every policy that ships',
  ),
  settings: optional(mapOf(mapOf(given)), 'policy → setting → value'),
  exclude: optional(listOf(glob, { orOne: true }), 'patterns of paths that are not looked into'),
  roots: optional(
    listOf(root, { empty: 'without a root nothing is judged: leave `roots` out to have them found' }),
    'folders of Terraform, files of Bicep and templates to judge; default: found',
  ),
  joins: optional(anything, 'roots whose resources are one world; accepted, not used by this version'),
  assume: optional(path, 'file of assumptions: what the code cannot say and a person vouches for'),
  waivers: optional(listOf(path, { orOne: true }), 'files of waivers'),
  'inline-waivers': optional(
    oneOf(['head', 'base']),
    'whether waivers written in the code count as soon as they are written (`head`), or, where there is a base, once it has them (`base`); default: head',
  ),
  'fail-on': optional(oneOf(['error', 'warning', 'unsure', 'never']), 'what makes a run fail; default: error'),
  severity: optional(mapOf(overriding), 'beginning of a code → severity'),
})

const notUsedYet = ['joins'] as const

/** Reads the configuration. Mistakes are errors; what is accepted and not used yet is told as a note. With a mistake the rest is still given. */
export const readConfiguration = (file: SourceFile, sink: Sink): Configuration => {
  const tree = readYaml(file, sink)
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) return emptyConfiguration
  const reading = beginReading('configuration', sink)
  if (tree.kind !== 'map') {
    reading.mistake('wrong-type', 'the configuration is a map', tree.kind === 'scalar' ? topOf(file) : tree.span)
    return emptyConfiguration
  }
  const read = configurationShape.read(tree, reading)
  for (const key of notUsedYet) {
    const entry = tree.entries.find((each) => each.key === key)
    if (entry === undefined) continue
    const message = `\`${key}\` is not used by this version: what it says is not taken into account`
    sink({ code: 'configuration/not-used', severity: 'note', message, span: entry.keySpan })
  }
  if (read === undefined) return emptyConfiguration
  const names = read.policies
  return {
    ...(names === undefined
      ? {}
      : { policies: { builtin: names.filter((each) => !isPath(each.text)), paths: names.filter((each) => isPath(each.text)) } }),
    settings: read.settings ?? new Map(),
    exclude: (read.exclude ?? []).map((each) => each.text),
    ...(read.roots === undefined ? {} : { roots: read.roots }),
    ...(read['fail-on'] === undefined ? {} : { failOn: read['fail-on'] }),
    ...(read['inline-waivers'] === undefined ? {} : { inlineWaivers: read['inline-waivers'] }),
    ...(read.assume === undefined ? {} : { assume: read.assume.text.replace(/^\.\//, '') }),
    waivers: (read.waivers ?? []).map((each) => each.text.replace(/^\.\//, '')),
    severity: read.severity ?? new Map(),
  }
}

/** Tells what the configuration says about policies, settings and codes that do not exist. `policies` are those read; `shipped` are known by name even where they were not read. */
export const checkConfiguration = (
  configuration: Configuration,
  policies: readonly Policy[],
  shipped: readonly BuiltinPolicy[],
  sink: Sink,
): void => {
  const reading = beginReading('configuration', sink)
  const ids = [...new Set([...policies.map((policy) => policy.file.id), ...shipped.map((policy) => policy.id)])]
  for (const name of configuration.policies?.builtin ?? [])
    if (!shipped.some((policy) => policy.id === name.text)) {
      const help = meant(
        name.text,
        shipped.map((policy) => policy.id),
        'a path of your own begins with `./`',
      )
      reading.mistake('unknown-policy', `no policy \`${name.text}\` ships`, name.span, help)
    }
  for (const [id, values] of configuration.settings) {
    const policy = policies.find((each) => each.file.id === id)
    const span = [...values.values()][0]?.span
    if (policy === undefined) {
      if (!ids.includes(id) && span !== undefined)
        reading.mistake('unknown-policy', `settings are given for \`${id}\`, which is no policy of this run`, span, meant(id, ids))
      continue
    }
    const uses = policy.rules.flatMap((rule) => rule.uses)
    for (const [name, { values: located, span: at }] of values) {
      if (!policy.settings.has(name)) {
        const help = meant(
          name,
          policy.settings.keys(),
          `it has ${[...policy.settings.keys()].map((each) => `\`${each}\``).join(', ') || 'none'}`,
        )
        reading.mistake('unknown-setting', `\`${id}\` has no setting \`${name}\``, at, help)
        continue
      }
      const words = policy.settings.get(name)?.values
      for (const each of words === undefined ? [] : located)
        if (!words?.includes(each.text))
          reading.mistake(
            'unknown-word',
            `\`${name}\` is never \`${each.text}\``,
            each.span,
            meant(each.text, words!, `it is one of ${words!.map((word) => `\`${word}\``).join(', ')}`),
          )
      for (const each of located)
        if (each.text.includes('$' + '{'))
          reading.mistake('malformed-reference', 'values given here are not made of other settings', each.span, 'write the value out')
      checkValues(
        located.filter((each) => !each.text.includes('$' + '{')),
        uses.filter((use) => use.name === name),
        sink,
        'configuration',
      )
    }
  }
  for (const [prefix, { span }] of configuration.severity) {
    const id = prefix.split('/')[0]!
    if (!ids.includes(id)) reading.mistake('unknown-policy', `\`${prefix}\` begins no code of a policy of this run`, span, meant(id, ids))
  }
}
