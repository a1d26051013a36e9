/** Functions that encode, decode and digest: https://developer.hashicorp.com/terraform/language/functions, groups "Encoding" and "Hash and Crypto". */
import { fromBase64, fromUtf8, hexadecimal, toBase64, utf8 } from '../../data/bytes.ts'
import { md5, sha1, sha256, sha512 } from '../../data/hash.ts'
import type { Site } from '../../eval/dialect.ts'
import { isWhollyKnown, list, object, string, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { parseCsv } from '../csv.ts'
import { fromJson, toJson } from '../json.ts'
import { fromYaml } from '../yaml.ts'
import { toYaml } from '../yaml-text.ts'
import { aString, type Call, define, type FunctionTable, nullable, orUnknown, outOfBudget, text, textAt } from './define.ts'

type Digest = (message: Uint8Array) => Uint8Array

/** UTF-16 units that are digested: plain TypeScript is no place for large files. */
const longestDigested = 200_000

export const digested = (value: string, digest: Digest, form: (bytes: Uint8Array) => string, site: Site): Value =>
  value.length > longestDigested ? outOfBudget('a digest of a long text', site) : string(form(digest(utf8(value))), site.origin)

const hash = (digest: Digest, form: (bytes: Uint8Array) => string): FunctionTable[string] =>
  define({ params: [aString] }, (args, site) => digested(textAt(args, 0), digest, form, site))

const namespaces: ReadonlyMap<string, string> = new Map([
  ['dns', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ['url', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'],
  ['oid', '6ba7b812-9dad-11d1-80b4-00c04fd430c8'],
  ['x500', '6ba7b814-9dad-11d1-80b4-00c04fd430c8'],
])

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

// https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
const uuidv5 = define({ params: [aString, aString] }, (args, site) => {
  const namespace = namespaces.get(textAt(args, 0)) ?? textAt(args, 0)
  if (!uuidForm.test(namespace)) return site.fail('the namespace must be a UUID or one of `dns`, `url`, `oid` and `x500`')
  const bytes = (namespace.replaceAll('-', '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  const name = utf8(textAt(args, 1))
  if (name.length > longestDigested) return outOfBudget('a digest of a long text', site)
  const made = sha1(Uint8Array.from([...bytes, ...name])).slice(0, 16)
  made[6] = (made[6]! & 0x0f) | 0x50
  made[8] = (made[8]! & 0x3f) | 0x80
  return string(hexadecimal(made).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), site.origin)
})

/** https://pkg.go.dev/net/url#QueryEscape */
const urlencode = (value: string): string =>
  encodeURIComponent(value)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** UTF-16 texts as the bytes of an IANA encoding; undefined for encodings that this program does not know. */
const encodings: ReadonlyMap<
  string,
  { readonly encode: (value: string) => Uint8Array | undefined; readonly decode: (bytes: Uint8Array) => string | undefined }
> = new Map([
  ['utf-8', { encode: utf8, decode: fromUtf8 }],
  ['utf-16le', { encode: (value) => utf16(value, true), decode: (bytes) => fromUtf16(bytes, true) }],
  ['utf-16be', { encode: (value) => utf16(value, false), decode: (bytes) => fromUtf16(bytes, false) }],
])

const utf16 = (value: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(value.length * 2))
  for (let at = 0; at < value.length; at++) view.setUint16(at * 2, value.charCodeAt(at), littleEndian)
  return new Uint8Array(view.buffer)
}

const fromUtf16 = (bytes: Uint8Array, littleEndian: boolean): string | undefined => {
  if (bytes.length % 2 !== 0) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let result = ''
  for (let at = 0; at < bytes.length; at += 2) result += String.fromCharCode(view.getUint16(at, littleEndian))
  return result
}

const decoded = (encoded: string, site: Site, read: (bytes: Uint8Array) => Value): Value => {
  const bytes = fromBase64(encoded)
  return bytes === undefined ? site.fail('this is no base64') : read(bytes)
}

const textencode = define({ params: [aString, aString] }, (args, site) => {
  const encoding = encodings.get(textAt(args, 1).toLowerCase())
  const bytes = encoding?.encode(textAt(args, 0))
  return bytes === undefined ? site.unsupported(`encoding \`${textAt(args, 1)}\``) : text(toBase64(bytes), site)
})

const textdecode = define({ params: [aString, aString] }, (args, site) => {
  const encoding = encodings.get(textAt(args, 1).toLowerCase())
  if (encoding === undefined) return site.unsupported(`encoding \`${textAt(args, 1)}\``)
  return decoded(textAt(args, 0), site, (bytes) => {
    const value = encoding.decode(bytes)
    return value === undefined ? site.fail(`these bytes are no ${textAt(args, 1)}`) : text(value, site)
  })
})

/** What JSON keeps of a value: lists of every kind become tuples; undefined where attributes beyond those written would be lost. */
const jsonShape = (value: Value): Value | undefined => {
  if (value.kind === 'list') {
    const items = value.items.map(jsonShape)
    const isSet = value.shape === 'set' && items.length > 1 && !isWhollyKnown(value)
    return isSet || items.includes(undefined) ? undefined : { ...list(items as Value[], value.origin, 'tuple') }
  }
  if (value.kind !== 'object') return value.kind === 'lambda' ? undefined : value
  if (value.open !== undefined || value.possible !== undefined) return undefined
  const entries = new Map<string, Value>()
  for (const [key, entry] of value.entries) {
    const shape = jsonShape(entry)
    if (shape === undefined) return undefined
    entries.set(key, shape)
  }
  return object(entries, value.origin)
}

const jsonencode = define({ params: [nullable], sees: 'anything', total: true }, ([value], site) => {
  const write: Call = ([known]) => {
    const written = toJson(known!)
    return written === undefined ? site.unsupported('this value as JSON') : text(written, site)
  }
  const result = orUnknown([value!], site, write)
  if (value!.kind !== 'list' && value!.kind !== 'object') return result
  const encodes = result.kind === 'unknown' && !isWhollyKnown(value!) ? jsonShape(value!) : undefined
  return encodes === undefined ? result : { ...result, encodes }
})

const csvdecode = define({ params: [aString] }, (args, site) => {
  const rows = parseCsv(textAt(args, 0))
  if (typeof rows === 'string') return site.fail(rows)
  const [header, ...records] = rows
  if (header === undefined) return site.fail('the text has no header line')
  if (new Set(header).size !== header.length) return site.fail('two columns have one name')
  if (records.length * header.length > budget.elements) return outOfBudget('a table of too many cells', site)
  const items = records.map((row) =>
    object(new Map(header.map((name, at): [string, Value] => [name, string(row[at] ?? '', site.origin)])), site.origin),
  )
  const type = { kind: 'object' as const, attributes: new Map(header.map((name) => [name, { kind: 'string' as const }])) }
  return items.length > 0 ? list(items, site.origin) : { ...list(items, site.origin), type: { kind: 'list', element: type } }
})

/** Known only when Terraform runs. */
const computed = (name: string): FunctionTable[string] =>
  define({ params: [], sees: 'anything' }, (_, site) =>
    unknown([{ reason: 'computed', what: `${name}()`, span: site.origin.span }], site.origin, { type: { kind: 'string' } }),
  )

const unsupported = (name: string): FunctionTable[string] => ({
  sees: 'anything',
  call: (_, site) => site.unsupported(`function \`${name}\``),
})

export const encodingFunctions: FunctionTable = {
  md5: hash(md5, hexadecimal),
  sha1: hash(sha1, hexadecimal),
  sha256: hash(sha256, hexadecimal),
  sha512: hash(sha512, hexadecimal),
  base64sha256: hash(sha256, toBase64),
  base64sha512: hash(sha512, toBase64),
  uuidv5,
  base64encode: define({ params: [aString] }, (args, site) => text(toBase64(utf8(textAt(args, 0))), site)),
  base64decode: define({ params: [aString] }, (args, site) =>
    decoded(textAt(args, 0), site, (bytes) => {
      const value = fromUtf8(bytes)
      return value === undefined ? site.fail('the bytes are no UTF-8') : text(value, site)
    }),
  ),
  textencodebase64: textencode,
  textdecodebase64: textdecode,
  urlencode: define({ params: [aString] }, (args, site) => text(urlencode(textAt(args, 0)), site)),
  jsonencode,
  jsondecode: define({ params: [aString], sees: 'anything' }, ([value], site) => {
    if (value!.kind === 'unknown' && value!.encodes !== undefined) return value!.encodes
    return orUnknown([value!], site, ([known]) => fromJson(textAt([known!], 0), site))
  }),
  csvdecode,
  uuid: computed('uuid'),
  timestamp: computed('timestamp'),
  plantimestamp: computed('plantimestamp'),
  bcrypt: unsupported('bcrypt'),
  rsadecrypt: unsupported('rsadecrypt'),
  // Compression may give other bytes in each version of Go's library.
  base64gzip: unsupported('base64gzip'),
  yamlencode: define({ params: [nullable] }, ([value], site) => {
    const written = toYaml(value!)
    return written === undefined ? site.unsupported('this value as YAML') : text(written, site)
  }),
  yamldecode: define({ params: [aString] }, (args, site) => fromYaml(textAt(args, 0), site)),
}
