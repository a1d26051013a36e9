/** Blocks at the top of a file in, what they declare added to the module that is being read. */
import type { Doubt } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile, Span } from '../text/source.ts'
import type {
  CheckDeclaration,
  Condition,
  LocalDeclaration,
  ModuleCall,
  ModuleSource,
  Move,
  OutputDeclaration,
  Part,
  ProviderDeclaration,
  ResourceDeclaration,
  VariableDeclaration,
  Written,
} from './module-source.ts'
import { addressIn } from './moved.ts'
import type { Attribute, Block, Body, Expression } from './syntax.ts'

/** A module while its files are read. */
export interface Draft extends ModuleSource {
  readonly files: SourceFile[]
  readonly variables: Map<string, VariableDeclaration>
  readonly locals: Map<string, LocalDeclaration>
  readonly outputs: Map<string, OutputDeclaration>
  readonly checks: CheckDeclaration[]
  readonly resources: ResourceDeclaration[]
  readonly calls: ModuleCall[]
  readonly moves: Move[]
  readonly providers: Map<string, ProviderDeclaration>
  readonly ephemerals: Map<string, Span>
  backend: ModuleSource['backend']
  readonly broken: Doubt[]
  readonly unread: Doubt[]
  isRun: boolean
}

export const newDraft = (folder: string): Draft => ({
  folder,
  files: [],
  variables: new Map(),
  locals: new Map(),
  outputs: new Map(),
  checks: [],
  resources: [],
  calls: [],
  moves: [],
  providers: new Map(),
  ephemerals: new Map(),
  backend: { type: 'local', path: undefined },
  broken: [],
  unread: [],
  isRun: false,
})

export const spanOf = (node: { readonly start: number; readonly end: number }, file: SourceFile): Span => ({
  file,
  start: node.start,
  end: node.end,
})

/** The block without its body: `resource "azurerm_subnet" "apim"`. */
const headerOf = (block: Block, file: SourceFile): Span => ({ file, start: block.start, end: block.labels.at(-1)?.end ?? block.type.end })

export const attributesOf = (body: Body): ReadonlyMap<string, Attribute> => {
  const found = new Map<string, Attribute>()
  for (const item of body.items) if (item.kind === 'attribute') found.set(item.name.name, item)
  return found
}

/** The arguments of a block, each as the last of its parts says it. */
export const argumentsOf = (parts: readonly Part[]): ReadonlyMap<string, Written> => {
  const found = new Map<string, Written>()
  for (const { body, file } of parts)
    for (const [name, { value, blocks }] of attributesOf(body))
      found.set(name, { value, file, ...(blocks === undefined ? {} : { blocks }) })
  return found
}

const written = (attribute: Attribute | undefined, file: SourceFile): Written | undefined =>
  attribute === undefined ? undefined : { value: attribute.value, file }

/** The text of an expression that is a plain quoted string. */
export const plainText = (expression: Expression | undefined): string | undefined => {
  if (expression?.kind !== 'template') return undefined
  if (expression.parts.length === 0) return ''
  const only = expression.parts[0]!
  return expression.parts.length === 1 && only.kind === 'text' ? only.value : undefined
}

/** A text of a truth is one: arguments of this kind are converted. */
const isTrue = (attribute: Attribute | undefined): boolean =>
  attribute?.value.kind === 'keyword' ? attribute.value.value === true : plainText(attribute?.value) === 'true'

export const addBlock = (block: Block, file: SourceFile, draft: Draft, sink: Sink): void => {
  const span = headerOf(block, file)
  const [first, second] = block.labels.map((label) => label.text)
  const attributes = attributesOf(block.body)
  const twice = (kind: string, name: string): void =>
    sink({ code: 'hcl/declared-twice', severity: 'error', message: `${kind} \`${name}\` is declared twice in this module`, span })
  switch (block.type.name) {
    case 'variable':
      if (first === undefined) return
      if (draft.variables.has(first)) twice('variable', first)
      draft.variables.set(first, {
        name: first,
        file,
        span,
        type: written(attributes.get('type'), file),
        default: written(attributes.get('default'), file),
        nullable: attributes.get('nullable')?.value,
        sensitive: isTrue(attributes.get('sensitive')),
        ephemeral: isTrue(attributes.get('ephemeral')),
        validations: conditionsIn(block.body, file, 'validation'),
      })
      return
    case 'output':
      if (first === undefined) return
      draft.outputs.set(first, {
        name: first,
        file,
        span,
        value: attributes.get('value')?.value,
        sensitive: isTrue(attributes.get('sensitive')),
        ephemeral: isTrue(attributes.get('ephemeral')),
        conditions: conditionsIn(block.body, file, 'precondition'),
      })
      return
    case 'check':
      if (first !== undefined) draft.checks.push({ name: first, file, span, conditions: conditionsIn(block.body, file, 'assert') })
      return
    case 'locals':
      for (const attribute of attributes.values()) {
        if (draft.locals.has(attribute.name.name)) twice('local', attribute.name.name)
        draft.locals.set(attribute.name.name, { name: attribute.name.name, file, span: spanOf(attribute, file), value: attribute.value })
      }
      return
    case 'resource':
    case 'data':
      if (first === undefined || second === undefined) return
      draft.resources.push({
        name: second,
        type: first,
        mode: block.type.name === 'data' ? 'data' : 'managed',
        parts: [{ body: block.body, file }],
        file,
        span,
      })
      return
    case 'module':
      if (first === undefined) return
      draft.calls.push({
        name: first,
        source: plainText(attributes.get('source')?.value),
        version: plainText(attributes.get('version')?.value),
        parts: [{ body: block.body, file }],
        file,
        span,
      })
      return
    case 'provider': {
      if (first === undefined) return
      if (block.body.items.length > 0) draft.isRun = true
      const alias = plainText(attributes.get('alias')?.value)
      const name = alias === undefined ? first : `${first}.${alias}`
      draft.providers.set(name, { name, parts: [{ body: block.body, file }], file, span })
      return
    }
    case 'ephemeral':
      if (first !== undefined && second !== undefined) draft.ephemerals.set(`${first}.${second}`, span)
      return
    case 'moved': {
      const [from, to] = ['from', 'to'].map((name) => attributes.get(name)?.value).map((value) => value && addressIn(value))
      if (from !== undefined && to !== undefined) draft.moves.push({ from, to })
      return
    }
    case 'terraform':
      readSettings(block, draft)
  }
}

