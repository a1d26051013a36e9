/**
 * What Terraform's dialect makes of values that are known in part, and of files.
 * Catches: a comparison decided from one half of a text, null taken for an unknown, a set that is counted before it is known, `try` deciding too early.
 */
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../src/eval/dialect.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { newMeter, type Scope } from '../../src/eval/scope.ts'
import { isFailure, list, nullValue, number, object, reference, string, unknown, type Value } from '../../src/eval/value.ts'
import { dialectFor, terraformDialect } from '../../src/hcl/dialect.ts'
import { toJson } from '../../src/hcl/json.ts'
import { lowerExpression } from '../../src/hcl/lower.ts'
import { parseExpressionFile } from '../../src/hcl/parse.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { fileOf } from '../support/source.ts'

const origin = { span: { file: fileOf(''), start: 0, end: 0 } }
const doubt = (what: string) => ({ reason: 'input' as const, what, span: origin.span })
const text = (value: string): Value => string(value, origin)
const input = (name: string, extras: Parameters<typeof unknown>[2] = {}): Value =>
  unknown([doubt(name)], origin, { identity: name, ...extras })
const idOf = (to: string): Value => reference({ to, path: ['id'] }, doubt(to), origin)

const names: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['var.x', input('var.x')],
  ['var.y', input('var.y')],
  ['var.text', input('var.text', { type: { kind: 'string' } })],
  ['var.few', unknown([doubt('var.few')], origin, { among: [text('a'), text('b')] })],
  ['var.half', unknown([doubt('var.half')], origin, { parts: [text('rg-'), input('var.x'), text('-weu')] })],
  ['var.list', list([input('var.x'), text('b')], origin, 'tuple')],
  [
    'var.object',
    object(
      new Map([
        ['a', input('var.x')],
        ['b', number(2, origin)],
      ]),
      origin,
    ),
  ],
  ['var.null', { ...nullValue(origin), type: { kind: 'number' } }],
  ['a.one', object(new Map([['id', idOf('a.one')]]), origin)],
  ['a.two', object(new Map([['id', idOf('a.two')]]), origin)],
])

const scope: Scope = { value: (name) => names.get(name), meter: newMeter() }

const evaluated = (expression: string, dialect: Dialect = terraformDialect): Value => {
  const file = fileOf(expression)
  return evaluate(
    lowerExpression(
      parseExpressionFile(file, () => {}),
      file,
    ),
    scope,
    dialect,
  )
}

/** JSON where known; `error`; what it may be; else a question mark. */
const said = (value: Value): string => {
  if (isFailure(value)) return 'error'
  if (value.kind === 'reference') return `→${value.to}.${value.path.join('.')}`
  if (value.kind === 'unknown') {
    if (value.parts !== undefined) return value.parts.map((part) => (part.kind === 'string' ? part.value : '?')).join('')
    return value.among === undefined ? '?' : `one of ${value.among.map(said).join(' ')}`
  }
  if (value.kind === 'list') return `[${value.items.map(said).join(',')}]`
  if (value.kind === 'object') return `{${[...value.entries].map(([key, item]) => `${key}=${said(item)}`).join(',')}}`
  return toJson(value) ?? '?'
}

describe('half-known values', () => {
  test.each([
    // Equality
    ['var.x == var.x', 'true'],
    ['var.x == var.y', '?'],
    ['a.one.id == a.one.id', 'true'],
    ['a.one.id == a.two.id', '?'],
    ['a.one.id == null', 'false'],
    ['a.one.id != null', 'true'],
    ['var.x == null', '?'],
    ['var.half == null', 'false'],
    ['var.half == "rg-a-weu"', '?'],
    ['var.half == "rg-a-neu"', 'false'],
    ['var.half == "rg"', 'false'],
    ['var.half == 5', 'false'],
    ['var.half == var.half', 'true'],
    ['var.few == "c"', 'false'],
    ['var.few == "a"', 'one of true false'],
    ['var.list == ["a", "c"]', 'false'],
    ['var.list == ["a", "b"]', '?'],
    ['var.list == ["a"]', 'false'],
    ['var.object == {a = 1, b = 3}', 'false'],
    ['var.object == {a = 1}', 'false'],
    ['{a = var.x} == {a = var.x}', 'true'],
    // Elements that are not known are elements all the same
    ['length(var.list)', '2'],
    ['keys(var.object)', '["a","b"]'],
    ['values(var.object)', '[?,2]'],
    ['concat(var.list, ["c"])', '[?,"b","c"]'],
    ['merge(var.object, {a = 1})', '{a=1,b=2}'],
    ['lookup(var.object, "b", 0)', '2'],
    ['lookup({a = 1, b = 2}, var.text, 0)', 'one of 1 2 0'],
    ['contains(var.list, "b")', 'true'],
    ['contains(var.list, "c")', '?'],
    ['contains(["a", "b"], var.few)', 'true'],
    ['contains([a.one.id], a.one.id)', 'true'],
    ['element(var.list, 1)', '"b"'],
    ['reverse(var.list)', '["b",?]'],
    ['slice(var.list, 1, 2)', '["b"]'],
    ['zipmap(["p", "q"], var.list)', '{p=?,q="b"}'],
    ['setproduct(["k"], var.list)', '[["k",?],["k","b"]]'],
    ['flatten([[a.one.id], ["b"]])', '[→a.one.id,"b"]'],
    ['flatten([var.x, ["b"]])', '?'],
    ['distinct([a.one.id, a.one.id])', '[→a.one.id]'],
    ['distinct([a.one.id, a.two.id])', '?'],
    ['compact([a.one.id, "", null])', '[→a.one.id]'],
    ['compact([var.text, "b"])', '?'],
    ['toset([a.one.id])', '[→a.one.id]'],
    ['length(toset([a.one.id, a.two.id]))', '?'],
    ['tolist(["a", var.text])', '["a",?]'],
    ['alltrue([true, false, var.x])', 'false'],
    ['anytrue([false, var.x])', '?'],
    ['one([a.one.id])', '→a.one.id'],
    // Texts
    ['join("/", ["a", var.text])', 'a/?'],
    ['format("%s/subnets/%s", a.one.id, "x")', '?/subnets/x'],
    ['format("%5s", var.text)', '?'],
    ['format("%s-%s", var.few, "z")', 'one of "a-z" "b-z"'],
    ['startswith(var.half, "rg-")', 'true'],
    ['startswith(var.half, "vnet")', 'false'],
    ['startswith(var.half, "rg-abc")', '?'],
    ['endswith(var.half, "-weu")', 'true'],
    ['strcontains(var.half, "weu")', 'true'],
    ['upper(var.few)', 'one of "A" "B"'],
    ['upper(var.text)', '?'],
    // Choosing
    ['coalesce("a", var.text)', '"a"'],
    ['coalesce(var.text, "a")', 'one of ? "a"'],
    ['coalesce(null, a.one.id)', '→a.one.id'],
    ['coalesce(var.half, "a")', 'rg-?-weu'],
    ['coalesce(5, var.text)', '"5"'],
    ['coalesce(var.null, 5)', '5'],
    ['coalescelist([], var.list)', '[?,"b"]'],
    ['try(a.one.id, "b")', '→a.one.id'],
    ['try(a.one.nothing, "b")', '"b"'],
    ['try(tonumber("x"), 1)', '1'],
    ['can(a.one.nothing)', 'false'],
    ['can(var.text)', 'true'],
    ['can(tonumber(var.text))', 'one of true false'],
    ['try(tonumber(var.text), 1)', '?'],
    // Conditions bring both branches to one type
    ['true ? 1 : "a"', '"1"'],
    ['true ? 1 : var.text', '"1"'],
    ['true ? 1 : var.x', 'one of 1 "1"'],
    ['(true ? [1] : []) == tolist([1])', 'true'],
  ])('%s → %s', (expression, expected) => {
    expect(said(evaluated(expression))).toBe(expected)
  })
})

