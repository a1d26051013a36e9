/** Shapes of single expressions, and what is kept, and told, of files that are broken. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes interpolations as JavaScript does
import { describe, expect, it } from 'vitest'
import { parse, parseExpressionFile } from '../../src/hcl/parse.ts'
import type { Body, Expression, ObjectItem } from '../../src/hcl/syntax.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { fixtures, summarise } from '../support/hcl.ts'
import { fileOf, source } from '../support/source.ts'

/** An expression with every grouping written out. */
const show = (node: Expression): string => {
  switch (node.kind) {
    case 'number':
      return node.text
    case 'keyword':
      return String(node.value)
    case 'template':
      return `"${node.parts.map((part) => (part.kind === 'text' ? part.value : part.kind === 'interpolation' ? `\${${show(part.value)}}` : part.kind)).join('')}"`
    case 'tuple':
      return `[${node.items.map(show).join(', ')}]`
    case 'object':
      return `{${node.entries.map(({ key, value }: ObjectItem) => `${show(key)} = ${show(value)}`).join(', ')}}`
    case 'variable':
      return node.name
    case 'attribute-access':
      return `${show(node.from)}.${node.name.name}`
    case 'index':
      return `${show(node.from)}${node.legacy ? `.${show(node.key)}` : `[${show(node.key)}]`}`
    case 'splat':
      return `(${show(node.from)} ${node.full ? 'each' : 'attributes'} ${show(node.each)})`
    case 'call':
      return `${node.name.name}(${node.args.map(show).join(', ')}${node.expand ? '...' : ''})`
    case 'unary':
      return `(${node.op}${show(node.operand)})`
    case 'binary':
      return `(${show(node.left)} ${node.op} ${show(node.right)})`
    case 'conditional':
      return `(${show(node.test)} ? ${show(node.then)} : ${show(node.otherwise)})`
    case 'for': {
      const names = node.key === undefined ? node.item.name : `${node.key.name}, ${node.item.name}`
      const key = node.resultKey === undefined ? '' : `${show(node.resultKey)} => `
      const where = node.where === undefined ? '' : ` if ${show(node.where)}`
      return `<for ${names} in ${show(node.over)} : ${key}${show(node.result)}${node.group ? '...' : ''}${where}>`
    }
    case 'parenthesised':
      return `(${show(node.inner)})`
    case 'hole':
      return 'HOLE'
  }
}

const read = (text: string): string => {
  const diagnostics: Diagnostic[] = []
  const node = parseExpressionFile(fileOf(text), (diagnostic) => diagnostics.push(diagnostic))
  expect(diagnostics).toEqual([])
  return show(node)
}

