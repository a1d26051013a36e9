/** Bodies of resources become open objects: attributes and blocks as written, evaluated when first asked for. */
import type { Dialect } from '../eval/dialect.ts'
import type { Evaluate } from '../eval/evaluate.ts'
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
  string,
  unknown,
  type Value,
} from '../eval/value.ts'
import type { SourceFile } from '../text/source.ts'
import { lowerExpression } from './lower.ts'
import { attributesOf } from './module-source.ts'
import type { Attribute, Block, Body } from './syntax.ts'

/** Everything that the evaluation of a body needs to know of its surroundings. */
export interface BodyContext {
  readonly file: SourceFile
  readonly scope: Scope
  readonly dialect: Dialect
  readonly evaluate: Evaluate
}

/** Arguments and blocks of Terraform's own, which are no properties of the resource: https://developer.hashicorp.com/terraform/language/meta-arguments */
const metaArguments: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'depends_on',
  'provider',
  'providers',
  'lifecycle',
  'provisioner',
  'connection',
])

/** `open` is the address of the resource and the path of the block inside it. */
export const objectOfBody = (
  body: Body,
  context: BodyContext,
  open: AttributePath,
  origin: Origin,
  overridden: ReadonlySet<string> = new Set(),
): ObjectValue => {
  const attributes = new Map<string, Attribute>()
  const blocks = new Map<string, Block[]>()
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      if (!(open.path.length === 0 && metaArguments.has(item.name.name))) attributes.set(item.name.name, item)
      continue
    }
    const type = item.type.name === 'dynamic' ? item.labels[0]?.text : item.type.name
    if (type === undefined || (open.path.length === 0 && metaArguments.has(type))) continue
    const found = blocks.get(type)
    if (found === undefined) blocks.set(type, [item])
    else found.push(item)
  }
  const keys = [...new Set([...attributes.keys(), ...blocks.keys(), ...overridden])]
  const make = (key: string): Value => {
    if (overridden.has(key)) return unknown([{ reason: 'unsupported', what: `\`${key}\` of an override file`, span: origin.span }], origin)
    const attribute = attributes.get(key)
    if (attribute !== undefined) return context.evaluate(lowerExpression(attribute.value, context.file), context.scope, context.dialect)
    return listOfBlocks(key, blocks.get(key)!, context, open)
  }
  const itself = (key: string): Value => failure(`\`${key}\` of \`${open.to}\` depends on itself`, origin)
  return { kind: 'object', shape: 'object', entries: lazyMap(keys, make, itself), open, origin }
}

/** All blocks of one type in written order, those of `dynamic` blocks among them; what is not certain to be there is marked `possible`. */
const listOfBlocks = (type: string, blocks: readonly Block[], context: BodyContext, open: AttributePath): Value => {
  const items: Value[] = []
  for (const block of blocks) {
    const origin: Origin = { span: { file: context.file, start: block.type.start, end: block.labels.at(-1)?.end ?? block.type.end } }
    const add = (body: Body, scope: Scope, possible?: readonly Doubt[]): void => {
      const made = objectOfBody(body, { ...context, scope }, { to: open.to, path: [...open.path, type, String(items.length)] }, origin)
      items.push(possible === undefined ? made : { ...made, possible })
    }
    if (block.type.name === 'dynamic') expand(block, type, context, origin, add)
    else add(block.body, context.scope)
  }
  const first = blocks[0]!
  return list(items, { span: { file: context.file, start: first.start, end: first.type.end } }, 'list')
}

type Add = (body: Body, scope: Scope, possible?: readonly Doubt[]) => void

const expand = (block: Block, type: string, context: BodyContext, origin: Origin, add: Add): void => {
  const attributes = attributesOf(block.body)
  const content = block.body.items.find((item): item is Block => item.kind === 'block' && item.type.name === 'content')
  const forEach = attributes.get('for_each')
  if (content === undefined) return
  const iteratorName = attributes.get('iterator')?.value
  const iterator = iteratorName?.kind === 'variable' ? iteratorName.name : type
  const { dialect, file, scope } = context
  const over: Value =
    forEach === undefined
      ? unknown([{ reason: 'error', what: 'a dynamic block without `for_each`', span: origin.span }], origin, { mayFail: true })
      : context.evaluate(lowerExpression(forEach.value, file), scope, dialect)
  const bind = (key: Value, value: Value): Scope =>
    withNames(
      scope,
      // The iterator is read as `NAME.key` and `NAME.value`, which are names of their own.
      new Map([
        [`${iterator}.key`, key],
        [`${iterator}.value`, value],
      ]),
    )
  const addAll = (known: Value, possible?: readonly Doubt[]): boolean => {
    if (known.kind === 'object' && (known.open !== undefined || known.possible !== undefined)) return false
    const uncertainSet =
      known.kind === 'list' && known.shape === 'set' && known.items.length > 1 && known.items.some((item) => doubtsOf(item).length > 0)
    const walked = known.kind === 'null' ? [] : dialect.walk(known)
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
      add(content.body, bind(keyValue, item), uncertainSet ? doubtsOf(known) : possible)
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
  add(content.body, bind(unknown(causes, origin), unknown(causes, origin)), causes)
}