describe('bounds', () => {
  test.each([
    ['format("%1000001d", 1)'],
    ['join("", [for i in range(1000) : replace(join("", [for j in range(1000) : "xxxxxxxxxx"]), "x", "yyyyyyyyyy")])'],
    ['setproduct(range(1000), range(1000))'],
    ['regex("(a?){1000}(a?){1000}(a?){1000}(a?){1000}(a?){1000}(a?){1000}(a?){1000}", "a")'],
    ['1e4999 * 1e4999 * 1e4999'],
    ['sha512(join("", [for i in range(1000) : join("", [for j in range(1000) : "x"])]))'],
  ])('%s is given up, not computed', (expression) => {
    const value = evaluated(expression)
    expect(value.kind).toBe('unknown')
    expect(value.kind === 'unknown' && value.causes.map((cause) => cause.reason)).not.toContain('error')
  })

  test('a pattern that would take others for ever takes no time', () => {
    expect(said(evaluated('can(regex("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"))'))).toBe('false')
  })
})

describe('files', () => {
  const workspace = memoryWorkspace({
    'stack/main.tf': '',
    'stack/rules.json': '{"a": 1}',
    'stack/sub/one.yaml': 'x',
    'stack/sub/deep/two.yaml': 'y',
    'shared/note.txt': 'héllo\n',
  })
  const dialect = dialectFor({ readFile: (path) => workspace.read(path), list: (folder) => workspace.list(folder), folder: 'stack' })

  test.each([
    ['file("rules.json")', '"{\\"a\\": 1}"'],
    ['jsondecode(file("./rules.json")).a', '1'],
    ['file("../shared/note.txt")', '"héllo\\n"'],
    ['file("nothing.txt")', 'error'],
    ['try(file("nothing.txt"), "none")', '"none"'],
    ['file("../../etc/passwd")', '?'],
    ['file("/etc/passwd")', '?'],
    ['file("~/.ssh/id_rsa.pub")', '?'],
    ['fileexists("rules.json")', 'true'],
    ['fileexists("nothing")', 'false'],
    ['fileset(".", "**/*.yaml")', '["sub/deep/two.yaml","sub/one.yaml"]'],
    ['fileset("sub", "*.yaml")', '["one.yaml"]'],
    ['fileset(".", "*.{json,tf}")', '["main.tf","rules.json"]'],
    ['fileset("nothing", "*")', '[]'],
    ['filebase64("../shared/note.txt")', '"aMOpbGxvCg=="'],
    ['filemd5("rules.json")', '"42b7b4f2921788ea14dac5566e6f06d0"'],
    ['templatefile("rules.json", {})', '?'],
  ])('%s → %s', (expression, expected) => {
    expect(said(evaluated(expression, dialect))).toBe(expected)
  })

  test('templates are given to whoever renders them', () => {
    const rendering = dialectFor({
      readFile: (path) => workspace.read(path),
      list: (folder) => workspace.list(folder),
      folder: 'stack',
      renderTemplate: (source, path, variables, site) => string(`${path}:${source}:${[...variables.entries.keys()].join()}`, site.origin),
    })
    expect(said(evaluated('templatefile("sub/one.yaml", {a = var.x})', rendering))).toBe('"sub/one.yaml:x:a"')
  })
})
