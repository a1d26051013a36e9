/** Declarative shapes of YAML: each reads a tree with positions, telling every mistake, and says the same as JSON Schema. */

import { describe, type Scalar, type Tree, type TreeMap } from '../data/tree.ts'
import type { Sink } from '../text/diagnostic.ts'
import { nearest } from '../text/nearest.ts'
import type { Span } from '../text/source.ts'
import type { Scope } from './data-tables.ts'
import type { MistakeCode } from './mistake-codes.ts'

export type JsonSchema = { readonly [key: string]: unknown }

/** One reading of one file. `area` begins the codes of its mistakes: `policy/unknown-key`. */
export interface Reading {
  readonly area: 'policy' | 'configuration' | 'waivers' | 'assumptions' | 'model'
  readonly sink: Sink
  /** Tells a mistake; undefined, so that a reader can end with it. */
  mistake(slug: MistakeCode, message: string, span: Span, help?: string): undefined
  /** How many mistakes were told so far. */
  mistakes(): number
}

export const beginReading = (area: Reading['area'], sink: Sink): Reading => {
  let told = 0
  return {
    area,
    sink,
    mistake: (slug, message, span, help) => {
      told++
      sink({ code: `${area}/${slug}`, severity: 'error', message, span, ...(help === undefined ? {} : { help }) })
      return undefined
    },
    mistakes: () => told,
  }
}

/** `read` gives undefined where the tree is not of the shape; what is wrong has then been told. */
export interface Shape<T> {
  read(tree: Tree, reading: Reading): T | undefined
  readonly schema: JsonSchema
}

/** A text and where it stands. */
export interface Located {
  readonly text: string
  readonly span: Span
  readonly scalar: Scalar
  /** Of a row of a data table: where it counts. */
  readonly scope?: Scope
}

/** "did you mean", as a remedy; else `otherwise`. */
export const meant = (word: string, known: Iterable<string>, otherwise?: string): string | undefined => {
  const near = nearest(word, known)
  return near === undefined ? otherwise : `did you mean \`${near}\`?`
}

const expected = (what: string, tree: Tree, reading: Reading): undefined =>
  reading.mistake('wrong-type', `${what} was expected here, not ${describe(tree)}`, tree.span)

export const text = (what = 'text', schema: JsonSchema = {}): Shape<Located> => ({
  read: (tree, reading) => {
    if (tree.kind !== 'scalar' || typeof tree.value !== 'string' || tree.value.trim() === '') return expected(what, tree, reading)
    return { text: tree.value, span: tree.span, scalar: tree }
  },
  schema: { type: 'string', minLength: 1, ...schema },
})

export const flag: Shape<boolean> = {
  read: (tree, reading) =>
    tree.kind === 'scalar' && typeof tree.value === 'boolean' ? tree.value : expected('`true` or `false`', tree, reading),
  schema: { type: 'boolean' },
}

/** Small words that are codes or parts of them: `no-admin-ports`. */
export const slug = (what: string): Shape<Located> => {
  const inner = text(what)
  return {
    read: (tree, reading) => {
      const read = inner.read(tree, reading)
      if (read === undefined || /^[a-z0-9]+(-[a-z0-9]+)*$/.test(read.text)) return read
      return reading.mistake(
        'malformed-id',
        `\`${read.text}\` cannot be ${what}`,
        read.span,
        'use lower-case letters, digits and single hyphens',
      )
    },
    schema: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  }
}

const list = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

/** One of a few words. */
export const oneOf = <const W extends string>(words: readonly W[]): Shape<W> => ({
  read: (tree, reading) => {
    const found = tree.kind === 'scalar' ? words.find((word) => word === tree.raw) : undefined
    if (found !== undefined) return found
    const help = tree.kind === 'scalar' ? meant(tree.raw, words, `write one of ${list(words)}`) : `write one of ${list(words)}`
    return reading.mistake('unknown-word', `${describe(tree)} is not one of ${list(words)}`, tree.span, help)
  },
  schema: { enum: words },
})

/** A list; with `orOne` a single item may stand for a list of one. */
export const listOf = <T>(item: Shape<T>, options: { readonly orOne?: boolean; readonly empty?: string } = {}): Shape<readonly T[]> => ({
  read: (tree, reading) => {
    if (tree.kind !== 'list') {
      if (options.orOne !== true || tree.kind === 'map') return expected('a list', tree, reading)
      const one = item.read(tree, reading)
      return one === undefined ? undefined : [one]
    }
    if (tree.items.length === 0 && options.empty !== undefined) return reading.mistake('empty-list', options.empty, tree.span)
    const items = tree.items.map((each) => item.read(each, reading))
    const whole = items.filter((each): each is Awaited<T> & T => each !== undefined)
    return whole.length === items.length ? whole : undefined
  },
  schema: (() => {
    const many = { type: 'array', items: item.schema, ...(options.empty === undefined ? {} : { minItems: 1 }) }
    return options.orOne === true ? { anyOf: [item.schema, many] } : many
  })(),
})

