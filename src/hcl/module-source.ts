/** One folder of Terraform files, read once: its variables, locals, outputs, resources and module calls, as written. */
import type { Doubt } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { addCalls } from './calls.ts'
import { parseJson } from './json-syntax.ts'
import { parse } from './parse.ts'
import type { Attribute, Block, Body, Expression } from './syntax.ts'

/** Something declared in a file of the module. */
interface Declaration {
  readonly name: string
  readonly file: SourceFile
  /** The header of the block, or the attribute of a local. */
  readonly span: Span
}
/** An expression and the file that it stands in: an override file may give one part of a declaration. */
export interface Written {
  readonly value: Expression
  readonly file: SourceFile
  /** It may be these blocks instead. */
  readonly blocks?: readonly Block[]
}
/** A body and the file that it stands in. */
export interface Part {
  readonly body: Body
  readonly file: SourceFile
}
export interface VariableDeclaration extends Declaration {
  readonly type: Written | undefined
  readonly default: Written | undefined
  readonly nullable: Expression | undefined
  readonly sensitive: boolean
}
export interface LocalDeclaration extends Declaration {
  readonly value: Expression
}
export interface OutputDeclaration extends Declaration {
  readonly value: Expression | undefined
  readonly sensitive: boolean
}
export interface ResourceDeclaration extends Declaration {
  readonly mode: 'managed' | 'data'
  readonly type: string
  /** As declared, then what override files say instead, in their order. */
  readonly parts: readonly Part[]
}
export interface ModuleCall extends Declaration {
  /** As written; undefined when it is not plain text. */
  readonly source: string | undefined
  /** As declared, then what override files say instead, in their order. */
  readonly parts: readonly Part[]
}

export interface ModuleSource {
  readonly folder: string
  readonly files: readonly SourceFile[]
  readonly variables: ReadonlyMap<string, VariableDeclaration>
  readonly locals: ReadonlyMap<string, LocalDeclaration>
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  readonly resources: readonly ResourceDeclaration[]
  readonly calls: readonly ModuleCall[]
  /** A `backend` or `cloud` block, or a provider block that is not empty: this folder is meant to be run. */
  readonly isRun: boolean
  /** Files that could not be read in full: what they declare beyond the readable is missing here. */
  readonly broken: readonly Doubt[]
  /** Those of them that may declare resources or call modules. */
  readonly unread: readonly Doubt[]
}

/** Reads each module folder once. */
export interface ModuleLoader {
  load(folder: string): ModuleSource
  readonly filesRead: ReadonlyMap<string, SourceFile>
  /** Terraform files that are there and gave no text. */
  readonly filesNotRead: ReadonlySet<string>
  /** Names of all functions called in the files read. */
  readonly functionsCalled: ReadonlySet<string>
}

/** Terraform passes over hidden files and what editors leave behind: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/parser_config_dir.go */
export const isTerraformFile = (name: string): boolean => /^[^.].*\.tf(?:\.json)?$/.test(name) && !/^#.*#$/.test(name)
const isOverride = (name: string): boolean => /^(?:override|.*_override)\.tf(?:\.json)?$/.test(name)

