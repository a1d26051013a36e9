/** Whether a plan was made of the code that lies here: its configuration and the code's modules come in, what differs goes out. */
import { itemsOf, type Tree, textOf } from '../data/tree.ts'
import type { Span } from '../text/source.ts'
import { childrenOf } from './children.ts'
import { metaArguments } from './meta-arguments.ts'
import type { ModuleSource, Part } from './module-source.ts'
import { type Fields, fieldsOf, type PlannedModule, readAddress } from './plan-file.ts'
import { argumentsOf, plainText } from './read-declarations.ts'
import type { Expression } from './syntax.ts'

export interface Difference {
  readonly what: string
  readonly span: Span
}

/** The module that a call leads to, where its code can be read; `names` are those of the calls from the root to it. */
export type Follow = (from: ModuleSource, names: readonly string[]) => ModuleSource | undefined

/** A name with what follows it, as far as that is written out: `azurerm_subnet.a["x"].id`; what follows a computed key is not. */
interface Chain {
  /** The first word. */
  readonly base: string
  readonly text: string
  /** Keys that are computed. */
  readonly keys: readonly Expression[]
}

const keyText = (key: Expression): string | undefined => {
  if (key.kind === 'number') return key.text
  const text = plainText(key)
  return text === undefined ? undefined : JSON.stringify(text)
}

const chainOf = (expression: Expression): Chain | undefined => {
  const steps: (string | Expression)[] = []
  let node = expression
  for (; node.kind === 'attribute-access' || node.kind === 'index'; node = node.from)
    if (node.kind === 'attribute-access') steps.push(`.${node.name.name}`)
    else {
      const key = keyText(node.key)
      steps.push(key === undefined ? node.key : `[${key}]`)
    }
  if (node.kind !== 'variable') return undefined
  steps.reverse()
  const end = steps.findIndex((step) => typeof step !== 'string')
  const written = steps.slice(0, end === -1 ? steps.length : end).join('')
  // `resource.` may stand before a resource's name: https://developer.hashicorp.com/terraform/language/expressions/references#resources
  const text = node.name === 'resource' ? written.slice(1) : node.name + written
  return { base: node.name, text, keys: steps.filter((step) => typeof step !== 'string') }
}

/** What an expression refers to; names of its own are none. */
const addReferences = (node: Expression, own: ReadonlySet<string>, found: Set<string>): void => {
  const chain = chainOf(node)
  if (chain !== undefined) {
    if (!own.has(chain.base)) found.add(chain.text)
    for (const key of chain.keys) addReferences(key, own, found)
    return
  }
  if (node.kind === 'splat') {
    addReferences(node.from, own, found)
    addReferences(node.each, new Set([...own, '*']), found)
    return
  }
  if (node.kind === 'for') {
    addReferences(node.over, own, found)
    const inner = new Set([...own, node.item.name, ...(node.key === undefined ? [] : [node.key.name])])
    for (const part of [node.where, node.resultKey, node.result]) if (part !== undefined) addReferences(part, inner, found)
    return
  }
  if (node.kind === 'object') {
    for (const { key, value } of node.entries) {
      if (key.kind !== 'variable') addReferences(key, own, found)
      addReferences(value, own, found)
    }
    return
  }
  if (node.kind === 'template' && node.parts.some(({ kind }) => kind === 'template-for')) found.add('*')
  for (const child of childrenOf(node)) addReferences(child, own, found)
}

/** Whether a literal is the constant; undefined where the expression is no literal. */
const isConstant = (expression: Expression, constant: Tree): boolean | undefined => {
  const written = expression.kind === 'parenthesised' ? expression.inner : expression
  if (written.kind === 'tuple') {
    if (constant.kind !== 'list' || constant.items.length !== written.items.length) return false
    const answers = written.items.map((item, index) => isConstant(item, constant.items[index]!))
    return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true
  }
  if (written.kind === 'number') return constant.kind === 'scalar' && Number(written.text) === constant.value
  if (written.kind === 'keyword') return constant.kind === 'scalar' && constant.value === written.value
  if (written.kind !== 'template') return undefined
  const texts = written.parts.map((part) => (part.kind === 'text' ? part.value : undefined))
  return texts.includes(undefined) ? undefined : textOf(constant) === texts.join('').normalize('NFC')
}

