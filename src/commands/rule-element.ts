/** Rules that are made of the objects of one list or map in; the edits that add an object for another rule out. Which attribute of the objects is what, the rules themselves tell by where their values were written. */
import { type Origin, writtenAt } from '../eval/value.ts'
import { type Collection, cloneElement, keyText, membersOf } from '../hcl/clone-element.ts'
import { wayTo } from '../hcl/find.ts'
import { listLike, literalText, writtenLike } from '../hcl/literal.ts'
import type { Body, Expression, ObjectExpression } from '../hcl/syntax.ts'
import type { SecurityRule } from '../model/kinds/nsg.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { freeName, styleOf, type WantedRule, wordsOf } from './wanted-rule.ts'

export interface RuleElements {
  readonly file: SourceFile
  readonly collection: Collection
  readonly members: readonly { readonly rule: SecurityRule; readonly object: ObjectExpression; readonly index: number }[]
}

interface Element {
  readonly file: SourceFile
  readonly collection: Collection
  readonly object: ObjectExpression
  readonly index: number
}

/** The object literal, itself in a list or map literal, in which the rule's priority was written. */
const elementOf = (
  rule: SecurityRule,
  bodyOf: (file: SourceFile) => Body | undefined,
  indices: Map<Collection, ReadonlyMap<Expression, number>>,
): Element | undefined => {
  const span = writtenAt(rule.priority.origin)
  const body = bodyOf(span.file)
  if (body === undefined) return undefined
  const { expressions } = wayTo(body, span.start, span.end)
  const at = expressions.map(({ kind }) => kind).lastIndexOf('object')
  const object = expressions[at]
  const collection = expressions[at - 1]
  if (object?.kind !== 'object' || (collection?.kind !== 'tuple' && collection?.kind !== 'object')) return undefined
  const known = indices.get(collection) ?? new Map(membersOf(collection).map(({ value }, index) => [value, index]))
  indices.set(collection, known)
  const index = known.get(object)
  return index === undefined ? undefined : { file: span.file, collection, object, index }
}

/** Collections of which the rules are made, each once, in the order of the rules. */
export const elementsOf = (rules: readonly SecurityRule[], bodyOf: (file: SourceFile) => Body | undefined): readonly RuleElements[] => {
  const found = new Map<
    Collection,
    { file: SourceFile; collection: Collection; members: { rule: SecurityRule; object: ObjectExpression; index: number }[] }
  >()
  const indices = new Map<Collection, ReadonlyMap<Expression, number>>()
  for (const rule of rules) {
    const element = elementOf(rule, bodyOf, indices)
    if (element === undefined) continue
    const { file, collection, object, index } = element
    const known = found.get(collection)
    if (known === undefined) found.set(collection, { file, collection, members: [{ rule, object, index }] })
    else known.members.push({ rule, object, index })
  }
  return [...found.values()]
}

type Property = 'priority' | 'direction' | 'access' | 'protocol' | 'source' | 'destination' | 'sourcePorts' | 'destinationPorts'
const properties: readonly Property[] = [
  'priority',
  'direction',
  'access',
  'protocol',
  'source',
  'destination',
  'sourcePorts',
  'destinationPorts',
]

const chainOf = (origin: Origin): readonly Span[] => {
  const spans: Span[] = []
  for (let at: Origin | undefined = origin; at !== undefined; at = at.via) spans.push(at.span)
  return spans
}

/** Every place through which the property came, that of its items as well. */
const placesOf = (rule: SecurityRule, property: Property): readonly Span[] => {
  const fact = rule[property]
  const items = (property === 'source' || property === 'destination') && rule[property].known ? rule[property].value : []
  return [fact.origin, ...items.map(({ origin }) => origin)].flatMap(chainOf)
}

const entryAt = (file: SourceFile, object: ObjectExpression, span: Span): string | undefined => {
  if (span.file !== file && span.file.path !== file.path) return undefined
  const entry = object.entries.find(({ value }) => value.start <= span.start && span.end <= value.end)
  return entry === undefined ? undefined : keyText(entry.key)
}

const keysOf = (object: ObjectExpression): string | undefined => {
  const keys = object.entries.map(({ key }) => keyText(key))
  return keys.includes(undefined) ? undefined : [...keys].sort().join('\n')
}

const memberOf = (object: ObjectExpression, key: string): Expression | undefined =>
  object.entries.find((entry) => keyText(entry.key) === key)?.value

