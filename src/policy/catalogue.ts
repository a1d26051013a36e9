/** What ships and what may be asked, as data: each policy with its settings, rules and items, and what each kind of rule and of resource has; all of it read from the tables that judge. */
import { child, type Tree, textOf } from '../data/tree.ts'
import type { Severity } from '../text/diagnostic.ts'
import { builtinPolicies } from './builtin.ts'
import type { FieldRow } from './conditions.ts'
import { policyKinds } from './kinds/index.ts'
import { type BuiltinPolicy, policyShape, readPolicy } from './read.ts'
import type { JsonSchema } from './shape.ts'
import { fieldsOf, isKind, resourceTypesOf, subjectKinds } from './subjects.ts'

export interface ShippedSetting {
  readonly name: string
  readonly about?: string
  /** Not set: there is neither; what needs it is then judged otherwise, or not at all. */
  readonly preset?: { readonly from: 'default' | 'data'; readonly values: readonly string[] }
  readonly values?: readonly string[]
  readonly usedBy: readonly string[]
}

export interface ShippedItem {
  readonly code: string
  readonly about?: string
  readonly severity: Severity
}

export interface ShippedRule {
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  readonly when?: string
  readonly why?: string
  readonly items: readonly ShippedItem[]
}

export interface ShippedPolicy {
  readonly name: string
  readonly title: string
  readonly about?: string
  readonly path: string
  readonly for: string
  readonly where?: string
  /** Types of resources that are judged, as they are written. */
  readonly types: readonly string[]
  readonly settings: readonly ShippedSetting[]
  readonly rules: readonly ShippedRule[]
}

const severityIn = (tree: Tree): Severity | undefined => {
  const word = textOf(child(tree, 'severity'))
  return word === 'error' || word === 'warning' || word === 'note' ? word : undefined
}

/** Every part of a rule that has an id of its own is an item. */
const itemsWritten = (tree: Tree, head: Pick<ShippedRule, 'severity'> & { readonly prefix: string }): readonly ShippedItem[] => {
  if (tree.kind === 'scalar') return []
  if (tree.kind === 'list') return tree.items.flatMap((item) => itemsWritten(item, head))
  const id = textOf(child(tree, 'id'))
  const why = textOf(child(tree, 'why')) ?? textOf(child(tree, 'message'))
  const own: readonly ShippedItem[] =
    id === undefined
      ? []
      : [{ code: `${head.prefix}/${id}`, ...(why === undefined ? {} : { about: why }), severity: severityIn(tree) ?? head.severity }]
  return [...own, ...tree.entries.flatMap(({ value }) => itemsWritten(value, head))]
}

const textsOf = (tree: Tree | undefined): readonly string[] =>
  tree?.kind === 'list' ? tree.items.flatMap((item) => textOf(item) ?? []) : []

const ruleOf = (policy: string, tree: Tree): readonly ShippedRule[] => {
  const id = textOf(child(tree, 'id'))
  const name = textOf(child(tree, 'kind'))
  const kind = policyKinds.find((one) => one.kind === name)
  if (id === undefined || kind === undefined || tree.kind !== 'map') return []
  const severity = severityIn(tree) ?? 'error'
  const prefix = `${policy}/${id}`
  const listed = child(tree, 'checks') === undefined ? undefined : textsOf(child(tree, 'checks'))
  const always = kind.items
    .filter(({ item }) => listed === undefined || listed.includes(item))
    .map(({ item, about }): ShippedItem => ({ code: `${prefix}/${item}`, about, severity }))
  const when = textOf(child(tree, 'when'))
  const why = textOf(child(tree, 'why'))
  return [
    {
      id,
      kind: kind.kind,
      severity,
      ...(when === undefined ? {} : { when }),
      ...(why === undefined ? {} : { why }),
      items: [...tree.entries.flatMap(({ value }) => itemsWritten(value, { prefix, severity })), ...always],
    },
  ]
}

const shippedOf = ({ id, for: kind, file, tree }: BuiltinPolicy): ShippedPolicy | undefined => {
  const read = readPolicy(file, true, () => undefined, tree)
  const written = tree?.()
  if (read === undefined || written === undefined) return undefined
  const { title, about } = read.file
  const where = textOf(child(written, 'where'))
  const rules = child(written, 'rules')
  return {
    name: id,
    title,
    ...(about === undefined ? {} : { about }),
    path: file.path,
    for: kind,
    ...(where === undefined ? {} : { where }),
    types: resourceTypesOf(kind),
    settings: [...read.settings].map(([name, setting]): ShippedSetting => {
      const preset = setting.default ?? setting.data
      const values = preset?.map(({ text }) => text)
      return {
        name,
        ...(setting.about === undefined ? {} : { about: setting.about }),
        ...(values === undefined ? {} : { preset: { from: setting.default === undefined ? 'data' : 'default', values } }),
        ...(setting.values === undefined ? {} : { values: setting.values }),
        usedBy: read.rules.filter(({ uses }) => uses.some((use) => use.name === name)).map((rule) => rule.id),
      }
    }),
    rules: rules?.kind === 'list' ? rules.items.flatMap((rule) => ruleOf(id, rule)) : [],
  }
}

export const shippedNames = (): readonly string[] => builtinPolicies().map(({ id }) => id)

/** In the order of their names; of one name, or all. */
export const shippedPolicies = (name?: string): readonly ShippedPolicy[] =>
  builtinPolicies()
    .filter(({ id }) => name === undefined || id === name)
    .flatMap((policy) => shippedOf(policy) ?? [])

