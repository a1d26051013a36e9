/** The Action's inputs → what was asked for, or mistakes with what would be right. */
import type { ComparedScope, FailOn } from '../report/report.ts'
import { nearest } from '../text/nearest.ts'
import { joinPath } from '../text/workspace.ts'

export const failOnValues = ['error', 'warning', 'unsure', 'never'] as const satisfies readonly FailOn[]

export const scopeValues = ['introduced', 'changed', 'all'] as const satisfies readonly ComparedScope[]

/** Every input of `action.yml`, by name; the house test keeps the two alike. */
export const inputNames = [
  'paths',
  'exclude',
  'config',
  'policies',
  'waivers',
  'service-tags',
  'fail-on',
  'json-file',
  'sarif-file',
] as const
export type InputName = (typeof inputNames)[number]

/** Every output of `action.yml`, by name. */
export const outputNames = ['verdict', 'holds', 'fails', 'unsure', 'waived', 'json-file', 'sarif-file'] as const

export interface ActionInputs {
  /** Relative to the workspace; `''` is all of it. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly policies: readonly string[]
  readonly waivers?: readonly string[]
  readonly config?: string
  readonly serviceTags?: string
  readonly failOn?: FailOn
  readonly jsonFile?: string
  readonly sarifFile?: string
}

/** One entry a line, or separated by commas; a comma inside braces belongs to a glob. */
const listed = (text: string): readonly string[] =>
  text
    .split(/\n|,(?![^{\n]*\})/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** `get` gives the text of an input, empty when it is not set. */
export const readInputs = (get: (name: InputName) => string): { readonly inputs: ActionInputs; readonly mistakes: readonly string[] } => {
  const mistakes: string[] = []
  const paths: string[] = []
  for (const path of listed(get('paths'))) {
    const normal = /^([\\/]|[A-Za-z]:[\\/])/.test(path) ? undefined : joinPath('', path)
    if (normal === undefined) mistakes.push(`input \`paths\`: \`${path}\` is not inside the workspace`)
    else paths.push(normal)
  }
  const failOn = get('fail-on').trim()
  const known: readonly string[] = failOnValues
  if (failOn !== '' && !known.includes(failOn)) {
    const near = nearest(failOn, known)
    mistakes.push(
      `input \`fail-on\` cannot be \`${failOn}\`${near === undefined ? `; known are ${known.map((name) => `\`${name}\``).join(', ')}` : `; did you mean \`${near}\`?`}`,
    )
  }
  const optional = <K extends string>(key: K, name: InputName): Partial<Record<K, string>> => {
    const text = get(name).trim()
    return text === '' ? {} : ({ [key]: text } as Record<K, string>)
  }
  const waivers = listed(get('waivers'))
  const inputs: ActionInputs = {
    paths: paths.length === 0 ? [''] : paths,
    exclude: listed(get('exclude')),
    // A path, unlike the identifier of a shipped policy, holds a slash; it is told by its leading `./`.
    policies: listed(get('policies')).map((name) => (name.includes('/') && !name.startsWith('./') ? `./${name}` : name)),
    ...(waivers.length === 0 ? {} : { waivers: waivers.map((path) => path.replace(/^\.\//, '')) }),
    ...optional('config', 'config'),
    ...optional('serviceTags', 'service-tags'),
    ...(known.includes(failOn) ? { failOn: failOn as FailOn } : {}),
    ...optional('jsonFile', 'json-file'),
    ...optional('sarifFile', 'sarif-file'),
  }
  return { inputs, mistakes }
}
