/** Character classes of HCL: what may begin and continue an identifier, and what counts as white space when templates are trimmed. */

const identifierStart = 1
const identifierContinue = 2

const classes = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const letter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
  const digit = code >= 0x30 && code <= 0x39
  if (letter) classes[code] = identifierStart | identifierContinue
  else if (digit || code === 0x2d) classes[code] = identifierContinue
}

const startPattern = /^\p{ID_Start}$/u
const continuePattern = /^\p{ID_Continue}$/u

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** UTF-16 units of the character at `at`: 2 for a surrogate pair. */
export const widthAt = (text: string, at: number): number => (text.codePointAt(at)! > 0xffff ? 2 : 1)

/** End of the identifier that begins at `at`; `at` itself when none does. */
export const identifierEnd = (text: string, at: number): number => {
  const first = text.charCodeAt(at)
  if (first < 128) {
    if ((classes[first]! & identifierStart) === 0) return at
    at++
  } else {
    if (Number.isNaN(first)) return at
    const width = widthAt(text, at)
    if (!startPattern.test(text.slice(at, at + width))) return at
    at += width
  }
  for (;;) {
    const code = text.charCodeAt(at)
    if (code < 128) {
      if ((classes[code]! & identifierContinue) === 0) return at
      at++
    } else {
      if (Number.isNaN(code)) return at
      const width = widthAt(text, at)
      if (!continuePattern.test(text.slice(at, at + width))) return at
      at += width
    }
  }
}

/** White space as Go's `unicode.IsSpace` has it, by which HCL trims: https://pkg.go.dev/unicode#IsSpace */
export const isSpace = (code: number): boolean =>
  code < 0x80
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : code === 0x85 ||
      code === 0xa0 ||
      code === 0x1680 ||
      (code >= 0x2000 && code <= 0x200a) ||
      code === 0x2028 ||
      code === 0x2029 ||
      code === 0x202f ||
      code === 0x205f ||
      code === 0x3000

export const trimStart = (text: string): string => {
  let at = 0
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return text.slice(at)
}

export const trimEnd = (text: string): string => {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}
