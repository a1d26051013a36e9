/** Test inputs that read as they would in a file. */
import type { Language, SourceFile } from '../../src/text/source.ts'

const strip = (text: string): string => {
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '\n')
    .split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length)
  const least = Math.min(...indents)
  return lines.map((line) => line.slice(Math.min(least, /^ */.exec(line)![0].length))).join('\n')
}

/** Template tag: strips the common indentation and the first line break. */
export const source = (strings: TemplateStringsArray, ...values: readonly unknown[]): string =>
  strip(String.raw({ raw: strings.raw }, ...values))

export const fileOf = (text: string, path = 'main.tf', language: Language = 'terraform'): SourceFile => ({ path, text, language })
