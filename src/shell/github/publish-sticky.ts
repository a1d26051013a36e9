/** The summary comment: there once, edited in place; what answers is its address. */
import { type Answer, ask, textField } from './answer.ts'
import type { GitHub } from './client.ts'
import { createOnce } from './create-once.ts'
import { type Listing, type Place, stickiesOf } from './posted.ts'

export const publishSticky = async (
  github: GitHub,
  place: Place,
  { author, known }: Listing,
  { id, body }: { readonly id?: number; readonly body: string },
): Promise<Answer<string>> => {
  const { repository, number } = place
  const urlOf = (data: unknown): string | undefined => textField(data, 'html_url')
  if (id !== undefined) {
    const edited = await ask(() => github.rest.issues.updateComment({ ...repository, comment_id: id, body }), urlOf)
    if (edited.ok || edited.fault.kind !== 'missing') return edited
    // Whoever deleted it a moment ago does not know yet what this one says; but GitHub says the same where something is hidden.
    const now = await stickiesOf(github, author, place)
    if (!now.ok || now.value.some((sticky) => sticky.id === id)) return edited
  }
  return createOnce(
    github,
    () => ask(() => github.rest.issues.createComment({ ...repository, issue_number: number, body }), urlOf),
    async () => {
      const now = await stickiesOf(github, author, place)
      return now.ok ? { ok: true, value: now.value.find((sticky) => !known.stickies.has(sticky.id))?.url ?? null } : now
    },
  )
}
