/** Who a finding is, whatever line it stands on: root, subject and code, and nothing else. */
import type { Judgement } from '../policy/policy.ts'
import { sha256 } from './sha256.ts'

/** Name of the scheme; a change of what goes in is a new name. */
export const fingerprintScheme = 'vnetproof/v1'

export const fingerprintOf = ({ root, subject, code }: Pick<Judgement, 'root' | 'subject' | 'code'>): string =>
  sha256(JSON.stringify([fingerprintScheme, root, subject, code]))
