/** Creating where nobody may notice twice: after every answer that leaves it open whether it took effect, one looks before trying again. */
import type { Answer } from './answer.ts'
import type { GitHub } from './client.ts'

const tries = 2
/** Seconds in which what was asked for may still appear. */
const settling = 2

/** `find` gives null where it is not there. What cannot be found out is not tried again: a thing not told here is told elsewhere, a thing told twice is noise. */
export const createOnce = async <T>(
  github: Pick<GitHub, 'pause'>,
  create: () => Promise<Answer<T>>,
  find: () => Promise<Answer<T | null>>,
): Promise<Answer<T>> => {
  let made = await create()
  for (let tried = 1; !made.ok && made.fault.kind === 'lost'; tried++) {
    await github.pause(settling)
    const found = await find()
    if (!found.ok) return made
    if (found.value !== null) return { ok: true, value: found.value }
    if (tried === tries) return made
    made = await create()
  }
  return made
}