/** Which key each property is under; undefined where the rules do not agree. */
const keysByProperty = ({ file, members }: RuleElements): ReadonlyMap<Property, string> | undefined => {
  const found = new Map<Property, string>()
  for (const property of properties) {
    const keys = new Set(
      members.map(({ rule, object }) =>
        placesOf(rule, property)
          .map((span) => entryAt(file, object, span))
          .find((key) => key !== undefined),
      ),
    )
    const [key] = keys
    if (keys.size > 1) return undefined
    if (key !== undefined) found.set(property, key)
  }
  return new Set(found.values()).size === found.size ? found : undefined
}

const sameWord = (fact: SecurityRule['access'] | SecurityRule['direction'] | SecurityRule['protocol'], word: string): boolean =>
  fact.known && fact.value === (word === '*' ? 'any' : word.toLowerCase())

/** `texts` in the manner of the model's value; undefined where it has room for one only. */
const valueLike = (model: Expression | undefined, texts: readonly string[]): string | undefined => {
  if (model === undefined) return undefined
  if (model.kind === 'tuple') return listLike(model, texts)
  return texts.length === 1 ? writtenLike(model, texts[0]!) : undefined
}

/** `item`: what the policy calls the flow. `near`: the subject's own side, where it shall not be as in the model. */
export const addElement = (
  elements: RuleElements,
  wanted: WantedRule,
  item: string,
  near: readonly string[] | undefined,
): readonly Edit[] | undefined => {
  const { file, collection, members } = elements
  const all = membersOf(collection)
  const shapes = new Set(all.map(({ value }) => (value.kind === 'object' ? keysOf(value) : undefined)))
  if (shapes.size !== 1 || shapes.has(undefined)) return undefined
  const keys = keysByProperty(elements)
  if (keys === undefined || !keys.has('priority')) return undefined
  const [nearSide, farSide] = wanted.direction === 'Inbound' ? (['destination', 'source'] as const) : (['source', 'destination'] as const)
  // What is the same for all of them cannot be said otherwise for one.
  for (const property of ['direction', 'access', 'protocol'] as const)
    if (!keys.has(property) && !members.every(({ rule }) => sameWord(rule[property], wanted[property]))) return undefined
  if (!keys.has(farSide)) return undefined

  const alike = members.filter(({ rule }) => sameWord(rule.direction, wanted.direction))
  const model = alike.filter(({ rule }) => sameWord(rule.access, wanted.access)).at(-1) ?? alike.at(-1) ?? members.at(-1)
  if (model === undefined) return undefined
  const texts = new Map<Property, readonly string[]>([
    ['priority', [String(wanted.priority)]],
    ['direction', [wanted.direction]],
    ['access', [wanted.access]],
    ['protocol', [wanted.protocol]],
    [farSide, wanted.far],
    ['sourcePorts', ['*']],
    ['destinationPorts', wanted.ports],
    ...(near === undefined ? [] : ([[nearSide, near]] as const)),
  ])
  const values = new Map<string, string>()
  for (const [property, key] of keys) {
    const wantedTexts = texts.get(property)
    if (wantedTexts === undefined) continue
    const value = valueLike(memberOf(model.object, key), wantedTexts)
    if (value === undefined) return undefined
    values.set(key, value)
  }
  if (near !== undefined && !keys.has(nearSide)) return undefined

  const used = new Set(keys.values())
  for (const { key } of model.object.entries) {
    const name = keyText(key)!
    if (used.has(name)) continue
    const written = members.map(({ object }) => literalText(memberOf(object, name)))
    const isName = members.every(({ rule }, index) => rule.name.known && rule.name.value === written[index])
    const own = memberOf(model.object, name)!
    if (isName) values.set(name, writtenLike(own, wanted.name))
    // What differs from one to the other and is nothing that a rule is made of has to be thought of by a person.
    else if (written.includes(undefined) || new Set(written).size > 1) return undefined
  }
  const mapKeys = all.flatMap(({ key }) => (key === undefined ? [] : [keyText(key)]))
  if (mapKeys.includes(undefined)) return undefined
  const taken = new Set(mapKeys.map((key) => key!.toLowerCase()))
  const isKeyName = members.every(({ rule, index }) => rule.name.known && rule.name.value === mapKeys[index])
  const key = isKeyName
    ? wanted.name
    : freeName(styleOf(mapKeys as readonly string[]), wordsOf(wanted.access === 'Allow' ? 'allow' : 'deny', item), taken)
  if (taken.has(key.toLowerCase())) return undefined
  return cloneElement(file, collection, model.index, { key, values })
}
