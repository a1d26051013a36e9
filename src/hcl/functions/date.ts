/** `formatdate`, `timeadd`, `timecmp`: https://developer.hashicorp.com/terraform/language/functions, group "Date and Time Functions". */
import type { Site } from '../../eval/dialect.ts'
import { number, string, type Value } from '../../eval/value.ts'
import { aString, define, type FunctionTable, text, textAt } from './define.ts'

interface Timestamp {
  /** Nanoseconds since 1970 in UTC. */
  readonly instant: bigint
  /** Minutes east of UTC. */
  readonly offset: number
}

const second = 1_000_000_000n

const timestampForm = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/

/** RFC 3339 as Go reads it; undefined when the text is no timestamp. */
const parseTimestamp = (source: string): Timestamp | undefined => {
  const match = timestampForm.exec(source)
  if (match === null) return undefined
  const [year, month, day, hour, minute, seconds] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || seconds > 59 || offsetHours > 24 || offsetMinutes > 59)
    return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCDate() !== day) return undefined
  date.setUTCHours(hour, minute, seconds)
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -1 : 1)
  const nanoseconds = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'))
  return { instant: (BigInt(date.getTime() / 1000) - BigInt(offset * 60)) * second + nanoseconds, offset }
}

/** The wall clock at the timestamp's own offset, as a date in UTC. */
const wallClock = ({ instant, offset }: Timestamp): Date => {
  const seconds = instant / second - (instant < 0n && instant % second !== 0n ? 1n : 0n)
  return new Date((Number(seconds) + offset * 60) * 1000)
}

const two = (value: number): string => String(value).padStart(2, '0')

const offsetText = (offset: number, separator: string): string =>
  `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${separator}${two(Math.abs(offset) % 60)}`

const rfc3339 = (time: Timestamp): string =>
  wallClock(time)
    .toISOString()
    .replace(/\.\d+Z$/, time.offset === 0 ? 'Z' : offsetText(time.offset, ':'))

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const oneOrTwo = (value: number): readonly (string | undefined)[] => [String(value), two(value)]

/** What a run of one letter shows; undefined when it means nothing. */
const show = (run: string, time: Timestamp): string | undefined => {
  const clock = wallClock(time)
  const hour = clock.getUTCHours()
  const month = clock.getUTCMonth()
  const half = hour < 12 ? 'am' : 'pm'
  const forms: ReadonlyMap<string, readonly (string | undefined)[]> = new Map([
    ['Y', [undefined, two(clock.getUTCFullYear() % 100), undefined, String(clock.getUTCFullYear()).padStart(4, '0')]],
    ['M', [...oneOrTwo(month + 1), months[month]!.slice(0, 3), months[month]]],
    ['D', oneOrTwo(clock.getUTCDate())],
    ['E', [undefined, undefined, weekdays[clock.getUTCDay()]!.slice(0, 3), weekdays[clock.getUTCDay()]]],
    ['h', oneOrTwo(hour)],
    ['H', oneOrTwo(hour % 12 === 0 ? 12 : hour % 12)],
    ['A', [undefined, half.toUpperCase()]],
    ['a', [undefined, half]],
    ['m', oneOrTwo(clock.getUTCMinutes())],
    ['s', oneOrTwo(clock.getUTCSeconds())],
    [
      'Z',
      [
        time.offset === 0 ? 'Z' : offsetText(time.offset, ':'),
        undefined,
        time.offset === 0 ? 'UTC' : offsetText(time.offset, ''),
        offsetText(time.offset, ''),
        offsetText(time.offset, ':'),
      ],
    ],
  ])
  return forms.get(run[0]!)?.[run.length - 1]
}

const formatTime = (format: string, time: Timestamp, site: Site): Value => {
  let result = ''
  for (const [token] of format.matchAll(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (token.startsWith("'")) {
      if (token.length === 1 || !/^'(?:[^']|'')*'$/.test(token)) return site.fail('a literal in the date format is not closed')
      result += token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'")
    } else if (/^[A-Za-z]/.test(token)) {
      const shown = show(token, time)
      if (shown === undefined) return site.fail(`\`${token.slice(0, 10)}\` means nothing in a date format`)
      result += shown
    } else result += token
  }
  return text(result, site)
}

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', 60n * second],
  ['h', 3600n * second],
])

/** Nanoseconds of a Go duration as `1h30m`: https://pkg.go.dev/time#ParseDuration; undefined when the text is none. */
const parseDuration = (source: string): bigint | undefined => {
  const body = source.replace(/^[+-]/, '')
  if (body === '0') return 0n
  if (body.length > 200 || !/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined
  let total = 0n
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = units.get(unit)!
    total += BigInt(whole || '0') * size + (fraction === '' ? 0n : (BigInt(fraction) * size) / 10n ** BigInt(fraction.length))
  }
  if (total >= 1n << 63n) return undefined
  return source.startsWith('-') ? -total : total
}

const withTimes = (sources: readonly string[], site: Site, use: (times: readonly Timestamp[]) => Value): Value => {
  const times: Timestamp[] = []
  for (const source of sources) {
    const time = parseTimestamp(source)
    if (time === undefined) return site.fail('this is no timestamp as `2026-01-31T12:00:00Z`')
    times.push(time)
  }
  return use(times)
}

export const dateFunctions: FunctionTable = {
  formatdate: define({ params: [aString, aString] }, (args, site) =>
    withTimes([textAt(args, 1)], site, ([time]) => formatTime(textAt(args, 0), time!, site)),
  ),
  timeadd: define({ params: [aString, aString] }, (args, site) =>
    withTimes([textAt(args, 0)], site, ([time]) => {
      const duration = parseDuration(textAt(args, 1))
      if (duration === undefined) return site.fail('this is no duration as `1h30m`')
      const moved = { ...time!, instant: time!.instant + duration }
      const year = wallClock(moved).getUTCFullYear()
      return year >= 0 && year <= 9999 ? string(rfc3339(moved), site.origin) : site.unsupported('a time outside the years 0 to 9999')
    }),
  ),
  timecmp: define({ params: [aString, aString] }, (args, site) =>
    withTimes([textAt(args, 0), textAt(args, 1)], site, ([a, b]) =>
      number(a!.instant < b!.instant ? -1 : a!.instant > b!.instant ? 1 : 0, site.origin),
    ),
  ),
}
