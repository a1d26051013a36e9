/** Functions that look into texts, lists and objects: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array */
import { isTopKnown } from '../../eval/alternatives.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import { doubtsOf, nullValue, unknown, type Value } from '../../eval/value.ts'
import { equals } from '../equality.ts'
import { array, define, entryOf, type FunctionTable, text, textOf, truth, whole, wholeOf, wrong } from './define.ts'
import { orSame } from './pure.ts'

const undecided = (args: readonly Value[], site: Site): Value =>
  unknown(args.flatMap(doubtsOf), site.origin, { type: { kind: 'bool' }, mayFail: true })

const contains: Operation = (args, site) => {
  const [container, sought] = args
  if (container?.kind === 'list') {
    const answers = container.items.map((item) => equals(item, sought!))
    if (answers.includes(true)) return truth(true, site)
    return answers.includes(undefined) ? undecided(args, site) : truth(false, site)
  }
  return orSame(
    'contains',
    args,
    site,
    ([known, part]) => {
      const name = textOf(part)
      if (name === undefined) return wrong(site, 'text', part)
      if (known?.kind === 'object') return truth(entryOf(known.entries, name) !== undefined, site)
      const whole = textOf(known)
      if (whole === undefined) return wrong(site, 'text, a list or an object', known)
      const exact = whole.includes(name)
      // The documentation says that letter case counts, implementations do not agree.
      if (exact || !whole.toLowerCase().includes(name.toLowerCase())) return truth(exact, site)
      return site.unsupported('whether `contains` tells letter case apart')
    },
    (value) => isTopKnown(value),
  )
}

const position =
  (isLast: boolean): Operation =>
  (args, site) => {
    const [container, sought] = args
    if (container?.kind === 'list') {
      const answers = container.items.map((item) => equals(item, sought!))
      if (answers.includes(undefined)) return site.unknownFrom(args, true)
      return whole(isLast ? answers.lastIndexOf(true) : answers.indexOf(true), site)
    }
    return orSame(isLast ? 'lastindexof' : 'indexof', args, site, ([known, part]) => {
      const [given, name] = [textOf(known)?.toLowerCase(), textOf(part)?.toLowerCase()]
      if (given === undefined || name === undefined) return site.fail('two texts, or a list and a value, were expected')
      return whole(isLast ? given.lastIndexOf(name) : given.indexOf(name), site)
    })
  }

const end =
  (isLast: boolean): Operation =>
  (args, site) =>
    orSame(
      isLast ? 'last' : 'first',
      args,
      site,
      ([given]) => {
        if (given?.kind === 'list') return given.items.at(isLast ? -1 : 0) ?? nullValue(site.origin)
        if (given?.kind === 'string') return text(given.value.length === 0 ? '' : given.value.at(isLast ? -1 : 0)!, site)
        return given?.kind === 'null' ? nullValue(site.origin) : wrong(site, 'text or a list', given)
      },
      isTopKnown,
    )

/** Counts beyond the length take all, those below none. */
const part =
  (name: string, cut: <T>(items: ArrayLike<T> & { slice(from: number, to?: number): unknown }, count: number) => unknown): Operation =>
  (args, site) =>
    orSame(
      name,
      args,
      site,
      ([given, count]) => {
        const many = wholeOf(count)
        if (many === undefined) return wrong(site, 'a whole number', count)
        const kept = Math.max(0, many)
        if (given?.kind === 'list') return array(cut(given.items, kept) as readonly Value[], site)
        return given?.kind === 'string' ? text(cut(given.value, kept) as string, site) : wrong(site, 'text or a list', given)
      },
      isTopKnown,
    )

const fromEnd =
  (orNull: boolean): Operation =>
  ([given, index], site) => {
    const at = wholeOf(index)
    if (given?.kind !== 'list' || at === undefined) return site.fail('a list and a whole number were expected')
    const found = at >= 1 ? given.items[given.items.length - at] : undefined
    return found ?? (orNull ? nullValue(site.origin) : site.fail(`a list of ${given.items.length} has no element ${at} from its end`))
  }

export const searchFunctions: FunctionTable = {
  contains: define(2, 2, contains, 'anything'),
  indexof: define(2, 2, position(false), 'anything'),
  lastindexof: define(2, 2, position(true), 'anything'),
  first: define(1, 1, end(false), 'anything'),
  last: define(1, 1, end(true), 'anything'),
  take: define(
    2,
    2,
    part('take', (items, count) => items.slice(0, count)),
    'anything',
  ),
  skip: define(
    2,
    2,
    part('skip', (items, count) => items.slice(count)),
    'anything',
  ),
  indexfromend: define(2, 2, fromEnd(false), 'shape'),
  tryindexfromend: define(2, 2, fromEnd(true), 'shape'),
}
