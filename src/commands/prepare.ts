/** What a front door has to load before a command that may read YAML is run. */
export { isYamlMissed, prepareYaml } from '../data/yaml.ts'
