/** YAML in, trees with spans out: one document of plain data; whatever YAML can do beyond that is told as a diagnostic, and size and nesting are bounded. */
import type { Document, Pair, Node as YamlNode } from 'yaml'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { notLoaded } from '../text/not-loaded.ts'
import type { SourceFile, Span } from '../text/source.ts'
import type { Entry, Tree } from './tree.ts'

type YamlPackage = typeof import('yaml')
let loaded: YamlPackage | undefined

/** Loads the package that reads YAML: a tenth of this program, which a run over shipped policies alone does without. To be awaited before the first `readYaml`. */
export const prepareYaml = async (): Promise<void> => {
  loaded ??= await import('yaml')
}

const yaml = (): YamlPackage => {
  if (loaded === undefined) throw notLoaded('YAML')
  return loaded
}

/** Said of code that will read YAML, so that little was done in vain where the package is not loaded. */
export const needYaml = (): void => {
  yaml()
}

/** For what `composed` gave. */
export const isYamlMap = (node: YamlNode): boolean => yaml().isMap(node)

/** The documents of a text, its scalars left as they are written. Undefined where it is nested too deeply. */
export const composed = (text: string): readonly Document.Parsed[] | undefined => {
  if (deepAt(text) !== undefined) return undefined
  const documents = yaml().parseAllDocuments(text, {
    prettyErrors: false,
    logLevel: 'silent',
    schema: 'failsafe',
    version: '1.2',
    uniqueKeys: false,
    keepSourceTokens: false,
  })
  return 'empty' in documents ? [] : documents
}

/** Errors of syntax told for one file: after a few the rest are echoes of the first. */
const mostErrors = 5

/** https://yaml.org/spec/1.2.2/#103-core-schema */
const coreTags: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'null', 'bool', 'int', 'float'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** Tokens that the lexer adds and the text does not have: https://eemeli.org/yaml/#lexer */
const documentMark = '\x02'
const flowErrorMark = '\x18'
const scalarMark = '\x1f'

/**
 * Where nesting goes over the budget, if it does. The composer of `yaml` calls itself for each level, and a stack that overflows inside a regular expression ends the process,
 * so this is counted on tokens first. Block nesting is bounded by a line's indentation and by the indicators on it.
 */
const deepAt = (text: string): number | undefined => {
  let flow = 0
  let onLine = 0
  let at = 0
  let inScalar = false
  for (const token of new (yaml().Lexer)().lex(text)) {
    const first = token[0]
    if (inScalar) inScalar = false
    else if (token === scalarMark) inScalar = true
    else if (token.length === 1) {
      if (first === '[' || first === '{') flow++
      else if (first === ']' || first === '}') flow = Math.max(0, flow - 1)
      else if (first === '\n') onLine = 0
      else if (first === '-' || first === '?' || first === ':') onLine++
    } else if (first === '\r') onLine = 0
    else if (first === ' ' && onLine === 0 && token.length > budget.yamlIndentation) return at
    if (flow > budget.yamlNesting || onLine > budget.yamlNesting) return at
    if (token !== documentMark && token !== flowErrorMark && token !== scalarMark) at += token.length
  }
  return undefined
}

const explain = (code: string, message: string, text: string, start: number): { message: string; help?: string } => {
  const plain = message.replace(/\.$/, '')
  const told = plain.slice(0, 1).toLowerCase() + plain.slice(1)
  if (code === 'TAB_AS_INDENT') return { message: 'a tab indents this line', help: 'indent with spaces' }
  if (code === 'MULTIPLE_DOCS') return { message: 'this file holds more than one document', help: 'keep one document a file: remove `---`' }
  if (code === 'UNEXPECTED_TOKEN' && text[start] === '{' && text[start - 1] === '$')
    return { message: '`${…}` inside `{ }` or `[ ]` needs quotes', help: 'write `"${name}"`' }
  if (code === 'NON_STRING_KEY') return { message: 'a key has to be text' }
  return { message: told }
}

