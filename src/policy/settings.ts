/** Settings of a policy: declared with a default or a data table, given by the repository's configuration, used as `${name}`; what is wrong with them is told. */
import type { Tree, TreeMap } from '../data/tree.ts'
import { child, itemsOf } from '../data/tree.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { dataTables } from './data-tables.ts'
import {
  beginReading,
  type Located,
  listOf,
  mapOf,
  meant,
  optional,
  type Reading,
  record,
  refine,
  type Shape,
  slug,
  text,
  written,
} from './shape.ts'
import { type PortTerm, parsePorts, parseTerm, type SettingUse, type Term } from './terms.ts'

export interface Setting {
  readonly about?: string
  readonly default?: readonly Located[]
  readonly data?: readonly Located[]
  /** All that it can be. */
  readonly values?: readonly string[]
}

/** What the configuration gives: policy → setting → values, with the place of each name. */
export type GivenSettings = ReadonlyMap<string, ReadonlyMap<string, GivenSetting>>
export interface GivenSetting {
  readonly values: readonly Located[]
  readonly span: Span
}

const value = written('text or a number', { type: ['string', 'integer'] })
export const settingValues: Shape<readonly Located[]> = listOf(value, { orOne: true })

const dataTable: Shape<readonly Located[]> = refine(
  text('the name of a data table', { enum: [...dataTables.keys()] }),
  (located, reading) => {
    const rows = dataTables.get(located.text)
    if (rows !== undefined)
      return rows.map(({ text: row, scope }) => ({ ...located, text: row, ...(scope === undefined ? {} : { scope }) }))
    const help = meant(located.text, dataTables.keys(), `there are ${[...dataTables.keys()].map((name) => `\`${name}\``).join(', ')}`)
    return reading.mistake('unknown-data', `there is no data table \`${located.text}\``, located.span, help)
  },
)

const settingText = written('text', { type: 'string', minLength: 1 })

const declaration: Shape<Setting> = refine(
  record('a setting', {
    about: optional(text(), 'what the setting is for, in words'),
    default: optional(settingValues, 'its value where the configuration gives none'),
    data: optional(dataTable, 'a table that ships with the program, where there is neither value nor default'),
    values: optional(listOf(settingText, { empty: 'a setting without any value cannot be set' }), 'all that it can be; default: anything'),
  }),
  ({ about, default: preset, data, values }) => ({
    ...(about === undefined ? {} : { about: about.text }),
    ...(preset === undefined ? {} : { default: preset }),
    ...(data === undefined ? {} : { data }),
    ...(values === undefined ? {} : { values: values.map((each) => each.text) }),
  }),
)

export const settings: Shape<ReadonlyMap<string, Setting>> = mapOf(declaration, slug('the name of a setting'))

const references = (values: readonly Located[]): readonly { readonly name: string; readonly at: Located }[] =>
  values.flatMap((at) => {
    const name = /^\$\{\s*([A-Za-z0-9_-]+)\s*\}$/.exec(at.text)?.[1]
    return name === undefined ? [] : [{ name, at }]
  })

