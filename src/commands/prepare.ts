/** What a front door has to load before a command that may read YAML is run. */
export { prepareYaml } from '../data/yaml.ts'
