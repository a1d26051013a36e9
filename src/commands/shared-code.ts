/** Edits in; whether what they change may be read by anything but the security rules themselves, out: by names in the code, so that doubt says yes. */
import type { Block, Body } from '../hcl/syntax.ts'
import { budget } from '../text/budget.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'

export interface ModuleText {
  readonly files: readonly SourceFile[]
  readonly bodyOf: (file: SourceFile) => Body | undefined
}

/** Attributes of a group that no rule changes. */
const steady = /^(\[[^\]\n]*\])?\.(id|name|location|resource_group_name)(?![\w-])/

const blocksOf = (body: Body | undefined): readonly Block[] => (body?.items ?? []).filter((item) => item.kind === 'block')

const isOfRules = (block: Block): boolean =>
  block.type.name === 'resource' && /^azurerm_network_security_(group|rule)$/.test(block.labels[0]?.text ?? '') && block.labels.length === 2

interface Mention {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
}

/** Undefined where there are more than anybody writes. */
const mentionsOf = (name: string, { files }: ModuleText): readonly Mention[] | undefined => {
  const found: Mention[] = []
  for (const file of files)
    for (let at = file.text.indexOf(name); at >= 0; at = file.text.indexOf(name, at + 1)) {
      const end = at + name.length
      if (/[\w-]/.test(file.text.charAt(end)) || /[\w-]/.test(file.text.charAt(at - 1))) continue
      found.push({ file, start: at, end })
      if (found.length > budget.fixMentions) return undefined
    }
  return found
}

const isInside = (block: Block, file: SourceFile, mention: Mention): boolean =>
  mention.file.path === file.path && block.start <= mention.start && mention.end <= block.end

/** Nobody reads of the resource what its rules are. */
const isReadForItsNameOnly = (block: Block, file: SourceFile, module: ModuleText): boolean =>
  mentionsOf(block.labels.map(({ text }) => text).join('.'), module)?.every(
    (mention) => isInside(block, file, mention) || steady.test(mention.file.text.slice(mention.end, mention.end + 200)),
  ) === true

/** A local or variable that only resources of rules read. */
const isReadByRulesOnly = (name: string, module: ModuleText): boolean =>
  mentionsOf(name, module)?.every((mention) => {
    const around = blocksOf(module.bodyOf(mention.file)).find((block) => isInside(block, mention.file, mention))
    return around !== undefined && isOfRules(around) && isReadForItsNameOnly(around, mention.file, module)
  }) === true

/** `moduleOf`: all files of the module in which a file is. */
export const isShared = (edits: readonly Edit[], moduleOf: (file: SourceFile) => ModuleText | undefined): boolean =>
  edits.some(({ span }) => {
    const module = moduleOf(span.file)
    if (module === undefined) return true
    const block = blocksOf(module.bodyOf(span.file)).find((one) => one.start <= span.start && span.end < one.end)
    // Between the blocks there is only room for a new one, which nobody knows yet.
    if (block === undefined) return false
    if (isOfRules(block)) return !isReadForItsNameOnly(block, span.file, module)
    if (block.type.name === 'variable') return !isReadByRulesOnly(`var.${block.labels[0]?.text}`, module)
    if (block.type.name !== 'locals') return true
    const local = block.body.items.find((item) => item.start <= span.start && span.end <= item.end)
    return local?.kind !== 'attribute' || !isReadByRulesOnly(`local.${local.name.name}`, module)
  })
