/** Names and short phrases in; the blocks of text that stand-ins in Terraform's language are made of out. */

/** Inputs that change nothing of a network. Their types are of no matter, so they have none. */
export const unread = (names: string): string =>
  names
    .split(/\s+/)
    .filter((name) => name !== '')
    .map((name) => `variable "${name}" { default = null }\n`)
    .join('')

/** An input with its type; a `null` by `fallback` stands for itself. */
export const input = (name: string, type: string, fallback?: string): string =>
  `variable "${name}" {\n  type = ${type}\n${fallback === undefined ? '' : `  default = ${fallback}\n`}}\n`

/** The same where a null that is given stands for the default. */
export const firm = (name: string, type: string, fallback?: string): string =>
  input(name, type, fallback).replace(/\}\n$/, '  nullable = false\n}\n')

export const output = (name: string, value: string): string => `output "${name}" { value = ${value} }\n`
