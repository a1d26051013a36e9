/** The table of outputs: one line for each format that a report can be asked for. */
import type { Output } from '../report.ts'
import { annotations } from './annotations.ts'
import { json } from './json.ts'
import { sarif } from './sarif.ts'
import { summary } from './summary.ts'
import { text } from './text.ts'

export const outputs: readonly Output[] = [text, json, sarif, summary, annotations]
