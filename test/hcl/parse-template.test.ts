/** Templates: expected texts are what Terraform 1.11.4 prints for these (`terraform plan` of outputs), with interpolations as `‹source›`. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes interpolations as JavaScript does
import { describe, expect, it } from 'vitest'
import { parseExpressionFile, parseTemplate } from '../../src/hcl/parse.ts'
import type { Expression, TemplatePart } from '../../src/hcl/syntax.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { summarise } from '../support/hcl.ts'
import { fileOf } from '../support/source.ts'

const source = (text: string, { start, end }: Expression): string => text.slice(start, end)

const show = (text: string, parts: readonly TemplatePart[]): string =>
  parts
    .map((part) => {
      if (part.kind === 'text') return part.value
      if (part.kind === 'interpolation') return `‹${source(text, part.value)}›`
      if (part.kind === 'template-if')
        return `‹if ${source(text, part.test)}›${show(text, part.then)}‹else›${show(text, part.otherwise)}‹endif›`
      return `‹for ${part.key?.name ?? ''},${part.item.name} in ${source(text, part.over)}›${show(text, part.body)}‹endfor›`
    })
    .join('')

const read = (text: string): { readonly shown: string; readonly parts: readonly string[]; readonly told: readonly string[] } => {
  const diagnostics: Diagnostic[] = []
  const node = parseExpressionFile(fileOf(text), (diagnostic) => diagnostics.push(diagnostic))
  const told = summarise(diagnostics)
  if (node.kind !== 'template') return { shown: node.kind, parts: [], told }
  return { shown: show(text, node.parts), parts: node.parts.map(({ kind }) => kind), told }
}

describe('quoted templates', () => {
  it.each([
    ['""', ''],
    ['"a"', 'a'],
    [String.raw`"\n\r\t\"\\"`, '\n\r\t"\\'],
    [String.raw`"\u00e9\U0001F600"`, 'é😀'],
    [String.raw`"\u0065\u0301"`, '\u00e9'],
    ['"$${a} %%{b}"', '${a} %{b}'],
    ['"$$${a}"', '$${a}'],
    ['"$ $$ 100% %%"', '$ $$ 100% %%'],
    ['"a ${b} c"', 'a ‹b› c'],
    ['"a ${~ b ~} c"', 'a‹b›c'],
    ['"a \\n ${~ x ~} \\n b"', 'a‹x›b'],
    ['" ${~ b ~} "', '‹b›'],
    ['"%{ for i in [1,2] ~} a${i} %{ endfor ~} "', '‹for ,i in [1,2]›a‹i› ‹endfor›'],
    ['"%{if a}b%{else}c%{endif}"', '‹if a›b‹else›c‹endif›'],
    ['"%{if a}%{for k, v in b}${k}%{endfor}%{endif}"', '‹if a›‹for k,v in b›‹k›‹endfor›‹else›‹endif›'],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject({ shown: expected, told: [] })
  })

  // Terraform gives the number for the first and a string for the others.
  it('that are one interpolation have no other part, not even an empty text', () => {
    expect(read('"${1}"').parts).toEqual(['interpolation'])
    expect(read('" ${~ 1 ~} "').parts).toEqual(['text', 'interpolation', 'text'])
    expect(read('<<A\n${1 ~}\nA\n').parts).toEqual(['interpolation', 'text'])
    expect(read('""').parts).toEqual([])
    expect(read('"a$b"').parts).toEqual(['text'])
  })
})

describe('heredocs', () => {
  it.each([
    ['<<EOT\na\n  b\nEOT\n', 'a\n  b\n'],
    ['<<EOT\nEOT\n', ''],
    ['<<EOT\r\na\r\nEOT\r\n', 'a\r\n'],
    ['<<EOT\n$${x} %%{y} $$ \\n $%%{if true}z\nEOT\n', '${x} %{y} $$ \\n $%{if true}z\n'],
    ['<<EOT\ncost $\n\n${~ x}\nEOT\n', 'cost $\n‹x›\n'],
    ['<<EOT\n $\n  $\n${~ 1}$$\nEOT\n', ' $\n  $‹1›$$\n'],
    ['<<EOT\n  a\n  ${~ x ~}\n   b\nEOT\n', '  a\n‹x›   b\n'],
    ['<<-EOT\n    cost $\n\n  a\nEOT\n', '  cost $\n\na\n'],
    ['<<-EOT\n    a\n\n   \n     b\n    EOT\n', 'a\n\n   \n b\n'],
    ['<<-EOT\n\n    a\n  EOT\n', '\na\n'],
    ['<<-EOT\n\ta\n\t\tb\n  c\n    EOT\n', 'a\n\tb\n c\n'],
    ['<<-EOT\n  a $\n   $b\n  %\n  EOT\n', 'a $\n $b\n%\n'],
    ['<<-EOT\n    ${x ~}\n    a\n     b\n    EOT\n', '‹x›    a\n b\n'],
    ['<<-EOT\n    %{ if true ~}\n    a\n    %{ endif ~}\n     b\n    EOT\n', '‹if true›    a\n‹else›‹endif›     b\n'],
  ])('%j', (text, expected) => {
    expect(read(text)).toMatchObject({ shown: expected, told: [] })
  })
})

describe('faults in templates leave a hole, not a string', () => {
  it.each([
    [String.raw`"\d"`, String.raw`hcl/invalid-escape: \d`],
    [String.raw`"\u12g4"`, String.raw`hcl/invalid-escape: \u12`],
    [String.raw`"\U00110000"`, String.raw`hcl/invalid-escape: \U00110000`],
    [String.raw`"\ud83d\ude00"`, String.raw`hcl/invalid-escape: \ud83d`],
    ['"\\${x}"', 'hcl/invalid-escape: \\$'],
    ['"a', 'hcl/unclosed-string: "'],
    ['"${a', 'hcl/unclosed-interpolation: ${'],
    ['"${a b}"', 'hcl/unclosed-interpolation: b'],
    ['"${}"', 'hcl/expected-expression: }'],
    ['"%{ if a }"', 'hcl/unbalanced-directive: %{ if a }'],
    ['"%{ endif }"', 'hcl/unbalanced-directive: %{ endif }'],
    ['"%{ for a in b }%{ else }%{ endfor }"', 'hcl/unbalanced-directive: %{ else }'],
    ['"%{ fro a in b }%{ endfor }"', 'hcl/invalid-directive: fro'],
    ['"%{ if a b }%{ endif }"', 'hcl/invalid-directive: b'],
    ['"%{ for a of b }%{ endfor }"', 'hcl/invalid-for: of'],
    ['<<A\na\n', 'hcl/unclosed-heredoc: <<A'],
    ['<<A\na\nA', 'hcl/unclosed-heredoc: A'],
    ['<<A\na\rb\nA\n', 'hcl/invalid-character: \r'],
  ])('%j', (text, first) => {
    const { shown, told } = read(text)
    expect(shown).toBe('hole')
    expect(told[0]).toBe(first)
  })
})

describe('a file that is a template', () => {
  const whole = (text: string): { readonly shown: string; readonly told: readonly string[] } => {
    const diagnostics: Diagnostic[] = []
    const node = parseTemplate(fileOf(text), (diagnostic) => diagnostics.push(diagnostic))
    return { shown: show(text, node.parts), told: summarise(diagnostics) }
  }

  it.each([
    ['', ''],
    ['a "b" \\n # ${c}\n', 'a "b" \\n # ‹c›\n'],
    ['%{ for a in b ~}\n${a}\n%{ endfor ~}\n', '‹for ,a in b›‹a›\n‹endfor›'],
    ['$${a} $', '${a} $'],
    ['\ufeffa', 'a'],
    // As Terraform does: behind a lone carriage return nothing is read.
    ['a\r b ${1+1} $', 'a\r b ${1+1} $'],
  ])('%j', (text, expected) => {
    expect(whole(text)).toEqual({ shown: expected, told: [] })
  })

  it('is one hole where it is faulty', () => {
    expect(whole('a ${b c}')).toEqual({ shown: '‹a ${b c}›', told: ['hcl/unclosed-interpolation: c'] })
    expect(whole('%{ if a }')).toEqual({ shown: '‹%{ if a }›', told: ['hcl/unbalanced-directive: %{ if a }'] })
  })
})
