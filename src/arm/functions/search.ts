/** Functions that look into texts, lists and objects: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array */
import { isTopKnown } from '../../eval/alternatives.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import { doubtsOf, nullValue, unknown, type Value } from '../../eval/value.ts'
import { equals } from '../equality.ts'
import { array, define, entryOf, type FunctionTable, text, textOf, truth, whole, wholeOf, wrong } from './define.ts'
import { orSame } from './pure.ts'

const undecided = (args: readonly Value[], site: Site): Value =>
  unknown(args.flatMap(doubtsOf), site.origin, { type: { kind: 'bool' }, mayFail: true })

/** Of a list, whatever is known of its elements. */
const inList = (args: readonly Value[], items: readonly Value[], site: Site): Value => {
  const answers = items.map((item) => equals(item, args[1]!))
  if (answers.includes(true)) return truth(true, site)
  return answers.includes(undefined) ? undecided(args, site) : truth(false, site)
}

const containsKnown: Operation = (args, site) => {
  const [container, sought] = args
  if (container?.kind === 'list') return inList(args, container.items, site)
  const name = textOf(sought)
  if (name === undefined) return wrong(site, 'text', sought)
  if (container?.kind === 'object') return truth(entryOf(container.entries, name) !== undefined, site)
  const given = textOf(container)
  if (given === undefined) return wrong(site, 'text, a list or an object', container)
  // Letter case counts: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core.IntegrationTests/EvaluationTests.cs
  return truth(given.includes(name), site)
}

const contains: Operation = (args, site) =>
  args[0]?.kind === 'list' ? inList(args, args[0].items, site) : orSame('contains', args, site, containsKnown, isTopKnown)

const position = (isLast: boolean): Operation => {
  const inItems = (args: readonly Value[], items: readonly Value[], site: Site): Value => {
    for (let at = 0; at < items.length; at++) {
      const place = isLast ? items.length - 1 - at : at
      const answer = equals(items[place]!, args[1]!)
      if (answer === undefined) return site.unknownFrom(args, true)
      if (answer) return whole(place, site)
    }
    return whole(-1, site)
  }
  const known: Operation = (args, site) => {
    const [container, sought] = args
    if (container?.kind === 'list') return inItems(args, container.items, site)
    const [given, name] = [textOf(container)?.toLowerCase(), textOf(sought)?.toLowerCase()]
    if (given === undefined || name === undefined) return site.fail('two texts, or a list and a value, were expected')
    return whole(isLast ? given.lastIndexOf(name) : given.indexOf(name), site)
  }
  return (args, site) =>
    args[0]?.kind === 'list'
      ? inItems(args, args[0].items, site)
      : orSame(isLast ? 'lastindexof' : 'indexof', args, site, known, isTopKnown)
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
