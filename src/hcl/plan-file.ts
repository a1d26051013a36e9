/** The JSON that `terraform show -json` prints of a plan → its resources, variables and configuration as trees; whatever else the text is, is told. */
import { readJson } from '../data/json.ts'
import { child, type Entry, itemsOf, type Tree, textOf } from '../data/tree.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type SourceFile, type Span, topOf } from '../text/source.ts'
import { type InstanceKey, suffixOf } from './planned-instances.ts'

/** Attributes by name: a tree is looked through once. */
export type Fields = ReadonlyMap<string, Tree>

export interface PlannedResource {
  /** As this program writes addresses. */
  readonly address: string
  /** Of its module: `module.net["a"].`, or nothing for the root. */
  readonly prefix: string
  /** Names of the module calls that lead to it. */
  readonly path: readonly string[]
  readonly mode: 'managed' | 'data'
  readonly type: string
  readonly name: string
  readonly key: InstanceKey
  readonly values: Fields
  /** `true` wherever a value is known only after apply. */
  readonly unknown: Tree | undefined
  /** Each has `true` wherever a value is sensitive. */
  readonly sensitive: readonly Tree[]
  /** Nothing is there yet, so that no value is one that was read from Azure. */
  readonly isNew: boolean
  /** Its address in the file. */
  readonly span: Span
}

/** A module as the plan's configuration has it. */
export interface PlannedModule {
  /** By address within the module. */
  readonly resources: ReadonlyMap<string, PlannedBlock>
  readonly calls: ReadonlyMap<string, PlannedCall>
}
export interface PlannedBlock {
  readonly mode: string
  readonly expressions: Fields
  /** It has `count` or `for_each`. */
  readonly repeats: boolean
}
export interface PlannedCall extends Pick<PlannedBlock, 'expressions' | 'repeats'> {
  readonly module: PlannedModule
}

export interface Plan {
  readonly path: string
  /** All but the addresses of resources is blank: a plan holds what is sensitive as plain text. */
  readonly file: SourceFile
  /** In the order of the file, each address once. */
  readonly resources: readonly PlannedResource[]
  /** Values of the root's variables. */
  readonly variables: Fields
  readonly configuration: PlannedModule
  /** What it deletes, without keys of instances. */
  readonly deleted: ReadonlySet<string>
  /** Why it does not hold all that there will be. */
  readonly lacks: readonly string[]
}

const noFields: Fields = new Map()
const fieldsByTree = new WeakMap<Tree, Fields>()

export const fieldsOf = (tree: Tree | undefined): Fields => {
  if (tree?.kind !== 'map') return noFields
  let fields = fieldsByTree.get(tree)
  if (fields === undefined) {
    fields = new Map(tree.entries.map(({ key, value }) => [key, value]))
    fieldsByTree.set(tree, fields)
  }
  return fields
}

export const isTrue = (tree: Tree | undefined): boolean => tree?.kind === 'scalar' && tree.value === true

const makeIt = 'write it with `terraform plan -out=FILE` and `terraform show -json FILE`, as UTF-8'

/** Parts of a plan that tell nothing more: https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
const spare: ReadonlySet<string> = new Set(['resource_drift', 'output_changes', 'relevant_attributes', 'checks', 'proposed_unknown'])
const ofChange: ReadonlySet<string> = new Set(['before', 'after', 'before_sensitive', 'replace_paths'])
const ofState: ReadonlySet<string> = new Set(['values', 'sensitive_values', 'depends_on'])

/** What is planned stands in `planned_values`; the state is asked for what was read alone. */
const isSpare = (path: readonly string[], before: readonly Entry[]): boolean => {
  const last = path.at(-1)!
  if (path.length === 1) return spare.has(last)
  if (path[0] === 'resource_changes') return path.length === 3 && path[1] === 'change' && ofChange.has(last)
  if (path[0] !== 'prior_state' || !ofState.has(last)) return false
  return path.at(-2) === 'resources' && before.some(({ key, value }) => key === 'mode' && textOf(value) === 'managed')
}

const places: ReadonlySet<string> = new Set(['address'])

const blanked = (text: string): string => text.replace(/[^\n]+/g, (line) => ' '.repeat(line.length))

/** A key in quotes as Terraform writes it (https://developer.hashicorp.com/terraform/language/expressions/strings), as JSON. */
const keyPattern = /\[("(?:[^"\\]|\\.)*")\]/g

