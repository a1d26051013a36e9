/** Texts as other texts: base64, parts of URIs, data URIs, JSON. */
import { fromBase64, fromUtf8, toBase64, utf8 } from '../../data/bytes.ts'
import { readJson } from '../../data/json.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import type { Value } from '../../eval/value.ts'
import { jsonOf, literalOf } from '../texts.ts'
import { define, type FunctionTable, text, textOf, wrong } from './define.ts'
import { pure } from './pure.ts'

const ofText =
  (made: (text: string, site: Site) => Value): Operation =>
  ([given], site) => {
    const whole = textOf(given)
    return whole === undefined ? wrong(site, 'text', given) : made(whole, site)
  }

const readAsJson = (written: string, site: Site): Value => {
  const tree = readJson({ path: site.origin.span.file.path, text: written, language: 'json' }, () => undefined, {
    duplicateKeys: 'keep',
    lenient: true,
  })
  // Readers of JSON differ in what they let pass.
  return tree === undefined ? site.unsupported('a text that is no JSON') : literalOf(tree, site.origin)
}

const decode = (written: string): string | undefined => {
  const bytes = fromBase64(written)
  return bytes === undefined ? undefined : fromUtf8(bytes)
}

const fromBase64Text = ofText((written, site) => {
  const decoded = decode(written)
  return decoded === undefined ? site.fail('this is no base64 of a text') : text(decoded, site)
})

/** RFC 3986: all but letters, digits and `-._~` is written with its bytes. */
const escaped = (written: string): string =>
  encodeURIComponent(fromUtf8(utf8(written)) ?? '').replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const unescaped = ofText((written, site) => {
  if (written.includes('+')) return site.unsupported('a plus sign in a part of a URI')
  try {
    return text(decodeURIComponent(written), site)
  } catch {
    return site.unsupported('a part of a URI that is no UTF-8')
  }
})

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#uri */
const uri: Operation = ([base, relative], site) => {
  const [whole, part] = [textOf(base), textOf(relative)]
  if (whole === undefined || part === undefined) return site.fail('two texts were expected')
  // What needs escapes is written differently by different readers.
  const plain = /^[A-Za-z0-9._~/:-]*$/
  if (!/^https?:\/\/[a-z0-9.-]+(:\d+)?(\/|$)/.test(whole) || !plain.test(whole) || !plain.test(part) || /^\w+:|\/\//.test(part))
    return site.unsupported('this form of `uri`')
  return text(new URL(part, whole).href, site)
}

const dataUri: Operation = ([given], site) => {
  const written = given === undefined || given.kind === 'string' ? textOf(given) : jsonOf(given)
  if (written === undefined) return wrong(site, 'text', given)
  const type = given?.kind === 'string' ? 'text/plain' : 'application/json'
  return text(`data:${type};charset=utf8;base64,${toBase64(utf8(written))}`, site)
}

const dataUriToText = ofText((written, site) => {
  const found = /^data:[^,;]*(?:;charset=utf-?8)?;base64,([A-Za-z0-9+/=]*)$/i.exec(written)
  const decoded = found === null ? undefined : decode(found[1]!)
  return decoded === undefined ? site.unsupported('this form of a data URI') : text(decoded, site)
})

export const encodingFunctions: FunctionTable = {
  base64: pure(
    'base64',
    1,
    1,
    ofText((written, site) => text(toBase64(utf8(written)), site)),
  ),
  base64tostring: pure('base64tostring', 1, 1, fromBase64Text),
  base64tojson: define(
    1,
    1,
    ofText((written, site) => {
      const decoded = decode(written)
      return decoded === undefined ? site.fail('this is no base64 of a text') : readAsJson(decoded, site)
    }),
  ),
  uricomponent: pure(
    'uricomponent',
    1,
    1,
    ofText((written, site) => text(escaped(written), site)),
  ),
  uricomponenttostring: pure('uricomponenttostring', 1, 1, unescaped),
  uri: pure('uri', 2, 2, uri),
  datauri: pure('datauri', 1, 1, dataUri),
  datauritostring: pure('datauritostring', 1, 1, dataUriToText),
  json: define(
    1,
    1,
    ofText((written, site) => readAsJson(written, site)),
  ),
}
