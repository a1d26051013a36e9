/** Matching of Go's regular expressions, leftmost and first alternative first, in time linear in the text: https://swtch.com/~rsc/regexp/regexp2.html */
import { isWord, type Matcher, parsePattern, type Regex } from './regex-syntax.ts'

type Step =
  | { readonly kind: 'one'; readonly matches: Matcher }
  | { readonly kind: 'assert'; readonly at: (Regex & { kind: 'assert' })['at'] }
  /** Tries `first`, then `second`. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'done' }

export interface Expression {
  readonly steps: readonly Step[]
  readonly groups: readonly (string | undefined)[]
}

/** Offsets in code points: start and end of the match, then of each group; -1 where a group took no part. */
export type Captures = readonly number[]

/** Steps of one compiled pattern, and steps spent on one text: what repeats of repeats, and long texts, may cost. */
const mostSteps = 20_000
const mostWork = 10_000_000

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly unsupported?: true }

const isNullable = (node: Regex): boolean => {
  switch (node.kind) {
    case 'one':
      return false
    case 'sequence':
      return node.items.every(isNullable)
    case 'choice':
      return node.options.some(isNullable)
    case 'group':
      return isNullable(node.item)
    case 'repeat':
      return node.least === 0 || isNullable(node.item)
    default:
      return true
  }
}

export const compile = (source: string): Compiled => {
  const parsed = parsePattern(source)
  if (!parsed.ok) return parsed
  const steps: Step[] = []

  const emit = (node: Regex): void => {
    if (steps.length > mostSteps) return
    switch (node.kind) {
      case 'one':
      case 'assert':
        steps.push(node)
        return
      case 'sequence':
        for (const item of node.items) emit(item)
        return
      case 'group':
        steps.push({ kind: 'save', slot: 2 * node.index + 2 })
        emit(node.item)
        steps.push({ kind: 'save', slot: 2 * node.index + 3 })
        return
      case 'choice': {
        const ends: (Step & { kind: 'jump' })[] = []
        for (const [at, option] of node.options.entries()) {
          const fork: Step & { kind: 'split' } = { kind: 'split', first: 0, second: 0 }
          const isLast = at === node.options.length - 1
          if (!isLast) fork.first = steps.push(fork)
          emit(option)
          if (isLast) continue
          const end: Step & { kind: 'jump' } = { kind: 'jump', to: 0 }
          ends.push(end)
          fork.second = steps.push(end)
        }
        for (const end of ends) end.to = steps.length
        return
      }
      case 'repeat':
        emitRepeat(node)
    }
  }

  /** Goes on here, or where `leave` is called. */
  const fork = (lazy: boolean): { readonly leave: () => void } => {
    const step: Step & { kind: 'split' } = { kind: 'split', first: 0, second: 0 }
    const body = steps.push(step)
    step.first = body
    step.second = body
    const leave = (): void => {
      if (lazy) step.first = steps.length
      else step.second = steps.length
    }
    return { leave }
  }

  const emitPlus = (item: Regex, lazy: boolean): void => {
    const start = steps.length
    emit(item)
    const after = steps.length + 1
    steps.push({ kind: 'split', first: lazy ? after : start, second: lazy ? start : after })
  }

  const emitStar = (item: Regex, lazy: boolean): void => {
    const start = steps.length
    const { leave } = fork(lazy)
    // What may match nothing is repeated as `(x+)?`: https://github.com/golang/go/blob/go1.23.3/src/regexp/syntax/compile.go
    if (isNullable(item)) emitPlus(item, lazy)
    else {
      emit(item)
      steps.push({ kind: 'jump', to: start })
    }
    leave()
  }

  const emitRepeat = ({ item, least, most, lazy }: Regex & { kind: 'repeat' }): void => {
    const isEndless = most === Number.POSITIVE_INFINITY
    const copies = isEndless && least > 0 ? least - 1 : least
    for (let count = 0; count < copies && steps.length <= mostSteps; count++) emit(item)
    if (isEndless) {
      if (least > 0) emitPlus(item, lazy)
      else emitStar(item, lazy)
      return
    }
    const leaves: (() => void)[] = []
    for (let count = least; count < most && steps.length <= mostSteps; count++) {
      leaves.push(fork(lazy).leave)
      emit(item)
    }
    for (const leave of leaves) leave()
  }

  emit(parsed.pattern.root)
  steps.push({ kind: 'done' })
  if (steps.length > mostSteps) return { ok: false, message: 'the pattern is too long', unsupported: true }
  return { ok: true, expression: { steps, groups: parsed.pattern.groups } }
}

