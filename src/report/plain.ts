/** Text of others made fit for one line of a terminal or log: nothing in it can move the cursor, hide, reorder or end the line. */

/** Columns of a tab stop; only leading tabs matter to the eye, so each counts as this many columns. */
const tabColumns = 4
const longest = 4_000

export interface Cell {
  readonly text: string
  /** Terminal columns. */
  readonly width: number
}

// Format characters reorder or hide text ("Trojan Source", https://trojansource.codes/); zero-width joiner and variation selectors stay, emoji need them.
const kept = /[\u200d\ufe0e\ufe0f]/u
const invisible = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}]/u
const combining = /[\p{Mn}\p{Me}]/u
// East Asian Wide and Fullwidth, in blocks: https://www.unicode.org/reports/tr11/
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

const cellOf = (character: string): Cell => {
  const code = character.codePointAt(0)!
  if (code >= 0x20 && code < 0x7f) return { text: character, width: 1 }
  if (code === 9) return { text: ' '.repeat(tabColumns), width: tabColumns }
  // The pictures of control characters: ESC is shown as ␛.
  if (code < 0x20) return { text: String.fromCodePoint(0x2400 + code), width: 1 }
  if (code === 0x7f) return { text: '\u2421', width: 1 }
  if (kept.test(character)) return { text: character, width: 0 }
  if (invisible.test(character)) {
    const text = `\\u{${code.toString(16)}}`
    return { text, width: text.length }
  }
  if (combining.test(character)) return { text: character, width: 0 }
  return { text: character, width: wide.test(character) ? 2 : 1 }
}

/** Character by character, as it is shown. */
export const cellsOf = (text: string): readonly Cell[] => Array.from(text, cellOf)

export const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, cell) => sum + cell.width, 0)

/** Text as one harmless line, cut at `limit` characters. */
export const plain = (text: string, limit = longest): string => {
  const cut = text.length > limit ? `${text.slice(0, limit - 1)}…` : text
  return Array.from(cut, (character) => (character === '\t' ? ' ' : cellOf(character).text)).join('')
}
