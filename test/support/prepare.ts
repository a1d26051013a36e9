/** What the front doors make ready before a run. */
import { prepareAll } from '../../src/commands/prepare.ts'

await prepareAll()
