/** Texts in other forms, and back: base64, JSON, URIs. https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-string */
import { fromBase64, fromUtf8, toBase64, utf8 } from '../../data/bytes.ts'
import { readJson } from '../../data/json.ts'
import type { Tree } from '../../data/tree.ts'
import type { Site } from '../../eval/dialect.ts'
import { bool, list, nullValue, number, object, string, type Value } from '../../eval/value.ts'
import { integer } from '../numbers.ts'
import { define, type FunctionTable, text, textAt } from './define.ts'

const fromTree = (tree: Tree, site: Site): Value | undefined => {
  const { origin } = site
  if (tree.kind === 'list') {
    const items = tree.items.map((item) => fromTree(item, site))
    return items.some((item) => item === undefined) ? undefined : list(items as readonly Value[], origin, 'tuple')
  }
  if (tree.kind === 'map') {
    const entries = new Map<string, Value>()
    for (const entry of tree.entries) {
      const value = fromTree(entry.value, site)
      if (value === undefined) return undefined
      entries.set(entry.key, value)
    }
    return object(entries, origin)
  }
  if (tree.value === null) return nullValue(origin)
  if (typeof tree.value === 'boolean') return bool(tree.value, origin)
  if (typeof tree.value === 'string') return string(tree.value, origin)
  const read = integer(tree.raw)
  return read === undefined ? undefined : number(read, origin)
}

const fromJson = (written: string, site: Site): Value => {
  const tree = readJson({ path: 'json', text: written, language: 'json' }, () => {}, { duplicateKeys: 'keep' })
  // The deployment engine reads more than JSON: single quotes, comments.
  return tree === undefined
    ? site.unsupported('a text that is no JSON')
    : (fromTree(tree, site) ?? site.unsupported('a number that is not whole'))
}

const decoded = (written: string): string | undefined => {
  const bytes = fromBase64(written)
  return bytes === undefined ? undefined : fromUtf8(bytes)
}

const guarded = (convert: () => string, site: Site): Value => {
  try {
    return text(convert(), site)
  } catch {
    return site.unsupported('a text of broken characters or escapes')
  }
}

const escaped = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** What follows the comma of a data URI, in the form that its head says. */
const fromDataUri = (written: string, site: Site): Value => {
  const parts = /^data:([^,]*),(.*)$/s.exec(written)
  if (parts === null) return site.fail('this is no data URI')
  if (!/;base64$/i.test(parts[1]!)) return guarded(() => decodeURIComponent(parts[2]!), site)
  const plain = decoded(parts[2]!)
  return plain === undefined ? site.fail('this is no base64') : text(plain, site)
}

/** By the rules that the documentation gives: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-string#uri */
const joined = (base: string, relative: string): string => {
  if (base.endsWith('/')) return base + relative.replace(/^\//, '')
  const host = base.indexOf('//') + 2
  const slash = base.lastIndexOf('/')
  return slash < host ? base + relative : base.slice(0, slash + 1) + relative.replace(/^\//, '')
}

export const encodingFunctions: FunctionTable = {
  base64: define(['string'], (args, site) => text(toBase64(utf8(textAt(args, 0))), site)),
  base64ToString: define(['string'], (args, site) => {
    const plain = decoded(textAt(args, 0))
    return plain === undefined ? site.fail('this is no base64') : text(plain, site)
  }),
  base64ToJson: define(['string'], (args, site) => {
    const plain = decoded(textAt(args, 0))
    return plain === undefined ? site.fail('this is no base64') : fromJson(plain, site)
  }),
  json: define(['string'], (args, site) => fromJson(textAt(args, 0), site)),
  dataUri: define(['string'], (args, site) => text(`data:text/plain;charset=utf8;base64,${toBase64(utf8(textAt(args, 0)))}`, site)),
  dataUriToString: define(['string'], (args, site) => fromDataUri(textAt(args, 0), site)),
  uri: define(['string', 'string'], (args, site) => {
    const [base, relative] = [textAt(args, 0), textAt(args, 1)]
    // A base without a host, and parts such as `..`, are put together as URIs are.
    if (!/^https?:\/\/[^/?#]+/i.test(base) || /[?#]|(^|\/)\.\.?(\/|$)|^\/\/|:\/\//.test(base.slice(8) + relative))
      return site.unsupported('a URI of this form')
    const whole = joined(base, relative)
    return /^https?:\/\/[^/]+$/i.test(base) && !relative.startsWith('/') ? text(`${base}/${relative}`, site) : text(whole, site)
  }),
  uriComponent: define(['string'], (args, site) => guarded(() => escaped(textAt(args, 0)), site)),
  uriComponentToString: define(['string'], (args, site) => guarded(() => decodeURIComponent(textAt(args, 0)), site)),
}