/** One key that a rule may have: `flows[].from`. */
export interface AskedField {
  readonly path: string
  readonly required: boolean
  /** What is written there: `one of allow, deny, some`, `text`. */
  readonly form: string
  readonly about?: string
}

export interface AskedKind {
  readonly kind: string
  readonly summary: string
  readonly at: readonly string[]
  /** Kinds of resources that it can judge; absent: all. */
  readonly for?: readonly string[]
  readonly fields: readonly AskedField[]
  /** Items that every rule has, or may list under `checks`. */
  readonly items: readonly { readonly item: string; readonly about: string }[]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const partOf = (schema: unknown, key: string): Record<string, unknown> | undefined => {
  const part = isRecord(schema) && Object.hasOwn(schema, key) ? schema[key] : undefined
  return isRecord(part) ? part : undefined
}

const wordsOf = (schema: Record<string, unknown>): readonly string[] | undefined =>
  Array.isArray(schema.enum) ? schema.enum.map(String) : undefined

const either = (schema: Record<string, unknown>): readonly unknown[] | undefined => {
  const options = schema.anyOf ?? schema.oneOf
  return Array.isArray(options) ? options : undefined
}

/** Beyond that many words only their number is told. */
const mostWords = 24

const formOf = (schema: unknown): string => {
  if (!isRecord(schema)) return 'anything'
  const words = wordsOf(schema)
  if (words?.length === 1) return `\`${words[0]}\``
  if (words !== undefined) return words.length > mostWords ? `one of ${words.length} words` : `one of ${words.join(', ')}`
  const options = either(schema)
  if (options !== undefined) {
    const [one, many] = options
    // A single one may stand for a list of one.
    if (options.length === 2 && isRecord(many) && many.type === 'array') return `${formOf(one)}, or a list`
    return [...new Set(options.map(formOf))].join(' or ')
  }
  if (schema.type === 'array') return partOf(schema, 'items')?.type === 'object' ? 'a list' : `a list of ${formOf(schema.items)}`
  if (schema.type === 'object') return 'a map'
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'integer' || schema.type === 'number') return 'a number'
  return Array.isArray(schema.type) ? schema.type.join(' or ') : 'text'
}

/** The map that stands there, or in the list that stands there. */
const insideOf = (schema: unknown): { readonly schema: Record<string, unknown>; readonly suffix: string } | undefined => {
  if (!isRecord(schema)) return undefined
  const options = either(schema)
  if (options !== undefined) {
    const inner = options.map(insideOf).filter((one) => one !== undefined)
    return inner.find(({ suffix }) => suffix === '[]') ?? inner[0]
  }
  if (schema.type === 'array') {
    const inner = insideOf(schema.items)
    return inner === undefined ? undefined : { schema: inner.schema, suffix: '[]' }
  }
  return partOf(schema, 'properties') === undefined ? undefined : { schema, suffix: '' }
}

const fieldsIn = (schema: Record<string, unknown>, prefix: string): readonly AskedField[] => {
  const needed: readonly unknown[] = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(partOf(schema, 'properties') ?? {}).flatMap(([key, value]): readonly AskedField[] => {
    const inner = insideOf(value)
    const about = isRecord(value) && typeof value.description === 'string' ? value.description : undefined
    const path = `${prefix}${key}${inner?.suffix ?? ''}`
    return [
      { path, required: needed.includes(key), form: formOf(value), ...(about === undefined ? {} : { about }) },
      ...(inner === undefined ? [] : fieldsIn(inner.schema, `${path}.`)),
    ]
  })
}

/** The schema of a rule of that kind, out of that of all policies. */
const ruleSchema = (kind: string): Record<string, unknown> | undefined => {
  const schema: JsonSchema = policyShape().schema
  const rules = partOf(partOf(partOf(schema, 'properties'), 'rules'), 'items')
  const all = rules === undefined ? undefined : either(rules)
  return all?.filter(isRecord).find((one) => wordsOf(partOf(partOf(one, 'properties'), 'kind') ?? {})?.includes(kind) === true)
}

export const askedKinds = (): readonly string[] => policyKinds.map(({ kind }) => kind)

export const askedOf = (name: string): AskedKind | undefined => {
  const kind = policyKinds.find((one) => one.kind === name)
  const schema = ruleSchema(name)
  if (kind === undefined || schema === undefined) return undefined
  return {
    kind: kind.kind,
    summary: kind.summary,
    at: kind.at,
    ...(kind.for === undefined ? {} : { for: kind.for }),
    fields: fieldsIn(schema, ''),
    items: kind.items,
  }
}

export interface ResourceFields {
  readonly kind: string
  readonly types: readonly string[]
  /** What conditions may name: `where`, `when`, and `that` of a `resource` rule. */
  readonly fields: readonly FieldRow[]
}

export const resourceKinds: readonly string[] = subjectKinds

/** By the kind's own name, or by a type that the code declares such resources with. */
export const resourceOf = (name: string): ResourceFields | undefined => {
  const lower = name.toLowerCase()
  const kind = isKind(name) ? name : subjectKinds.find((one) => resourceTypesOf(one).some((type) => type.toLowerCase() === lower))
  return kind === undefined ? undefined : { kind, types: resourceTypesOf(kind), fields: fieldsOf(kind) }
}
