/**
 * Whatever the parameters of a file turn out to be, what is known of a deployment without them holds of the deployment with them: resources and modules
 * that are surely there are there, those that are there were not left out, and each known value is the value.
 * Caught when broken on purpose: a loop over an unknown list taken for none, a condition that is not known taken for true, a safe access
 * to what may be absent taken for one to what is there, an unknown index of a list taken for the first.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TemplateConfiguration } from '../../src/arm/module.ts'
import { createBicepLoader } from '../../src/bicep/loader.ts'
import { evaluateBicep } from '../../src/bicep/module.ts'
import type { Declared } from '../../src/eval/declared.ts'
import { bool, isFailure, list, number, object, string, type Value } from '../../src/eval/value.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { fileOf } from '../support/source.ts'

const origin = { span: { file: fileOf(''), start: 0, end: 0 } }

// ── code ──

interface Code {
  readonly text: string
  readonly flag: string
  readonly whole: string
  readonly list: string
  readonly object: string
}

const plain = (...some: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...some)
const made = (parts: readonly fc.Arbitrary<string>[], write: (...parts: string[]) => string): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((given) => write(...given))

/** Expressions in which these texts and lists may stand: what they are made of must not be made of them. */
const codeWith = (texts: readonly string[], lists: readonly string[] = [], indexed: readonly string[] = []) =>
  fc.letrec<Code>((tie) => {
    const text = tie('text') as fc.Arbitrary<string>
    const flag = tie('flag') as fc.Arbitrary<string>
    const whole = tie('whole') as fc.Arbitrary<string>
    const items = tie('list') as fc.Arbitrary<string>
    const record = tie('object') as fc.Arbitrary<string>
    return {
      text: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        plain('text', "'a'", "'x-y'", ...texts),
        made([text, text], (a, b) => `concat(${a}, '-', ${b})`),
        made([flag, text, text], (test, a, b) => `(${test} ? ${a} : ${b})`),
        made([text], (a) => `toUpper(${a})`),
        made([text], (a) => `take(${a}, 2)`),
        made([items], (a) => `join(${a}, '-')`),
        made([items], (a) => `(first(${a}) ?? 'none')`),
        made([items, whole], (a, at) => `(${a}[?${at}] ?? 'none')`),
        made([text], (a) => `last(split(${a}, '-'))`),
        made([whole], (a) => `string(${a})`),
        made([record], (a) => `${a}.a`),
        made([record, text], (a, b) => `(${a}.?b ?? ${b})`),
        ...indexed.map((one) => made([whole], (at) => one.replace('#', at))),
      ),
      flag: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        plain('flag', 'true', 'false'),
        made([flag], (a) => `!${a}`),
        made([flag, flag, plain('&&', '||')], (a, b, op) => `(${a} ${op} ${b})`),
        made([text, text, plain('==', '!=', '=~')], (a, b, op) => `(${a} ${op} ${b})`),
        made([whole, whole, plain('<', '==')], (a, b, op) => `(${a} ${op} ${b})`),
        made([items, text], (a, b) => `contains(${a}, ${b})`),
        made([items], (a) => `empty(${a})`),
        made([record], (a) => `contains(${a}, 'b')`),
      ),
      whole: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        plain('count', '0', '1', '2'),
        made([whole, whole, plain('+', '*')], (a, b, op) => `(${a} ${op} ${b})`),
        made([items], (a) => `length(${a})`),
        made([items, text], (a, b) => `max(0, indexOf(${a}, ${b}))`),
        made([flag, whole, whole], (test, a, b) => `(${test} ? ${a} : ${b})`),
      ),
      list: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        plain('names', "['a', 'b']", '[]', ...lists),
        made([text, text], (a, b) => `[${a}, ${b}]`),
        made([items, text], (a, b) => `[...${a}, ${b}]`),
        made([items, text], (a, b) => `map(${a}, (x, i) => concat('\${x}\${i}', ${b}))`),
        made([items, text], (a, b) => `filter(${a}, x => x != ${b})`),
        made([items, items, plain('concat', 'union', 'intersection')], (a, b, name) => `${name}(${a}, ${b})`),
        made([items, whole, plain('skip', 'take')], (a, b, name) => `${name}(${a}, ${b})`),
        made([flag, items, items], (test, a, b) => `(${test} ? ${a} : ${b})`),
        made([whole], (a) => `map(range(0, ${a}), i => 'n\${i}')`),
        made([record], (a) => `map(items(${a}), x => x.key)`),
      ),
      object: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        plain('settings', "{ a: 'a' }"),
        made([text, text], (a, b) => `{ a: ${a}, b: ${b} }`),
        made([record, record], (a, b) => `union(${a}, ${b})`),
        made([record, text], (a, b) => `{ ...${a}, b: ${b} }`),
        made([flag, record, record], (test, a, b) => `(${test} ? ${a} : ${b})`),
      ),
    }
  })