const readQuoted = (quoted: string): string => {
  try {
    const text: unknown = JSON.parse(quoted)
    return typeof text === 'string' ? JSON.stringify(text.replaceAll('$$' + '{', '$' + '{').replaceAll('%%{', '%{')) : quoted
  } catch {
    return quoted
  }
}

/** An address with its keys as this program writes them. */
export const readAddress = (address: string): string => address.replace(keyPattern, (_, quoted: string) => `[${readQuoted(quoted)}]`)

const lastKey = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/

/** As the configuration writes it, where keys may be left out that are constant. */
const withoutKeys = (address: string): string => address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '')

const actionsOf = (change: Fields | undefined): readonly (string | undefined)[] => itemsOf(change?.get('actions')).map(textOf)

const keyOf = (tree: Tree | undefined): InstanceKey =>
  tree?.kind === 'scalar' && (typeof tree.value === 'string' || typeof tree.value === 'number') ? tree.value : undefined

const moduleNames = (address: string): readonly string[] =>
  [...address.matchAll(/(?:^|\.)module\.([^.[\]"]+)(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/gy)].map((match) => match[1]!)

/** Every `resources` of a tree of modules. */
const resourcesIn = (root: Tree | undefined): readonly { readonly resource: Tree; readonly module: string }[] => {
  const found: { resource: Tree; module: string }[] = []
  const waiting = root === undefined ? [] : [root]
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    const fields = fieldsOf(module)
    const address = textOf(fields.get('address')) ?? ''
    for (const resource of itemsOf(fields.get('resources'))) found.push({ resource, module: address })
    for (const inner of [...itemsOf(fields.get('child_modules'))].reverse()) waiting.push(inner)
  }
  return found
}

const readConfiguration = (tree: Tree | undefined, depth: number): PlannedModule => {
  const fields = fieldsOf(tree)
  const resources = new Map<string, PlannedBlock>()
  for (const item of itemsOf(fields.get('resources'))) {
    const block = fieldsOf(item)
    const address = textOf(block.get('address'))
    if (address !== undefined)
      resources.set(address, {
        mode: textOf(block.get('mode')) ?? '',
        expressions: fieldsOf(block.get('expressions')),
        repeats: block.has('count_expression') || block.has('for_each_expression'),
      })
  }
  const calls = new Map<string, PlannedCall>()
  if (depth < budget.moduleDepth)
    for (const [name, item] of fieldsOf(fields.get('module_calls'))) {
      const call = fieldsOf(item)
      const repeats = call.has('count_expression') || call.has('for_each_expression')
      calls.set(name, { expressions: fieldsOf(call.get('expressions')), repeats, module: readConfiguration(call.get('module'), depth + 1) })
    }
  return { resources, calls }
}

/** Addresses of resources that are surely there once, for all that the configuration says. */
const surelyThere = ({ resources, calls }: PlannedModule, prefix: string): readonly string[] => [
  ...[...resources].flatMap(([address, { mode, repeats }]) => (mode === 'managed' && !repeats ? [prefix + address] : [])),
  ...[...calls].flatMap(([name, call]) => (call.repeats ? [] : surelyThere(call.module, `${prefix}module.${name}.`))),
]

/** The plan, or nothing, which has then been told. */
export const readPlan = (path: string, text: string, sink: Sink): Plan | undefined => {
  const refuse = (message: string, at = 0): undefined => {
    const blank: SourceFile = { path, text: blanked(text), language: 'json' }
    const span: Span = at === 0 ? topOf(blank) : { file: blank, start: at, end: at }
    sink({ code: 'plan/not-read', severity: 'error', message, span, help: makeIt })
    return undefined
  }
  if (text.startsWith('PK')) return refuse(`\`${path}\` is a plan as Terraform keeps it, not as JSON`)
  const raw: SourceFile = { path, text, language: 'json' }
  const tree = readJson(raw, ({ message, span }) => void refuse(`\`${path}\` is no JSON that can be read: ${message}`, span.start), {
    duplicateKeys: 'refuse',
    passes: isSpare,
    places,
  })
  if (tree === undefined) return undefined
  const fields = fieldsOf(tree)
  const version = textOf(fields.get('format_version'))
  if (version === undefined) return refuse(`\`${path}\` is no plan: it has no \`format_version\``)
  if (!/^1\.\d+$/.test(version)) return refuse(`\`${path}\` is of format version ${describeVersion(version)}, and only 1.x is read`)
  const planned = child(fields.get('planned_values'), 'root_module')
  if (!fields.has('planned_values') || !fields.has('configuration'))
    return refuse(`\`${path}\` is no plan: it has no ${fields.has('planned_values') ? '`configuration`' : '`planned_values`'}`)

  const changes = new Map<string, Fields>()
  const deleted = new Set<string>()
  const isKept = (actions: readonly (string | undefined)[]): boolean =>
    actions.length !== 1 || (actions[0] !== 'delete' && actions[0] !== 'forget')
  for (const item of itemsOf(fields.get('resource_changes'))) {
    const change = fieldsOf(item)
    const address = textOf(change.get('address'))
    // https://developer.hashicorp.com/terraform/internals/json-format#plan-representation: what a replacement leaves to be deleted has the same address
    if (address === undefined || change.has('deposed')) continue
    const own = fieldsOf(change.get('change'))
    changes.set(address, own)
    if (!isKept(actionsOf(own))) deleted.add(readAddress(address).replace(lastKey, ''))
  }
  const resources = new Map<string, PlannedResource>()
  const read = ({ resource, module }: { readonly resource: Tree; readonly module: string }): void => {
    const own = fieldsOf(resource)
    const [written, type, name, mode] = ['address', 'type', 'name', 'mode'].map((key) => textOf(own.get(key)))
    if (written === undefined || type === undefined || name === undefined || (mode !== 'managed' && mode !== 'data')) return
    const change = changes.get(written)
    const actions = actionsOf(change)
    if (!isKept(actions)) return
    const key = keyOf(own.get('index'))
    const prefix = module === '' ? '' : `${readAddress(module)}.`
    const address = `${prefix}${mode === 'data' ? 'data.' : ''}${type}.${name}${suffixOf(key)}`
    resources.set(address, {
      address,
      prefix,
      path: moduleNames(module),
      mode,
      type,
      name,
      key,
      values: fieldsOf(own.get('values')),
      unknown: change?.get('after_unknown'),
      sensitive: [own.get('sensitive_values'), change?.get('after_sensitive')].filter((mask) => mask !== undefined),
      isNew: actions.includes('create'),
      span: own.get('address')!.span,
    })
  }
  // Data sources that are read while planning are in the state that the plan starts from; those that are read on apply are planned.
  for (const found of resourcesIn(child(child(fields.get('prior_state'), 'values'), 'root_module')))
    if (textOf(child(found.resource, 'mode')) === 'data') read(found)
  for (const found of resourcesIn(planned)) read(found)

  const configuration = readConfiguration(child(fields.get('configuration'), 'root_module'), 0)
  const lacks = new Set<string>()
  if (isTrue(fields.get('errored'))) lacks.add('planning stopped at an error')
  const complete = fields.get('complete')
  if ((complete !== undefined && !isTrue(complete)) || itemsOf(fields.get('deferred_changes')).length > 0)
    lacks.add('part of it is put off')
  const present = new Set([...changes.keys(), ...resources.keys()].map(withoutKeys))
  // A plan that only looks for changes has no resources, and one that says that it is whole has all others.
  const isSparse = !isTrue(complete) || changes.size === 0
  const missing = isSparse ? surelyThere(configuration, '').filter((address) => !present.has(address)) : []
  if (missing.length > 0) lacks.add(`\`${missing[0]}\` ${missing.length === 1 ? 'is' : `and ${missing.length - 1} more are`} not in it`)
  const file = withOnly(
    raw,
    [...resources.values()].map(({ span }) => span),
  )
  return {
    path,
    file,
    resources: [...resources.values()].map((resource) => ({ ...resource, span: { ...resource.span, file } })),
    variables: fieldsOf(fields.get('variables')),
    configuration,
    deleted,
    lacks: [...lacks],
  }
}

const describeVersion = (version: string): string => (/^[\w.-]{1,20}$/.test(version) ? `\`${version}\`` : 'another kind')

/** The file with blanks for all but these places. */
const withOnly = (file: SourceFile, spans: readonly Span[]): SourceFile => {
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    pieces.push(blanked(file.text.slice(at, start)), file.text.slice(start, end))
    at = end
  }
  return { ...file, text: [...pieces, blanked(file.text.slice(at))].join('') }
}
