/** YAML documents become values and values YAML texts, as `yamldecode` and `yamlencode` do it: https://github.com/zclconf/go-cty-yaml/tree/v1.1.0 */
import { fromBase64 } from '../data/bytes.ts'
import { readYamlDocument, type YamlItem, type YamlScalar } from '../data/yaml-document.ts'
import type { Site } from '../eval/dialect.ts'
import { bool, list, nullValue, number, object, string, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { textOf } from './convert.ts'
import { parseNumber } from './numbers.ts'
import { timestampOf } from './yaml-timestamp.ts'

/** Why there is no value: `text` says what is wrong, `unsure` what this program does not read. */
type Problem = { readonly fails: string } | { readonly unsure: string }
type Result = { readonly value: Value } | Problem

const truths: ReadonlyMap<string, boolean> = new Map(
  (
    [
      [true, 'y Y yes Yes YES true True TRUE on On ON'],
      [false, 'n N no No NO false False FALSE off Off OFF'],
    ] as const
  ).flatMap(([truth, words]) => words.split(' ').map((word) => [word, truth] as const)),
)
const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL'])
const infinities = /^[-+]?\.(?:inf|Inf|INF)$/
const nans = /^\.(?:nan|NaN|NAN)$/
const integer = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

const prefix = 'tag:yaml.org,2002:'
const scalarTags: ReadonlySet<string> = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp', 'binary'])

/** Texts that may be more than texts begin with one of these. */
const hinting = /^(?:$|[-+0-9yYnNtTfFoO~.])/

const numberOf = (text: string, origin: Value['origin']): Result => {
  const plain = text.replaceAll('_', '')
  const decimal = parseNumber(plain)
  if (decimal !== undefined) return { value: number(decimal, origin) }
  if (!/^0[xob][0-9a-f]+$/i.test(plain)) return { fails: `\`${text}\` is no number` }
  const whole = /^(?:0x[0-9a-f]+|0o[0-7]+|0b[01]+)$/i.test(plain) ? BigInt(plain.toLowerCase()) : undefined
  if (whole === undefined || whole >= 2n ** 64n) return { fails: `\`${text}\` is no number` }
  return { value: number(parseNumber(whole.toString())!, origin) }
}

const scalarValue = ({ text, form, tag: long }: YamlScalar, origin: Value['origin']): Result => {
  const tag = long?.startsWith(prefix) ? long.slice(prefix.length) : long
  if (tag !== undefined && !scalarTags.has(tag))
    return tag === '!' ? { unsure: 'a YAML tag `!`' } : { fails: `there is no tag \`${tag}\` here` }
  const itself = (): Result => ({ value: string(text.normalize('NFC'), origin) })
  if (tag !== 'str' && tag !== 'binary' && hinting.test(text)) {
    if (form === 'quoted') return itself()
    const truth = truths.get(text)
    if (truth !== undefined) return { value: bool(truth, origin) }
    if (nulls.has(text)) return { value: nullValue(origin) }
    if (infinities.test(text)) return { unsure: 'an infinite number in YAML' }
    if (tag === undefined && nans.test(text)) return { fails: 'what is not a number is no number here' }
    if (text.startsWith('.')) {
      const found = parseNumber(text)
      if (found !== undefined) return { value: number(found, origin) }
    } else if (/^[-+0-9]/.test(text)) {
      const time = tag === undefined || tag === 'timestamp' ? timestampOf(text) : undefined
      if (time === 'unsure') return { unsure: 'a time of this form in YAML' }
      if (time !== undefined) return { value: string(time, origin) }
      if (integer.test(text) || float.test(text)) return numberOf(text, origin)
    }
  }
  switch (tag) {
    case 'binary':
      return fromBase64(text) === undefined ? { fails: 'this is no base64' } : itself()
    case 'bool': {
      const truth = truths.get(text)
      return truth === undefined ? { fails: `\`${text}\` is neither true nor false` } : { value: bool(truth, origin) }
    }
    case 'int':
    case 'float':
      return numberOf(text, origin)
    case 'timestamp': {
      const time = timestampOf(text)
      if (time === 'unsure') return { unsure: 'a time of this form in YAML' }
      return time === undefined ? { fails: `\`${text}\` is no time` } : { value: string(time, origin) }
    }
    case 'null':
      return { value: nullValue(origin) }
    default:
      return itself()
  }
}

/** A block text is of type string, whatever it says, and is converted to it. */
const wholeScalar = (scalar: YamlScalar, origin: Value['origin']): Result => {
  const result = scalarValue(scalar, origin)
  if (scalar.form !== 'block' || scalar.tag !== undefined || !('value' in result)) return result
  const text = textOf(result.value)
  return { value: text === undefined ? { ...result.value, type: { kind: 'string' } } : string(text, origin) }
}

/** The value of a YAML text. A failure when the text is surely none, not known where readers of YAML differ. */
export const fromYaml = (text: string, site: Site): Value => {
  const read = readYamlDocument(text)
  if (read === 'none') return site.fail('there is no YAML document')
  if (read === 'several') return site.fail('there is more than one YAML document')
  if (read === 'unsure') return site.unsupported('YAML of this form')
  const { origin } = site
  const anchors = new Map<string, Value>()
  const pending = new Map<string, number>()
  /** Elements made so far, those that an alias repeats among them: aliases of aliases grow fast. */
  let made = 0
  const sizes = new Map<Value, number>()

  const anchored = (name: string | undefined, make: () => Result): Result => {
    if (name === undefined) return make()
    pending.set(name, (pending.get(name) ?? 0) + 1)
    const before = made
    const result = make()
    const left = pending.get(name)! - 1
    if (left === 0) pending.delete(name)
    else pending.set(name, left)
    if ('value' in result) {
      anchors.set(name, result.value)
      sizes.set(result.value, made - before)
    }
    return result
  }

  const readItem = (item: YamlItem): Result => {
    if (++made > budget.elements) return { unsure: 'YAML of too many elements' }
    if (item.kind === 'alias') {
      const value = pending.has(item.name) ? undefined : anchors.get(item.name)
      if (value === undefined) return { fails: `nothing before this is called \`${item.name}\`` }
      made += sizes.get(value) ?? 0
      return { value }
    }
    return anchored(item.anchor, () =>
      item.kind === 'scalar' ? wholeScalar(item, origin) : item.kind === 'list' ? listValue(item) : mapValue(item),
    )
  }

  const listValue = (item: YamlItem & { kind: 'list' }): Result => {
    if (item.tag !== undefined && item.tag !== `${prefix}seq`) return { fails: 'a sequence cannot have this tag' }
    const items: Value[] = []
    for (const inner of item.items) {
      const result = readItem(inner)
      if (!('value' in result)) return result
      items.push(result.value)
    }
    return { value: list(items, origin, 'tuple') }
  }

  const mapValue = (item: YamlItem & { kind: 'map' }): Result => {
    if (item.tag !== undefined && item.tag !== `${prefix}map`) return { fails: 'a map cannot have this tag' }
    const entries = new Map<string, Value>()
    for (const { key, value } of item.entries) {
      if (key.kind !== 'scalar') return { fails: 'only texts can be keys' }
      const isMerge = (key.tag === undefined && key.text === '<<') || key.tag === `${prefix}merge`
      const name = isMerge ? undefined : scalarValue(key, origin)
      if (name !== undefined && !('value' in name)) return name
      const text = name === undefined ? '' : textOf(name.value)
      if (text === undefined) return { fails: 'only texts can be keys' }
      const result = readItem(value)
      if (!('value' in result)) return result
      if (!isMerge) {
        entries.set(text, result.value)
        continue
      }
      if (result.value.kind !== 'object') return { fails: 'only maps can be merged into a map' }
      for (const [inner, entry] of result.value.entries) entries.set(inner, entry)
    }
    return { value: object(entries, origin) }
  }

  const result = readItem(read.item)
  if ('value' in result) return result.value
  return 'fails' in result ? site.fail(result.fails) : site.unsupported(result.unsure)
}
