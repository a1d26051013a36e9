/** A file in Terraform's JSON syntax in, the syntax nodes of the same configuration out: https://developer.hashicorp.com/terraform/language/syntax/json */
import { readJson } from '../data/json.ts'
import { describe, type Entry, type Tree } from '../data/tree.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { expressionOf, literalOf, nativeOf, tellTwice } from './json-expression.ts'
import { readingOf } from './provider-blocks.ts'
import type { Attribute, Block, Body, Expression, Label, Syntax } from './syntax.ts'

/** How a property of a body is read: as an argument in one of three ways, as blocks, or as blocks or an argument, it is not known which. */
type Rule = 'expression' | 'literal' | 'native' | Shape | { readonly either: Shape }

/** Blocks of one type: how many labels they have, and what stands in them. */
interface Shape {
  readonly labels: number
  readonly rule: (name: string, value: Tree, labels: readonly string[]) => Rule
}

const shape = (labels: number, rules: Readonly<Record<string, Rule>>, otherwise: Rule = 'expression'): Shape => ({
  labels,
  rule: (name) => (Object.hasOwn(rules, name) ? rules[name]! : otherwise),
})

const plainBlock = shape(0, {})
const condition = { precondition: plainBlock, postcondition: plainBlock }
const lifecycle = shape(0, { ...condition, ignore_changes: 'native', replace_triggered_by: 'native', action_trigger: plainBlock })
const provisioner = shape(1, { connection: plainBlock })

/** An object, or a list of objects: what may be blocks. */
const isObjects = (value: Tree): boolean =>
  value.kind === 'map' || (value.kind === 'list' && value.items.length > 0 && value.items.every((item) => item.kind === 'map'))

const within = (type: string): Shape => {
  const block: Shape = { labels: 0, rule: (name, value) => providerRule(name, value) }
  const dynamic: Shape = { labels: 1, rule: (name) => (name === 'content' ? block : name === 'iterator' ? 'native' : 'expression') }
  const providerRule = (name: string, value: Tree): Rule => {
    if (!isObjects(value)) return 'expression'
    if (name === 'dynamic') return dynamic
    const reading = readingOf(type, name)
    if (reading === 'argument') return 'expression'
    return reading === 'block' ? block : { either: block }
  }
  return block
}

const ofResources: Readonly<Record<string, Rule>> = {
  count: 'expression',
  for_each: 'expression',
  depends_on: 'native',
  provider: 'native',
  lifecycle,
  provisioner,
  connection: plainBlock,
}

const resource: Shape = {
  labels: 2,
  rule: (name, value, [type = '']) => (Object.hasOwn(ofResources, name) ? ofResources[name]! : within(type).rule(name, value, [])),
}

// https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions
const top = shape(
  0,
  {
    resource,
    data: resource,
    ephemeral: resource,
    // Evaluated without any name or function, where strings mean themselves: https://github.com/hashicorp/hcl/blob/v2.24.0/json/structure.go
    variable: shape(1, { type: 'native', validation: plainBlock }, 'literal'),
    output: shape(1, { ...condition, depends_on: 'native', sensitive: 'literal', ephemeral: 'literal', description: 'literal' }),
    locals: plainBlock,
    module: shape(1, { source: 'literal', version: 'literal', providers: 'native', depends_on: 'native' }),
    provider: shape(1, { alias: 'literal', version: 'literal' }),
    terraform: shape(
      0,
      { backend: shape(1, {}, 'literal'), cloud: plainBlock, required_providers: plainBlock, provider_meta: shape(1, {}) },
      'literal',
    ),
    moved: shape(0, {}, 'native'),
    removed: shape(0, { lifecycle, provisioner }, 'native'),
    import: shape(0, { to: 'native', provider: 'native' }),
    check: shape(1, { assert: plainBlock, data: resource }),
  },
  'expression',
)

