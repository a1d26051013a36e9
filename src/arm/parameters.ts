/** What a parameter is worth: given, by default, or not known, with its type as far as the template says it. */
import { child, itemsOf, type Tree, type TreeMap, textOf } from '../data/tree.ts'
import { oneOf } from '../eval/alternatives.ts'
import { type Doubt, type Origin, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { type Expected, valueOfParameter } from './parameter-value.ts'
import { isExpression } from './parse-expression.ts'
import type { NamedTree } from './template.ts'
import { literalOf } from './texts.ts'

interface Declaration {
  readonly type: string | undefined
  readonly nullable: boolean
  readonly allowed: readonly Tree[]
  readonly fallback: Tree | undefined
}

/** A declaration with what the definitions that it names add to it. */
export const declarationOf = (tree: Tree, definitions: Tree | undefined, depth = 0): Declaration => {
  const nullable = child(tree, 'nullable')
  const own: Declaration = {
    type: textOf(child(tree, 'type'))?.toLowerCase(),
    nullable: nullable?.kind === 'scalar' && nullable.value === true,
    allowed: itemsOf(child(tree, 'allowedValues')),
    fallback: child(tree, 'defaultValue'),
  }
  const name = /^#\/definitions\/(.+)$/.exec(textOf(child(tree, '$ref')) ?? '')?.[1]
  const definition = name === undefined ? undefined : definitionAt(name, definitions)
  if (definition === undefined || depth > 20) return own
  const base = declarationOf(definition, definitions, depth + 1)
  return {
    type: own.type ?? base.type,
    nullable: own.nullable || base.nullable,
    allowed: own.allowed.length > 0 ? own.allowed : base.allowed,
    fallback: own.fallback,
  }
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
const decodeName = (name: string): string => decoded(name).replaceAll('~1', '/').replaceAll('~0', '~')

/** What is no text in UTF-8 names nothing. */
const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const definitionAt = (pointer: string, definitions: Tree | undefined): Tree | undefined => {
  let found = definitions
  for (const step of pointer.split('/')) {
    if (found === undefined) return undefined
    found = found.kind === 'list' ? found.items[Number(step)] : child(found, decodeName(step))
  }
  return found
}

const isSecure = (type: string | undefined): boolean => type === 'securestring' || type === 'secureobject'

/** Values that are written out, with nothing to evaluate. */
const literals = (trees: readonly Tree[], origin: Origin): readonly Value[] | undefined =>
  trees.length > 0 && trees.length <= budget.alternatives && trees.every((tree) => tree.kind === 'scalar' && !isExpression(tree.raw))
    ? trees.map((tree) => literalOf(tree, origin))
    : undefined

export interface ParameterSource {
  /** Undefined: nothing is given. */
  readonly given: Value | undefined
  readonly evaluateDefault: (tree: Tree) => Value
  /** Of the root: what is not given is not known. Of others it is missing. */
  readonly isRoot: boolean
  /** Tells the unknowns of one deployment from those of another. */
  readonly prefix: string
}

const kinds: Readonly<Record<string, Expected['type']>> = { string: 'string', securestring: 'string', int: 'int', bool: 'bool' }

export const kindOf = (type: string | undefined): Expected['type'] => kinds[type ?? ''] ?? 'other'

export const parameterValue = (declared: NamedTree, definitions: Tree | undefined, source: ParameterSource): Value => {
  const { name, span } = declared
  const { type, nullable, allowed, fallback } = declarationOf(declared.tree, definitions)
  const what = `parameters('${name}')`
  return valueOfParameter(
    {
      name,
      what,
      identity: source.prefix + what,
      span,
      type: kindOf(type),
      nullable,
      allowed: literals(allowed, { span }),
      isSecure: isSecure(type),
      fallback: fallback === undefined ? undefined : () => source.evaluateDefault(fallback),
    },
    source.given,
    source.isRoot,
  )
}

/** Given values as `{ "value": … }` or a secret's place; undefined where nothing is given. */
export const givenValue = (given: Value): Value | undefined => {
  if (given.kind === 'unknown' && given.among !== undefined) {
    const values = given.among.map((one) => (one.kind === 'object' ? givenValue(one) : undefined))
    if (!values.includes(undefined)) {
      const value = oneOf(values as readonly Value[], given.causes, given.origin)
      return given.mayFail && value.kind === 'unknown' ? { ...value, mayFail: true } : value
    }
  }
  if (given.kind !== 'object') return given.kind === 'null' ? undefined : notTold(given)
  for (const [key, entry] of given.entries) if (key.toLowerCase() === 'value') return entry
  for (const key of given.entries.keys())
    if (key.toLowerCase() === 'reference')
      return unknown([{ reason: 'external', what: 'a secret of a key vault', span: given.origin.span }], given.origin, { sensitive: true })
  return given.entries.size === 0 ? undefined : notTold(given)
}

const notTold = (given: Value): Value =>
  given.kind === 'unknown'
    ? unknown(given.causes, given.origin, { mayFail: true })
    : unknown([{ reason: 'unsupported', what: 'this form of a parameter', span: given.origin.span }], given.origin)

/** The values of a parameter file, by name in lower case. Nothing in it is evaluated: what looks like an expression is not known. */
export const parametersOf = (tree: Tree | undefined): ReadonlyMap<string, Value> => {
  const section = child(tree, 'parameters')
  const found = new Map<string, Value>()
  for (const { key, value } of section?.kind === 'map' ? section.entries : []) {
    const given = givenValue(guarded(value))
    if (given !== undefined) found.set(key.toLowerCase(), given)
  }
  return found
}

const guarded = (tree: Tree): Value => {
  const holdsExpression = (one: Tree): boolean =>
    one.kind === 'scalar'
      ? typeof one.value === 'string' && isExpression(one.value)
      : one.kind === 'list'
        ? one.items.some(holdsExpression)
        : one.entries.some((entry) => holdsExpression(entry.value))
  const value = child(tree, 'value')
  if (value !== undefined && holdsExpression(value)) {
    const doubt: Doubt = { reason: 'unsupported', what: 'an expression in a parameter file', span: value.span }
    return literalMap(tree as TreeMap, unknown([doubt], { span: value.span }))
  }
  return literalOf(tree)
}

const literalMap = (tree: TreeMap, value: Value): Value => ({
  kind: 'object',
  shape: 'object',
  entries: new Map([['value', value]]),
  origin: { span: tree.span },
})
