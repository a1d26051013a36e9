/** The Action's inputs → what was asked for, or mistakes with what would be right. */
import type { ComparedScope, FailOn } from '../report/report.ts'
import type { CommentWhen } from '../report/review/review.ts'
import { nearest } from '../text/nearest.ts'
import { joinPath } from '../text/workspace.ts'

export const failOnValues = ['error', 'warning', 'unsure', 'never'] as const satisfies readonly FailOn[]

export const scopeValues = ['introduced', 'changed', 'all'] as const satisfies readonly ComparedScope[]

export const commentValues = ['always', 'on-findings', 'on-change', 'never'] as const satisfies readonly CommentWhen[]

/** Every input of `action.yml`, by name; the house test keeps the two alike. */
export const inputNames = [
  'paths',
  'exclude',
  'config',
  'policies',
  'waivers',
  'assume',
  'service-tags',
  'scope',
  'fail-on',
  'comment',
  'comment-id',
  'review',
  'check-run',
  'upload-sarif',
  'audit-issue',
  'json-file',
  'sarif-file',
  'github-token',
  'dry-run',
] as const
export type InputName = (typeof inputNames)[number]

/** Every output of `action.yml`, by name. */
export const outputNames = [
  'verdict',
  'holds',
  'fails',
  'unsure',
  'introduced',
  'fixed',
  'waived',
  'json-file',
  'sarif-file',
  'comment-url',
  'check-run-id',
] as const

export interface ActionInputs {
  /** Relative to the workspace; `''` is all of it. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly policies: readonly string[]
  readonly waivers?: readonly string[]
  readonly assume?: string
  readonly config?: string
  readonly serviceTags?: string
  readonly scope?: ComparedScope
  readonly failOn?: FailOn
  readonly comment: CommentWhen
  /** Tells several runs on one pull request apart. */
  readonly commentId: string
  readonly review: boolean
  /** Name of an extra check run. */
  readonly checkRun?: string
  readonly uploadSarif: boolean
  readonly auditIssue: boolean
  readonly jsonFile?: string
  readonly sarifFile?: string
  readonly token?: string
  readonly dryRun: boolean
}

/** Of YAML 1.2's core schema, as the toolkit takes them. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

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
  const oneOf = <T extends string>(name: InputName, known: readonly T[]): T | undefined => {
    const text = get(name).trim()
    const found = known.find((value) => value === text)
    if (text === '' || found !== undefined) return found
    const near = nearest(text, known)
    const right = near === undefined ? `; known are ${known.map((value) => `\`${value}\``).join(', ')}` : `; did you mean \`${near}\`?`
    mistakes.push(`input \`${name}\` cannot be \`${text}\`${right}`)
    return undefined
  }
  const isSet = (name: InputName, otherwise: boolean): boolean => {
    const text = get(name).trim()
    const found = text === '' ? otherwise : booleans.get(text)
    if (found === undefined) mistakes.push(`input \`${name}\` cannot be \`${text}\`; known are \`true\`, \`false\``)
    return found ?? otherwise
  }
  const optional = <K extends string>(key: K, name: InputName): Partial<Record<K, string>> => {
    const text = get(name).trim()
    return text === '' ? {} : ({ [key]: text } as Record<K, string>)
  }
  const waivers = listed(get('waivers'))
  const assume = get('assume').trim().replace(/^\.\//, '')
  const scope = oneOf('scope', scopeValues)
  const failOn = oneOf('fail-on', failOnValues)
  const commentId = get('comment-id').trim()
  if (!/^[\w./ -]{0,60}$/.test(commentId)) mistakes.push('input `comment-id` takes up to 60 letters, digits, blanks and `_`, `-`, `.`, `/`')
  const inputs: ActionInputs = {
    paths: paths.length === 0 ? [''] : paths,
    exclude: listed(get('exclude')),
    // A path, unlike the identifier of a shipped policy, holds a slash; it is told by its leading `./`.
    policies: listed(get('policies')).map((name) => (name.includes('/') && !name.startsWith('./') ? `./${name}` : name)),
    ...(waivers.length === 0 ? {} : { waivers: waivers.map((path) => path.replace(/^\.\//, '')) }),
    ...(assume === '' ? {} : { assume }),
    ...optional('config', 'config'),
    ...optional('serviceTags', 'service-tags'),
    ...(scope === undefined ? {} : { scope }),
    ...(failOn === undefined ? {} : { failOn }),
    comment: oneOf('comment', commentValues) ?? 'on-findings',
    commentId: commentId === '' ? 'default' : commentId,
    review: isSet('review', true),
    ...optional('checkRun', 'check-run'),
    uploadSarif: isSet('upload-sarif', false),
    auditIssue: isSet('audit-issue', false),
    ...optional('jsonFile', 'json-file'),
    ...optional('sarifFile', 'sarif-file'),
    ...optional('token', 'github-token'),
    dryRun: isSet('dry-run', false),
  }
  return { inputs, mistakes }
}
