/** Everything any output may say about one run. */
import type { Finding, Judgement, PolicyFile } from '../policy/policy.ts'
import type { Waived, Waiver } from '../policy/waiver.ts'
import type { Diagnostic, Severity } from '../text/diagnostic.ts'
import type { Diagram } from './model/mermaid.ts'

export type FailOn = 'error' | 'warning' | 'unsure' | 'never'

export interface RootFacts {
  /** `infra`, or `infra (prod)` where one root has several worlds. `.` is the workspace root. */
  readonly name: string
  readonly kind: 'root' | 'library'
  readonly judged: boolean
  readonly files: number
  readonly resources: number
  /** Distinct kinds among them. */
  readonly kinds: number
}

export interface RunFacts {
  readonly tool: { readonly name: 'vnetproof'; readonly version: string }
  readonly roots: readonly RootFacts[]
  readonly files: number
  /** Terraform files that are there and gave no text. */
  readonly filesNotRead?: number
  readonly bytes: number
  /** Distinct resource types over all roots; absent where nobody counted. */
  readonly kinds?: number
  /** Calls of modules that were not there to read: each source once. */
  readonly modulesNotRead: readonly { readonly source: string; readonly calls: number }[]
  readonly functionsNotRead: readonly string[]
  /** What the judgements leave out: each a sentence, told once. */
  readonly caveats: readonly string[]
  /** Why nothing was compared though it should have been: a sentence. */
  readonly notCompared?: string
  readonly tagSnapshot?: string
  readonly milliseconds: number
}

/** Which judgements make up verdict and exit code: findings that the base does not have, all of roots that differ from the base, or all. */
export type ComparedScope = 'introduced' | 'changed' | 'all'

export type FindingState = 'introduced' | 'still-there'

/** How the judged revision differs from a base that was judged by the same policies, configuration and service tags. */
export interface Comparison {
  readonly base: {
    /** As it was named. */
    readonly revision: string
    readonly commit: string
  }
  readonly scope: ComparedScope
  /** Identities of findings that the base does not have, has with a better outcome, or has for fewer packets. */
  readonly introduced: ReadonlySet<string>
  /** Those of them that the base has for fewer packets. */
  readonly widened: ReadonlySet<string>
  /** Findings of the base that are none any more; their spans lie in the base. */
  readonly fixed: readonly Finding[]
  /** Names of judged roots that are not in the base as they are here. */
  readonly touched: ReadonlySet<string>
  /** Roots of which all is known here, or that are surely gone: a judgement that is missing there has no subject any more. */
  readonly settled: ReadonlySet<string>
  /** Waivers written in the code that the base's code does not have; those that count nowhere for want of a reason or end are not among them. */
  readonly newWaivers: readonly Waiver[]
  /** False where the configuration lets only the waivers of the base's code count. */
  readonly doNewWaiversCount: boolean
  /** Keys of diagnostics by which part of the code cannot be read, and which the base does not have. */
  readonly unread: ReadonlySet<string>
  /** Judgements of the base that are not made here though nobody can say that their subject is gone. */
  readonly notJudged: number
  /** Why the base's policies, configuration or service tags are of no use, so that those of the judged revision count. */
  readonly judgedByHead?: string
}

export interface Report {
  /** Those of waived findings are not among them. */
  readonly judgements: readonly Judgement[]
  /** `fails` and `unsure`, in the order in which they are told: worst first, then by place. */
  readonly findings: readonly Finding[]
  /** Findings that do not count, each with its reason and end; in the same order. */
  readonly waived: readonly Waived[]
  /** Of the code: what could not be read and what is wrong in it whatever the policies say. */
  readonly diagnostics: readonly Diagnostic[]
  /** Mistakes in policies, configuration and arguments: any of these makes exit code 2. */
  readonly mistakes: readonly Diagnostic[]
  readonly policies: readonly PolicyFile[]
  readonly failOn: FailOn
  readonly run: RunFacts
  /** Absent where nothing was compared. */
  readonly comparison?: Comparison
  /** The part of the network of each root that failing findings concern. */
  readonly diagrams?: readonly { readonly root: string; readonly diagram: Diagram }[]
}

export interface RenderOptions {
  /** Terminal colours are welcome. */
  readonly colour: boolean
  /** How a path of the workspace is told to the reader (relative to where the command was typed); absent: as it is. */
  readonly showPath?: (path: string) => string
  /** Tells several runs over one repository apart (SARIF `automationDetails.id`). */
  readonly category?: string
}

/** What a report looks like in one format; where it goes is the shell's affair. */
export interface Output {
  readonly name: string
  readonly mediaType: string
  render(report: Report, options: RenderOptions): string
}

export type { Severity }
