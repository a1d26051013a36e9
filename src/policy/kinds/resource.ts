/** `resource`: conditions over what a resource says of itself, for which no other kind is needed. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import type { Severity } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import type { Condition } from '../conditions.ts'
import { conditionShape, severities } from '../flow-rows.ts'
import type { Answer, PolicyKind } from '../kind.ts'
import { placeOf } from '../naming.ts'
import type { ComparedSeverity } from '../policy.ts'
import { type Located, listOf, oneOf, optional, record, required, slug, text } from '../shape.ts'
import { fieldOf } from '../subjects.ts'

interface Compared {
  readonly introduced: Severity | undefined
  readonly 'still-there': Severity | undefined
}

const comparedSeverity = ({ introduced, 'still-there': stillThere }: Compared): ComparedSeverity => ({
  ...(introduced === undefined ? {} : { introduced }),
  ...(stillThere === undefined ? {} : { stillThere }),
})

interface Expectation {
  readonly id: Located
  readonly that: Condition
  readonly when: Condition | undefined
  readonly message: Located
  readonly help: Located | undefined
  readonly why: Located | undefined
  readonly severity: Severity | undefined
  readonly compared: Compared | undefined
}

export const resource: PolicyKind<readonly Expectation[]> = {
  kind: 'resource',
  summary: 'conditions over the fields of a resource',
  at: ['subject'],
  fields: (fields) => ({
    expect: required(
      listOf(
        record('an expectation', {
          id: required(slug('the id of an expectation'), 'last part of the code: `policy/rule/id`; permanent'),
          that: required(conditionShape(fields), 'what has to be so'),
          when: optional(conditionShape(fields), 'asked only where this holds'),
          message: required(text(), 'what is wrong where it is not so, in words'),
          help: optional(text(), 'what would mend it'),
          why: optional(text(), 'why it is asked'),
          severity: optional(oneOf(severities), 'in place of the one of the rule'),
          compared: optional(
            record('severities of a comparison', {
              introduced: optional(oneOf(severities), 'where the base has no such failure'),
              'still-there': optional(oneOf(severities), 'where the base has it already'),
            }),
            'in place of the severity where two revisions are compared, as on a pull request',
          ),
        }),
        { empty: 'a rule without expectations asks nothing' },
      ),
      'what has to be so; each is an item of its own',
    ),
  }),
  items: [],
  check: (rule: Tree, reading) => {
    const seen = new Set<string>()
    for (const item of itemsOf(child(rule, 'expect'))) {
      const id = child(item, 'id')
      const name = textOf(id)
      if (name === undefined || id === undefined) continue
      if (seen.has(name)) reading.mistake('duplicate-id', `the id \`${name}\` is written twice`, id.span)
      seen.add(name)
    }
  },
  ready: (read) => read.expect as readonly Expectation[],
  uses: () => [],
  judge: () => [],
  judgeWhole: (head, expectations, { entity, subjects, test }) =>
    expectations.flatMap((expectation): Answer[] => {
      const { id, that, when, message, help, severity, compared } = expectation
      const applies = when === undefined ? { answer: 'yes' as const } : test(when)
      if (applies.answer === 'no') return []
      const spans: Span[] = []
      const truth = that.evaluate((name) => {
        const fact = fieldOf(entity, subjects.network, name)
        spans.push(placeOf(fact))
        return fact
      })
      const outcome = truth.answer === 'yes' ? 'holds' : applies.answer === 'unsure' || truth.answer === 'unsure' ? 'unsure' : 'fails'
      const doubts = [...(applies.answer === 'unsure' ? applies.doubts : []), ...(truth.answer === 'unsure' ? truth.doubts : [])]
      const why = expectation.why?.text ?? head.why
      // What the resource itself says comes before what is found out about it.
      const own = spans.find((span) => span.file === entity.span.file && span.start > entity.span.start) ?? spans[0] ?? entity.span
      return [
        {
          item: id.text,
          severity: severity ?? head.severity,
          ...(compared === undefined ? {} : { compared: comparedSeverity(compared) }),
          outcome,
          message: outcome === 'fails' ? `\`${entity.id}\` ${message.text}` : '',
          question: `whether \`${entity.id}\` ${message.text}`,
          span: own,
          ...(outcome !== 'fails' || help === undefined ? {} : { help: help.text }),
          related: [{ message: `judged for \`${entity.id}\``, span: entity.span }],
          decidedBy: [],
          doubts: outcome === 'unsure' ? doubts : [],
          leansOn: [],
          ...(why === undefined ? {} : { why }),
          policySpan: id.span,
        },
      ]
    }),
}
