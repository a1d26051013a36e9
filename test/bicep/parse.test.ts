/** Shapes of single expressions, types and declarations, and what is kept, and told, of files that are broken. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, it } from 'vitest'
import type { Declaration } from '../../src/bicep/declarations.ts'
import { parse, parseExpressionFile, parseParameters } from '../../src/bicep/parse.ts'
import type { Condition, Expression, ObjectExpression, Skipped, Spread, StringExpression, TypeExpression } from '../../src/bicep/syntax.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { bicepFile, fixtures, parseFixture } from '../support/bicep.ts'
import { summarise } from '../support/hcl.ts'
import { source } from '../support/source.ts'

type Shown = Expression | Condition | Spread | Skipped | Declaration | TypeExpression

const text = (node: StringExpression): string =>
  `"${node.parts.map((part) => (part.kind === 'text' ? part.value : `\${${show(part.value)}}`)).join('')}"`

const objectText = ({ items }: ObjectExpression): string =>
  `{${items.map((item) => (item.kind === 'entry' ? `${item.key.kind === 'name' ? item.key.name : text(item.key)}: ${show(item.value)}` : show(item))).join(', ')}}`

/** A node with every grouping written out. */
const show = (node: Shown): string => {
  switch (node.kind) {
    case 'number':
      return node.text
    case 'keyword':
      return String(node.value)
    case 'string':
      return text(node)
    case 'array':
      return `[${node.items.map(show).join(', ')}]`
    case 'spread':
      return `...${show(node.source)}`
    case 'object':
      return objectText(node)
    case 'variable':
      return node.name
    case 'property-access':
      return `${show(node.from)}.${node.safe ? '?' : ''}${node.name.name}`
    case 'resource-access':
      return `${show(node.from)}::${node.name.name}`
    case 'index':
      return `${show(node.from)}[${node.safe ? '?' : ''}${node.fromEnd ? '^' : ''}${show(node.key)}]`
    case 'non-null':
      return `(${show(node.operand)}!)`
    case 'call':
      return `${node.name.name}(${node.args.map(show).join(', ')})`
    case 'method-call':
      return `${show(node.from)}.${node.name.name}(${node.args.map(show).join(', ')})`
    case 'unary':
      return `(${node.op}${show(node.operand)})`
    case 'binary':
      return `(${show(node.left)} ${node.op} ${show(node.right)})`
    case 'conditional':
      return `(${show(node.test)} ? ${show(node.then)} : ${show(node.otherwise)})`
    case 'for':
      return `<for ${node.item.name}${node.index === undefined ? '' : `, ${node.index.name}`} in ${show(node.over)}: ${show(node.result)}>`
    case 'if':
      return `if ${show(node.test)} ${show(node.body)}`
    case 'lambda':
      return `((${node.parameters.map(({ name }) => name).join(', ')}) => ${show(node.body)})`
    case 'parenthesised':
      return `(${show(node.inner)})`
    case 'hole':
      return 'HOLE'
    case 'skipped':
      return 'SKIPPED'
    case 'type-name':
      return node.name
    case 'type-array':
      return `${show(node.element)}[]`
    case 'type-tuple':
      return `[${node.items.map((item) => (item.kind === 'skipped' ? 'SKIPPED' : `${'@'.repeat(item.decorators.length)}${show(item.type)}`)).join(', ')}]`
    case 'type-object':
      return `{${node.items
        .map((item) => {
          if (item.kind === 'skipped') return 'SKIPPED'
          const key = item.key.kind === 'star' ? '*' : item.key.kind === 'name' ? item.key.name : text(item.key)
          return `${'@'.repeat(item.decorators.length)}${key}: ${show(item.type)}`
        })
        .join(', ')}}`
    case 'type-union':
      return `(${node.members.map(show).join(' | ')})`
    case 'type-nullable':
      return `${show(node.operand)}${node.nullable ? '?' : '!'}`
    case 'type-unary':
      return `(${node.op}${show(node.operand)})`
    case 'type-parenthesised':
      return `(${show(node.inner)})`
    case 'type-member': {
      const { member } = node
      if (member === 'elements') return `${show(node.from)}[*]`
      if (member === 'additional-properties') return `${show(node.from)}.*`
      return 'kind' in member ? `${show(node.from)}[${show(member)}]` : `${show(node.from)}.${member.name}`
    }
    case 'type-instantiation':
      return `${node.from === undefined ? '' : `${show(node.from)}.`}${node.name.name}<${node.args.map(show).join(', ')}>`
    case 'type-resource':
      return `resource${node.type === undefined ? '' : ` ${show(node.type)}`}`
    default:
      return declaration(node)
  }
}

