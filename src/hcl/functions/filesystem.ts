/** Functions on paths and on files of the workspace: https://developer.hashicorp.com/terraform/language/functions, group "Filesystem Functions". */
import { hexadecimal, toBase64, utf8 } from '../../data/bytes.ts'
import { md5, sha1, sha256, sha512 } from '../../data/hash.ts'
import type { Site } from '../../eval/dialect.ts'
import { bool, type ObjectValue, string, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { type Entry, joinPath, type ReadFailure, type ReadResult } from '../../text/workspace.ts'
import { makeSet } from '../order.ts'
import { compile, type Expression, matchFrom } from '../regex.ts'
import { setOf, stringType } from '../types.ts'
import { anything, aString, define, type FunctionTable, outOfBudget, text, textAt } from './define.ts'
import { digested } from './encoding.ts'

/** What the functions see of the world: the workspace's files. */
export interface FileContext {
  /** Paths are relative to the workspace. */
  readonly readFile: (path: string) => ReadResult
  readonly list: (folder: string) => readonly Entry[]
  /** The folder that relative paths start from: Terraform's working directory, which is the root module's. */
  readonly folder: string
  /** Workspace path of a relative path as expressions give it; undefined outside the workspace. Without it, paths start from `folder`. */
  readonly resolve?: (path: string) => string | undefined
  /** Evaluates a template; absent where templates are not supported. */
  readonly renderTemplate?: (text: string, path: string, variables: ObjectValue, site: Site) => Value
}

// https://pkg.go.dev/path/filepath#Base and #Dir
const basename = (path: string): string => {
  if (path === '') return '.'
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

const dirname = (path: string): string => {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const isRooted = folder.startsWith('/')
  const parts: string[] = []
  for (const part of folder.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '..' || !isRooted) parts.push(part)
  }
  const joined = parts.join('/')
  return isRooted ? `/${joined}` : joined || '.'
}

const ofThisMachine = (what: string, site: Site): Value =>
  unknown([{ reason: 'computed', what, span: site.origin.span }], site.origin, { type: stringType })

/** Functions on paths alone. */
export const pathFunctions: FunctionTable = {
  basename: define({ params: [aString] }, (args, site) => text(basename(textAt(args, 0)), site)),
  dirname: define({ params: [aString] }, (args, site) => text(dirname(textAt(args, 0)), site)),
  abspath: define({ params: [aString] }, (args, site) =>
    textAt(args, 0).startsWith('/') ? text(`${dirname(`${textAt(args, 0)}/`)}`, site) : ofThisMachine('an absolute path', site),
  ),
  pathexpand: define({ params: [aString] }, (args, site) =>
    textAt(args, 0).startsWith('~') ? ofThisMachine('the home folder', site) : text(textAt(args, 0), site),
  ),
}

const reasons: Readonly<Record<Exclude<ReadFailure, 'missing'>, string>> = {
  outside: 'lies outside the workspace',
  'too-large': 'is too large to read',
  unreadable: 'is no text file',
  budget: 'is one file too many',
}

/** A pattern of `fileset` as a regular expression: https://github.com/bmatcuk/doublestar#patterns; undefined for a broken one. */
const globExpression = (pattern: string): Expression | undefined => {
  let source = ''
  let braces = 0
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    if (pattern.startsWith('**/', at) && (at === 0 || pattern[at - 1] === '/')) {
      source += '(?:[^/]*/)*'
      at += 2
    } else if (pattern.slice(at) === '**' && (at === 0 || pattern[at - 1] === '/')) {
      source += '.*'
      at++
    } else if (character === '*') {
      source += '[^/]*'
      while (pattern[at + 1] === '*') at++
    } else if (character === '?') source += '[^/]'
    else if (character === '{') {
      braces++
      source += '(?:'
    } else if (character === '}' && braces > 0) {
      braces--
      source += ')'
    } else if (character === ',' && braces > 0) source += '|'
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2)
      if (end < 0) return undefined
      const body = pattern.slice(at + 1, end)
      source += `[${body.replace(/^[!^]/, '^').replace(/[\\[&~]/g, '\\$&')}]`
      at = end
    } else {
      const literal = character === '\\' ? pattern[++at] : character
      if (literal === undefined) return undefined
      source += literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    }
  }
  const compiled = braces === 0 ? compile(`(?s)^(?:${source})$`) : undefined
  return compiled?.ok ? compiled.expression : undefined
}

/** Paths of all files below a folder, relative to it; undefined when they are too many. */
const filesBelow = (context: FileContext, folder: string): readonly string[] | undefined => {
  const found: string[] = []
  const pending = [{ prefix: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of context.list(joinPath(folder, next.prefix) ?? folder)) {
      const path = next.prefix + entry.name
      if (entry.kind === 'file') found.push(path)
      else if (next.depth < budget.folderDepth) pending.push({ prefix: `${path}/`, depth: next.depth + 1 })
      else return undefined
      if (found.length > budget.elements || pending.length > budget.elements) return undefined
    }
  }
  return found
}

