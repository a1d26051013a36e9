/** Functions that read files of the workspace while compiling: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-files */
import { literalOf } from '../arm/texts.ts'
import { toBase64, utf8 } from '../data/bytes.ts'
import { readJson } from '../data/json.ts'
import { child, type Tree } from '../data/tree.ts'
import { readYaml } from '../data/yaml.ts'
import type { EagerEntry, Site } from '../eval/dialect.ts'
import { string, type Value } from '../eval/value.ts'
import { folderOf, joinPath, type ReadResult, whyNotRead } from '../text/workspace.ts'
import type { BicepLoader } from './loader.ts'

type Read = (text: string, path: string, site: Site, args: readonly Value[]) => Value

/** The first argument names the file, from the folder of the file that calls. */
const ofFile = (loader: BicepLoader, from: string, read: Read): EagerEntry => ({
  sees: 'known',
  call: (args, site) => {
    const [path] = args
    if (path?.kind !== 'string') return site.fail('the path of a file was expected')
    const place = /^(?:[\\/]|[A-Za-z]:)/.test(path.value) ? undefined : joinPath(folderOf(from), path.value)
    const text: ReadResult = place === undefined ? { ok: false, why: 'outside' } : loader.read(place)
    if (!text.ok) {
      // What this run does not reach, Bicep may.
      loader.tellNotRead(path.value, text.why, site.origin.span, text.why === 'missing' ? 'error' : 'warning')
      const what = `the file \`${path.value}\`: ${whyNotRead[text.why]}`
      return text.why === 'missing' ? site.fail(what) : site.unsupported(what)
    }
    // Files of UTF-8 begin with a mark at times, which is no part of the text.
    return read(text.text.replace(/^\uFEFF/, ''), place!, site, args)
  },
})

const isPlainEncoding = (value: Value | undefined): boolean =>
  value === undefined || (value.kind === 'string' && /^(utf-8|us-ascii)$/i.test(value.value))

/** `$.a.b[0]`, as much of JSONPath as says one place. */
const selected = (tree: Tree, path: string): Tree | undefined | 'unsupported' => {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]'"]+/g) ?? []
  if (!/^\$?(?:\.?[\w-]+|\[\d+\]|\['[^'\]]+'\])*$/.test(path)) return 'unsupported'
  let found: Tree | undefined = tree
  for (const step of steps) found = found?.kind === 'list' ? found.items[Number(step)] : child(found, step)
  return found
}

const ofTree = (tree: Tree | undefined, what: string, site: Site, args: readonly Value[]): Value => {
  const [, path, encoding] = args
  if (tree === undefined) return site.unsupported(`a file that could not be read as ${what}`)
  if (!isPlainEncoding(encoding)) return site.unsupported('a file of this encoding')
  if (path === undefined || path.kind === 'null') return literalOf(tree, site.origin)
  const found = path.kind === 'string' ? selected(tree, path.value) : 'unsupported'
  if (found === 'unsupported') return site.unsupported('this path into a file')
  return found === undefined ? site.fail('nothing is at this path of the file') : literalOf(found, site.origin)
}

const quiet = (): void => undefined

const reads: Readonly<Record<string, Read>> = {
  loadTextContent: (text, _path, site, args) =>
    isPlainEncoding(args[1]) ? string(text, site.origin) : site.unsupported('a file of this encoding'),
  // What is no text is read otherwise than it is written.
  loadFileAsBase64: (text, _path, site) =>
    /[\uFFFD\u0000]/.test(text) ? site.unsupported('a file that is no text') : string(toBase64(utf8(text)), site.origin),
  loadJsonContent: (text, path, site, args) =>
    ofTree(readJson({ path, text, language: 'json' }, quiet, { duplicateKeys: 'keep', lenient: true }), 'JSON', site, args),
  loadYamlContent: (text, path, site, args) => ofTree(readYaml({ path, text, language: 'yaml' }, quiet), 'YAML', site, args),
}

/** As called from a file; undefined where the name is none of these. */
export const functionOfFiles = (name: string, loader: BicepLoader, from: string): EagerEntry | undefined => {
  const read = Object.hasOwn(reads, name) ? reads[name] : undefined
  return read === undefined ? undefined : ofFile(loader, from, read)
}
