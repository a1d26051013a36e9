/** One folder of Terraform files, read once: its variables, locals, outputs, resources and module calls, as written. */
import { needYaml } from '../data/yaml.ts'
import type { Doubt } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { entryPath, type ReadResult, type Workspace, whyNotRead } from '../text/workspace.ts'
import { addCalls } from './calls.ts'
import { type InstalledModule, installedModules } from './installed-modules.ts'
import { parseJson } from './json-syntax.ts'
import { parse } from './parse.ts'
import { addBlock, type Draft, newDraft, overrideBlock, spanOf } from './read-declarations.ts'
import type { Block, Body, Expression } from './syntax.ts'

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
  /** The type that an override file took the place of: what it says in place of missing attributes still counts. */
  readonly typeBefore?: Written | undefined
  readonly default: Written | undefined
  readonly nullable: Expression | undefined
  readonly sensitive: boolean
  readonly ephemeral: boolean
  readonly validations: readonly Condition[]
}
/** Both are written in any configuration that Terraform takes. */
export interface Condition {
  readonly condition: Written | undefined
  readonly message: Written | undefined
}
/** `moved`: addresses as written, within the module. */
export interface Move {
  readonly from: string
  readonly to: string
}
/** A `provider` block, by its name and alias: `azurerm`, `azurerm.hub`. */
export interface ProviderDeclaration extends Declaration {
  readonly parts: readonly Part[]
}
export interface LocalDeclaration extends Declaration {
  readonly value: Expression
}
export interface OutputDeclaration extends Declaration {
  readonly value: Expression | undefined
  readonly sensitive: boolean
  readonly ephemeral: boolean
  readonly conditions: readonly Condition[]
}
export interface CheckDeclaration extends Declaration {
  readonly conditions: readonly Condition[]
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
  /** The constraint on its version, where it is plain text. */
  readonly version: string | undefined
  /** As declared, then what override files say instead, in their order. */
  readonly parts: readonly Part[]
}

export interface ModuleSource {
  readonly folder: string
  readonly files: readonly SourceFile[]
  readonly variables: ReadonlyMap<string, VariableDeclaration>
  readonly locals: ReadonlyMap<string, LocalDeclaration>
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  readonly checks: readonly CheckDeclaration[]
  readonly resources: readonly ResourceDeclaration[]
  readonly calls: readonly ModuleCall[]
  readonly moves: readonly Move[]
  readonly providers: ReadonlyMap<string, ProviderDeclaration>
  /** `TYPE.NAME` of resources that are there only while Terraform runs. */
  readonly ephemerals: ReadonlyMap<string, Span>
  /** Where the state is kept: `local` where no block says it. */
  readonly backend: { readonly type: string; readonly path: string | undefined }
  /** A `backend` or `cloud` block, or a provider block that is not empty: this folder is meant to be run. */
  readonly isRun: boolean
  /** Files that could not be read in full: what they declare beyond the readable is missing here. */
  readonly broken: readonly Doubt[]
  /** Those of them that may declare resources or call modules. */
  readonly unread: readonly Doubt[]
  /** It is code of ours in the place of a module that is not at hand: all of it is written at the call, and its own folders are found by it. */
  readonly standsIn?: { readonly span: Span; readonly inside: (source: string) => ModuleSource | undefined }
}

/** A file as it was parsed, with all that was told of it. */
export interface ParsedFile {
  readonly file: SourceFile
  readonly body: Body
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads each module folder once. */
export interface ModuleLoader {
  load(folder: string): ModuleSource
  /** By path. */
  readonly parsed: ReadonlyMap<string, ParsedFile>
  /** Tells a folder that cannot be looked into. */
  shut(path: string): void
  /** What is installed below a root. */
  installed(root: string): ReadonlyMap<string, InstalledModule>
  readonly filesRead: ReadonlyMap<string, SourceFile>
  /** Terraform files that are there and gave no text. */
  readonly filesNotRead: ReadonlySet<string>
  /** Names of all functions called in the files read. */
  readonly functionsCalled: ReadonlySet<string>
}

/** Terraform passes over hidden files and what editors leave behind: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/parser_config_dir.go */
export const isTerraformFile = (name: string): boolean => /^[^.].*\.tf(?:\.json)?$/s.test(name) && !/^#.*#$/s.test(name)
const isOverride = (name: string): boolean => /^(?:override|.*_override)\.tf(?:\.json)?$/s.test(name)

/** `known`: files that are parsed already; those of the same text are not parsed again. */
export const createModuleLoader = (workspace: Workspace, sink: Sink, known: ReadonlyMap<string, ParsedFile> = new Map()): ModuleLoader => {
  const parsed = new Map<string, ParsedFile>()
  const modules = new Map<string, ModuleSource>()
  const filesRead = new Map<string, SourceFile>()
  const filesNotRead = new Set<string>()
  const functionsCalled = new Set<string>()
  const load = (folder: string): ModuleSource => {
    const before = modules.get(folder)
    if (before !== undefined) return before
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
    const place = entryPath(folder, name)
    const path = place ?? `${folder}/${name}`
    const read: ReadResult = place === undefined ? { ok: false, why: 'unreadable' } : workspace.read(place)
    const language = name.endsWith('.json') ? 'json' : 'terraform'
    if (!read.ok) {
      filesNotRead.add(path)
      const span = { file: { path, text: '', language } as const, start: 0, end: 0 }
      missing(draft, `${path}, which cannot be read`, span, 'error', true)
      sink({
        code: 'hcl/unreadable-file',
        severity: 'error',
        message: `\`${path}\` cannot be read: ${place === undefined ? 'its name holds a backslash' : whyNotRead[read.why]}`,
        span,
      })
      return
    }
    const before = known.get(path)
    const now = before?.file.text === read.text ? before : parsedFile({ path, text: read.text, language })
    const { file, body } = now
    parsed.set(path, now)
    filesRead.set(path, file)
    draft.files.push(file)
    for (const diagnostic of now.diagnostics) {
      if (diagnostic.severity === 'error')
        missing(draft, `${path}, which does not parse`, diagnostic.span, 'error', /\b(resource|module|data)\b/.test(file.text))
      sink(diagnostic)
    }
    addCalls(body, functionsCalled)
    if (functionsCalled.has('yamldecode')) needYaml()
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
  const installations = new Map<string, ReadonlyMap<string, InstalledModule>>()
  const installed = (root: string): ReadonlyMap<string, InstalledModule> => {
    let found = installations.get(root)
    if (found === undefined) {
      found = installedModules(root, workspace)
      installations.set(root, found)
    }
    return found
  }
  const shut = (path: string): void => {
    const span = { file: { path, text: '', language: 'terraform' } as const, start: 0, end: 0 }
    sink({
      code: 'hcl/unreadable-file',
      severity: 'error',
      message: `\`${path}\` cannot be read: its name holds a backslash`,
      help: 'give the folder another name',
      span,
    })
  }
  return { load, parsed, shut, installed, filesRead, filesNotRead, functionsCalled }
}

const parsedFile = (file: SourceFile): ParsedFile => {
  const diagnostics: Diagnostic[] = []
  const told = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const { body } = file.language === 'json' ? parseJson(file, told) : parse(file, told)
  return { file, body, diagnostics }
}
