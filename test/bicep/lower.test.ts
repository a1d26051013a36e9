/** What syntax becomes, written out as expressions. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, it } from 'vitest'
import { lowerExpression } from '../../src/bicep/lower.ts'
import { parse, parseExpressionFile } from '../../src/bicep/parse.ts'
import type { Expr } from '../../src/eval/expr.ts'
import { spanText } from '../../src/text/source.ts'
import { bicepFile } from '../support/bicep.ts'

const show = (expr: Expr): string => {
  switch (expr.kind) {
    case 'literal':
      return typeof expr.value === 'string' ? JSON.stringify(expr.value) : String(expr.value)
    case 'template':
      return `text(${expr.parts.map(show).join(', ')})`
    case 'list':
      return `[${expr.items.map(show).join(', ')}]`
    case 'object':
      return `{${expr.entries.map(({ key, value }) => (key === undefined ? show(value) : `${show(key)}: ${show(value)}`)).join(', ')}}`
    case 'spread':
      return `...${show(expr.source)}`
    case 'name':
      return expr.name
    case 'get':
      return `get${expr.safe ? '?' : ''}(${show(expr.from)}, ${show(expr.key)})`
    case 'call':
      return `${expr.name}(${expr.args.map(show).join(', ')})`
    case 'unary':
      return `${expr.op}${show(expr.operand)}`
    case 'binary':
      return `(${show(expr.left)} ${expr.op} ${show(expr.right)})`
    case 'choose':
      return `if(${show(expr.test)}, ${show(expr.then)}, ${show(expr.otherwise)})`
    case 'each':
      return `each(${expr.key === undefined ? '' : `${expr.key}, `}${expr.item} of ${show(expr.over)}${expr.where === undefined ? '' : ` where ${show(expr.where)}`}: ${show(expr.result)})`
    case 'lambda':
      return `(${expr.params.join(', ')}) => ${show(expr.body)}`
    case 'hole':
      return `HOLE ${expr.reason}`
  }
}

const lowered = (text: string): Expr => {
  const file = bicepFile(text)
  return lowerExpression(
    parseExpressionFile(file, () => {}),
    file,
  )
}

describe('lowering', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775808', 'HOLE unsupported'],
    ['007', '7'],
    ["''", '""'],
    ["'a'", '"a"'],
    ["'${a}'", 'text("", ${}(a))'],
    ["'a${b}c'", 'text("a", ${}(b), "c")'],
    ['[1, ...a]', '[1, ...a]'],
    ["{ a: 1, 'b${c}': 2, ...d }", '{"a": 1, text("b", ${}(c)): 2, ...d}'],
    ['a.b[0]', 'get(get(a, "b"), 0)'],
    ['a.b!.c', 'get(get(a, "b"), "c")'],
    ['a.?b', 'get?(a, "b")'],
    ['a.?b.c[0]', '?(get?(a, "b"), (?) => get(get(?, "c"), 0))'],
    ['a.?b!.c', '?(get?(a, "b"), (?) => get(?, "c"))'],
    ['a.?b.?c.d', '?(get?(a, "b"), (?) => ?(get?(?, "c"), (?) => get(?, "d")))'],
    ['(a.?b).c', 'get(get?(a, "b"), "c")'],
    ['a[?0].b', '?(get?(a, 0), (?) => get(?, "b"))'],
    ['a[^1]', '[^](a, 1)'],
    ['a[?^1].b', '?([?^](a, 1), (?) => get(?, "b"))'],
    ['a::b::c.d', 'get(a::b::c, "d")'],
    ['a[0]::b', 'HOLE unsupported'],
    ['sys.length(az.resourceGroup())', 'length(resourceGroup())'],
    ['shared.f(1)', 'shared.f(1)'],
    ['map(sys, sys => sys.x())', 'map(sys, (sys) => HOLE unsupported)'],
    ['a.b.c()', 'HOLE unsupported'],
    ['a =~ b ?? c', '((a =~ b) ?? c)'],
    ['a ? -1 : !b', 'if(a, -1, !b)'],
    ['[for (a, i) in b: a]', 'each(i, a of b: a)'],
    ['(a, b) => c', '(a, b) => c'],
    ['(1)', '1'],
    ['1 +', 'HOLE error'],
  ])('%s', (text, expected) => {
    expect(show(lowered(text))).toBe(expected)
  })

  it('keeps what could not be read apart from what is not there', () => {
    const file = bicepFile('var a = {\n  b: 1 2\n  c: [1, @]\n  : 3\n}\n')
    const [item] = parse(file, () => {}).program.items
    expect(item?.kind === 'var' && show(lowerExpression(item.value, file))).toBe('{"b": HOLE error, "c": HOLE error, ...HOLE error}')
  })

  it('leaves nested resources out, and makes conditions of loops filters', () => {
    const file = bicepFile("resource a 'b@c' = [for x in y: if (x.z) {\n  name: x\n  resource d 'e' = {}\n}]\n")
    const [item] = parse(file, () => {}).program.items
    if (item?.kind !== 'resource' || item.body.kind !== 'for') throw new Error('no loop')
    expect(show(lowerExpression(item.body, file))).toBe('each(x of y where get(x, "z"): {"name": x})')
  })

  it('gives each access the text it stands for', () => {
    const expr = lowered('a.?b.c')
    expect(spanText(expr.span)).toBe('a.?b.c')
    expect(expr.kind === 'call' && spanText(expr.args[0]!.span)).toBe('a.?b')
  })
})
