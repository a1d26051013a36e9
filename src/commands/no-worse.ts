/** What was judged and told before a change and after it comes in; whether anything is worse goes out. */
import type { Judgement } from '../policy/policy.ts'
import { identityOf } from '../report/fingerprint.ts'
import type { Diagnostic } from '../text/diagnostic.ts'

export type Judgements = ReadonlyMap<string, readonly Judgement[]>

export const byIdentity = (judgements: readonly Judgement[]): Judgements => {
  const found = new Map<string, Judgement[]>()
  for (const judgement of judgements) {
    const key = identityOf(judgement)
    const list = found.get(key)
    if (list === undefined) found.set(key, [judgement])
    else list.push(judgement)
  }
  return found
}

const count = (judgements: readonly Judgement[] | undefined, outcome: Judgement['outcome']): number =>
  (judgements ?? []).filter((one) => one.outcome === outcome).length

/**
 * No judgement is worse and none is gone; a note that something is amiss may come and go, since it is told only where it is.
 * `isLookedAt`: judgements of `before` that `after` has looked at again; the others are not gone where they are missing.
 */
export const isNoWorse = (was: Judgements, is: Judgements, isLookedAt: (judgement: Judgement) => boolean): boolean => {
  for (const [key, list] of was) {
    const now = is.get(key)
    if (now === undefined && !list.some(isLookedAt)) continue
    if (now === undefined && list.every(({ outcome, severity }) => outcome === 'fails' && severity !== 'error')) continue
    if (now === undefined || now.length < list.length || count(now, 'holds') < count(list, 'holds')) return false
  }
  for (const [key, now] of is) {
    const list = was.get(key)
    if (list === undefined && now.every(({ outcome, severity }) => outcome === 'fails' && severity === 'note')) continue
    if (count(now, 'fails') > count(list, 'fails')) return false
    if (count(now, 'fails') + count(now, 'unsure') > count(list, 'fails') + count(list, 'unsure')) return false
  }
  return true
}

/** Something is told that was not, or more often. */
export const hasNew = (before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean => {
  const left = new Map<string, number>()
  const keyOf = ({ code, message, span }: Diagnostic): string => JSON.stringify([code, message, span.file.path])
  for (const one of before) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1)
  return after.some((one) => {
    const most = left.get(keyOf(one)) ?? 0
    left.set(keyOf(one), most - 1)
    return most <= 0
  })
}