/** A file that could not be read is told and empty. */
export const parseJson = (file: SourceFile, sink: Sink): Syntax => {
  const end = file.text.length
  const empty: Body = { kind: 'body', items: [], start: 0, end }
  const tree = readJson(file, sink, { duplicateKeys: 'keep' })
  return { file, body: tree === undefined ? empty : bodyOf(tree, top, [], sink) }
}

/** A variable file: every value is what it says. */
export const parseJsonVariables = (file: SourceFile, sink: Sink): Syntax => {
  const tree = readJson(file, sink, { duplicateKeys: 'keep' })
  const items = tree === undefined ? [] : bodyOf(tree, shape(0, {}, 'literal'), [], sink).items
  return { file, body: { kind: 'body', items, start: 0, end: file.text.length } }
}

const refuse = (tree: Tree, wanted: string, sink: Sink): void =>
  sink({ code: 'hcl/json-shape', severity: 'error', message: `expected ${wanted}, found ${describe(tree)}`, span: tree.span })

/** Properties of an object, or of a list of objects, which stands for all of them together. */
const propertiesOf = (tree: Tree, sink: Sink): readonly Entry[] => {
  if (tree.kind === 'map') return tree.entries
  if (tree.kind === 'list')
    return tree.items.flatMap((item) => {
      if (item.kind === 'map') return item.entries
      refuse(item, 'an object', sink)
      return []
    })
  refuse(tree, 'an object or a list of objects', sink)
  return []
}

const bodyOf = (tree: Tree, { rule }: Shape, labels: readonly string[], sink: Sink): Body => {
  const items: (Attribute | Block)[] = []
  const seen = new Map<string, Entry>()
  for (const entry of propertiesOf(tree, sink)) {
    const { key, value } = entry
    // https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties
    if (key === '//') continue
    const read = rule(key, value, labels)
    if (typeof read === 'string') {
      tellTwice(seen, entry, sink)
      items.push(attributeOf(entry, argumentAs[read](value, sink)))
    } else if ('either' in read) {
      tellTwice(seen, entry, sink)
      items.push({ ...attributeOf(entry, expressionOf(value, sink)), blocks: blocksOf(entry, read.either, sink) })
    } else items.push(...blocksOf(entry, read, sink))
  }
  return { kind: 'body', items, start: tree.span.start, end: tree.span.end }
}

const argumentAs: Readonly<Record<'expression' | 'literal' | 'native', (tree: Tree, sink: Sink) => Expression>> = {
  expression: expressionOf,
  literal: literalOf,
  native: nativeOf,
}

const attributeOf = ({ key, keySpan, value }: Entry, expression: Expression): Attribute => ({
  kind: 'attribute',
  name: { name: key, start: keySpan.start, end: keySpan.end },
  value: expression,
  start: keySpan.start,
  end: value.span.end,
})

/** Labels are the keys of objects within one another; below them stands one body, or a list of them. */
const blocksOf = (entry: Entry, read: Shape, sink: Sink): readonly Block[] => {
  const found: Block[] = []
  const add = (tree: Tree, place: Span, labels: readonly Label[]): void => {
    const { start, end } = place
    const body = bodyOf(
      tree,
      read,
      labels.map(({ text }) => text),
      sink,
    )
    found.push({ kind: 'block', type: { name: entry.key, start, end }, labels, body, start, end: tree.span.end })
  }
  const unpack = (tree: Tree, place: Span, labels: readonly Label[]): void => {
    if (labels.length < read.labels) {
      for (const { key, keySpan, value } of propertiesOf(tree, sink)) {
        if (key === '//') continue
        unpack(value, keySpan, [...labels, { text: key, quoted: true, start: keySpan.start, end: keySpan.end }])
      }
    } else if (tree.kind === 'list')
      for (const item of tree.items) add(item, labels.length > 0 ? place : { ...item.span, end: item.span.start + 1 }, labels)
    else if (tree.kind === 'map') add(tree, place, labels)
    else if (tree.value !== null) refuse(tree, 'an object or a list of objects', sink)
  }
  unpack(entry.value, entry.keySpan, [])
  return found
}
