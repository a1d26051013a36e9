/** Bicep for tests: the fixture files, text that looks like Bicep, and seeded damage to text. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Syntax } from '../../src/bicep/declarations.ts'
import { parse, parseParameters } from '../../src/bicep/parse.ts'
import type { Sink } from '../../src/text/diagnostic.ts'
import type { SourceFile } from '../../src/text/source.ts'
import { damage } from './hcl.ts'
import { fileOf } from './source.ts'

export interface Fixture {
  readonly name: string
  readonly text: string
  /** What the name of the file says: `rejected-…`. */
  readonly accepted: boolean
}

const folder = new URL('../fixtures/bicep/', import.meta.url)

export const fixtures: readonly Fixture[] = readdirSync(folder)
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8'), accepted: !name.startsWith('rejected-') }))

export const bicepFile = (text: string, path = 'main.bicep'): SourceFile => fileOf(text, path, 'bicep')

/** As its name asks. */
export const parseFixture = ({ name, text }: Pick<Fixture, 'name' | 'text'>, sink: Sink): Syntax =>
  (name.endsWith('.bicepparam') ? parseParameters : parse)(bicepFile(text, name), sink)

/** Pieces that mean something to the lexer or the parser, alone or beside one another; words and signs apart by spaces. */
export const fragments: readonly string[] = [
  ...`' ''' $''' $$''' \${ $\${ } { [ ] ( ) , . : :: ? ?? = == => ... .? [? [^ ! != =~ !~ < <= > >= && || & | + - * / % ^ @ # // /* */ \\ \\n \\$ \\u{1F600} $ $$ " \` ; ~`.split(
    ' ',
  ),
  ...'a b_c číslo 变 😀 1 0 007 18446744073709551616 true false null for in if else as from with existing none resource'.split(' '),
  ...['\n', '\n', '\r\n', '\r', ' ', '\t', '\u00a0', '\ufeff', '\u2028', '\ud800', '\u0000'],
  ...[
    'param a string\n',
    'var a = 1\n',
    'var a = {\n',
    'a: 1\n',
    '}\n',
    ']\n',
    '[for x in y: {',
    '[for (x, i) in y: x]',
    'if (a) {\n',
    'x => ',
  ],
  ...[
    "resource a 'b@c' = {\n",
    "module a 'b' = {\n",
    'type a = {\n',
    '| b\n',
    '*: c\n',
    'func f(a int) int => ',
    '@description(',
    'output a string = ',
  ],
  ...[
    '#disable-next-line BCP001\n',
    '#disable-next-line\n',
    "import * as a from 'b'\n",
    'import { a } from ',
    "using 'a'\n",
    'targetScope = ',
  ],
]

export const bicepLike: fc.Arbitrary<string> = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(''))

/** A fixture, damaged in a few places; the same random numbers give the same text. */
export const damaged = (random: (limit: number) => number): Pick<Fixture, 'name' | 'text'> => {
  const { name, text } = fixtures[random(fixtures.length)]!
  return { name, text: damage(text, fixtures[random(fixtures.length)]!.text, random, fragments) }
}
