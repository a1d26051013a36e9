/** Policy files in, policies out: every mistake in them told at once with its place, and what ships read only when its kind of resource occurs. */
import { child, type Tree, textOf } from '../data/tree.ts'
import { readYaml } from '../data/yaml.ts'
import type { Kind } from '../model/network.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type SourceFile, topOf } from '../text/source.ts'
import type { Condition, FieldRow } from './conditions.ts'
import { conditionShape, severities } from './flow-rows.ts'
import type { Rule, RuleHead, Whole } from './kind.ts'
import { type AnyPolicyKind, policyKinds } from './kinds/index.ts'
import type { PolicyFile } from './policy.ts'
import { checkReferences, type Setting, settings } from './settings.ts'
import {
  beginReading,
  chosenBy,
  type Fields,
  type Located,
  listOf,
  meant,
  oneOf,
  optional,
  type Read,
  type Reading,
  record,
  refine,
  required,
  type Shape,
  slug,
  text,
} from './shape.ts'
import { fieldsOf, isKind, subjectKinds } from './subjects.ts'

export interface Policy {
  readonly file: PolicyFile
  readonly for: Kind
  readonly where?: Condition
  readonly settings: ReadonlyMap<string, Setting>
  readonly rules: readonly Rule[]
}

/** A policy that ships, not read yet. */
export interface BuiltinPolicy {
  readonly id: string
  readonly for: Kind
  readonly file: SourceFile
  /** What a YAML reader would give for the file. */
  readonly tree?: () => Tree
}

const headFields = (kind: AnyPolicyKind, fields: readonly FieldRow[]) => ({
  id: required(slug('the id of a rule'), 'middle part of the codes: `policy/id/item`; permanent'),
  kind: required(oneOf([kind.kind]), kind.summary),
  severity: required(oneOf(severities), 'what a failing judgement is: only errors fail a check by default'),
  at: optional(oneOf(kind.at), `where it is judged: ${kind.at.map((at) => `\`${at}\``).join(', ')}`),
  role: optional(text(), 'only at places that are this to the resource, where it has several sorts: `source`, `target`'),
  when: optional(conditionShape(fields), 'the rule counts only where this holds'),
  why: optional(text(), 'why the rule is there, in words'),
})

const ruleShape = (kind: AnyPolicyKind, fields: readonly FieldRow[]): Shape<Rule> => {
  const own: Fields = kind.fields(fields)
  const head = headFields(kind, fields)
  const shape = record('a rule', { ...head, ...own })
  return {
    schema: shape.schema,
    read: (tree, reading) => {
      const before = reading.mistakes()
      const read = shape.read(tree, reading) as (Read<typeof head> & Readonly<Record<string, unknown>>) | undefined
      kind.check(tree, reading)
      if (read === undefined || reading.mistakes() > before) return undefined
      const spec = kind.ready(read)
      const made: RuleHead = {
        id: read.id.text,
        kind: kind.kind,
        severity: read.severity,
        at: read.at ?? kind.at[0]!,
        ...(read.role === undefined ? {} : { role: read.role.text }),
        ...(read.when === undefined ? {} : { when: read.when }),
        ...(read.why === undefined ? {} : { why: read.why.text }),
        span: read.id.span,
      }
      const whole = kind.judgeWhole
      const only = kind.forOf?.(spec) ?? kind.for
      return {
        ...made,
        uses: kind.uses(spec),
        flows: kind.flows?.(spec) ?? [],
        namesFlows: kind.namesFlows?.(spec) ?? [],
        ...(only === undefined ? {} : { for: only }),
        judge: (site) => kind.judge(made, spec, site),
        ...(whole === undefined ? {} : { judgeWhole: (subject: Whole) => whole(made, spec, subject) }),
      }
    },
  }
}

const kindShape: Shape<Kind> = refine(text('a kind of resource', { enum: subjectKinds }), (located, reading) => {
  if (isKind(located.text)) return located.text
  const help = meant(located.text, subjectKinds, `policies are for ${subjectKinds.map((kind) => `\`${kind}\``).join(', ')}`)
  return reading.mistake('unknown-kind', `\`${located.text}\` is no kind of resource that policies are for`, located.span, help)
})

const policyFields = (fields: readonly FieldRow[]) => ({
  policy: required(slug('the id of a policy'), 'first part of the codes; permanent'),
  title: optional(text(), 'what it is about, in a few words'),
  about: optional(text(), 'address of the documentation that it follows'),
  for: required(kindShape, 'the kind of resource that is judged'),
  where: optional(conditionShape(fields), 'only resources of which this holds are judged'),
  settings: optional(settings, 'what a team may tune without copying the policy'),
  rules: required(
    listOf(chosenBy('a rule', 'kind', new Map(policyKinds.map((kind) => [kind.kind, ruleShape(kind, fields)]))), {
      empty: 'a policy needs at least one rule',
    }),
    'the rules',
  ),
})

const shapes = new Map<string, ReturnType<typeof makeShape>>()
const makeShape = (fields: readonly FieldRow[]) => record('a policy', policyFields(fields))

const shapeFor = (kind: string | undefined): ReturnType<typeof makeShape> => {
  const key = kind !== undefined && isKind(kind) ? kind : ''
  let shape = shapes.get(key)
  if (shape === undefined) {
    shape = makeShape(isKind(key) ? fieldsOf(key) : [])
    shapes.set(key, shape)
  }
  return shape
}

