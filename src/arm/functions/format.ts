/** `format`: texts with numbered places, each with an alignment and a form of whole numbers: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#format */
import type { Operation } from '../../eval/dialect.ts'
import type { Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { outOfBudget, text, textOf, wholeOf, wrong } from './define.ts'
import { textDialect } from './pure.ts'

/** https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings for no culture in particular; undefined where that is not told here. */
const wholeIn = (value: number, form: string): string | undefined => {
  const [, letter, digits] = /^([NnDdXx])(\d{0,2})$/.exec(form) ?? []
  if (letter === undefined) return undefined
  const sign = value < 0 ? '-' : ''
  const plain = String(Math.abs(value))
  switch (letter.toUpperCase()) {
    case 'N': {
      const decimals = digits === '' ? 2 : Number(digits)
      return `${sign}${plain.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}`
    }
    case 'D':
      return `${sign}${plain.padStart(Number(digits), '0')}`
    default: {
      const hexadecimal = value.toString(16).padStart(Number(digits), '0')
      // Negative numbers have as many digits as their type, which the deployment chooses.
      return value < 0 ? undefined : letter === 'X' ? hexadecimal.toUpperCase() : hexadecimal
    }
  }
}

const shownIn = (arg: Value | undefined, form: string | undefined): string | undefined => {
  if (arg === undefined) return undefined
  const plain = textDialect.text(arg)
  // Texts have no forms, and keep as they are.
  if (form === undefined || form === '' || arg.kind === 'string') return plain
  const whole = wholeOf(arg)
  return whole === undefined ? undefined : wholeIn(whole, form)
}

const placePattern = /\{\{|\}\}|\{(\d{1,4})(?:,(-?\d{1,4}))?(?::([^{}]*))?\}|[{}]/g

/** Texts of lists and objects, and forms of other numbers, are not written here. */
export const format: Operation = (args, site) => {
  const form = textOf(args[0])
  if (form === undefined) return wrong(site, 'a format', args[0])
  let unsupported = false
  let length = form.length
  const result = form.replace(placePattern, (piece, place: string | undefined, width: string | undefined, own: string | undefined) => {
    if (piece === '{{' || piece === '}}') return piece[0]!
    const shown = place === undefined ? undefined : shownIn(args[Number(place) + 1], own)
    if (shown === undefined) unsupported = true
    const wide = Number(width ?? 0)
    const aligned = wide < 0 ? (shown ?? '').padEnd(-wide) : (shown ?? '').padStart(wide)
    length += aligned.length
    return length > budget.stringLength ? '' : aligned
  })
  if (unsupported) return site.unsupported(`the format \`${form.slice(0, 60)}\``)
  return length > budget.stringLength ? outOfBudget('a text that grows too long', site) : text(result, site)
}
