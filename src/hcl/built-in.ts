/** Resources that Terraform has built in, as written; what they give beyond that, where it can be told, added. */
import { lazyMap } from '../eval/lazy.ts'
import { nullValue, type ObjectValue } from '../eval/value.ts'
import type { ResourceDeclaration } from './module-source.ts'
import { type OutputsOf, remoteState } from './remote-state.ts'

/** Once it is applied `output` is `input`: https://developer.hashicorp.com/terraform/language/resources/terraform-data */
const terraformData = (written: ObjectValue): ObjectValue => {
  const { entries, origin } = written
  const itself = (name: string) => entries.get(name) ?? nullValue(origin)
  return { ...written, entries: lazyMap([...entries.keys(), 'output'], (name) => itself(name === 'output' ? 'input' : name), itself) }
}

/** `folder`: that of the root. */
export const withBuiltIn = (
  { mode, type }: ResourceDeclaration,
  written: ObjectValue,
  folder: string,
  outputsOf: OutputsOf,
): ObjectValue => {
  if (mode === 'data' && type === 'terraform_remote_state') return remoteState(written, folder, outputsOf)
  return mode === 'managed' && type === 'terraform_data' ? terraformData(written) : written
}