/** A map whose keys are the author's own. */
export const mapOf = <T>(value: Shape<T>, key?: Shape<Located>): Shape<ReadonlyMap<string, T>> => ({
  read: (tree, reading) => {
    if (tree.kind !== 'map') return expected('a map', tree, reading)
    const entries = new Map<string, T>()
    let whole = true
    for (const entry of tree.entries) {
      const scalar: Scalar = { kind: 'scalar', value: entry.key, raw: entry.key, span: entry.keySpan }
      const named = key === undefined ? true : key.read(scalar, reading) !== undefined
      const read = value.read(entry.value, reading)
      if (read === undefined || !named) whole = false
      else entries.set(entry.key, read)
    }
    return whole ? entries : undefined
  },
  schema: { type: 'object', additionalProperties: value.schema, ...(key === undefined ? {} : { propertyNames: key.schema }) },
})

export interface Field<T, Required extends boolean = boolean> {
  readonly shape: Shape<T>
  readonly required: Required
  readonly about: string
}

export type Fields = { readonly [key: string]: Field<unknown> }

export type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T, infer R> ? (R extends true ? T : T | undefined) : never
}

export const required = <T>(shape: Shape<T>, about: string): Field<T, true> => ({ shape, required: true, about })
export const optional = <T>(shape: Shape<T>, about: string): Field<T, false> => ({ shape, required: false, about })

const readFields = (fields: Fields, tree: TreeMap, what: string, reading: Reading): ReadonlyMap<string, unknown> | undefined => {
  const found = new Map<string, unknown>()
  let whole = true
  for (const entry of tree.entries) {
    const field = Object.hasOwn(fields, entry.key) ? fields[entry.key] : undefined
    if (field === undefined) {
      const free = Object.keys(fields).filter((key) => !tree.entries.some((other) => other.key === key))
      reading.mistake(
        'unknown-key',
        `${what} has no \`${entry.key}\``,
        entry.keySpan,
        meant(entry.key, free, `it has ${list(Object.keys(fields))}`),
      )
      whole = false
      continue
    }
    const value = field.shape.read(entry.value, reading)
    if (value === undefined) whole = false
    else found.set(entry.key, value)
  }
  for (const [key, field] of Object.entries(fields)) {
    if (!field.required || tree.entries.some((entry) => entry.key === key)) continue
    reading.mistake('missing-key', `${what} needs \`${key}\``, headOf(tree), `add \`${key}:\` (${field.about})`)
    whole = false
  }
  return whole ? found : undefined
}

/** The first key of a map: where a mistake about the whole of it is shown. */
export const headOf = (tree: TreeMap): Span =>
  tree.entries[0]?.keySpan ?? { ...tree.span, end: Math.min(tree.span.end, tree.span.start + 1) }

export const schemaOf = (fields: Fields): JsonSchema => {
  const needed = Object.entries(fields).flatMap(([key, field]) => (field.required ? [key] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [key, { description: field.about, ...field.shape.schema }]),
    ),
    ...(needed.length === 0 ? {} : { required: needed }),
    additionalProperties: false,
  }
}

/** A map with fixed keys; `what` names it in messages: `a flow`. Every key is read even when another is wrong. */
export const record = <const F extends Fields>(what: string, fields: F): Shape<Read<F> & { readonly tree: TreeMap }> => ({
  read: (tree, reading) => {
    if (tree.kind !== 'map') return expected(`${what} (a map)`, tree, reading)
    const found = readFields(fields, tree, what, reading)
    if (found === undefined) return undefined
    return Object.assign(Object.fromEntries(found) as Read<F>, { tree })
  },
  schema: schemaOf(fields),
})

/** A map whose shape is said by one of its keys. */
export const chosenBy = <T>(what: string, key: 'kind', table: ReadonlyMap<string, Shape<T>>): Shape<T> => ({
  read: (tree, reading) => {
    if (tree.kind !== 'map') return expected(`${what} (a map)`, tree, reading)
    const chosen = tree.entries.find((entry) => entry.key === key)
    const words = [...table.keys()]
    if (chosen === undefined)
      return reading.mistake('missing-key', `${what} needs \`${key}\``, headOf(tree), `add \`${key}:\`, one of ${list(words)}`)
    const word = chosen.value.kind === 'scalar' ? chosen.value.raw : undefined
    const shape = word === undefined ? undefined : table.get(word)
    if (shape !== undefined) return shape.read(tree, reading)
    const help = meant(word ?? '', words, `write one of ${list(words)}`)
    return reading.mistake(
      `unknown-${key}`,
      `${describe(chosen.value)} is no ${key} of ${what.replace(/^an? /, '')}`,
      chosen.value.span,
      help,
    )
  },
  schema: { oneOf: [...table.values()].map((shape) => shape.schema) },
})

/** A shape with a further reading step of its own. */
export const refine = <A, B>(
  shape: Shape<A>,
  step: (value: A, reading: Reading) => B | undefined,
  schema: JsonSchema = shape.schema,
): Shape<B> => ({
  read: (tree, reading) => {
    const value = shape.read(tree, reading)
    return value === undefined ? undefined : step(value, reading)
  },
  schema,
})

/** Any scalar as the text that was written: `22`, `1-1024`, `Internet`. */
export const written = (what: string, schema: JsonSchema): Shape<Located> => ({
  read: (tree, reading) =>
    tree.kind === 'scalar' && tree.value !== null && tree.raw !== ''
      ? { text: tree.raw, span: tree.span, scalar: tree }
      : expected(what, tree, reading),
  schema,
})