const holds = (assertion: (Regex & { kind: 'assert' })['at'], codes: readonly number[], at: number): boolean => {
  switch (assertion) {
    case 'text-start':
      return at === 0
    case 'text-end':
      return at === codes.length
    case 'line-start':
      return at === 0 || codes[at - 1] === 10
    case 'line-end':
      return at === codes.length || codes[at] === 10
    default: {
      const before = at > 0 && isWord(codes[at - 1]!)
      const after = at < codes.length && isWord(codes[at]!)
      return (before !== after) === (assertion === 'word')
    }
  }
}

/** What matching one text has cost so far. */
interface Meter {
  work: number
}

interface Threads {
  readonly order: number[]
  readonly captures: Captures[]
  readonly seen: Uint32Array
}

/** The first match at or after `from`; undefined when there is none, `budget` when finding out costs too much. */
export const matchFrom = (
  expression: Expression,
  codes: readonly number[],
  from: number,
  meter: Meter = { work: 0 },
): Captures | undefined | 'budget' => {
  const { steps, groups } = expression
  const slots = 2 * groups.length + 2
  const make = (): Threads => ({ order: [], captures: [], seen: new Uint32Array(steps.length) })
  let current = make()
  let next = make()
  let generation = 0
  meter.work += steps.length
  let found: Captures | undefined

  /** Adds the step, and all that is reached from it without reading, in order of preference. */
  const follow = (threads: Threads, start: number, at: number, captures: Captures, mark: number): void => {
    const stack: { readonly step: number; readonly captures: Captures }[] = [{ step: start, captures }]
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (threads.seen[top.step] === mark) continue
      threads.seen[top.step] = mark
      meter.work++
      const step = steps[top.step]!
      if (step.kind === 'jump') stack.push({ step: step.to, captures: top.captures })
      else if (step.kind === 'split') {
        stack.push({ step: step.second, captures: top.captures })
        stack.push({ step: step.first, captures: top.captures })
      } else if (step.kind === 'save') {
        const saved = [...top.captures]
        saved[step.slot] = at
        meter.work += slots
        stack.push({ step: top.step + 1, captures: saved })
      } else if (step.kind === 'assert') {
        if (holds(step.at, codes, at)) stack.push({ step: top.step + 1, captures: top.captures })
      } else {
        threads.order.push(top.step)
        threads.captures.push(top.captures)
      }
    }
  }

  const none: Captures = Array<number>(slots).fill(-1)
  for (let at = from; at <= codes.length; at++) {
    generation++
    if (found === undefined) {
      const started = [...none]
      started[0] = at
      follow(current, 0, at, started, generation)
    } else if (current.order.length === 0) break
    next.order.length = 0
    next.captures.length = 0
    for (const [index, id] of current.order.entries()) {
      const step = steps[id]!
      if (step.kind === 'done') {
        const captures = [...current.captures[index]!]
        captures[1] = at
        found = captures
        break
      }
      if (step.kind === 'one' && at < codes.length && step.matches(codes[at]!))
        follow(next, id + 1, at + 1, current.captures[index]!, generation + 1)
    }
    meter.work += current.order.length + 1
    if (meter.work > mostWork) return 'budget'
    const spent = current
    current = next
    next = spent
  }
  return found
}

/** All matches in order, none overlapping, no empty one right behind another: as Go finds them. */
export const matchAll = (expression: Expression, codes: readonly number[], most: number): readonly Captures[] | 'budget' => {
  const found: Captures[] = []
  let at = 0
  let end = -1
  const meter: Meter = { work: 0 }
  while (at <= codes.length) {
    const captures = matchFrom(expression, codes, at, meter)
    if (captures === 'budget') return 'budget'
    if (captures === undefined) break
    if (found.length >= most) return 'budget'
    const isEmpty = captures[1] === captures[0]
    if (!isEmpty || captures[0] !== end) found.push(captures)
    end = captures[1]!
    at = isEmpty ? captures[1]! + 1 : captures[1]!
  }
  return found
}