const readSettings = (block: Block, draft: Draft): void => {
  for (const item of block.body.items) {
    if (item.kind !== 'block' || (item.type.name !== 'backend' && item.type.name !== 'cloud')) continue
    draft.isRun = true
    const path = plainText(attributesOf(item.body).get('path')?.value)
    draft.backend = { type: item.type.name === 'cloud' ? 'cloud' : (item.labels[0]?.text ?? ''), path }
  }
}

export const conditionsIn = (body: Body, file: SourceFile, type: string): readonly Condition[] =>
  body.items.flatMap((item) => {
    if (item.kind !== 'block' || item.type.name !== type) return []
    const attributes = attributesOf(item.body)
    return [{ condition: written(attributes.get('condition'), file), message: written(attributes.get('error_message'), file) }]
  })

const conditionsOr = (base: readonly Condition[], body: Body, file: SourceFile, type: string): readonly Condition[] => {
  const found = conditionsIn(body, file, type)
  return found.length > 0 ? found : base
}

// https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
export const overrideBlock = (block: Block, file: SourceFile, draft: Draft): void => {
  const span = headerOf(block, file)
  const [first, second] = block.labels.map((label) => label.text)
  const attributes = attributesOf(block.body)
  const part: Part = { body: block.body, file }
  const isMarked = (name: string, base: boolean): boolean => (attributes.has(name) ? isTrue(attributes.get(name)) : base)
  switch (block.type.name) {
    case 'resource':
    case 'data': {
      const mode = block.type.name === 'data' ? 'data' : 'managed'
      const at = draft.resources.findIndex((one) => one.mode === mode && one.type === first && one.name === second)
      const base = draft.resources[at]
      if (base !== undefined) draft.resources[at] = { ...base, parts: [...base.parts, part] }
      return
    }
    case 'module': {
      const at = draft.calls.findIndex((call) => call.name === first)
      const base = draft.calls[at]
      const source = attributes.get('source')
      if (base !== undefined)
        draft.calls[at] = {
          ...base,
          parts: [...base.parts, part],
          source: source === undefined ? base.source : plainText(source.value),
          version: plainText(attributes.get('version')?.value) ?? base.version,
        }
      return
    }
    case 'provider': {
      const alias = plainText(attributes.get('alias')?.value)
      const base = draft.providers.get(alias === undefined ? `${first}` : `${first}.${alias}`)
      if (base !== undefined) draft.providers.set(base.name, { ...base, parts: [...base.parts, part] })
      return
    }
    case 'terraform':
      readSettings(block, draft)
      return
    case 'locals':
      for (const attribute of attributes.values())
        draft.locals.set(attribute.name.name, { name: attribute.name.name, file, span: spanOf(attribute, file), value: attribute.value })
      return
    case 'variable': {
      const base = first === undefined ? undefined : draft.variables.get(first)
      if (base === undefined) return
      draft.variables.set(base.name, {
        ...base,
        ...(attributes.has('type') ? { type: written(attributes.get('type'), file), typeBefore: base.typeBefore ?? base.type } : {}),
        default: written(attributes.get('default'), file) ?? base.default,
        nullable: attributes.get('nullable')?.value ?? base.nullable,
        sensitive: isMarked('sensitive', base.sensitive),
        ephemeral: isMarked('ephemeral', base.ephemeral),
        validations: conditionsOr(base.validations, block.body, file, 'validation'),
      })
      return
    }
    case 'output': {
      const base = first === undefined ? undefined : draft.outputs.get(first)
      if (base === undefined) return
      const value = attributes.get('value')?.value
      draft.outputs.set(base.name, {
        ...base,
        ...(value === undefined ? {} : { value, file, span }),
        sensitive: isMarked('sensitive', base.sensitive),
        ephemeral: isMarked('ephemeral', base.ephemeral),
        conditions: conditionsOr(base.conditions, block.body, file, 'precondition'),
      })
    }
  }
}