export const createModuleLoader = (workspace: Workspace, sink: Sink): ModuleLoader => {
  const modules = new Map<string, ModuleSource>()
  const filesRead = new Map<string, SourceFile>()
  const filesNotRead = new Set<string>()
  const functionsCalled = new Set<string>()
  const load = (folder: string): ModuleSource => {
    const known = modules.get(folder)
    if (known !== undefined) return known
    const draft = newDraft(folder)
    const names = workspace.list(folder).filter((entry) => entry.kind === 'file')
    for (const override of [false, true])
      for (const { name } of names) if (isTerraformFile(name) && isOverride(name) === override) readFile(folder, name, draft, override)
    modules.set(folder, draft)
    return draft
  }
  /** `mayDeclare`: what is missing may be a resource or a module. */
  const missing = (draft: Draft, what: string, span: Span, reason: Doubt['reason'], mayDeclare: boolean): void => {
    const doubt: Doubt = { reason, what, span }
    if (draft.broken.length < budget.causes) draft.broken.push(doubt)
    if (mayDeclare && draft.unread.length < budget.causes) draft.unread.push(doubt)
  }
  const readFile = (folder: string, name: string, draft: Draft, override: boolean): void => {
    const path = joinPath(folder, name)!
    const read = workspace.read(path)
    const language = name.endsWith('.json') ? 'json' : 'terraform'
    if (!read.ok) {
      filesNotRead.add(path)
      const span = { file: { path, text: '', language } as const, start: 0, end: 0 }
      missing(draft, `${path}, which cannot be read`, span, 'error', true)
      sink({ code: 'hcl/unreadable-file', severity: 'error', message: `\`${path}\` cannot be read: ${whyNot[read.why]}`, span })
      return
    }
    const file: SourceFile = { path, text: read.text, language }
    filesRead.set(path, file)
    draft.files.push(file)
    const told = (diagnostic: Diagnostic): void => {
      if (diagnostic.severity === 'error')
        missing(draft, `${path}, which does not parse`, diagnostic.span, 'error', /\b(resource|module|data)\b/.test(file.text))
      sink(diagnostic)
    }
    const { body } = language === 'json' ? parseJson(file, told) : parse(file, told)
    addCalls(body, functionsCalled)
    for (const item of body.items) {
      if (item.kind === 'block') override ? overrideBlock(item, file, draft) : addBlock(item, file, draft, sink)
      else
        sink({
          code: 'hcl/attribute-at-top',
          severity: 'error',
          message: `an argument named \`${item.name.name}\` is not expected here`,
          span: spanOf(item, file),
        })
    }
  }
  return { load, filesRead, filesNotRead, functionsCalled }
}

const whyNot: Readonly<Record<string, string>> = {
  missing: 'it is not there',
  outside: 'it lies outside the workspace',
  'too-large': 'it is too large',
  unreadable: 'it is no text that can be read',
  budget: 'this run has read as much as it may',
}

interface Draft extends ModuleSource {
  readonly files: SourceFile[]
  readonly variables: Map<string, VariableDeclaration>
  readonly locals: Map<string, LocalDeclaration>
  readonly outputs: Map<string, OutputDeclaration>
  readonly resources: ResourceDeclaration[]
  readonly calls: ModuleCall[]
  readonly broken: Doubt[]
  readonly unread: Doubt[]
  isRun: boolean
}

const newDraft = (folder: string): Draft => ({
  folder,
  files: [],
  variables: new Map(),
  locals: new Map(),
  outputs: new Map(),
  resources: [],
  calls: [],
  broken: [],
  unread: [],
  isRun: false,
})

const spanOf = (node: { readonly start: number; readonly end: number }, file: SourceFile): Span => ({
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

const addBlock = (block: Block, file: SourceFile, draft: Draft, sink: Sink): void => {
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
      })
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
      draft.calls.push({ name: first, source: plainText(attributes.get('source')?.value), parts: [{ body: block.body, file }], file, span })
      return
    case 'provider':
      if (block.body.items.length > 0) draft.isRun = true
      return
    case 'terraform':
      if (block.body.items.some((item) => item.kind === 'block' && (item.type.name === 'backend' || item.type.name === 'cloud')))
        draft.isRun = true
  }
}

// https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
const overrideBlock = (block: Block, file: SourceFile, draft: Draft): void => {
  const span = headerOf(block, file)
  const [first, second] = block.labels.map((label) => label.text)
  const attributes = attributesOf(block.body)
  const part: Part = { body: block.body, file }
  const isSensitive = (base: boolean): boolean => (attributes.has('sensitive') ? isTrue(attributes.get('sensitive')) : base)
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
        draft.calls[at] = { ...base, parts: [...base.parts, part], source: source === undefined ? base.source : plainText(source.value) }
      return
    }
    case 'locals':
      for (const attribute of attributes.values())
        draft.locals.set(attribute.name.name, { name: attribute.name.name, file, span: spanOf(attribute, file), value: attribute.value })
      return
    case 'variable': {
      const base = first === undefined ? undefined : draft.variables.get(first)
      if (base === undefined) return
      draft.variables.set(base.name, {
        ...base,
        type: written(attributes.get('type'), file) ?? base.type,
        default: written(attributes.get('default'), file) ?? base.default,
        nullable: attributes.get('nullable')?.value ?? base.nullable,
        sensitive: isSensitive(base.sensitive),
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
        sensitive: isSensitive(base.sensitive),
      })
    }
  }
}
