/** Sources and versions of modules as they are written in, spelled out and compared as Terraform does it, out. */

/** Sources as Terraform spells them in full: https://developer.hashicorp.com/terraform/language/modules/sources */
export const spelledOut = (source: string): string => {
  const registry = /^(?:([\w-]+(?:\.[\w-]+)+)\/)?[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/.exec(source)
  if (registry !== null && registry[1] !== 'github.com' && registry[1] !== 'bitbucket.org')
    return registry[1] === undefined ? `registry.terraform.io/${source}` : source
  const hosted = /^(github\.com|bitbucket\.org)\/([^/?]+)\/([^/?]+?)(?:\.git)?((?:\/\/[^?]*)?(?:\?.*)?)$/.exec(source)
  if (hosted !== null) return `git::https://${hosted[1]}/${hosted[2]}/${hosted[3]}.git${hosted[4]}`
  const secure = /^(?:git::)?git@([^:/]+):(.*)$/.exec(source)
  return secure === null ? source : `git::ssh://git@${secure[1]}/${secure[2]}`
}

export type Version = readonly number[]

/** Undefined where the text is no released version. */
export const versionOf = (text: string): Version | undefined =>
  /^v?\d+(?:\.\d+)*$/.test(text) ? text.replace('v', '').split('.').map(Number) : undefined

const compare = (a: Version, b: Version): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

// https://developer.hashicorp.com/terraform/language/expressions/version-constraints
const satisfies = (version: Version, constraint: string): boolean => {
  const [, operator = '', text = ''] = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\S+)\s*$/.exec(constraint) ?? []
  const wanted = versionOf(text)
  if (wanted === undefined) return false
  const order = compare(version, wanted)
  switch (operator) {
    case '!=':
      return order !== 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '~>':
      return order >= 0 && wanted.slice(0, Math.max(1, wanted.length - 1)).every((part, at) => (version[at] ?? 0) === part)
    default:
      return order === 0
  }
}

/** Whether a version meets every part of a constraint; one that cannot be read is met by none. */
export const isWithin = (version: string, constraint: string): boolean => {
  const parts = versionOf(version)
  return parts !== undefined && constraint.split(',').every((one) => satisfies(parts, one))
}
