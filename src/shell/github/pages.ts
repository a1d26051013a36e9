/** A list of GitHub's, page by page within the budget → all its entries, or why they are not all known. */
import { budget } from '../../text/budget.ts'
import { type Answer, faultOf, unreadable } from './answer.ts'

const size = 100

export const allPages = async (
  what: string,
  request: (page: {
    readonly per_page: number
    readonly page: number
  }) => Promise<{ readonly data: unknown; readonly headers: { readonly link?: string } }>,
  entriesOf: (data: unknown) => unknown = (data) => data,
): Promise<Answer<readonly unknown[]>> => {
  const all: unknown[] = []
  try {
    for (let page = 1; page <= budget.githubPages; page++) {
      const { data, headers } = await request({ per_page: size, page })
      const entries = entriesOf(data)
      if (!Array.isArray(entries)) return { ok: false, fault: unreadable }
      for (const entry of entries) all.push(entry)
      // A page may hold fewer than were asked for and not be the last.
      if (headers.link === undefined ? entries.length < size : !headers.link.includes('rel="next"')) return { ok: true, value: all }
    }
    return { ok: false, fault: { kind: 'refused', message: `there are more than ${budget.githubPages * size} ${what}` } }
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  }
}