describe('expressions', () => {
  it.each([
    ['1 + 2 * 3 - 4 % 5', '((1 + (2 * 3)) - (4 % 5))'],
    ['a || b && c == d < e + f * -g', '(a || (b && (c == (d < (e + (f * (-g)))))))'],
    ['a - b - c', '((a - b) - c)'],
    ['a < b == c > d', '((a < b) == (c > d))'],
    ['!a.b && -c[0] > 1', '((!a.b) && ((-c[0]) > 1))'],
    ['- -1', '(-(-1))'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
    ['a == b ? 1 + 2 : 3', '((a == b) ? (1 + 2) : 3)'],
    ['(1 + 2) * 3', '(((1 + 2)) * 3)'],
    ['a.0.b.1', 'a.0.b.1'],
    ['a[*].b[0].c', '(a each *.b[0].c)'],
    ['a.*.b[0].c', '(a attributes *.b)[0].c'],
    ['a.*.b.0.c', '(a attributes *.b.0.c)'],
    ['a[*].b[*].c', '(a each (*.b each *.c))'],
    ['a[*]', '(a each *)'],
    ['a::b::c(1, d...)', 'a::b::c(1, d...)'],
    ['true(null)', 'true(null)'],
    ['[for a, b in c : a if b]', '<for a, b in c : a if b>'],
    ['{for a in b : a.k => a.v... if a.ok}', '<for a in b : a.k => a.v... if a.ok>'],
    ['{ a = 1, (b) = 2\n "c${d}" : 3 }', '{a = 1, (b) = 2, "c${d}" = 3}'],
    ['"${"a${b}"}"', '"${"a${b}"}"'],
    ['[\n1,\n2,\n]', '[1, 2]'],
    ['f(\na\n,\n)', 'f(a)'],
    ['1\n+\n2', '(1 + 2)'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it('keep numbers as written, whatever their size', () => {
    expect(read('[007, 1.50, 1E+3, 123456789012345678901234567890]')).toBe('[007, 1.50, 1E+3, 123456789012345678901234567890]')
  })
})

const outline = ({ items }: Body): string =>
  items
    .map((item) =>
      item.kind === 'attribute'
        ? `${item.name.name}=${show(item.value)}`
        : `${[item.type.name, ...item.labels.map(({ text, quoted }) => (quoted ? JSON.stringify(text) : text))].join(' ')} {${outline(item.body)}}`,
    )
    .join('; ')

const kept = (text: string): { readonly body: string; readonly told: readonly string[] } => {
  const diagnostics: Diagnostic[] = []
  const { body } = parse(fileOf(text), (diagnostic) => diagnostics.push(diagnostic))
  return { body: outline(body), told: summarise(diagnostics) }
}

describe('bodies', () => {
  it('hold attributes and blocks in written order', () => {
    const text = source`
      a = 1
      b "c" d {
        e = 2
        f { g = 3 }
        h {}
      }
      i = 4
    `
    expect(kept(text)).toEqual({ body: 'a=1; b "c" d {e=2; f {g=3}; h {}}; i=4', told: [] })
  })

  it('read byte order mark and carriage returns', () => {
    expect(kept('\ufeffa = 1\r\nb {\r\n  c = <<E\r\nx\r\nE\r\n}\r\n')).toEqual({ body: 'a=1; b {c="x\r\n"}', told: [] })
  })

  it('refuse carriage returns that stand alone, and a byte order mark further in', () => {
    expect(kept('a = 1\rb = 2\n').told).toEqual(['hcl/invalid-character: \r'])
    expect(kept('a = 1\n\ufeffb = 2\n').told).toEqual(['hcl/invalid-character: \ufeff'])
  })
})

describe('broken files', () => {
  const fixture = (name: string): string => fixtures.find((candidate) => candidate.name === `rejected-${name}.tf`)!.text

  it.each([
    ['missing-equals', 'a=1; b=HOLE; c=3', 'hcl/missing-equals: 2'],
    ['missing-value', 'a {b=HOLE; c=3}', 'hcl/expected-expression: '],
    ['missing-brace', 'a "b" {c=1}; d "e" {f=2}', 'hcl/unclosed-block: a'],
    ['stray-brace', 'a=1; b=2', 'hcl/stray-brace: }'],
    ['unclosed-list', 'a {b=HOLE; c=3}; d=4', 'hcl/unclosed-bracket: ['],
    ['unclosed-call', 'a=HOLE; b=3', 'hcl/unclosed-bracket: ('],
    ['unclosed-parenthesis', 'a=HOLE; b=3', 'hcl/unclosed-bracket: ('],
    ['unclosed-string', 'a=HOLE; c=3', 'hcl/unclosed-string: "'],
    ['unclosed-interpolation', 'a=HOLE; d="e"; f=1', 'hcl/unclosed-interpolation: ${'],
    ['heredoc-shell', 'a=HOLE; b=1', 'hcl/unclosed-heredoc: <<EOT'],
    ['bash-default', 'a=HOLE; b=1', 'hcl/unclosed-interpolation: :'],
    ['brace-on-next-line', 'a "b" {c=1}', 'hcl/invalid-block: '],
    ['label-unclosed', 'a "b {" {c=1}', 'hcl/unclosed-string: "'],
    ['close-on-argument-line', 'a {b=1}', 'hcl/missing-newline: }'],
    ['two-on-a-line', 'a=1; b=2', 'hcl/missing-newline: b'],
    ['semicolon', 'a=1; b=2', 'hcl/missing-newline: ;'],
    ['comma-after', 'a=1; b=2', 'hcl/missing-newline: ,'],
    ['quoted-name', 'a=1', 'hcl/quoted-name: "a"'],
    ['colon', 'a=HOLE', 'hcl/missing-equals: :'],
    ['dot-end', 'a=HOLE; c=1', 'hcl/expected-attribute-name: '],
    ['operator-end', 'a=HOLE; b=2', 'hcl/expected-expression: '],
    ['conditional-half', 'a=HOLE; d=1', 'hcl/missing-colon: '],
    ['legacy-two', 'a=HOLE', 'hcl/legacy-index: 0.1'],
    ['merge-conflict', 'a=1; a=2; b=3', 'hcl/merge-conflict: <<<<<<<'],
    ['one-line-two', 'a {b=1; c=2}', 'hcl/single-line-block: ,'],
    ['single-quotes', 'a=HOLE; c=1', "hcl/invalid-character: '"],
    ['unclosed-comment', 'a=1', 'hcl/unclosed-comment: /*'],
  ])('%s', (name, body, first) => {
    const result = kept(fixture(name))
    expect(result.body).toBe(body)
    expect(result.told[0]).toBe(first)
  })

  it('tell the second of two arguments of one name', () => {
    const diagnostics: Diagnostic[] = []
    parse(fileOf('a = 1\nb {\n  a = 2\n}\na = 3\n'), (diagnostic) => diagnostics.push(diagnostic))
    expect(diagnostics).toMatchObject([{ code: 'hcl/duplicate-attribute', span: { start: 20, end: 21 } }])
  })

  it('never keep part of a value that was cut short', () => {
    expect(kept('a = [1, 2, f(\nb = 2\n').body).toBe('a=HOLE; b=2')
    expect(kept('a = { x = 1, y = \nb = 2\n').body).toBe('a=HOLE; b=2')
    expect(kept('a = "x" "y"\nb = 2\n').body).toBe('a=HOLE; b=2')
  })

  it('keep the arguments behind a block that a half-typed one follows', () => {
    const text = source`
      resource "azurerm_subnet" "a" {
        name = "a"

        delegation {
          name = "d"
          service_delegation
        }
        address_prefixes = ["10.0.0.0/24"]
      }

      resource "azurerm_subnet" "b
        name = "b"
      }
      resource "azurerm_subnet" "c" {
        name = azurerm_subnet.a.
        tags = local.tags
      }
    `
    expect(kept(text).body).toBe(
      'resource "azurerm_subnet" "a" {name="a"; delegation {name="d"; service_delegation=HOLE}; address_prefixes=["10.0.0.0/24"]}; ' +
        'resource=HOLE; name="b"; resource "azurerm_subnet" "c" {name=HOLE; tags=local.tags}',
    )
  })
})
