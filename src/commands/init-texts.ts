/** Texts of others, and values, made fit for a line of YAML that a person reads and edits. */
import { quoted } from '../policy/waivers-file.ts'
import { plain } from '../report/plain.ts'

/** A value or key of a map or list: bare where no reader of YAML could take it for anything but text. */
export const yamlText = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : quoted(text)

/** Columns of a name or message in a comment. */
const longest = 160

/** Part of a comment: no line ends in it, so none of it can become more than a comment. */
export const commentText = (text: string): string => plain(text, longest)

/** Every line a comment. */
export const commented = (lines: readonly string[]): readonly string[] => lines.map((line) => (line === '' ? '#' : `# ${line}`))

/** The first of many, and how many more there are. */
export const listed = (all: readonly string[], most: number): readonly string[] =>
  all.length <= most ? all : [...all.slice(0, most), `… and ${all.length - most} more`]
