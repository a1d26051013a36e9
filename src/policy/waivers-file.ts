/** A file of waivers, both ways: YAML in and waivers out with every mistake told at its place; findings in and the text of such a file out. */
import { readYaml } from '../data/yaml.ts'
import { budget } from '../text/budget.ts'
import { isDay } from '../text/day.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import type { Judgement } from './policy.ts'
import { beginReading, headOf, type Located, listOf, optional, record, refine, required, type Shape, text } from './shape.ts'
import { type Draft, isCode, patternFor, readPattern } from './waiver.ts'

const codePattern = '^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$'

const code: Shape<Located> = refine(text('a code', { pattern: codePattern }), (located, reading) =>
  isCode(located.text)
    ? located
    : reading.mistake(
        'malformed-code',
        `\`${located.text}\` is no code`,
        located.span,
        'write `policy`, `policy/rule` or `policy/rule/item`',
      ),
)

const day: Shape<Located> = refine(text('a day', { pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), (located, reading) =>
  isDay(located.text) ? located : reading.mistake('malformed-day', `\`${located.text}\` is no day`, located.span, 'write `YYYY-MM-DD`'),
)

const inner = record('a waiver', {
  code: required(code, 'code of what is waived, or the beginning of codes: `api-management/nsg`'),
  subject: required(text('a subject'), 'address of the resource as findings name it; `*` stands for any characters, `\\*` for a star'),
  root: optional(text('a root'), 'name of the root as reports give it; `*` as above; default: every root'),
  reason: optional(text('a reason'), 'why the finding may stay; without it nothing is waived'),
  owner: optional(text('an owner'), 'who answers for it'),
  until: optional(day, 'last day on which it counts, `YYYY-MM-DD`; without it nothing is waived'),
})

/** `reason` and `until` may be missing for the reader, who then tells it and waives nothing; an editor asks for them. */
const entry: Shape<Draft> = refine(
  inner,
  ({ tree, ...read }): Draft => ({
    code: read.code.text,
    span: headOf(tree),
    reason: read.reason?.text,
    until: read.until?.text,
    ...(read.owner === undefined ? {} : { owner: read.owner.text }),
    by: {
      kind: 'file',
      subject: readPattern(read.subject.text),
      ...(read.root === undefined ? {} : { root: readPattern(read.root.text) }),
    },
  }),
  { ...inner.schema, required: ['code', 'subject', 'reason', 'until'] },
)

export const waiversShape = listOf(entry)

/** Reads a file of waivers. Mistakes are errors; with one the file waives nothing. */
export const readWaivers = (file: SourceFile, sink: Sink): readonly Draft[] => {
  const tree = readYaml(file, sink)
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) return []
  const reading = beginReading('waivers', sink)
  const drafts = waiversShape.read(tree, reading) ?? []
  const patterns = drafts.filter(({ by }) => by.kind === 'file' && isWide(by)).length
  if (patterns <= budget.waiverPatterns) return drafts
  reading.mistake(
    'too-many',
    `${patterns} waivers here are patterns, and ${budget.waiverPatterns} may be`,
    drafts[0]!.span,
    'name the subjects without `*`',
  )
  return []
}

/** Whether it can stand for more than one subject of one root. */
export const isWide = (by: Extract<Draft['by'], { kind: 'file' }>): boolean =>
  by.subject.length > 1 || by.root === undefined || by.root.length > 1

/** A text in YAML's double quotes; what YAML does not print is escaped as JSON escapes: https://yaml.org/spec/1.2.2/#chapter-5-character-productions */
export const quoted = (value: string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const byIdentity = (a: Judgement, b: Judgement): number => {
  for (const key of ['root', 'code', 'subject'] as const) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1
  return 0
}

/** The text of a file that waives exactly these judgements, each by root, code and subject; the same for the same judgements in any order. */
export const waiversFor = (
  judgements: readonly Judgement[],
  reason: string,
  until: string,
): { readonly text: string; readonly count: number } => {
  const entries = new Set(
    [...judgements]
      .sort(byIdentity)
      .map(
        ({ root, code: own, subject }) =>
          `- code: ${quoted(own)}\n  subject: ${quoted(patternFor(subject))}\n  root: ${quoted(patternFor(root))}\n  reason: ${quoted(reason)}\n  until: ${quoted(until)}\n`,
      ),
  )
  const head = '# What was found when this file was written: `vnetproof check` tells only what is new.\n'
  return { text: head + (entries.size === 0 ? '[]\n' : [...entries].join('')), count: entries.size }
}
