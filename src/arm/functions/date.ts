/** Functions of time: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-date */
import type { Operation } from '../../eval/dialect.ts'
import { define, type FunctionTable, text, textOf, whole, wholeOf, wrong } from './define.ts'

const instantOf = (written: string | undefined): Date | undefined => {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?)?Z$/.exec(written?.trim() ?? '')
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined
}

const durationPattern =
  /^(-)?P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/

/** Years and months count by the calendar or as 365 and 30 days: undefined where that makes a difference. */
const later = (base: Date, duration: string): Date | undefined => {
  const found = durationPattern.exec(duration)
  if (found === null || /[PT]$/.test(duration)) return undefined
  const sign = found[1] === undefined ? 1 : -1
  const [years, months, weeks, days, hours, minutes, seconds] = found.slice(2).map((part) => sign * Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const time = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1_000
  const calendar = new Date(base)
  calendar.setUTCFullYear(base.getUTCFullYear() + years, base.getUTCMonth() + months, base.getUTCDate())
  const counted = base.getTime() + (years * 365 + months * 30) * 86_400_000
  return calendar.getTime() === counted && Math.abs(counted + time) < 2e14 ? new Date(counted + time) : undefined
}

const two = (value: number): string => String(value).padStart(2, '0')

/** The parts of a format that are written alike everywhere; undefined for others. */
const written = (date: Date, format: string): string | undefined => {
  if (format === 'u') return written(date, 'yyyy-MM-dd HH:mm:ssZ')
  if (!/^(yyyy|MM|dd|HH|mm|ss|[-:/TZ ._])+$/.test(format) || format.length < 2) return undefined
  const parts: Readonly<Record<string, string>> = {
    yyyy: String(date.getUTCFullYear()).padStart(4, '0'),
    MM: two(date.getUTCMonth() + 1),
    dd: two(date.getUTCDate()),
    HH: two(date.getUTCHours()),
    mm: two(date.getUTCMinutes()),
    ss: two(date.getUTCSeconds()),
  }
  return format.replace(/yyyy|MM|dd|HH|mm|ss/g, (part) => parts[part]!)
}

const dateTimeAdd: Operation = ([base, duration, format], site) => {
  const start = instantOf(textOf(base))
  const end = start === undefined ? undefined : later(start, textOf(duration) ?? '')
  const shape = format === undefined ? undefined : textOf(format)
  // How a date is written without a format is not the same everywhere.
  const shown = end === undefined || shape === undefined ? undefined : written(end, shape)
  return shown === undefined ? site.unsupported('this form of `dateTimeAdd`') : text(shown, site)
}

const toEpoch: Operation = ([given], site) => {
  const date = instantOf(textOf(given))
  return date === undefined ? site.unsupported('this form of a date') : whole(date.getTime() / 1_000, site)
}

const fromEpoch: Operation = ([given], site) => {
  const seconds = wholeOf(given)
  if (seconds === undefined || seconds < 0 || seconds > 2e11) return wrong(site, 'seconds since 1970', given)
  return text(`${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`, site)
}

export const dateFunctions: FunctionTable = {
  datetimeadd: define(2, 3, dateTimeAdd),
  datetimetoepoch: define(1, 1, toEpoch),
  datetimefromepoch: define(1, 1, fromEpoch),
}
