/** A second reader of HCL: the package `hcl2-parser` (HCL 2.10), and our syntax in the JSON shape that it gives. */
import hcl from 'hcl2-parser'
import type { Body, Expression, ObjectItem, Syntax, Template, TemplatePart } from '../../src/hcl/syntax.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** `unusable`: its conversion to JSON broke down (mixed labels, `null` within a string), which says nothing about the grammar. */
export type Answer = { readonly kind: 'accepted'; readonly value: Json } | { readonly kind: 'rejected' } | { readonly kind: 'unusable' }

export const askHcl2Parser = (text: string): Answer => {
  try {
    // It returns Go's pair of result and error; the result of a failure is the empty string.
    const [json] = hcl.parseToString(text) as unknown as readonly [string]
    return json === '' ? { kind: 'rejected' } : { kind: 'accepted', value: JSON.parse(json) as Json }
  } catch {
    return { kind: 'unusable' }
  }
}

const record = (): { [key: string]: Json } => Object.create(null) as { [key: string]: Json }
const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const literalOf = (node: Expression): Json | undefined => {
  if (node.kind === 'number') return Number(node.text)
  return node.kind === 'keyword' ? node.value : undefined
}

/** Throws where the package's own conversion breaks down. */
export const toHcl2ParserShape = ({ file, body }: Syntax): Json => {
  const source = (node: Expression): string => file.text.slice(node.start, node.end)
  const wrap = (node: Expression): string => `\${${source(node)}}`

  const part = (node: Expression): string => {
    const literal = literalOf(node)
    if (literal === null) throw new Error('null within a string')
    if (literal !== undefined) return String(literal)
    if (node.kind === 'template') return template(node)
    if (node.kind !== 'conditional') return wrap(node)
    const otherwise = part(node.otherwise)
    return `%{if ${source(node.test)}}${part(node.then)}${otherwise === '' ? '' : `%{else}${otherwise}`}%{endif}`
  }

  const templatePart = (node: TemplatePart): string => {
    if (node.kind === 'text') return node.value
    if (node.kind === 'interpolation') return part(node.value)
    if (node.kind === 'template-for') {
      const key = node.key === undefined ? '' : `${node.key.name}, `
      return `%{for ${key}${node.item.name} in ${source(node.over)}}${node.body.map(templatePart).join('')}%{endfor}`
    }
    const otherwise = node.otherwise.map(templatePart).join('')
    return `%{if ${source(node.test)}}${node.then.map(templatePart).join('')}${otherwise === '' ? '' : `%{else}${otherwise}`}%{endif}`
  }

  const template = (node: Template): string => node.parts.map(templatePart).join('')

  const key = ({ key: node }: ObjectItem): string => {
    let root = node
    while (root.kind === 'attribute-access' || (root.kind === 'index' && isLiteralKey(root.key))) root = root.from
    return root.kind === 'variable' && root.name !== '*' ? source(node) : part(node)
  }

  const value = (node: Expression): Json => {
    const literal = literalOf(node)
    if (literal !== undefined) return literal
    if (node.kind === 'unary') {
      const operand = literalOf(node.operand)
      if (typeof operand === 'number' && node.op === '-') return -operand
      return typeof operand === 'boolean' && node.op === '!' ? !operand : wrap(node)
    }
    if (node.kind === 'template') {
      const only = node.parts[0]
      return node.parts.length === 1 && only?.kind === 'interpolation' ? value(only.value) : template(node)
    }
    if (node.kind === 'tuple') return node.items.map(value)
    if (node.kind !== 'object') return wrap(node)
    const entries = record()
    for (const item of node.entries) entries[key(item)] = value(item.value)
    return entries
  }

  const bodyOf = ({ items }: Body): Json => {
    const out = record()
    for (const item of items) if (item.kind === 'attribute') out[item.name.name] = value(item.value)
    for (const item of items) {
      if (item.kind !== 'block') continue
      let at = out
      let name = item.type.name
      for (const { text } of item.labels) {
        const inner = (at[name] ??= record())
        if (!isRecord(inner)) throw new Error('blocks of one type with and without labels')
        at = inner
        name = text
      }
      const present = (at[name] ??= [])
      if (!Array.isArray(present)) throw new Error('blocks of one type with and without labels')
      present.push(bodyOf(item.body))
    }
    return out
  }

  return bodyOf(body)
}

const isLiteralKey = (node: Expression): boolean =>
  literalOf(node) !== undefined || (node.kind === 'template' && node.parts.every(({ kind }) => kind === 'text'))

/** JSON text with sorted keys: equal exactly for equal values. */
export const canonical = (value: Json): string =>
  JSON.stringify(value, (_, inner: Json) => {
    if (!isRecord(inner)) return inner
    const sorted = record()
    for (const name of Object.keys(inner).sort()) sorted[name] = inner[name]!
    return sorted
  })
