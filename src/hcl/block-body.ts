/** Bodies of resources become open objects: attributes and blocks as written, evaluated when first asked for. */
import { oneOf } from '../eval/alternatives.ts'
import type { Dialect } from '../eval/dialect.ts'
import type { Evaluate } from '../eval/evaluate.ts'
import type { Expr } from '../eval/expr.ts'
import { lazyMap } from '../eval/lazy.ts'
import { type Scope, withNames } from '../eval/scope.ts'
import {
  type Attribute as AttributePath,
  type Doubt,
  doubtsOf,
  failure,
  list,
  number,
  type ObjectValue,
  type Origin,
  object,
  string,
  unknown,
  type Value,
} from '../eval/value.ts'
import type { SourceFile } from '../text/source.ts'
import { lowerExpression } from './lower.ts'
import { metaArguments } from './meta-arguments.ts'
import type { Part, Written } from './module-source.ts'
import { argumentsOf } from './read-declarations.ts'
import type { Block, Expression } from './syntax.ts'

/** Everything that the evaluation of a body needs to know of its surroundings. */
export interface BodyContext {
  readonly scope: Scope
  /** Names of the `dynamic` blocks around, which stand for their elements whatever follows them. */
  readonly iterators: ReadonlySet<string>
  readonly dialect: Dialect
  readonly evaluate: Evaluate
  /** Of a block that is written once and there many times: its expressions, lowered once. */
  readonly lowered?: Map<Expression, Expr>
}

/** A block, and the file that it stands in. */
interface Placed {
  readonly block: Block
  readonly file: SourceFile
}

/** `dynamic "rule"` writes blocks of type `rule`. */
const typeOfBlock = (block: Block): string | undefined => (block.type.name === 'dynamic' ? block.labels[0]?.text : block.type.name)

interface Members {
  readonly given: ReadonlyMap<string, Written>
  readonly blocks: ReadonlyMap<string, readonly Placed[]>
}

/** What many instances have in common is taken apart once. */
const taken = new WeakMap<readonly Part[], Members>()

const membersOf = (parts: readonly Part[]): Members => {
  let members = taken.get(parts)
  if (members === undefined) taken.set(parts, (members = membersIn(parts)))
  return members
}

/** Arguments and blocks by name: those of a part take the place of all of the same name before it. https://developer.hashicorp.com/terraform/language/files/override#merging-behavior */
const membersIn = (parts: readonly Part[]): Members => {
  const given = new Map<string, Written>()
  const blocks = new Map<string, readonly Placed[]>()
  for (const part of parts) {
    const here = new Map<string, Placed[]>()
    for (const item of part.body.items) {
      const type = item.kind === 'block' ? typeOfBlock(item) : undefined
      if (item.kind !== 'block' || type === undefined) continue
      const placed = here.get(type)
      if (placed === undefined) here.set(type, [{ block: item, file: part.file }])
      else placed.push({ block: item, file: part.file })
    }
    for (const [type, placed] of here) {
      blocks.set(type, placed)
      given.delete(type)
    }
    for (const [name, argument] of argumentsOf([part])) {
      given.set(name, argument)
      blocks.delete(name)
    }
  }
  return { given, blocks }
}

/** `parts`: the body as declared, then what overrides it. `open` is the address of the resource and the path of the block inside it. */
export const objectOfBody = (parts: readonly Part[], context: BodyContext, open: AttributePath, origin: Origin): ObjectValue => {
  const { given, blocks } = membersOf(parts)
  const isOwn = (key: string): boolean => open.path.length > 0 || !metaArguments.has(key)
  const keys = [...new Set([...given.keys(), ...blocks.keys()])].filter(isOwn)
  const { meter } = context.scope
  const make = (key: string): Value => {
    // It fails where it is written, if it fails; not where it is read.
    const before = meter.mayFail
    const argument = given.get(key)
    const value =
      argument === undefined ? listOfBlocks(key, blocks.get(key)!, context, open) : argumentOrBlocks(key, argument, context, open)
    meter.mayFail = before
    return value
  }
  const itself = (key: string): Value => failure(`\`${key}\` of \`${open.to}\` depends on itself`, origin)
  return { kind: 'object', shape: 'object', entries: lazyMap(keys, make, itself, open.path.length === 0), open, origin }
}

const evaluateIn = ({ evaluate, scope, dialect, iterators, lowered }: BodyContext, { value, file }: Written): Value => {
  const expr = lowered?.get(value) ?? lowerExpression(value, file, iterators)
  lowered?.set(value, expr)
  return evaluate(expr, scope, dialect)
}

