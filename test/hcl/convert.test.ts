/**
 * Values brought to types. The table was made by Terraform 1.11.4: a variable of that type with that default, and the `jsonencode` of it.
 * Catches: a default that is not applied to null, an attribute that is not dropped, elements that are not brought to one type, sets out of order,
 * an unknown that is taken for absent.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/eval/evaluate.ts'
import { emptyScope } from '../../src/eval/scope.ts'
import { siteAt } from '../../src/eval/site.ts'
import { bool, isFailure, list, number, object, reference, string, type Type, unknown, type Value } from '../../src/eval/value.ts'
import { convert, readType } from '../../src/hcl/convert.ts'
import { terraformDialect } from '../../src/hcl/dialect.ts'
import { toJson } from '../../src/hcl/json.ts'
import { lowerExpression } from '../../src/hcl/lower.ts'
import { parseExpressionFile } from '../../src/hcl/parse.ts'
import type { Expression } from '../../src/hcl/syntax.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { fileOf } from '../support/source.ts'

interface Vector {
  readonly type: string
  readonly value: string
  readonly json?: string
  readonly error?: true
}

const vectors = JSON.parse(readFileSync(new URL('./convert-vectors.json', import.meta.url), 'utf8')) as readonly Vector[]

const origin = { span: { file: fileOf(''), start: 0, end: 0 } }
const site = siteAt(origin)
const doubt = { reason: 'input' as const, what: 'var.x', span: origin.span }

const given = (text: string): Value => {
  const file = fileOf(text)
  return evaluate(
    lowerExpression(
      parseExpressionFile(file, () => {}),
      file,
    ),
    emptyScope,
    terraformDialect,
  )
}

const typeOf = (text: string): { readonly type: Type; readonly diagnostics: readonly Diagnostic[] } => {
  const file = fileOf(text)
  const diagnostics: Diagnostic[] = []
  const evaluated = (expression: Expression): Value => evaluate(lowerExpression(expression, file), emptyScope, terraformDialect)
  const type = readType(
    parseExpressionFile(file, () => {}),
    file,
    (diagnostic) => void diagnostics.push(diagnostic),
    evaluated,
  )
  return { type, diagnostics }
}

describe('conversion as Terraform does it', () => {
  test.each(vectors.map((vector) => [`${vector.value} → ${vector.type}`, vector] as const))('%s', (_, { type, value, json, error }) => {
    const read = typeOf(type)
    const converted = convert(given(value), read.type, site)
    const refused = isFailure(converted) || read.diagnostics.length > 0
    expect(refused ? 'error' : toJson(converted)).toBe(error ? 'error' : json)
  })
})

test('what is no type is told where it stands', () => {
  const { diagnostics } = typeOf('list(object({ a = strng }))')
  expect(diagnostics.map(({ code, span }) => [code, span.file.text.slice(span.start, span.end)])).toEqual([['hcl/type', 'strng']])
})

describe('the unknown', () => {
  const input = unknown([doubt], origin, { identity: 'var.x' })

  test('stays itself, of the type', () => {
    expect(convert(input, typeOf('list(string)').type, site)).toMatchObject({ kind: 'unknown', identity: 'var.x', type: { kind: 'list' } })
  })

  test('a number is not the same value as its text', () => {
    const converted = convert({ ...input, type: { kind: 'number' } }, { kind: 'string' }, site)
    expect(converted).toMatchObject({ kind: 'unknown', type: { kind: 'string' } })
    expect(converted).not.toHaveProperty('identity')
  })

  test('each of a few alternatives is converted', () => {
    const few = unknown([doubt], origin, { among: [number(1, origin), bool(true, origin)] })
    expect(convert(few, { kind: 'string' }, site)).toMatchObject({ among: [{ value: '1' }, { value: 'true' }] })
  })

  test('may be null, for which the default stands', () => {
    const { type } = typeOf('object({ a = optional(string, "d") })')
    const converted = convert(object(new Map([['a', input]]), origin), type, site)
    const a = converted.kind === 'object' ? converted.entries.get('a') : undefined
    expect(a).toMatchObject({ kind: 'unknown', among: [{ identity: 'var.x' }, { value: 'd' }] })
  })

  test('an id is never null', () => {
    const id = reference({ to: 'azurerm_subnet.a', path: ['id'] }, doubt, origin)
    const { type } = typeOf('object({ a = optional(string, "d") })')
    const converted = convert(object(new Map([['a', id]]), origin), type, site)
    expect(converted.kind === 'object' && converted.entries.get('a')).toEqual(id)
  })

  test('several elements of a set may be one', () => {
    const ids = ['a', 'b'].map((name) => reference({ to: `azurerm_subnet.${name}`, path: ['name'] }, doubt, origin))
    expect(convert(list(ids, origin, 'tuple'), typeOf('set(string)').type, site)).toMatchObject({ kind: 'unknown' })
    expect(convert(list(ids.slice(1), origin, 'tuple'), typeOf('set(string)').type, site)).toMatchObject({ kind: 'list', shape: 'set' })
    expect(convert(list(ids, origin, 'tuple'), typeOf('list(string)').type, site)).toMatchObject({ kind: 'list', items: ids })
  })

  test('beside a number it may make a text of it', () => {
    const converted = convert(list([input, number(1, origin), string('a', origin)], origin, 'tuple'), typeOf('list(any)').type, site)
    expect(converted).toMatchObject({ kind: 'list', items: [{ identity: 'var.x' }, { value: '1' }, { value: 'a' }] })
    const unsure = convert(list([input, number(1, origin)], origin, 'tuple'), typeOf('list(any)').type, site)
    expect(unsure).toMatchObject({ kind: 'list', items: [{ identity: 'var.x' }, { among: [{ value: 1 }, { value: '1' }] }] })
  })

  test('attributes of a resource become references', () => {
    const vnet = { ...object(new Map([['name', string('hub', origin)]]), origin), open: { to: 'azurerm_virtual_network.hub', path: [] } }
    const converted = convert(vnet, typeOf('object({ name = string, location = string, tags = optional(map(string)) })').type, site)
    const entries = converted.kind === 'object' ? converted.entries : new Map<string, Value>()
    expect(entries.get('name')).toMatchObject({ value: 'hub' })
    expect(entries.get('location')).toMatchObject({ kind: 'reference', to: 'azurerm_virtual_network.hub', path: ['location'] })
    expect(entries.get('tags')).toMatchObject({ kind: 'unknown' })
  })
})

test('the mark of a sensitive value is kept', () => {
  expect(convert({ ...number(5, origin), sensitive: true }, { kind: 'string' }, site)).toMatchObject({ value: '5', sensitive: true })
})
