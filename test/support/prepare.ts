/** What the front doors make ready before a run. */
import { prepareYaml } from '../../src/data/yaml.ts'

await prepareYaml()