type Matches = readonly string[] | 'pattern' | 'files' | 'steps'

/** Paths below a folder that a pattern matches, relative to it; else what keeps them from being told. */
const matchesOf = (context: FileContext, folder: string, pattern: string): Matches => {
  const expression = globExpression(pattern)
  if (expression === undefined) return 'pattern'
  const found: string[] = []
  for (const path of filesBelow(context, folder) ?? ['']) {
    if (path === '') return 'files'
    const characters = Array.from(path, (character) => character.codePointAt(0)!)
    const match = matchFrom(expression, characters, 0)
    if (match === 'budget') return 'steps'
    if (match !== undefined) found.push(path)
  }
  return found
}

/** Functions that read the workspace. */
export const fileFunctions = (context: FileContext): FunctionTable => {
  const resolve = context.resolve ?? ((path: string) => joinPath(context.folder, path))

  // Libraries of templates ask for the same files again and again.
  const known = new Map<string, Matches>()
  const matches = (folder: string, pattern: string): Matches => {
    const key = `${folder}\n${pattern}`
    let found = known.get(key)
    if (found === undefined) {
      found = matchesOf(context, folder, pattern)
      known.set(key, found)
    }
    return found
  }

  const locate = (path: string): string | undefined => (/^(?:[/~\\]|[A-Za-z]:)/.test(path) ? undefined : resolve(path))

  const withFile = (path: string, site: Site, use: (content: string) => Value): Value => {
    const place = locate(path)
    const read: ReadResult = place === undefined ? { ok: false, why: 'outside' } : context.readFile(place)
    if (read.ok) return use(read.text)
    return read.why === 'missing'
      ? site.fail(`there is no file \`${path}\``)
      : site.unsupported(`file \`${path}\`, which ${reasons[read.why]}`)
  }

  const ofFile = (use: (content: string, site: Site) => Value): FunctionTable[string] =>
    define({ params: [aString] }, (args, site) => withFile(textAt(args, 0), site, (content) => use(content, site)))

  const hash = (digest: (message: Uint8Array) => Uint8Array, form: (bytes: Uint8Array) => string): FunctionTable[string] =>
    ofFile((content, site) => digested(content, digest, form, site))

  const render = (source: string, path: string, variables: Value | undefined, site: Site): Value => {
    if (variables?.kind !== 'object') return site.fail('the variables of a template must be a map or an object')
    if (variables.open !== undefined || variables.possible !== undefined) return site.unknownFrom([variables], true)
    return context.renderTemplate?.(source, path, variables, site) ?? site.unsupported('templates in files')
  }

  return {
    file: ofFile((content, site) => text(content, site)),
    filebase64: ofFile((content, site) => text(toBase64(utf8(content)), site)),
    filemd5: hash(md5, hexadecimal),
    filesha1: hash(sha1, hexadecimal),
    filesha256: hash(sha256, hexadecimal),
    filesha512: hash(sha512, hexadecimal),
    filebase64sha256: hash(sha256, toBase64),
    filebase64sha512: hash(sha512, toBase64),
    fileexists: define({ params: [aString] }, (args, site) => {
      const path = textAt(args, 0)
      const place = locate(path)
      if (place === undefined) return site.unsupported(`file \`${path}\`, which ${reasons.outside}`)
      const read = context.readFile(place)
      if (read.ok || read.why === 'too-large') return bool(true, site.origin)
      return read.why === 'missing' ? bool(false, site.origin) : site.unsupported(`file \`${path}\`, which ${reasons[read.why]}`)
    }),
    fileset: define({ params: [aString, aString] }, (args, site) => {
      const place = locate(textAt(args, 0))
      if (place === undefined) return site.unsupported(`folder \`${textAt(args, 0)}\`, which ${reasons.outside}`)
      const paths = matches(place, textAt(args, 1))
      if (paths === 'pattern') return site.unsupported(`file pattern \`${textAt(args, 1)}\``)
      if (paths === 'files') return outOfBudget('a folder of too many files', site)
      if (paths === 'steps') return outOfBudget('a file pattern that takes too many steps', site)
      const found = paths.map((path) => string(path, site.origin))
      return makeSet(found, site.origin, setOf(stringType)) ?? site.unknownFrom(found)
    }),
    templatefile: define({ params: [aString, anything], sees: 'shape' }, (args, site) =>
      withFile(textAt(args, 0), site, (content) => render(content, textAt(args, 0), args[1], site)),
    ),
    templatestring: define({ params: [aString, anything], sees: 'shape' }, (args, site) =>
      render(textAt(args, 0), '<templatestring>', args[1], site),
    ),
  }
}
