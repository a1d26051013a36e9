/** A text in, the one YAML document that it holds out, unresolved: texts of scalars with their quotes and tags, anchors and aliases; or why it is not told. */
import type { Node as YamlNode } from 'yaml'
import { budget } from '../text/budget.ts'
import { composed, isYamlMap } from './yaml.ts'

interface Common {
  /** As written in full; undefined where none is. */
  readonly tag: string | undefined
  readonly anchor: string | undefined
}
export interface YamlScalar extends Common {
  readonly kind: 'scalar'
  readonly text: string
  readonly form: 'plain' | 'quoted' | 'block'
}
export interface YamlList extends Common {
  readonly kind: 'list'
  readonly items: readonly YamlItem[]
}
export interface YamlMap extends Common {
  readonly kind: 'map'
  readonly entries: readonly { readonly key: YamlItem; readonly value: YamlItem }[]
}
export interface YamlAlias {
  readonly kind: 'alias'
  readonly name: string
}
export type YamlItem = YamlScalar | YamlList | YamlMap | YamlAlias

/** `unsure`: readers of YAML differ on it, or this one refuses it. `none`: there is no document. `several`: there is more than one. */
export type YamlRead = { readonly item: YamlItem } | 'unsure' | 'none' | 'several'

/**
 * Readers of YAML 1.1 and 1.2 differ in tabs, line ends of other scripts, byte order marks and control characters, directives, explicit keys,
 * and colons inside of plain words between brackets: texts with these are not told.
 */
const unusual =
  /[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|^%|^\s*\?|[[{,]\s*\?|^\.\.\./mu

export const readYamlDocument = (text: string): YamlRead => {
  if (text.length > budget.yamlLength || unusual.test(text)) return 'unsure'
  const documents = composed(text)
  if (documents === undefined) return 'unsure'
  const [document, ...more] = documents
  if (documents.some(({ errors, warnings }) => errors.length > 0 || warnings.some(({ code }) => code !== 'TAG_RESOLVE_FAILED')))
    return 'unsure'
  if (more.length > 0) return 'several'
  if (document === undefined) return 'none'
  if (document.contents === null) return /^---/m.test(text) ? { item: empty } : 'none'
  const item = itemOf(document.contents, text, false)
  return item === undefined ? 'unsure' : { item }
}

const empty: YamlScalar = { kind: 'scalar', text: '', form: 'plain', tag: undefined, anchor: undefined }

/** Undefined: it holds something that readers differ on. */
const itemOf = (node: YamlNode | null, text: string, inFlow: boolean): YamlItem | undefined => {
  if (node === null) return empty
  const at = node as YamlNode & {
    readonly anchor?: string
    readonly tag?: string
    readonly type?: string
    readonly flow?: boolean
    readonly source?: unknown
    readonly value?: unknown
    readonly items?: readonly unknown[]
  }
  // An alias has no type.
  if (at.items === undefined && at.type === undefined && typeof at.source === 'string') return { kind: 'alias', name: at.source }
  if (at.anchor !== undefined && !/^[\w-]+$/.test(at.anchor)) return undefined
  const common = { tag: at.tag, anchor: at.anchor }
  if (at.items === undefined) {
    const value = typeof at.source === 'string' ? at.source : ''
    const [start, end] = at.range ?? [0, 0]
    const written = text.slice(start, end)
    const plain = at.type === 'PLAIN'
    // Continued lines, and in brackets colons and question marks, are where readers differ.
    if (
      plain ? written.includes('\n') || (inFlow && /[:?]/.test(written)) || /^[-?:](?:\s|$)/.test(written) : isContinued(at.type, written)
    )
      return undefined
    return { kind: 'scalar', text: value, form: plain ? 'plain' : at.type?.startsWith('QUOTE') ? 'quoted' : 'block', ...common }
  }
  const flow = inFlow || at.flow === true
  const pairs = at.items as readonly { readonly key?: YamlNode | null; readonly value?: YamlNode | null }[]
  if (isYamlMap(node)) {
    const entries: { readonly key: YamlItem; readonly value: YamlItem }[] = []
    for (const pair of pairs) {
      const key = itemOf(pair.key ?? null, text, flow)
      const value = itemOf(pair.value ?? null, text, flow)
      if (key === undefined || value === undefined || !isSimpleKey(pair.key ?? null, key, text)) return undefined
      entries.push({ key, value })
    }
    return { kind: 'map', entries, ...common }
  }
  const items: YamlItem[] = []
  for (const inner of at.items as readonly YamlNode[]) {
    // `[a: b]` is a map of one pair.
    if (!('range' in inner)) return undefined
    const item = itemOf(inner, text, flow)
    if (item === undefined) return undefined
    items.push(item)
  }
  return { kind: 'list', items, ...common }
}

/** Keys end on the line that they begin on, and within 1024 characters. */
const isSimpleKey = (node: YamlNode | null, key: YamlItem, text: string): boolean => {
  const [start, end] = node?.range ?? [0, 0]
  return key.kind !== 'map' && key.kind !== 'list' && node !== null && end - start < 1_000 && !text.slice(start, end).includes('\n')
}

/** Quoted texts over several lines or with an escaped slash; block texts whose indentation is given, that begin with blank lines, or that the end of the file cuts off. */
const isContinued = (type: string | undefined, written: string): boolean => {
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return written.includes('\n') || written.includes('\\/')
  if (!written.endsWith('\n')) return true
  return !/^[|>][+-]? *(?:\r?\n)(?! *\r?\n)/.test(written)
}
