/** Concatenation of texts, keeping the known pieces when some are not. */
import { budget } from '../text/budget.ts'
import { isTopKnown, overAlternatives } from './alternatives.ts'
import type { Dialect, Site } from './dialect.ts'
import { outOfBudget, tooLarge } from './site.ts'
import { doubtsOf, isFailure, isSensitive, mergeDoubts, string, unknown, type Value } from './value.ts'

export const evaluateTemplate = (parts: readonly Value[], site: Site, dialect: Pick<Dialect, 'text'>): Value => {
  const failed = parts.find(isFailure) ?? tooLarge(parts, site.origin)
  if (failed !== undefined) return failed
  const result = parts.every(isTopKnown)
    ? concatenate(parts, site, dialect)
    : (overAlternatives(parts, site.origin, isTopKnown, (chosen) => concatenate(chosen, site, dialect)) ?? pieces(parts, site, dialect))
  return parts.some(isSensitive) ? { ...result, sensitive: true } : result
}

const concatenate = (parts: readonly Value[], site: Site, dialect: Pick<Dialect, 'text'>): Value => {
  let text = ''
  for (const part of parts) {
    const piece = dialect.text(part)
    if (piece === undefined)
      return site.fail(part.kind === 'null' ? 'null cannot stand in a text' : `a ${part.kind} cannot stand in a text`)
    text += piece
    if (text.length > budget.stringLength) return outOfBudget('a text that grows too long', site.origin)
  }
  return string(text, site.origin)
}

const pieces = (parts: readonly Value[], site: Site, dialect: Pick<Dialect, 'text'>): Value => {
  const found: Value[] = []
  let text = ''
  let length = 0
  let mayFail = false
  const flush = (): void => {
    if (text !== '') found.push(string(text, site.origin))
    text = ''
  }
  const add = (part: Value): Value | undefined => {
    if (part.kind === 'unknown' && part.parts !== undefined) {
      if (part.mayFail) mayFail = true
      for (const piece of part.parts) {
        const problem = add(piece)
        if (problem !== undefined) return problem
      }
      return undefined
    }
    if (isTopKnown(part)) {
      const piece = dialect.text(part)
      if (piece === undefined) return site.fail(`a ${part.kind} cannot stand in a text`)
      text += piece
      length += piece.length
      return length > budget.stringLength ? outOfBudget('a text that grows too long', site.origin) : undefined
    }
    // What is not known may turn out to be null, which a text does not take.
    if (part.kind === 'unknown') mayFail = true
    flush()
    found.push(part)
    return undefined
  }
  for (const part of parts) {
    const problem = add(part)
    if (problem !== undefined) return problem
  }
  flush()
  // A text of very many pieces (one that doubles itself) is simply not known.
  const known = found.length <= budget.textParts ? { parts: found } : {}
  return unknown(mergeDoubts(...parts.map(doubtsOf)), site.origin, { ...known, ...(mayFail ? { mayFail } : {}) })
}