const group = "'Microsoft.Network/networkSecurityGroups@2024-05-01'"
const given = codeWith([])
const variables = codeWith(['shared', 'other'], ['looped'])
const ofOne = ['one.name', 'one.id', "(one.?properties.x ?? 'none')"]
const resources = codeWith(['shared', 'other', ...ofOne], ['looped'])
const withSub = codeWith(
  ['shared', ...ofOne, 'sub.outputs.said', "(sub.?outputs.said ?? 'none')"],
  ['looped'],
  ['many[#].name', 'counted[#].id'],
)
const all = codeWith(
  ['shared', ...ofOne, 'sub.outputs.said'],
  ['looped', 'map(subs, s => s.outputs.said)'],
  ['many[#].properties.y', 'subs[#].outputs.said'],
)

const fileOfCode = fc
  .record({
    shared: given.text,
    looped: codeWith(['shared']).list,
    one: fc.tuple(variables.flag, variables.text, variables.list, variables.object),
    many: fc.tuple(resources.list, resources.flag, resources.text),
    counted: fc.tuple(resources.whole, resources.text),
    sub: fc.tuple(resources.flag, resources.text, resources.flag),
    subs: fc.tuple(withSub.list, withSub.flag),
    outputs: fc.tuple(all.text, all.list),
  })
  .map(
    ({ shared, looped, one, many, counted, sub, subs, outputs }) => `
param text string
param flag bool
param count int
param names array
param settings object
param other string = '\${text}!'
var shared = ${shared}
var looped = [for (item, i) in ${looped}: '\${item}\${i}']
resource one ${group} = if (${one[0]}) {
  name: 'one'
  properties: { x: ${one[1]}, y: ${one[2]}, z: ${one[3]} }
  resource inner 'securityRules' = { name: ${one[1]} }
}
resource many ${group} = [for (item, i) in ${many[0]}: if (${many[1]}) { name: '\${item}\${i}', properties: { x: item, y: ${many[2]} } }]
resource counted ${group} = [for i in range(0, ${counted[0]}): { name: 'c\${i}', properties: { x: ${counted[1]} } }]
module sub 'sub.bicep' = if (${sub[0]}) {
  name: 'sub'
  params: { text: ${sub[1]}, flag: ${sub[2]} }
}
module subs 'sub.bicep' = [for (x, i) in ${subs[0]}: { name: 's\${i}', params: { text: x, flag: ${subs[1]} } }]
output said string = ${outputs[0]}
output told array = ${outputs[1]}
`,
  )

const sub = `
param text string
param flag bool = false
resource inside ${group} = if (flag) {
  name: text
}
resource always ${group} = {
  name: 'always-\${text}'
  properties: { x: flag }
}
output said string = '\${text}\${flag}'
`

const word = fc.constantFrom('', 'a', 'b', 'x-y', 'A')
const inputs = fc.record({
  text: word.map((value): Value => string(value, origin)),
  flag: fc.boolean().map((value): Value => bool(value, origin)),
  count: fc.integer({ min: 0, max: 3 }).map((value): Value => number(value, origin)),
  names: fc.array(word, { maxLength: 3 }).map(
    (values): Value =>
      list(
        values.map((value) => string(value, origin)),
        origin,
        'tuple',
      ),
  ),
  settings: fc
    .tuple(word, fc.option(word, { nil: undefined }))
    .map(
      ([a, b]): Value =>
        object(new Map<string, Value>([['a', string(a, origin)], ...(b === undefined ? [] : [['b', string(b, origin)] as const])]), origin),
    ),
})

// ── the law ──

const deployed = (code: string, values: ReadonlyMap<string, Value>): TemplateConfiguration => {
  const quiet = (): void => undefined
  const workspace = memoryWorkspace({ 'main.bicep': code, 'sub.bicep': sub })
  return evaluateBicep('main.bicep', values, createBicepLoader(workspace, quiet), quiet)
}

/** A text with a mark for each piece that even the whole deployment does not know, such as its subscription. */
const piecesOf = (value: Value): string | undefined => {
  if (value.kind === 'string') return value.value
  if (value.kind !== 'unknown' || value.parts === undefined) return value.kind === 'unknown' ? `<${value.identity ?? '?'}>` : undefined
  return value.parts.map((part) => piecesOf(part) ?? '<>').join('')
}

