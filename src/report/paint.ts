/** Terminal colours, or none: what a word means in, the word as it is written out. */
import type { Outcome } from '../policy/policy.ts'
import type { Severity } from '../text/diagnostic.ts'

export type Tone = Severity | Exclude<Outcome, 'fails'> | 'strong' | 'faint'

export type Paint = (tone: Tone, text: string) => string

// Select Graphic Rendition: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/
const codes: Readonly<Record<Tone, string>> = {
  error: '1;31',
  warning: '1;33',
  note: '1;34',
  unsure: '1;35',
  holds: '1;32',
  strong: '1',
  faint: '2',
}

export const paintOf = (colour: boolean): Paint =>
  colour ? (tone, text) => `\u001b[${codes[tone]}m${text}\u001b[0m` : (_tone, text) => text
