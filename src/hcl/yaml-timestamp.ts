/** A text of YAML in, the time that it is out in the form of RFC 3339, as Terraform's reader gives it. */

// https://github.com/zclconf/go-cty-yaml/blob/v1.1.0/resolve.go: the forms that are read
const form =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[-+]\d\d:\d\d))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/

const two = (value: number): string => String(value).padStart(2, '0')

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Undefined: no time. `unsure`: nearly one, which this program does not read. */
export const timestampOf = (text: string): string | 'unsure' | undefined => {
  const match = form.exec(text)
  // Whatever begins as a time does might be one.
  if (match === null) return /^\d{4}-\d{1,2}-\d{1,2}[Tt ]/.test(text) ? 'unsure' : undefined
  const [year, month, day] = [1, 2, 3].map((at) => Number(match[at])) as [number, number, number]
  const [hour, minute, second] = [4, 5, 6].map((at) => Number(match[at] ?? match[at + 4] ?? 0)) as [number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined
  const zone = match[7] ?? 'Z'
  if (zone !== 'Z' && (Number(zone.slice(1, 3)) > 23 || Number(zone.slice(4)) > 59)) return 'unsure'
  const shown = /^[-+]00:00$/.test(zone) ? 'Z' : zone
  return `${match[1]}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${shown}`
}
