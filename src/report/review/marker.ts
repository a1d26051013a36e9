/** The hidden last line of everything this program posts: it says whose it is and what it tells, and nothing that others write can form one. */
import type { Mark } from './review.ts'

const opening = '<!-- vnetproof:v1 '
const closing = ' -->'

/** JSON in which nothing but its own signs, letters, digits and a few marks are left as they are, so that no comment ends in it. */
const packed = (mark: Mark): string =>
  JSON.stringify(mark).replace(/[^\w{}":,./\\ ]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

const kinds: readonly unknown[] = ['finding', 'sticky', 'review', 'issue'] satisfies readonly Mark['kind'][]
const states: readonly unknown[] = ['open', 'fixed'] satisfies readonly NonNullable<Mark['state']>[]

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string'

const isMark = (value: unknown): value is Mark => {
  if (typeof value !== 'object' || value === null) return false
  const of = new Map<string, unknown>(Object.entries(value))
  const lines = of.get('lines')
  return (
    typeof of.get('run') === 'string' &&
    kinds.includes(of.get('kind')) &&
    isTextOrAbsent(of.get('key')) &&
    isTextOrAbsent(of.get('root')) &&
    (of.get('state') === undefined || states.includes(of.get('state'))) &&
    (lines === undefined || (Number.isSafeInteger(lines) && (lines as number) > 0))
  )
}

/** The text without white space at its end, and where its last line begins. */
const lastLineOf = (body: string): { readonly text: string; readonly start: number } => {
  const text = body.trimEnd()
  return { text, start: text.lastIndexOf('\n') + 1 }
}

/** What a body says of itself; only its last line counts. */
export const markOf = (body: string): Mark | undefined => {
  const { text, start } = lastLineOf(body)
  const line = text.slice(start)
  if (!line.startsWith(opening) || !line.endsWith(closing)) return undefined
  try {
    const value: unknown = JSON.parse(line.slice(opening.length, -closing.length))
    if (!isMark(value)) return undefined
    const { run, kind, key, state, lines, root } = value
    return {
      run,
      kind,
      ...(key === undefined ? {} : { key }),
      ...(state === undefined ? {} : { state }),
      ...(lines === undefined ? {} : { lines }),
      ...(root === undefined ? {} : { root }),
    }
  } catch {
    return undefined
  }
}

export const markerOf = (mark: Mark): string => opening + packed(mark) + closing

/** `body` is whole Markdown of this program: no block is left open in it. */
export const marked = (body: string, mark: Mark): string => `${body.trimEnd()}\n\n${markerOf(mark)}`

export const withoutMark = (body: string): string => {
  const { text, start } = lastLineOf(body)
  return markOf(body) === undefined ? text : text.slice(0, start).trimEnd()
}
