/** Who the token speaks for, and which of all comments are therefore ours: a marker alone proves nothing, anyone can write one. */
import { markOf } from '../../report/review/marker.ts'
import type { Mark } from '../../report/review/review.ts'
import { ask, field, textField } from './answer.ts'
import type { GitHub } from './client.ts'

/**
 * `known`: by login. `any-bot`: nobody says whom the token speaks for; what carries our marker and a program wrote counts as told, so that nothing is told twice,
 * but is not ours to change.
 */
export type Author = { readonly kind: 'known'; readonly login: string } | { readonly kind: 'any-bot' }

const isLogin = (login: string | undefined): login is string => login !== undefined && login !== ''

export const authorOf = async (github: GitHub): Promise<Author> => {
  // A workflow's token may ask this, though not for `GET /user`.
  const viewer = await ask(
    async () => ({ data: await github.graphql('query { viewer { login } }') }),
    (data) => textField(data, 'viewer', 'login'),
  )
  if (viewer.ok && isLogin(viewer.value)) return { kind: 'known', login: viewer.value }
  const user = await ask(
    () => github.rest.users.getAuthenticated(),
    (data) => textField(data, 'login'),
  )
  return user.ok && isLogin(user.value) ? { kind: 'known', login: user.value } : { kind: 'any-bot' }
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

export const isBy = (author: Author, user: unknown): boolean => {
  const login = textField(user, 'login')
  if (login === undefined) return false
  const isBot = field(user, 'type') === 'Bot'
  if (author.kind === 'any-bot') return isBot
  return same(login, author.login) || (isBot && same(login, `${author.login}[bot]`))
}

/** The mark of what is ours. */
export const ourMark = (author: Author, run: string, entry: unknown): Mark | undefined => {
  const mark = isBy(author, field(entry, 'user')) ? markOf(textField(entry, 'body') ?? '') : undefined
  return mark?.run === run ? mark : undefined
}
