/** The waivers of a run: gathered from files and from the code, applied to what was found, and told where they are no use. */
import { commentsWith as commentsOfBicep } from '../bicep/comments.ts'
import { isBicepPath } from '../bicep/loader.ts'
import { commentsWith as commentsOfTerraform } from '../hcl/comments.ts'
import type { Configuration } from '../policy/configuration.ts'
import { newAmong, readRemarks, waiverMark } from '../policy/inline-waivers.ts'
import type { Finding, Judged, Judgement } from '../policy/policy.ts'
import { waive } from '../policy/waive.ts'
import { countingOn, type Draft, fits, type Waived, type Waiver } from '../policy/waiver.ts'
import { readWaivers } from '../policy/waivers-file.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { nearest } from '../text/nearest.ts'
import { type SourceFile, topOf } from '../text/source.ts'
import type { Workspace } from '../text/workspace.ts'

export interface WaiverRequest {
  readonly workspace: Workspace
  /** Where files of waivers are read; absent: in `workspace`. */
  readonly law?: Workspace
  /** Workspace paths of files of waivers. Absent: as configured. */
  readonly waivers?: readonly string[]
  /** `YYYY-MM-DD`: a waiver counts through its last day. */
  readonly today: string
}

/** Mistakes in the files, and files that are not there, go to the sink as errors. */
export const waiversInFiles = (request: WaiverRequest, configuration: Configuration, sink: Sink): readonly Draft[] =>
  (request.waivers ?? configuration.waivers).flatMap((path) => {
    const read = (request.law ?? request.workspace).read(path)
    const file: SourceFile = { path, text: read.ok ? read.text : '', language: 'yaml' }
    if (read.ok) return readWaivers(file, sink)
    sink({ code: 'waivers/unreadable', severity: 'error', message: `\`${path}\` cannot be read`, span: topOf(file) })
    return []
  })

/** JSON as templates write it may have comments too; they are not read for waivers. */
const commentsOf = (file: SourceFile) =>
  file.language === 'bicep' ? commentsOfBicep(waiverMark, file) : commentsOfTerraform(waiverMark, file)

const waiversInCode = (files: Iterable<SourceFile>, sink: Sink): readonly Draft[] => {
  const found: Draft[] = []
  let malformed = 0
  const bounded: Sink = (diagnostic) => {
    malformed++
    if (malformed <= budget.fileDiagnostics) sink(diagnostic)
    else if (malformed === budget.fileDiagnostics + 1)
      sink({ ...diagnostic, code: 'waivers/too-many', message: `more than ${budget.fileDiagnostics} comments are nearly waivers` })
  }
  for (const file of files) {
    // JSON has no comments.
    if (file.language === 'json') continue
    for (const draft of readRemarks(commentsOf(file), bounded)) {
      found.push(draft)
      if (found.length <= budget.inlineWaivers) continue
      const message = `more than ${budget.inlineWaivers} waivers are written in the code: the others waive nothing`
      sink({ code: 'waivers/too-many', severity: 'warning', message, span: draft.span })
      return found.slice(0, budget.inlineWaivers)
    }
  }
  return found
}

/** Waivers of the same files as they are there. */
const waiversAt = (workspace: Workspace, paths: ReadonlySet<string>): readonly Waiver[] => {
  const quiet: Sink = () => undefined
  const drafts = [...paths].flatMap((path) => {
    const read = workspace.read(path)
    const language = isBicepPath(path) ? 'bicep' : 'terraform'
    return read.ok ? readRemarks(commentsOf({ path, text: read.text, language }), quiet) : []
  })
  // Whether one has ended by now is no matter of what is written.
  return countingOn('', drafts, quiet)
}

export interface Waivable {
  readonly judged: Judged
  /** Files of the roots that were judged. */
  readonly files: Iterable<SourceFile>
  readonly fromFiles: readonly Draft[]
  readonly today: string
  /** Ids of every policy that this run knows. */
  readonly policies: readonly string[]
  /** Names of the roots that were judged. */
  readonly roots: readonly string[]
  /** The run was asked for some policies, so a waiver may be of one of the others. */
  readonly arePoliciesChosen: boolean
  /** The code that these files are compared with, and whether waivers count that it does not have. */
  readonly base?: { readonly workspace: Workspace; readonly doNewCount: boolean }
  /** The run was asked for a part of the repository, so a waiver in a file may be of use in the rest. */
  readonly isPart: boolean
}

export interface AfterWaiving extends Judged {
  readonly waived: readonly Waived[]
  /** Waivers in the code that the base does not have; none where there is no base. */
  readonly newWaivers: readonly Waiver[]
}

export const applyWaivers = (waivable: Waivable, sink: Sink): AfterWaiving => {
  const { judged, today, base } = waivable
  const written = countingOn(today, waiversInCode(waivable.files, sink), sink)
  const paths = new Set(written.map(({ span }) => span.file.path))
  const newWaivers = base === undefined ? [] : newAmong(written, waiversAt(base.workspace, paths))
  const ignored = new Set(base?.doNewCount === false ? newWaivers : [])
  const inCode = written.filter((waiver) => !ignored.has(waiver))
  const { findings, waived, unused } = waive(judged.findings, [...inCode, ...countingOn(today, waivable.fromFiles, sink)])
  for (const waiver of unused) tellUnused(waiver, waivable, sink)
  return {
    findings,
    waived,
    newWaivers,
    judgements: without(
      judged.judgements,
      waived.map(({ finding }) => finding),
    ),
  }
}

const tellUnused = (waiver: Waiver, { policies, arePoliciesChosen, roots, isPart }: Waivable, sink: Sink): void => {
  const { code, span, by } = waiver
  const id = code.split('/')[0]!
  if (!policies.includes(id)) {
    if (arePoliciesChosen) return
    const near = nearest(id, policies)
    const message = `\`${code}\` begins no code of a policy of this run, so nothing is waived`
    sink({
      code: 'waivers/unknown-code',
      severity: 'warning',
      message,
      span,
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    })
    return
  }
  const names = by.kind === 'file' ? by.root : undefined
  if (by.kind === 'file' && isPart && !(names !== undefined && roots.some((root) => fits(names, root)))) return
  const nowhere = by.kind === 'code' && by.covers === undefined
  const message = nowhere
    ? `the waiver of \`${code}\` stands above no code, so it waives nothing`
    : `the waiver of \`${code}\` waives nothing: no finding of it is left here`
  const help = nowhere ? 'put it on the line right above, or at the end of the line' : 'remove it'
  sink({ code: 'waivers/unused', severity: 'note', message, span, help })
}

const keyOf = ({ root, subject, code, outcome }: Judgement): string => JSON.stringify([root, subject, code, outcome])

/** One judgement less for each finding. */
const without = (judgements: readonly Judgement[], findings: readonly Finding[]): readonly Judgement[] => {
  const less = new Map<string, number>()
  for (const { judgement } of findings) less.set(keyOf(judgement), (less.get(keyOf(judgement)) ?? 0) + 1)
  if (less.size === 0) return judgements
  return judgements.filter((judgement) => {
    const key = keyOf(judgement)
    const left = less.get(key) ?? 0
    if (left > 0) less.set(key, left - 1)
    return left === 0
  })
}
