/** Days as `YYYY-MM-DD`: which texts are one, and which day comes some days later; they compare as texts do. */

const milliseconds = 86_400_000

const instantOf = (day: string): number | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (match === null) return undefined
  const instant = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))
  return new Date(instant).toISOString().slice(0, 10) === day ? instant : undefined
}

/** A day of the calendar: `2027-02-30` is none. */
export const isDay = (text: string): boolean => instantOf(text) !== undefined

/** The day so many days later; the same text where it is no day, or the calendar of four digits ends. */
export const daysAfter = (day: string, count: number): string => {
  const instant = instantOf(day)
  const later = instant === undefined ? '' : new Date(instant + count * milliseconds).toISOString().slice(0, 10)
  return isDay(later) ? later : day
}
