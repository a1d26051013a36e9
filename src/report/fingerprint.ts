/** Who a finding is, whatever line it stands on: root, subject and code, and nothing else. */

import { hexadecimal, utf8 } from '../data/bytes.ts'
import { sha256 } from '../data/hash.ts'
import type { Judgement } from '../policy/policy.ts'

/** Name of the scheme; a change of what goes in is a new name. */
export const fingerprintScheme = 'vnetproof/v1'

/** SHA-256 of the parts in UTF-8, as lower-case hex: the same on every machine and in every version. */
export const digestOf = (parts: readonly unknown[]): string => hexadecimal(sha256(utf8(JSON.stringify(parts))))

/** The same as text, for look-ups. */
export const identityOf = ({ root, subject, code }: Pick<Judgement, 'root' | 'subject' | 'code'>): string =>
  JSON.stringify([root, subject, code])

export const fingerprintOf = ({ root, subject, code }: Pick<Judgement, 'root' | 'subject' | 'code'>): string =>
  digestOf([fingerprintScheme, root, subject, code])
