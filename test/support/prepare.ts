/** What the front doors make ready before a run; and in continuous integration the same generated input every time, so that a change is judged by what it changes. */
import fc from 'fast-check'
import { prepareYaml } from '../../src/data/yaml.ts'

if (process.env.CI !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_122 })

await prepareYaml()