/** The shape of a policy file, as its schema is generated from it: conditions are text there. */
export const policyShape = (): Shape<unknown> => shapeFor(undefined)

const checkRuleIds = (tree: Tree, reading: Reading): void => {
  const rules = child(tree, 'rules')
  const seen = new Set<string>()
  for (const rule of rules?.kind === 'list' ? rules.items : []) {
    const id = child(rule, 'id')
    const name = textOf(id)
    if (id === undefined || name === undefined) continue
    if (seen.has(name))
      reading.mistake('duplicate-id', `the rule id \`${name}\` is written twice`, id.span, 'give each rule its own: codes are made of them')
    seen.add(name)
  }
}

/** Flows that rules name have to be flows of the policy that go the right way. */
const checkFlowNames = (rules: readonly Rule[], reading: Reading): void => {
  const flows = rules.flatMap((rule) => rule.flows)
  for (const { name, direction } of rules.flatMap((rule) => rule.namesFlows)) {
    const known = flows.flatMap((row) => (row.direction === direction ? [row.id.text] : []))
    if (known.includes(name.text)) continue
    const message = flows.some(({ id }) => id.text === name.text)
      ? `\`${name.text}\` is no ${direction} flow`
      : `\`${name.text}\` is no flow of this policy`
    reading.mistake('unknown-flow', message, name.span, meant(name.text, known))
  }
}

const build = (
  read: { readonly policy: Located; readonly title: Located | undefined; readonly about: Located | undefined },
  builtin: boolean,
): PolicyFile => ({
  id: read.policy.text,
  title: read.title?.text ?? read.policy.text,
  ...(read.about === undefined ? {} : { about: read.about.text }),
  builtin,
  span: read.policy.span,
})

/** Reads one policy file; undefined where it has mistakes, which have then been told. */
export const readPolicy = (file: SourceFile, builtin: boolean, sink: Sink, read?: () => Tree): Policy | undefined => {
  const tree = read === undefined ? readYaml(file, sink) : read()
  if (tree === undefined) return undefined
  const reading = beginReading('policy', sink)
  if (tree.kind !== 'map')
    return reading.mistake(
      'wrong-type',
      'a policy is a map with `policy`, `for` and `rules`',
      tree.kind === 'scalar' ? topOf(file) : tree.span,
    )
  const kind = textOf(child(tree, 'for'))
  const known = kind !== undefined && isKind(kind)
  // Without a kind there are no fields: conditions cannot be checked, and nothing false is said about them.
  const quiet = known ? reading : withoutConditions(reading)
  const whole = shapeFor(kind).read(tree, quiet)
  checkRuleIds(tree, reading)
  checkReferences(tree, reading)
  for (const rule of whole?.rules ?? [])
    if (rule.for !== undefined && known && !rule.for.includes(kind)) {
      const kinds = rule.for.map((each) => `\`${each}\``).join(' or ')
      reading.mistake('unknown-kind', `rules of kind \`${rule.kind}\` are for ${kinds}, not for \`${kind}\``, rule.span)
    }
  checkFlowNames(whole?.rules ?? [], reading)
  if (whole === undefined || reading.mistakes() > 0 || quiet.mistakes() > 0) return undefined
  return {
    file: build(whole, builtin),
    for: whole.for,
    ...(whole.where === undefined ? {} : { where: whole.where }),
    settings: whole.settings ?? new Map(),
    rules: whole.rules,
  }
}

const aboutConditions: ReadonlySet<string> = new Set(['condition', 'unknown-field', 'unknown-value', 'unknown-function'])

const withoutConditions = (reading: Reading): Reading => ({
  ...reading,
  mistake: (slug, message, span, help) => (aboutConditions.has(slug) ? undefined : reading.mistake(slug, message, span, help)),
})

export interface PolicyChoice {
  /** Policies of the repository. */
  readonly files: readonly SourceFile[]
  /** Everything that ships, and which of it is wanted: ids, or all whose kind occurs. */
  readonly shipped: readonly BuiltinPolicy[]
  readonly builtin: 'all' | readonly string[]
  /** Kinds that the run declares; what ships for others is not read. Absent: all occur. */
  readonly occurs?: (kind: Kind) => boolean
}

/** Reads the chosen policies: the repository's own in the order of their files, then what ships. Two with one id are a mistake. */
export const readPolicies = (choice: PolicyChoice, sink: Sink): readonly Policy[] => {
  const { builtin, occurs } = choice
  const own = choice.files.flatMap((file) => readPolicy(file, false, sink) ?? [])
  const wanted = choice.shipped.filter((policy) => (builtin === 'all' || builtin.includes(policy.id)) && (occurs?.(policy.for) ?? true))
  const shipped = wanted.flatMap(({ file, tree }) => readPolicy(file, true, sink, tree) ?? [])
  const seen = new Map<string, Policy>()
  const reading = beginReading('policy', sink)
  for (const policy of [...shipped, ...own]) {
    const other = seen.get(policy.file.id)
    if (other === undefined) seen.set(policy.file.id, policy)
    else if (other.file.builtin)
      reading.mistake(
        'duplicate-id',
        `\`${policy.file.id}\` is the id of a policy that ships`,
        policy.file.span,
        'give it an id of its own, or list under `policies:` only those wanted',
      )
    else
      reading.mistake(
        'duplicate-id',
        `\`${policy.file.id}\` is the id of another policy too`,
        policy.file.span,
        'give each policy its own: codes are made of them',
      )
  }
  return [...own, ...shipped].filter((policy) => seen.get(policy.file.id) === policy)
}
