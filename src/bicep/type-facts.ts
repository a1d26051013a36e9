/** A type as it is written in, what a parameter of it can be out: its kind, whether null is among its values, and the few values that it lists. */
import { isTopKnown } from '../eval/alternatives.ts'
import type { Value } from '../eval/value.ts'
import type { Decorator } from './declarations.ts'
import { decoratorOf, plainText } from './source.ts'
import type { Expression, TypeExpression } from './syntax.ts'

export interface TypeFacts {
  readonly type: 'string' | 'int' | 'bool' | 'other'
  /** Undefined: not known. */
  readonly nullable: boolean | undefined
  /** Literals that it is made of; undefined where it is more than those. */
  readonly allowed: readonly Value[] | undefined
  readonly isSecure: boolean
}

/** A type with what stands above it, and where the names in it are looked up. */
export interface Named {
  readonly type: TypeExpression
  readonly decorators: readonly Decorator[]
  readonly names: TypeNames
}

export interface TypeNames {
  /** What a name stands for; undefined where it cannot be told. */
  readonly named: (name: string) => Named | TypeFacts | undefined
  /** What a name stands for in a namespace of imports. */
  readonly inNamespace: (namespace: string, name: string) => Named | TypeFacts | undefined
  readonly literal: (expression: Expression | TypeExpression) => Value
}

const plain = (type: TypeFacts['type']): TypeFacts => ({ type, nullable: false, allowed: undefined, isSecure: false })
const unsure: TypeFacts = { type: 'other', nullable: undefined, allowed: undefined, isSecure: false }

const builtIn: ReadonlyMap<string, TypeFacts> = new Map([
  ['string', plain('string')],
  ['int', plain('int')],
  ['bool', plain('bool')],
  ['array', plain('other')],
  ['object', plain('other')],
  ['any', plain('other')],
  ['secureString', { ...plain('string'), isSecure: true }],
  ['secureObject', { ...plain('other'), isSecure: true }],
])

/** Types upon types beyond this are not followed. */
const deepest = 40

const isFacts = (found: Named | TypeFacts): found is TypeFacts => !('names' in found)

export const factsOf = (written: Named, depth = 0): TypeFacts => {
  const { decorators, names } = written
  const found = depth > deepest ? unsure : factsOfType(written.type, names, depth)
  const isSecure = found.isSecure || decoratorOf(decorators, 'secure') !== undefined
  const listed = decoratorOf(decorators, 'allowed')?.expression
  const list = listed?.kind === 'call' || listed?.kind === 'method-call' ? listed.args[0] : undefined
  const allowed = list?.kind === 'array' ? names.literal(list) : undefined
  return { ...found, isSecure, ...(allowed?.kind === 'list' && allowed.items.every(isTopKnown) ? { allowed: allowed.items } : {}) }
}

const follow = (found: Named | TypeFacts | undefined, depth: number): TypeFacts =>
  found === undefined ? unsure : isFacts(found) ? found : factsOf(found, depth + 1)

const ofLiteral = (value: Value): TypeFacts => {
  if (value.kind === 'null') return { type: 'other', nullable: true, allowed: [], isSecure: false }
  const type = value.kind === 'string' ? 'string' : value.kind === 'number' ? 'int' : value.kind === 'bool' ? 'bool' : 'other'
  return { type, nullable: false, allowed: isTopKnown(value) ? [value] : undefined, isSecure: false }
}

const factsOfType = (node: TypeExpression, names: TypeNames, depth: number): TypeFacts => {
  switch (node.kind) {
    case 'type-name':
      return follow(names.named(node.name) ?? builtIn.get(node.name), depth)
    case 'string':
    case 'number':
    case 'keyword':
    case 'type-unary':
      return ofLiteral(names.literal(node))
    case 'type-array':
    case 'type-tuple':
    case 'type-object':
    case 'type-resource':
      return plain('other')
    case 'type-parenthesised':
      return depth > deepest ? unsure : factsOfType(node.inner, names, depth + 1)
    case 'type-nullable': {
      const inner = depth > deepest ? unsure : factsOfType(node.operand, names, depth + 1)
      return { ...inner, nullable: node.nullable }
    }
    case 'type-union': {
      const members = node.members.map((member) => (depth > deepest ? unsure : factsOfType(member, names, depth + 1)))
      const [first] = members.filter(({ allowed, nullable }) => !(allowed?.length === 0 && nullable))
      const isOne = members.every(({ type, allowed }) => allowed?.length === 0 || type === first?.type)
      const nullable = members.some((one) => one.nullable) || (members.some((one) => one.nullable === undefined) ? undefined : false)
      const isListed = members.every(({ allowed }) => allowed !== undefined)
      return {
        type: isOne ? (first?.type ?? 'other') : 'other',
        nullable,
        allowed: isListed ? members.flatMap(({ allowed }) => allowed ?? []) : undefined,
        isSecure: members.some((one) => one.isSecure),
      }
    }
    case 'type-member':
      return isOfResource(node) ? plain('other') : follow(memberOf(node, names, depth), depth)
    case 'type-instantiation':
      return plain('other')
    default:
      return unsure
  }
}

/** `resourceInput<'…'>.properties.x`: null is no value of it where no question mark says so. */
const isOfResource = (node: TypeExpression): boolean => {
  let from = node
  while (from.kind === 'type-member') from = from.from
  return from.kind === 'type-instantiation'
}

/** The type that a type is written as, names followed. */
const writtenAs = (node: TypeExpression, names: TypeNames, depth: number): Named | undefined => {
  if (depth > deepest) return undefined
  if (node.kind === 'type-parenthesised') return writtenAs(node.inner, names, depth + 1)
  if (node.kind === 'type-nullable') return writtenAs(node.operand, names, depth + 1)
  const found =
    node.kind === 'type-name' ? names.named(node.name) : node.kind === 'type-member' ? memberOf(node, names, depth + 1) : undefined
  if (found === undefined)
    return node.kind === 'type-name' || node.kind === 'type-member' ? undefined : { type: node, decorators: [], names }
  return isFacts(found) ? undefined : writtenAs(found.type, found.names, depth + 1)
}

const memberOf = (node: TypeExpression & { kind: 'type-member' }, names: TypeNames, depth: number): Named | TypeFacts | undefined => {
  const { from, member } = node
  const key = typeof member === 'string' ? undefined : 'kind' in member ? plainText(member) : member.name
  if (from.kind === 'type-name' && key !== undefined && names.named(from.name) === undefined) return names.inNamespace(from.name, key)
  const outer = writtenAs(from, names, depth + 1)
  if (outer === undefined) return undefined
  const { type } = outer
  if (member === 'elements') return type.kind === 'type-array' ? { type: type.element, decorators: [], names: outer.names } : undefined
  if (type.kind === 'type-tuple' && typeof member === 'object' && 'kind' in member && member.kind === 'number') {
    const item = type.items[Number(member.text)]
    return item?.kind === 'type-item' ? { type: item.type, decorators: item.decorators, names: outer.names } : undefined
  }
  if (type.kind !== 'type-object') return undefined
  for (const property of type.items) {
    if (property.kind === 'skipped') return undefined
    const isMeant =
      property.key.kind === 'star'
        ? member === 'additional-properties'
        : key !== undefined && (property.key.kind === 'name' ? property.key.name : plainText(property.key)) === key
    if (isMeant) return { type: property.type, decorators: property.decorators, names: outer.names }
  }
  return undefined
}