const named = (name: { readonly name: string }, rest: string): string => `${name.name} ${rest}`

const declaration = (node: Declaration): string => {
  const decorators = node.decorators.map(({ expression }) => `@${show(expression)} `).join('')
  const rest = (): string => {
    switch (node.kind) {
      case 'target-scope':
        return show(node.value)
      case 'param':
        return named(node.name, `${show(node.type)}${node.value === undefined ? '' : ` = ${show(node.value)}`}`)
      case 'var':
        return named(node.name, `${node.type === undefined ? '' : `${show(node.type)} `}= ${show(node.value)}`)
      case 'output':
        return named(node.name, `${show(node.type)} = ${show(node.value)}`)
      case 'metadata':
      case 'assert':
      case 'param-assignment':
      case 'type':
        return named(node.name, `= ${show(node.value)}`)
      case 'func':
        return named(
          node.name,
          `(${node.parameters.map(({ name, type }) => named(name, show(type))).join(', ')}) ${show(node.returns)} => ${show(node.body)}`,
        )
      case 'resource':
        return named(node.name, `${show(node.type)}${node.existing ? ' existing' : ''} = ${show(node.body)}`)
      case 'module':
      case 'test':
        return named(node.name, `${show(node.path)} = ${show(node.body)}`)
      case 'import': {
        const { symbols } = node
        const shown =
          symbols.kind === 'import-all'
            ? `* as ${symbols.alias.name}`
            : symbols.kind === 'hole'
              ? 'HOLE'
              : symbols.items
                  .map((item) => {
                    if (item.kind === 'skipped') return 'SKIPPED'
                    const name = 'kind' in item.name ? text(item.name) : item.name.name
                    return item.alias === undefined ? name : `${name} as ${item.alias.name}`
                  })
                  .join(', ')
        return `${shown} from ${show(node.path)}`
      }
      case 'extension': {
        const name = 'kind' in node.specification ? show(node.specification) : node.specification.name
        const configuration = node.configuration === undefined ? '' : ` with ${show(node.configuration)}`
        return `${name}${configuration}${node.alias === undefined ? '' : ` as ${node.alias.name}`}`
      }
      case 'extension-configuration':
        return named(node.alias, show(node.configuration))
      case 'using':
        return `${node.path === undefined ? 'none' : show(node.path)}${node.configuration === undefined ? '' : ` with ${show(node.configuration)}`}`
      case 'extends':
        return show(node.path)
    }
  }
  return `${decorators}${node.kind} ${rest()}`
}

const read = (code: string): string => {
  const diagnostics: Diagnostic[] = []
  const node = parseExpressionFile(bicepFile(code), (diagnostic) => diagnostics.push(diagnostic))
  expect(diagnostics).toEqual([])
  return show(node)
}

const kept = (code: string, parser = parse): { readonly items: readonly string[]; readonly told: readonly string[] } => {
  const diagnostics: Diagnostic[] = []
  const { program } = parser(bicepFile(code), (diagnostic) => diagnostics.push(diagnostic))
  return { items: program.items.map(show), told: summarise(diagnostics) }
}

const accepted = (code: string, parser = parse): readonly string[] => {
  const { items, told } = kept(code, parser)
  expect(told).toEqual([])
  return items
}

