/** What a policy is and what judging it gives. */
import type { Declared } from '../eval/declared.ts'
import type { Doubt } from '../eval/value.ts'
import type { AnyEntity, Network } from '../model/network.ts'
import type { Decider, Packet, World } from '../semantics/flow.ts'
import type { Violation } from '../semantics/violation.ts'
import type { Diagnostic, Severity, Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import type { Remedy } from './remedy.ts'

export type Outcome = 'holds' | 'fails' | 'unsure'

/** What a failure is where it is new, and where the base has it already; absent: what it is anyway. */
export interface ComparedSeverity {
  readonly introduced?: Severity
  readonly stillThere?: Severity
}

/** One answer: (subject, code) in one world. */
export interface Judgement {
  /** `policy/rule/item`. */
  readonly code: string
  readonly policy: string
  readonly severity: Severity
  /** In place of it where two revisions are compared. */
  readonly compared?: ComparedSeverity
  /** Name of the root (and variable set) judged. */
  readonly root: string
  /** Address of the judged resource, with the point where there are several: `azurerm_api_management.main`. */
  readonly subject: string
  /** The subject that `subject` is a part of: judged as a whole wherever no part of it has a judgement of its own. */
  readonly of?: string
  readonly outcome: Outcome
  /** As of `Finding`; absent where it leans on nothing beyond the code. */
  readonly leansOn?: readonly string[]
}

/** A judgement that does not hold, told. `span` is the deciding line: the rule that denies, the attribute that is wrong, else the subject's header. */
export interface Finding extends Diagnostic {
  readonly judgement: Judgement
  readonly outcome: Exclude<Outcome, 'holds'>
  /** Header of the judged resource. */
  readonly subjectSpan?: Span
  /** Short label for the span's carets: `denied by this rule`. */
  readonly label?: string
  readonly packet?: Packet
  /** Every packet that goes wrong, where it is about packets. */
  readonly violation?: Violation
  /** What would mend it, made when it is asked for; a report has the proved `fix` in its place. */
  readonly remedy?: () => Remedy
  readonly decidedBy: readonly Decider[]
  readonly doubts: readonly Doubt[]
  /** Why the policy asks for it. */
  readonly why?: string
  /** Where the policy states it. */
  readonly policySpan: Span
  readonly about?: string
  readonly leansOn: readonly string[]
}

export interface PolicyFile {
  readonly id: string
  readonly title: string
  readonly about?: string
  /** `builtin` policies ship with the program. */
  readonly builtin: boolean
  readonly span: Span
}

/** Everything a judgement needs: one world of one root (or of joined roots). */
export interface Subjects {
  readonly root: string
  readonly network: Network
  readonly world: World
  readonly declared: readonly Declared[]
}

export interface Judged {
  readonly judgements: readonly Judgement[]
  readonly findings: readonly Finding[]
}

export type { AnyEntity, Sink }
