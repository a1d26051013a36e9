/** A file of native syntax written again in Terraform's JSON syntax: the same configuration in the other form, made from the syntax tree and the text of its expressions. */
import { parse } from '../../src/hcl/parse.ts'
import type { Body, Expression, TemplatePart } from '../../src/hcl/syntax.ts'
import { fileOf } from './source.ts'

type Json = null | boolean | number | string | readonly Json[] | { [key: string]: Json }

/** Arguments whose text is written as it stands: types and references. */
const native: Readonly<Record<string, readonly string[]>> = {
  variable: ['type'],
  resource: ['depends_on', 'provider'],
  data: ['depends_on', 'provider'],
  module: ['depends_on', 'providers'],
  lifecycle: ['ignore_changes', 'replace_triggered_by'],
  dynamic: ['iterator'],
  moved: ['from', 'to'],
  removed: ['from'],
  import: ['to', 'provider'],
}
/** Arguments in which nothing is evaluated. */
const literal: Readonly<Record<string, readonly string[]>> = {
  variable: ['default', 'description'],
  module: ['source', 'version'],
}

/** Texts in JSON syntax are templates: what would begin a sequence is escaped. */
const escaped = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign)

export const asJson = (text: string): string => {
  const file = fileOf(text)
  const { body } = parse(file, (diagnostic) => {
    throw new Error(diagnostic.message)
  })
  const source = (node: { readonly start: number; readonly end: number }): string => text.slice(node.start, node.end)

  const templateText = (parts: readonly TemplatePart[]): string => parts.map(partText).join('')
  const partText = (part: TemplatePart): string => {
    switch (part.kind) {
      case 'text':
        return escaped(part.value)
      case 'interpolation':
        return `\${${source(part.value)}}`
      case 'template-if':
        return `%{if ${source(part.test)}}${templateText(part.then)}%{else}${templateText(part.otherwise)}%{endif}`
      case 'template-for': {
        const names = part.key === undefined ? part.item.name : `${part.key.name}, ${part.item.name}`
        return `%{for ${names} in ${source(part.over)}}${templateText(part.body)}%{endfor}`
      }
    }
  }

  const keyText = (key: Expression, isLiteral: boolean): string => {
    if (key.kind === 'variable') return key.name
    const value = jsonOf(key, isLiteral)
    return typeof value === 'string' ? value : String(value)
  }

  const jsonOf = (node: Expression, isLiteral: boolean): Json => {
    switch (node.kind) {
      case 'keyword':
        return node.value
      case 'number':
        return Number(node.text)
      case 'template': {
        const only = node.parts[0]
        if (isLiteral) return only?.kind === 'text' ? only.value : ''
        return templateText(node.parts)
      }
      case 'tuple':
        return node.items.map((item) => jsonOf(item, isLiteral))
      case 'object':
        return Object.fromEntries(node.entries.map(({ key, value }) => [keyText(key, isLiteral), jsonOf(value, isLiteral)]))
      case 'unary':
        return isLiteral ? Number(source(node)) : `\${${source(node)}}`
      default:
        return `\${${source(node)}}`
    }
  }

  const nativeOf = (node: Expression): Json => {
    if (node.kind === 'tuple') return node.items.map(nativeOf)
    if (node.kind === 'object') return Object.fromEntries(node.entries.map(({ key, value }) => [keyText(key, true), nativeOf(value)]))
    return source(node)
  }

  const objectOf = (from: Body, type: string): { [key: string]: Json } => {
    const object: { [key: string]: Json } = {}
    for (const item of from.items) {
      if (item.kind === 'attribute') {
        const { name } = item.name
        object[name] = native[type]?.includes(name) ? nativeOf(item.value) : jsonOf(item.value, literal[type]?.includes(name) === true)
        continue
      }
      let at = object
      const path = [item.type.name, ...item.labels.map((label) => label.text)]
      for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as { [key: string]: Json }
      const last = path.at(-1)!
      at[last] = [...((at[last] as readonly Json[] | undefined) ?? []), objectOf(item.body, item.type.name)]
    }
    return object
  }

  return JSON.stringify(objectOf(body, ''), null, 2)
}
