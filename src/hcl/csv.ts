/** CSV in, rows of texts out, as Go's `encoding/csv` reads it: https://pkg.go.dev/encoding/csv */

/** Rows without the empty lines; a text tells what is wrong. */
export const parseCsv = (source: string): readonly (readonly string[])[] | string => {
  const text = source.replaceAll('\r\n', '\n')
  const rows: string[][] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '\n') {
      at++
      continue
    }
    const row: string[] = []
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at + 1) : bareField(text, at)
      if (typeof field === 'string') return field
      row.push(field.value)
      at = field.end
      if (text[at] !== ',') break
      at++
    }
    if (at < text.length) at++
    if (rows[0] !== undefined && rows[0].length !== row.length) return 'a row has another number of fields than the first'
    rows.push(row)
  }
  return rows
}

interface Field {
  readonly value: string
  readonly end: number
}

const bareField = (text: string, start: number): Field | string => {
  let end = start
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') {
    if (text[end] === '"') return 'a quote stands inside a field without quotes'
    end++
  }
  return { value: text.slice(start, end), end }
}

const quotedField = (text: string, start: number): Field | string => {
  let value = ''
  let at = start
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return 'a quoted field is not closed'
    value += text.slice(at, quote)
    const next = text[quote + 1]
    if (next === '"') {
      value += '"'
      at = quote + 2
    } else if (next === undefined || next === ',' || next === '\n') return { value, end: quote + 1 }
    else return 'a quoted field is followed by other text'
  }
}