const beginningsOf = (chain: string): readonly string[] => [
  chain,
  ...[...chain.matchAll(/[.[]/g)].map(({ index }) => chain.slice(0, index)),
]

/** Whether the plan's configuration has this expression, for all that it tells of it. */
const isAlike = (planned: Tree, expression: Expression): boolean => {
  const fields = fieldsOf(planned)
  const chains = new Set<string>()
  addReferences(expression, new Set(), chains)
  // Directives of templates bring names of their own, which are not followed here.
  if (!chains.has('*')) {
    const references = new Set(itemsOf(fields.get('references')).map((item) => readAddress(textOf(item) ?? '')))
    // Beside each name stand its beginnings.
    for (const chain of chains) if (!references.has(chain)) return false
    const beginnings = new Set([...chains].flatMap(beginningsOf))
    for (const reference of references) if (!beginnings.has(reference)) return false
  }
  const constant = fields.get('constant_value')
  return constant === undefined || isConstant(expression, constant) !== false
}

const compareParts = (parts: readonly Part[], expressions: Fields, what: string, span: Span, isBlock: boolean): Difference | undefined => {
  const written = argumentsOf(parts)
  const blocks = new Set(parts.flatMap(({ body }) => body.items.flatMap((item) => (item.kind === 'block' ? [item.type.name] : []))))
  for (const [name, { value, file }] of written) {
    if (metaArguments.has(name) || (!isBlock && (name === 'source' || name === 'version'))) continue
    const planned = expressions.get(name)
    const isSame = planned !== undefined && (planned.kind !== 'map' || isAlike(planned, value))
    if (!isSame) return { what: `\`${name}\` of ${what}`, span: { file, start: value.start, end: value.end } }
  }
  for (const name of expressions.keys()) if (!written.has(name) && !blocks.has(name)) return { what: `\`${name}\` of ${what}`, span }
  return undefined
}

/** What differs, the first of each block; `path` names the calls that lead to the module. */
export const differencesOf = (
  planned: PlannedModule,
  source: ModuleSource,
  follow: Follow,
  path: readonly string[] = [],
): readonly Difference[] => {
  const found: Difference[] = []
  const prefix = path.map((name) => `module.${name}.`).join('')
  const top: Span = { file: source.files[0] ?? { path: source.folder, text: '', language: 'terraform' }, start: 0, end: 0 }
  const seen = new Set<string>()
  for (const { mode, type, name, parts, span } of source.resources) {
    const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`
    seen.add(address)
    const block = planned.resources.get(address)
    const difference =
      block === undefined
        ? { what: `\`${prefix}${address}\``, span }
        : compareParts(parts, block.expressions, `\`${prefix}${address}\``, span, true)
    if (difference !== undefined) found.push(difference)
  }
  for (const address of planned.resources.keys()) if (!seen.has(address)) found.push({ what: `\`${prefix}${address}\``, span: top })
  for (const { name, parts, span } of source.calls) {
    const call = planned.calls.get(name)
    const what = `\`${prefix}module.${name}\``
    const difference = call === undefined ? { what, span } : compareParts(parts, call.expressions, what, span, false)
    if (difference !== undefined) found.push(difference)
    const inner = call === undefined ? undefined : follow(source, [...path, name])
    if (call === undefined || inner === undefined) continue
    for (const each of differencesOf(call.module, inner, follow, [...path, name])) found.push(each)
  }
  const calls = new Set(source.calls.map(({ name }) => name))
  for (const name of planned.calls.keys()) if (!calls.has(name)) found.push({ what: `\`${prefix}module.${name}\``, span: top })
  return found
}
