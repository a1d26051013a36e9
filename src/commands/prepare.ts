/** What a front door has to load before a command that may read YAML or conditions of one's own is run. */
import { prepareYaml } from '../data/yaml.ts'
import { prepareCel } from '../policy/cel.ts'

export const prepareAll = async (): Promise<void> => {
  await Promise.all([prepareYaml(), prepareCel()])
}