const argumentOrBlocks = (key: string, argument: Written, context: BodyContext, open: AttributePath): Value => {
  const value = evaluateIn(context, argument)
  const { file, blocks } = argument
  if (blocks === undefined) return value
  const listed = listOfBlocks(
    key,
    blocks.map((block) => ({ block, file })),
    context,
    open,
  )
  const what = `whether \`${key}\` is an argument or a block`
  return oneOf([value, listed], [{ reason: 'unsupported', what, span: value.origin.span }], value.origin)
}

/** All blocks of one type in written order, those of `dynamic` blocks among them; what is not certain to be there is marked `possible`. */
const listOfBlocks = (type: string, blocks: readonly Placed[], context: BodyContext, open: AttributePath): Value => {
  const items: Value[] = []
  for (const { block, file } of blocks) {
    const origin: Origin = { span: { file, start: block.type.start, end: block.labels.at(-1)?.end ?? block.type.end } }
    const add = (parts: readonly Part[], within: BodyContext, possible?: readonly Doubt[]): void => {
      const made = objectOfBody(parts, within, { to: open.to, path: open.path.concat(type, String(items.length)) }, origin)
      items.push(possible === undefined ? made : { ...made, possible })
    }
    if (block.type.name === 'dynamic') expand({ block, file }, type, context, origin, add)
    else add([{ body: block.body, file }], context)
  }
  const first = blocks[0]!
  return list(items, { span: { file: first.file, start: first.block.start, end: first.block.type.end } }, 'list')
}

type Add = (parts: readonly Part[], within: BodyContext, possible?: readonly Doubt[]) => void

const expand = ({ block, file }: Placed, type: string, context: BodyContext, origin: Origin, add: Add): void => {
  const given = argumentsOf([{ body: block.body, file }])
  const content = block.body.items.find((item): item is Block => item.kind === 'block' && item.type.name === 'content')
  const forEach = given.get('for_each')
  if (content === undefined) return
  const iteratorName = given.get('iterator')?.value
  const iterator = iteratorName?.kind === 'variable' ? iteratorName.name : type
  const over: Value =
    forEach === undefined
      ? unknown([{ reason: 'error', what: 'a dynamic block without `for_each`', span: origin.span }], origin, { mayFail: true })
      : evaluateIn(context, forEach)
  const bound = (key: Value, value: Value): Value =>
    object(
      new Map([
        ['key', key],
        ['value', value],
      ]),
      origin,
    )
  const parts: readonly Part[] = [{ body: content.body, file }]
  const within = { ...context, iterators: new Set([...context.iterators, iterator]), lowered: new Map<Expression, Expr>() }
  const bind = (key: Value, value: Value): BodyContext => ({
    ...within,
    scope: withNames(context.scope, new Map([[iterator, bound(key, value)]])),
  })
  const addAll = (known: Value, possible?: readonly Doubt[]): boolean => {
    if (known.kind === 'object' && (known.open !== undefined || known.possible !== undefined)) return false
    const uncertainSet =
      known.kind === 'list' && known.shape === 'set' && known.items.length > 1 && known.items.some((item) => doubtsOf(item).length > 0)
    const walked = known.kind === 'null' ? [] : context.dialect.walk(known)
    if (
      walked === undefined ||
      (known.kind === 'list' && known.items.some((item) => item.kind === 'object' && item.possible !== undefined))
    )
      return false
    for (const [key, item] of walked) {
      const keyValue =
        known.kind === 'list' && known.shape === 'set'
          ? item
          : typeof key === 'number'
            ? number(key, item.origin)
            : string(key, item.origin)
      add(parts, bind(keyValue, item), uncertainSet ? doubtsOf(known) : possible)
    }
    return true
  }
  if (over.kind !== 'unknown' && over.kind !== 'reference' && addAll(over)) return
  if (
    over.kind === 'unknown' &&
    over.among !== undefined &&
    over.among.every((option) => option.kind !== 'unknown' && option.kind !== 'reference')
  ) {
    const doubts = doubtsOf(over)
    // One of several collections: each block of any of them may be there.
    if (over.among.map((option) => addAll(option, doubts)).every(Boolean)) return
  }
  const doubts = doubtsOf(over)
  const causes =
    doubts.length > 0
      ? doubts
      : [{ reason: 'error' as const, what: `the \`for_each\` of this dynamic block cannot be iterated`, span: origin.span }]
  add(parts, bind(unknown(causes, origin), unknown(causes, origin)), causes)
}