/** Tells settings that are used and not declared, and defaults that lead back to themselves; looks at the tree, so that it does so whatever else is wrong. */
export const checkReferences = (policy: TreeMap, reading: Reading): void => {
  const declared = child(policy, 'settings')
  const entries = declared?.kind === 'map' ? declared.entries : []
  const names = entries.map((entry) => entry.key)
  const located = (tree: Tree | undefined): readonly Located[] => {
    if (tree?.kind === 'scalar') return [{ text: tree.raw, span: tree.span, scalar: tree }]
    return itemsOf(tree).flatMap((item) => (item.kind === 'scalar' ? [{ text: item.raw, span: item.span, scalar: item }] : []))
  }
  const undeclared = ({ name, at }: { readonly name: string; readonly at: Located }): void => {
    const help = meant(name, names, `declare it under \`settings:\`, or give it there a \`default\``)
    if (!names.includes(name)) reading.mistake('unknown-setting', `there is no setting \`${name}\``, at.span, help)
  }
  const visit = (tree: Tree): void => {
    if (tree.kind === 'scalar') references(located(tree)).forEach(undeclared)
    else if (tree.kind === 'list') tree.items.forEach(visit)
    else
      for (const entry of tree.entries) {
        if (entry.key === 'given' && entry.value.kind === 'map')
          for (const { key, keySpan } of entry.value.entries)
            if (!names.includes(key))
              reading.mistake(
                'unknown-setting',
                `there is no setting \`${key}\``,
                keySpan,
                meant(key, names, 'declare it under `settings:`'),
              )
        visit(entry.value)
      }
  }
  const rules = child(policy, 'rules')
  if (rules !== undefined) visit(rules)

  const uses = new Map(entries.map((entry) => [entry.key, references(located(child(entry.value, 'default')))]))
  for (const all of uses.values()) all.forEach(undeclared)
  const state = new Map<string, 'open' | 'done'>()
  const walk = (start: string): void => {
    // An explicit stack: a chain of settings may be as long as the file.
    const stack: { readonly name: string; next: number }[] = [{ name: start, next: 0 }]
    state.set(start, 'open')
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const use = uses.get(top.name)?.[top.next++]
      if (use === undefined) {
        state.set(top.name, 'done')
        stack.pop()
      } else if (state.get(use.name) === 'open') {
        const chain = [...stack.slice(stack.findIndex((each) => each.name === use.name)).map((each) => each.name), use.name]
        reading.mistake(
          'setting-cycle',
          `the setting \`${use.name}\` is defined by itself`,
          use.at.span,
          `the way round is ${chain.map((name) => `\`${name}\``).join(' → ')}`,
        )
      } else if (state.get(use.name) === undefined && uses.has(use.name)) {
        state.set(use.name, 'open')
        stack.push({ name: use.name, next: 0 })
      }
    }
  }
  for (const name of uses.keys()) if (state.get(name) === undefined) walk(name)
}

/** The values of a policy's settings, references followed; undefined where a setting is not set (or refers to one that is not). */
export type Binding = (name: string) => readonly Located[] | undefined

export const bindSettings = (declared: ReadonlyMap<string, Setting>, given: ReadonlyMap<string, GivenSetting> | undefined): Binding => {
  const bound = new Map<string, readonly Located[] | undefined>()
  const bind: Binding = (name) => {
    if (bound.has(name)) return bound.get(name)
    bound.set(name, undefined)
    const setting = declared.get(name)
    const source = given?.get(name)?.values ?? setting?.default ?? setting?.data
    const parts = source?.map((each) => {
      const use = references([each])[0]
      return use === undefined ? [each] : bind(use.name)
    })
    const values = parts?.every((part) => part !== undefined) ? parts.flat() : undefined
    bound.set(name, values)
    return values
  }
  return bind
}

const silent = (): Reading => beginReading('policy', () => undefined)

const expand = <T extends Term | PortTerm>(
  terms: readonly T[],
  binding: Binding,
  parse: (at: Located, reading: Reading) => T | undefined,
): readonly Exclude<T, SettingUse>[] | SettingUse => {
  const expanded: Exclude<T, SettingUse>[] = []
  for (const term of terms) {
    if (term.kind !== 'setting') {
      expanded.push(term as Exclude<T, SettingUse>)
      continue
    }
    const values = binding(term.name)
    if (values === undefined || values.length === 0) return term
    for (const each of values) {
      const read = parse(each, silent())
      // A value that does not read was told when the configuration was checked.
      if (read === undefined || read.kind === 'setting' || read.kind === 'field' || read.kind === 'tag-at') return term
      expanded.push(read as Exclude<T, SettingUse>)
    }
  }
  return expanded
}

/** Terms with settings replaced by their values, or the first setting that has none. */
export const expandTerms = (terms: readonly Term[], binding: Binding): readonly Exclude<Term, SettingUse>[] | SettingUse =>
  expand(terms, binding, parseTerm)
export const expandPorts = (ports: readonly PortTerm[], binding: Binding): readonly Exclude<PortTerm, SettingUse>[] | SettingUse =>
  expand(ports, binding, parsePorts)

/** What a setting is used for decides what its values may be. */
export interface Use {
  readonly name: string
  /** `own-addresses`: of the subject itself, so no service tags. `word`: compared with what the policy writes. */
  readonly as: 'addresses' | 'own-addresses' | 'ports' | 'word'
}

/** Tells values of settings that cannot be used where the policy uses them. */
export const checkValues = (values: readonly Located[], uses: readonly Use[], sink: Sink, area: Reading['area']): void => {
  const reading = beginReading(area, sink)
  for (const as of new Set(uses.map((use) => use.as)))
    for (const each of values)
      if (references([each]).length === 0) {
        const read = as === 'word' ? undefined : (as === 'ports' ? parsePorts : parseTerm)(each, reading)
        if (read?.kind === 'field' || read?.kind === 'tag-at')
          reading.mistake('wrong-type', `\`${each.text}\` cannot be given as a setting`, each.span, 'write the value out')
        if (as === 'own-addresses' && read?.kind === 'flow' && (read.term.kind === 'tag' || read.term.kind === 'internet'))
          reading.mistake('wrong-type', `\`${each.text}\` cannot be on the subject's own side`, each.span, 'write a prefix')
      }
}