const covers = (partial: Value, whole: Value): boolean => {
  if (isFailure(partial)) return false
  // What is not known of the whole deployment either, such as its subscription, may be anything.
  if (whole.kind === 'unknown' && whole.among !== undefined) return whole.among.every((option) => covers(partial, option))
  if (whole.kind === 'unknown' && whole.parts === undefined) return true
  switch (partial.kind) {
    case 'unknown': {
      if (partial.among !== undefined) return partial.among.some((option) => covers(option, whole))
      if (partial.parts === undefined) return true
      const pattern = partial.parts.map((part) => (part.kind === 'string' ? part.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '.*'))
      const written = piecesOf(whole)
      return whole.kind === 'reference' || (written !== undefined && new RegExp(`^${pattern.join('')}$`, 's').test(written))
    }
    case 'reference':
      return true
    case 'list':
      return (
        whole.kind === 'list' &&
        whole.items.length === partial.items.length &&
        partial.items.every((item, at) => covers(item, whole.items[at]!))
      )
    case 'object': {
      if (whole.kind !== 'object') return false
      const keys = [...partial.entries.keys()]
      const isWhole = partial.open !== undefined || partial.entries.size === whole.entries.size
      return isWhole && keys.every((key) => whole.entries.has(key) && covers(partial.entries.get(key)!, whole.entries.get(key)!))
    }
    case 'null':
      return whole.kind === 'null'
    case 'number':
      return whole.kind === 'number' && String(whole.value) === String(partial.value)
    case 'string':
    case 'bool':
      return whole.kind === partial.kind && whole.value === partial.value
    default:
      return whole.kind === partial.kind
  }
}

/** `many[1]` is meant by `many[1]`, and by `many[*]` where it is not known how many there are. */
const means = (address: string): RegExp =>
  new RegExp(
    `^${address
      .replace(/[.+?^${}()|\\]/g, '\\$&')
      .replace(/\[(\d+|\*)\]/g, '\\[(?:$1|\\*)\\]')
      .replaceAll('(?:*|', '(?:\\d+|')}$`,
  )

const problems = (partial: TemplateConfiguration, whole: TemplateConfiguration): readonly string[] => {
  const found: string[] = []
  for (const one of whole.declared) {
    const candidates = partial.declared.filter(({ address }) => means(one.address).test(address))
    if (candidates.length === 0 && one.presence.certain) found.push(`${one.address} is there, and was left out`)
    else if (candidates.length > 0 && !candidates.some((candidate) => covers(candidate.body, one.body)))
      found.push(`${one.address} is otherwise than it was said to be`)
  }
  const isThere = (declared: Declared): boolean =>
    whole.declared.some(({ address }) => means(address).test(declared.address) || address === declared.address)
  for (const one of partial.declared)
    if (one.presence.certain && !one.address.includes('[*]') && !isThere(one)) found.push(`${one.address} was said to be there, and is not`)
  for (const name of ['said', 'told'])
    if (!covers(partial.output(name)!, whole.output(name)!)) found.push(`the output \`${name}\` is otherwise than it was said to be`)
  return found
}

/** What fails anywhere is never deployed: then there is nothing that could have been said wrongly. */
const isDoomed = (whole: TemplateConfiguration): boolean => {
  const stack: Value[] = [whole.output('said')!, whole.output('told')!]
  for (const { address, presence, body } of whole.declared) {
    // With all parameters given, a loop of which it is not known how long it is fails.
    if (address.includes('[*]') || (!presence.certain && presence.doubts.some(({ reason }) => reason === 'error'))) return true
    stack.push(body)
  }
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (value.kind === 'unknown' && value.causes.some(({ reason }) => reason === 'error')) return true
    if (value.kind === 'list') stack.push(...value.items)
    else if (value.kind === 'object') stack.push(...value.entries.values())
  }
  return false
}

const names = ['text', 'flag', 'count', 'names', 'settings'] as const

test('what is known without some parameters holds with each value of theirs', () => {
  let certain = 0
  let made = 0
  fc.assert(
    fc.property(
      fileOfCode,
      fc.array(inputs, { minLength: 2, maxLength: 3 }),
      fc.subarray([...names], { minLength: 1 }),
      (code, worlds, hidden) => {
        const first = worlds[0]!
        const shown = new Map<string, Value>(names.filter((name) => !hidden.includes(name)).map((name) => [name, first[name]]))
        const partial = deployed(code, shown)
        certain += partial.declared.filter(({ presence }) => presence.certain).length
        for (const world of worlds) {
          const values = new Map<string, Value>(names.map((name) => [name, hidden.includes(name) ? world[name] : first[name]]))
          const whole = deployed(code, values)
          if (isDoomed(whole)) continue
          made++
          expect(
            problems(partial, whole),
            `without ${hidden.join(', ')}, with ${JSON.stringify(Object.fromEntries(values), (key, value) => (key === 'origin' ? undefined : value instanceof Map ? Object.fromEntries(value) : value))}:\n${code}`,
          ).toEqual([])
        }
      },
    ),
    { numRuns: Number(process.env.VNETPROOF_RUNS ?? 200), seed: Number(process.env.SEED ?? 4) },
  )
  // Not all of it is lost where something is not known.
  expect(Math.min(certain, made)).toBeGreaterThan(100)
}, 60_000)