/** Reads one YAML document; undefined when it could not be read, which has then been told. An empty file is a scalar `null`. */
export const readYaml = (file: SourceFile, sink: Sink): Tree | undefined => {
  const spanOf = (start: number, end: number): Span => ({ file, start, end: Math.max(start, end) })
  const tell = (code: string, message: string, span: Span, help?: string): void =>
    sink({ code, severity: 'error', message, span, ...(help === undefined ? {} : { help }) })

  if (file.text.length > budget.yamlLength) {
    tell('yaml/too-large', `this file is longer than ${budget.yamlLength} characters`, spanOf(0, 0))
    return undefined
  }
  const deep = deepAt(file.text)
  if (deep !== undefined) {
    tell('yaml/too-deep', 'this is nested too deeply', spanOf(deep, Math.min(deep + 1, file.text.length)))
    return undefined
  }
  const { isMap, isScalar, isSeq, parseDocument } = yaml()
  const document = parseDocument(file.text, {
    prettyErrors: false,
    logLevel: 'error',
    schema: 'core',
    version: '1.2',
    stringKeys: true,
    // Quadratic in `yaml`; told below instead.
    uniqueKeys: false,
  })
  const problems = [...document.errors, ...document.warnings.filter((warning) => warning.code !== 'TAG_RESOLVE_FAILED')]
  for (const problem of problems.slice(0, mostErrors)) {
    const [start, end] = problem.pos
    const { message, help } = explain(problem.code, problem.message, file.text, start)
    tell('yaml/syntax', message, spanOf(start, Math.min(end, file.text.length)), help)
  }
  if (problems.length > 0) return undefined

  let whole = true
  const refuse = (code: string, message: string, span: Span, help: string): void => {
    whole = false
    tell(code, message, span, help)
  }
  const rangeOf = (node: YamlNode | null | undefined, otherwise: number): Span => {
    const range = node?.range
    return range ? spanOf(range[0], range[1]) : spanOf(otherwise, otherwise)
  }

  const readPair = (pair: Pair<YamlNode, YamlNode | null>, seen: Map<string, Span>, inside: Span): Entry | undefined => {
    const keySpan = rangeOf(pair.key, inside.start)
    const key = isScalar(pair.key) ? String(pair.key.value ?? '') : undefined
    if (key === undefined) {
      refuse('yaml/key', 'a key has to be text', keySpan, 'write the key as a plain word')
      return undefined
    }
    const before = seen.get(key)
    if (before !== undefined) {
      whole = false
      const related = [{ message: 'written here before', span: before }]
      sink({ code: 'yaml/duplicate-key', severity: 'error', message: `\`${key}\` is written twice`, span: keySpan, related })
      return undefined
    }
    seen.set(key, keySpan)
    return { key, keySpan, value: build(pair.value, keySpan.end) }
  }

  const build = (node: YamlNode | null | undefined, otherwise: number): Tree => {
    const span = rangeOf(node, otherwise)
    const tag = node?.tag
    if (tag !== undefined && !coreTags.has(tag)) refuse('yaml/tag', `\`${tag}\` is not data this file can hold`, span, 'remove the tag')
    if (node && 'anchor' in node && node.anchor !== undefined)
      refuse(
        'yaml/anchor',
        `\`&${String(node.anchor)}\` names a part of this file`,
        span,
        'anchors and aliases are not read here: write the part out',
      )
    if (isMap<YamlNode, YamlNode | null>(node)) {
      const seen = new Map<string, Span>()
      const entries = node.items.flatMap((pair) => readPair(pair, seen, span) ?? [])
      return { kind: 'map', entries, span }
    }
    if (isSeq<YamlNode>(node)) return { kind: 'list', items: node.items.map((item) => build(item, span.start)), span }
    if (isScalar(node)) {
      const { value } = node
      const raw = typeof value === 'string' ? value : file.text.slice(span.start, span.end)
      if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return { kind: 'scalar', value, raw, span }
      refuse('yaml/tag', 'this value is not plain data', span, 'write text, a number, `true` or `false`')
      return { kind: 'scalar', value: null, raw, span }
    }
    if (node)
      refuse(
        'yaml/anchor',
        `\`${file.text.slice(span.start, span.end)}\` repeats another part of this file`,
        span,
        'anchors and aliases are not read here: write the part out',
      )
    return { kind: 'scalar', value: null, raw: '', span }
  }

  const tree = build(document.contents, 0)
  return whole ? tree : undefined
}
