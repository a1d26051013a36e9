/** Domain names as texts: lower case without the final dot, and which of them lies within which. */

/** `.` for the root; undefined where it is no domain name. A label `*` stands for any one label that nobody names. */
export const parseDomain = (text: string): string | undefined => {
  const lower = text.trim().toLowerCase()
  if (lower === '.') return '.'
  const name = lower.endsWith('.') ? lower.slice(0, -1) : lower
  // https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
  if (name.length === 0 || name.length > 253) return undefined
  return name.split('.').every((label) => /^(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)$/.test(label)) ? name : undefined
}

/** Every domain that a name lies in, itself first, the root last. */
export const domainsOf = (name: string): readonly string[] => {
  const found: string[] = []
  for (let at: string | undefined = name; at !== undefined && at !== '.'; ) {
    found.push(at)
    const dot = at.indexOf('.')
    at = dot === -1 ? undefined : at.slice(dot + 1)
  }
  return [...found, '.']
}

export const isWithin = (name: string, domain: string): boolean => domain === '.' || name === domain || name.endsWith(`.${domain}`)

/** What is left of a name in front of a domain that it lies in; `@` for the domain itself. */
export const relativeTo = (name: string, domain: string): string =>
  name === domain ? '@' : domain === '.' ? name : name.slice(0, -domain.length - 1)

export const labelsIn = (name: string): number => (name === '.' ? 0 : name.split('.').length)
