/** Whether two comments tell a reader the same: where links lead may change with every commit, and what they lead to is the same. */

const bare = (body: string): string =>
  body
    .replace(/\r\n/g, '\n')
    .replace(/<a href="[^"]*">/g, '<a>')
    .trimEnd()

export const isSameText = (one: string, other: string): boolean => bare(one) === bare(other)
