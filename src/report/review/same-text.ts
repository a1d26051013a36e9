/** Whether two comments tell a reader the same: where links lead may change with every commit, and what they lead to is the same. */

const bare = (body: string): string =>
  body
    .replace(/\r\n/g, '\n')
    .replace(/<a href="[^"]*">/g, '<a>')
    .trimEnd()

export const isSameText = (one: string, other: string): boolean => bare(one) === bare(other)

/** The same but for lines that have moved: their links lead to the commit at which they stood there, so nothing in it is untrue. */
export const isSameButForLines = (one: string, other: string): boolean => {
  const lineless = (body: string): string => bare(body).replace(/(<a><code>[^<]*):\d+(?=<\/code><\/a>)/g, '$1')
  return lineless(one) === lineless(other)
}