describe('expressions', () => {
  it.each([
    ['1 + 2 * 3 - 4 % 5', '((1 + (2 * 3)) - (4 % 5))'],
    ['a ?? b || c && d == e < f + g * -h', '(a ?? (b || (c && (d == (e < (f + (g * (-h))))))))'],
    ['a - b - c', '((a - b) - c)'],
    ['a =~ b != c', '((a =~ b) != c)'],
    ['!a.b && -c[0] > 1', '((!a.b) && ((-c[0]) > 1))'],
    ['a! != b!.c', '((a!) != (b!).c)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
    ['a\n  ? b\n\n  // why\n  : c', '(a ? b : c)'],
    ['a.?b[?0][^1][?^2]::c.d()', 'a.?b[?0][^1][?^2]::c.d()'],
    ['sys.concat(az.x, [1])', 'sys.concat(az.x, [1])'],
    ['map(a, b => b.c)', 'map(a, ((b) => b.c))'],
    ['(a, b) => a + b', '((a, b) => (a + b))'],
    ['() =>\n  {a: 1}', '(() => {a: 1})'],
    ['(a) => b => a', '((a) => ((b) => a))'],
    ['[for a in b: a]', '<for a in b: a>'],
    ['[\n  for (a, i) in [1, 2]: {\n    b: a\n  }\n]', '<for a, i in [1, 2]: {b: a}>'],
    ['[for a in b: [for c in a: c]]', '<for a in b: <for c in a: c>>'],
    ['[1, 2\n3\n\n4,5]', '[1, 2, 3, 4, 5]'],
    ['[1, 2,]', '[1, 2]'],
    ["{ a: 1, 'b c': 2\n 'd${e}': 3, ...f }", '{a: 1, "b c": 2, "d${e}": 3, ...f}'],
    ['{}', '{}'],
    ['f(\n  a,\n  b // last\n)', 'f(a, b)'],
    ['f(a\n// after\n// that\n)', 'f(a)'],
    ['[a [0]]', '[a[0]]'],
    ["'a${b}c'", '"a${b}c"'],
    ["'\\'\\\\\\n\\$\\${x}\\u{e9}\\u{1F600}$'", '"\'\\\n$${x}é😀$"'],
    ["'''\r\na\n${b}''c'''", '"a\n${b}\'\'c"'],
    ["''''a''''", '"\'a\'"'],
    ["$'''\n${a}$$\n'''", '"${a}$$\n"'],
    ["$$'''$$${a}${b}$${c}'''", '"$${a}${b}${c}"'],
    ['18446744073709551615', '18446744073709551615'],
    ['resource', 'resource'],
    ['/* a */ 1 // b', '1'],
  ])('%j', (code, expected) => {
    expect(read(code)).toBe(expected)
  })
})

describe('types', () => {
  it.each([
    ["'a' | 'b' | 1 | -1 | true | null", '("a" | "b" | 1 | (-1) | true | null)'],
    ["\n  | 'a'\n  | 'b'", '("a" | "b")'],
    ['string[]?', 'string[]?'],
    ['(a | b)[]', '((a | b))[]'],
    ['[string, int?]', '[string, int?]'],
    ['[\n  @minLength(1)\n  string\n  int\n]', '[@string, int]'],
    ["{ a: int, 'b-c': bool\n *: string }", '{a: int, "b-c": bool, *: string}'],
    ["{\n  @secure()\n  @sys.description('x')\n  a: string\n}", '{@@a: string}'],
    ['a.b[0].c[*].*!', 'a.b[0].c[*].*!'],
    ["resourceInput<'a@b'>.properties", 'resourceInput<"a@b">.properties'],
    ["sys.resourceOutput<\n  'a@b'\n>", 'sys.resourceOutput<"a@b">'],
  ])('%j', (code, expected) => {
    expect(accepted(`type t = ${code}\n`)).toEqual([`type t = ${expected}`])
  })

  it('of parameters and outputs may be resources', () => {
    expect(accepted("param a resource 'x@1'\noutput b resource = a\noutput c resource 'x@1' = a")).toEqual([
      'param a resource "x@1"',
      'output b resource = a',
      'output c resource "x@1" = a',
    ])
    expect(accepted("param a resource<'x@1'>.b")).toEqual(['param a resource<"x@1">.b'])
  })
})

describe('declarations', () => {
  it.each([
    ["targetScope = 'tenant'", 'target-scope "tenant"'],
    ["metadata a = 'b'", 'metadata a = "b"'],
    ["@allowed([1])\n\n@sys.description('x')\nparam a int = 1", '@allowed([1]) @sys.description("x") param a int = 1'],
    ['var a string[] = []', 'var a string[] = []'],
    ['func f(a string, b int?) string => a', 'func f (a string, b int?) string => a'],
    ['func f(\n  a string\n  , b int\n) object =>\n  {}', 'func f (a string, b int) object => {}'],
    ["resource a 'b@c' existing = {}", 'resource a "b@c" existing = {}'],
    ["resource a 'b@c' =\n\nif (d) {\n  e: 1\n}", 'resource a "b@c" = if (d) {e: 1}'],
    ["resource a 'b@c' = [for x in y: if (x) { n: x }]", 'resource a "b@c" = <for x in y: if (x) {n: x}>'],
    [
      "resource a 'b@c' = {\n  @batchSize(1)\n  resource d 'e' = [for x in y: {}]\n  resource: 1\n}",
      'resource a "b@c" = {@batchSize(1) resource d "e" = <for x in y: {}>, resource: 1}',
    ],
    ["module a 'br/x:y:1' = { name: 'b' }", 'module a "br/x:y:1" = {name: "b"}'],
    ["import * as a from 'b'", 'import * as a from "b"'],
    ["import { a, b as c\n'd-e' as f } from 'g'", 'import a, b as c, "d-e" as f from "g"'],
    ['extension a with { b: 1 } as c', 'extension a with {b: 1} as c'],
    ["import 'kubernetes@1.0.0' as k", 'extension "kubernetes@1.0.0" as k'],
    ['assert a = true', 'assert a = true'],
    ["test a 'b' = {}", 'test a "b" = {}'],
  ])('%j', (code, expected) => {
    expect(accepted(code)).toEqual([expected])
  })

  it.each([
    ['using none', 'using none'],
    ["using 'a.bicep' with { b: 1 }", 'using "a.bicep" with {b: 1}'],
    ["extends 'a.bicepparam'", 'extends "a.bicepparam"'],
    ['param a = 1', 'param-assignment a = 1'],
    ['extensionConfig a with {}', 'extension-configuration a {}'],
  ])('of a file of parameters: %j', (code, expected) => {
    expect(accepted(code, parseParameters)).toEqual([expected])
  })
})

// Each was tried on the compiler's own baselines: https://github.com/Azure/bicep/tree/v0.40.2/src/Bicep.Core.Samples/Files/baselines
describe('what the language refuses', () => {
  it.each([
    ['var a = !!b', 'bicep/expected-expression: !'],
    ['var a = b +\n 1', 'bicep/expected-expression: '],
    ['var a = b ?\n 1 : 2', 'bicep/expected-expression: '],
    ['var a = (\n  1\n)', 'bicep/parentheses: (\n  1\n)'],
    ['var a = ()', 'bicep/parentheses: ()'],
    ['var a = (1, 2)', 'bicep/parentheses: (1, 2)'],
    ['var a = [1,\n  2]', 'bicep/newline-after-comma: ,'],
    ['var a = [1 2]', 'bicep/missing-separator: 2'],
    ['var a = f(1,)', 'bicep/trailing-comma: ,'],
    ['var a = f(1\n  2)', 'bicep/missing-separator: '],
    ['var a = f(1\n  \n)', 'bicep/blank-line: '],
    ["var a = '${[1]}'", 'bicep/literal-not-allowed: ['],
    ["var a = '${map(b, c => {})}'", 'bicep/literal-not-allowed: {'],
    ["var a = '\\q'", 'bicep/invalid-escape: \\q'],
    ["var a = '\\u{110000}'", 'bicep/invalid-escape: \\u{110000}'],
    ["var a = 'b", "bicep/unclosed-string: '"],
    ["var a = '${b'", "bicep/unclosed-interpolation: '"],
    ["var a = '${b", 'bicep/unclosed-string: ${'],
    ["var a = '''b", "bicep/unclosed-string: '''"],
    ['var a = 18446744073709551616', 'bicep/invalid-number: 18446744073709551616'],
    ['var a = 1.5', 'bicep/expected-name: 5'],
    ['var a = b.?c()', 'bicep/safe-call: ?'],
    ['var a = b[]', 'bicep/empty-index: ['],
    ['var a = [for (x) in y: x]', 'bicep/invalid-for: (x)'],
    ['var a = [for x in y\n: x]', 'bicep/invalid-for: '],
    ['var a = (1) => 2', 'bicep/invalid-lambda: 1'],
    ['var a = "b"', 'bicep/invalid-character: "'],
    ['var a = 1 var b = 2', 'bicep/missing-newline: var'],
    ["resource a 'b' = [1]", 'bicep/invalid-for: 1'],
    ['param a', 'bicep/expected-type: '],
    ['param a string 3', 'bicep/missing-newline: 3'],
    ['type a = b |', 'bicep/expected-type: '],
    ['type a = b[c', 'bicep/missing-separator: '],
    ['@description()', 'bicep/missing-declaration: '],
    ['@a() param b int', 'bicep/missing-newline: param'],
    ["import { 'a' } from 'b'", "bicep/expected-import: 'a'"],
    ["provider 'a@1'", 'bicep/old-extension: provider'],
    ['#disable-next-line\nvar a = 1', 'bicep/empty-directive: #disable-next-line'],
    ['/* a', 'bicep/unclosed-comment: /*'],
    ['wrong', 'bicep/expected-declaration: wrong'],
    [`var ${'a'.repeat(256)} = 1`, `bicep/long-name: ${'a'.repeat(256)}`],
  ])('%j', (code, expected) => {
    expect(kept(code).told[0]).toBe(expected)
  })

  it('tells what would be right', () => {
    const helps = (code: string): readonly (string | undefined)[] => {
      const found: Diagnostic[] = []
      parse(bicepFile(code), (diagnostic) => found.push(diagnostic))
      return found.map(({ help }) => help)
    }
    expect(helps('params a string')).toEqual(['did you mean `param`?'])
    expect(helps('var a = "b"')).toEqual(["strings stand in single quotes, `'`"])
    expect(helps("var a = 'b\\q'")).toEqual(['write `\\\\` for a backslash'])
  })
})

describe('broken files keep', () => {
  it('what is around a mistake', () => {
    const { items, told } = kept(source`
      var a = {
        b: 1 2
        c: [1, @, 3]
        : 4
        d: {
          e: f(
        }
        g: 5
      }
      var h = i j
      output k string = 'l'
    `)
    expect(items).toEqual(['var a = {b: HOLE, c: [1, SKIPPED, 3], SKIPPED, d: {e: HOLE}, g: 5}', 'var h = HOLE', 'output k string = "l"'])
    expect(told.map((line) => line.split(':')[0])).toEqual([
      'bicep/missing-separator',
      'bicep/expected-expression',
      'bicep/expected-property',
      'bicep/unclosed-bracket',
      'bicep/missing-newline',
    ])
  })

  it('declarations behind brackets that are not closed', () => {
    const { items, told } = kept(source`
      resource a 'b' = {
        c: [1
        d: 2

      resource e 'f' = {
        g: 3
      }
      param h object = {
        i: (4
      var j = 5
    `)
    expect(items).toEqual([
      'resource a "b" = {c: [1, SKIPPED, SKIPPED], SKIPPED}',
      'resource e "f" = {g: 3}',
      'param h object = {i: HOLE, SKIPPED}',
      'var j = 5',
    ])
    expect(told.length).toBeGreaterThan(0)
  })

  // The compiler tells them so too: src/Bicep.Core.Samples/Files/baselines/InvalidModules_LF of Azure/bicep.
  it('declarations without a name behind a bracket that is not closed', () => {
    const { items, told } = kept(source`
      module 'a.bicep' = if (
      module 'b.bicep' = if (true
      resource 'c@d' = {
      test 'e.bicep' = {}
      var f = 1
    `)
    expect(items.at(-1)).toBe('var f = 1')
    expect(told.map((line) => line.split(':')[0])).toEqual(Array(4).fill('bicep/expected-name'))
  })

  it('a declaration whose decorator is broken', () => {
    expect(kept('@allowed([1)\nparam a int').items).toEqual(['@allowed([1, SKIPPED]) param a int'])
    expect(kept('@allowed(1 2)\nparam a int').items).toEqual(['@HOLE param a int'])
  })
})

describe('fixtures', () => {
  it.each(fixtures)('$name', (fixture) => {
    const found: Diagnostic[] = []
    parseFixture(fixture, (diagnostic) => found.push(diagnostic))
    if (fixture.accepted) expect(found).toEqual([])
    else expect(found.length).toBeGreaterThan(0)
  })
})
