/** What a front door has to load before a command that may read YAML or conditions of one's own is run. */
import { isYamlMissed, prepareYaml } from '../data/yaml.ts'
import { isCelMissed, prepareCel } from '../policy/cel.ts'

/** What was made is to be made again, with all of it loaded. */
export const isMissed = (): boolean => isYamlMissed() || isCelMissed()

export const prepareAll = async (): Promise<void> => {
  await Promise.all([prepareYaml(), prepareCel()])
}
