/** HCL for tests: the fixture files, text that looks like HCL, and seeded damage to text. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'

export interface Fixture {
  readonly name: string
  readonly text: string
  /** What Terraform 1.11 says of it, which the name of the file repeats: `rejected-…`. */
  readonly accepted: boolean
}

const folder = new URL('../fixtures/hcl/', import.meta.url)

export const fixtures: readonly Fixture[] = readdirSync(folder)
  .filter((name) => name.endsWith('.tf'))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8'), accepted: !name.startsWith('rejected-') }))

/** Pieces that mean something to the lexer or the parser, alone or beside one another. */
export const fragments: readonly string[] = [
  ...[
    '"',
    '${',
    '${~',
    '%{',
    '}',
    '~}',
    '{',
    '[',
    ']',
    '(',
    ')',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    ',',
    '.',
    ':',
    '::',
    '?',
    '=',
    '==',
    '=>',
    '...',
  ],
  ...[
    '<<A\n',
    '<<-A\n',
    'A\n',
    '  A  \n',
    'A',
    '<<',
    '#',
    '//',
    '/*',
    '*/',
    '\\',
    '\\n',
    '\\u00e9',
    '\\U0001F600',
    '$',
    '$$',
    '$${',
    '%',
    '%%{',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '!',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    '&&',
    '||',
    '&',
    '|',
    '~',
    '^',
    ';',
    "'",
    '`',
    '@',
    '1',
    '0',
    '1.5',
    '1e5',
    '.0',
    '.0.1',
    '[*]',
    '.*',
  ],
  ...[
    'a',
    'b-c',
    'číslo',
    '变',
    '😀',
    '\u00a0',
    '\ufeff',
    '\u2028',
    '\ud800',
    'true',
    'null',
    'for',
    'in',
    'if',
    'else',
    'endif',
    'endfor',
    'a = 1\n',
  ],
  ...[
    'b "c" {\n',
    '}\n',
    'for x in y : x',
    'k => v',
    'if x',
    'for k, v in m',
    'f(',
    '%{ if x }',
    '%{ else }',
    '%{ endif }',
    '%{ for x in y ~}',
    '%{ endfor }',
  ],
]

export const hclLike: fc.Arbitrary<string> = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(''))

/** Numbers `0 <= n < limit`, the same for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator (Numerical Recipes) */
export const seeded = (seed: number): ((limit: number) => number) => {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const pieces = (text: string): string[] => text.match(/\r?\n|[ \t]+|[\p{L}_][\p{L}\p{N}_-]*|\d+|[\s\S]/gu) ?? []

/** One text damaged in a few places: pieces lost, doubled, swapped or replaced, bits flipped, the end cut off, another text spliced in. */
export const damage = (text: string, other: string, random: (limit: number) => number, inserted = fragments): string => {
  let parts = pieces(text)
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(parts.length + 1)
    const from = random(parts.length + 1)
    switch (random(8)) {
      case 0:
        parts.splice(at, 1 + random(3))
        break
      case 1:
        parts.splice(at, 0, ...parts.slice(from, from + 1 + random(5)))
        break
      case 2:
        parts.splice(at, 0, inserted[random(inserted.length)]!)
        break
      case 3:
        parts.splice(at, 1, inserted[random(inserted.length)]!)
        break
      case 4:
        parts = parts.slice(0, at)
        break
      case 5:
        parts.splice(at, random(10), ...pieces(other).slice(random(20), 20 + random(40)))
        break
      case 6: {
        const joined = parts.join('')
        const place = random(joined.length + 1)
        const flipped = String.fromCharCode((joined.charCodeAt(place) || 0) ^ (1 << random(8)))
        parts = pieces(joined.slice(0, place) + flipped + joined.slice(place + 1))
        break
      }
      default:
        if (parts[at] !== undefined && parts[from] !== undefined) [parts[at], parts[from]] = [parts[from], parts[at]]
    }
  }
  return parts.join('')
}

/** `code: the text under it`, in order of the report. */
export const summarise = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code, span }) => `${code}: ${spanText(span)}`)
