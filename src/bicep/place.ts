/** Resources of a file, each placed: how often it is there, whether at all, its names and its id. */
import { both } from '../arm/instances.ts'
import { idOf, segmentCount, segmentsOf } from '../arm/names.ts'
import type { Referable } from '../arm/references.ts'
import { countOf, lazyObject } from '../arm/structure.ts'
import { scopeId, type Target } from '../arm/target.ts'
import { certain, type Presence } from '../eval/declared.ts'
import { type Doubt, doubtsOf, isFailure, mergeDoubts, number, type ObjectValue, type Origin, unknown, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { evaluateNode, lengthOf, membersOf, overOf, roundOf, spanOf, type Within } from './evaluate-node.ts'
import type { ScopeOf } from './scopes.ts'
import { plainText, type Unwrapped, type WrittenResource } from './source.ts'
import type { Expression, Node, ObjectExpression } from './syntax.ts'

export interface Placed extends Referable {
  readonly written: WrittenResource
  readonly presence: Presence
  /** Its condition is surely false. */
  readonly isLeftOut: boolean
  readonly within: Within
  /** Names from the outermost on, and the beginning of the id before them. */
  readonly names: readonly Value[]
  readonly base: Value
}

export interface Round {
  /** `[0]`; `[*]` where it is not known how many there are; nothing without a loop. */
  readonly suffix: string
  readonly within: Within
  readonly doubts: readonly Doubt[]
  /** Why the loop can never run. */
  readonly fault?: Doubt
}

/** One round for each element of a loop; or one that stands for all, where it is not known how many there are. */
export const roundsOf = ({ loop }: Unwrapped, within: Within): readonly Round[] => {
  if (loop === undefined) return [{ suffix: '', within, doubts: [] }]
  const origin: Origin = { span: spanOf(loop, within) }
  const over = overOf(loop, within)
  const wanted = lengthOf(over, origin)
  const options = wanted.kind === 'unknown' && !wanted.mayFail ? (wanted.among ?? []) : [wanted]
  const counts = options.map((option) => countOf(option, origin))
  if (counts.length > 0 && counts.every((one) => typeof one === 'number')) {
    const all = counts as readonly number[]
    let [least, most] = [all[0]!, all[0]!]
    for (const one of all) [least, most] = [Math.min(least, one), Math.max(most, one)]
    return Array.from({ length: most }, (_, at) => ({
      suffix: `[${at}]`,
      within: roundOf(loop, over, number(at, origin), within),
      doubts: at < least ? [] : doubtsOf(wanted),
    }))
  }
  const why = counts.find((one): one is Value => typeof one !== 'number') ?? wanted
  const doubts = mergeDoubts(doubtsOf(wanted), doubtsOf(why))
  const fault = isFailure(why) ? doubtsOf(why)[0] : doubtsOf(why).find(({ reason }) => reason === 'budget')
  const round = { suffix: '[*]', within: roundOf(loop, over, unknown(doubts, origin), within), doubts }
  return [fault === undefined ? round : { ...round, fault }]
}

/** Tells of a loop that no deployment runs through. */
export const tellFault = (
  { sink }: { readonly sink: Sink },
  { fault }: Round,
  { symbol, declaration }: { readonly symbol: string; readonly declaration: Node },
  within: Pick<Within, 'file'>,
): void => {
  if (fault === undefined) return
  const span = spanOf(declaration, within)
  sink({
    code: 'bicep/loop',
    severity: 'warning',
    message: `the loop of \`${symbol}\` does not run: ${fault.what}`,
    span: fault.span.file === span.file ? fault.span : span,
  })
}

/** The round of one index, where the loop has none of its own for it. */
export const roundAt = ({ loop }: Unwrapped, index: Value, within: Within): Round | undefined =>
  loop === undefined ? undefined : { suffix: '[*]', within: roundOf(loop, overOf(loop, within), index, within), doubts: doubtsOf(index) }

const uncertain = (doubts: readonly Doubt[], origin: Origin): Presence => ({
  certain: false,
  doubts: doubts.length > 0 ? doubts : [{ reason: 'error', what: 'a condition that is neither true nor false', span: origin.span }],
})

/** Whether it is there, as its condition and its loop tell. */
export const presenceOf = (
  { condition }: Unwrapped,
  { within, doubts }: Round,
  origin: Origin,
): { readonly presence: Presence; readonly isLeftOut: boolean } => {
  const test = condition === undefined ? undefined : evaluateNode(condition, within)
  const isThere = test === undefined || (test.kind === 'bool' && test.value)
  const isLeftOut = test?.kind === 'bool' && !test.value
  const conditional: Presence = isThere || isLeftOut ? certain : uncertain(test === undefined ? [] : doubtsOf(test), origin)
  const repeated: Presence = doubts.length === 0 ? certain : { certain: false, doubts }
  return { presence: both(repeated, conditional), isLeftOut }
}

/** The value of a property that is written with a plain name. */
export const propertyOf = (object: ObjectExpression | undefined, name: string): Expression | undefined => {
  for (const item of object?.items ?? [])
    if (item.kind === 'entry' && (item.key.kind === 'name' ? item.key.name : plainText(item.key)) === name) return item.value
  return undefined
}

/** Members that say how a resource is deployed, not what it is. */
const aside = new Set(['name', 'parent', 'scope', 'dependsOn', 'asserts'])

const bodyOf = (object: ObjectExpression, within: Within, name: Value, parentId: Value, origin: Origin): ObjectValue => {
  const members = new Map<string, () => Value>([
    ['name', () => name],
    ['parent_id', () => parentId],
  ])
  const items = object.items.filter(
    (item) => item.kind !== 'entry' || !aside.has(item.key.kind === 'name' ? item.key.name : (plainText(item.key) ?? '')),
  )
  const written = membersOf({ ...object, items }, within)
  if (!(written instanceof Map)) {
    // Any member may be among those that cannot be named.
    for (const key of ['properties', 'location', 'sku', 'zones', 'identity']) members.set(key, () => written as Value)
    return lazyObject(members, origin)
  }
  for (const [key, make] of written) if (!members.has(key)) members.set(key, make as () => Value)
  return lazyObject(members, origin)
}

/** What placing asks of the deployment around. */
export interface Around {
  readonly prefix: string
  readonly target: Target
  /** The resource that a `parent` names; undefined where it names none of this file. */
  readonly resourceAt: (node: Expression, within: Within) => Placed | undefined
  readonly scopeAt: (node: Expression, within: Within, what: string) => ScopeOf
}

/** `outer`: the resource that it is written in. */
export const placeOne = (written: WrittenResource, round: Round, outer: Placed | undefined, around: Around): Placed => {
  const { declaration, body } = written
  const { within } = round
  const span = { file: within.file, start: declaration.start, end: declaration.type.end }
  const origin: Origin = { span: { ...span, start: declaration.name.start } }
  const header: Origin = { span }
  const type = written.type ?? ''
  const address = around.prefix + written.symbol + round.suffix
  const nameNode = propertyOf(body.object, 'name')
  const parentNode = propertyOf(body.object, 'parent')
  const scopeNode = propertyOf(body.object, 'scope')
  const whole: Value =
    nameNode === undefined
      ? unknown([{ reason: 'error', what: `the name of \`${written.symbol}\``, span: origin.span }], origin)
      : evaluateNode(nameNode, within)
  const parent = parentNode === undefined ? outer : around.resourceAt(parentNode, within)
  const count = segmentCount(type)
  const { names, base } = placing()
  const id = idOf(base, type, names, header)
  const parentId = count === 1 ? base : idOf(base, type.split('/').slice(0, -1).join('/'), names.slice(0, -1), header)
  const own = presenceOf(body, round, header)
  const name = names.at(-1)!
  return {
    written,
    symbol: written.symbol,
    address,
    presence: outer === undefined ? own.presence : both(outer.presence, own.presence),
    isLeftOut: own.isLeftOut || outer?.isLeftOut === true,
    within,
    type,
    name: whole,
    id,
    apiVersion: written.apiVersion,
    isExisting: declaration.existing,
    names,
    base,
    body: () => bodyOf(body.object ?? { kind: 'object', start: 0, end: 0, items: [] }, within, name, parentId, header),
  }

  function placing(): { readonly names: readonly Value[]; readonly base: Value } {
    if (parent !== undefined) {
      const left = count - parent.names.length
      return { names: [...parent.names, ...(left < 1 ? [whole] : segmentsOf(whole, left))], base: parent.base }
    }
    if (parentNode !== undefined) {
      const lost = evaluateNode(parentNode, within)
      const causes = doubtsOf(lost)
      const doubts: readonly Doubt[] =
        causes.length > 0
          ? causes
          : [{ reason: 'unsupported', what: `the parent of \`${written.symbol}\``, span: spanOf(parentNode, within) }]
      const above = Array.from({ length: count - 1 }, () => unknown(doubts, origin))
      return { names: [...above, whole], base: scopeId(around.target, header) }
    }
    const names = segmentsOf(whole, count)
    if (scopeNode === undefined) return { names, base: scopeId(around.target, header) }
    const scope = around.scopeAt(scopeNode, within, `the scope of \`${written.symbol}\``)
    return { names, base: 'base' in scope ? scope.base : scopeId(scope.target, header) }
  }
}
