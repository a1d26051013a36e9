/** What a kind of policy rule must provide, and what it is given to judge with. */
import type { Tree } from '../data/tree.ts'
import type { Doubt } from '../eval/value.ts'
import type { AnyEntity } from '../model/network.ts'
import type { Decider, Packet, Point } from '../semantics/flow.ts'
import type { Violation } from '../semantics/violation.ts'
import type { Severity } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import type { Condition, FieldRow, Truth } from './conditions.ts'
import type { FlowRow } from './flow-rows.ts'
import type { ComparedSeverity, Outcome, Subjects } from './policy.ts'
import type { Remedy } from './remedy.ts'
import type { Binding, Use } from './settings.ts'
import type { Fields, Located, Reading } from './shape.ts'
import type { Place } from './subjects.ts'

/** Where the points of a rule are: every (location, subnet) of the subject, its virtual network, or the subject itself. */
export type At = 'subnet' | 'virtual-network' | 'subject'

/** What every rule has, whatever its kind. */
export interface RuleHead {
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  readonly at: At
  /** Only at places that are this to the subject. */
  readonly role?: string
  readonly when?: Condition
  readonly why?: string
  /** The rule's id in the policy. */
  readonly span: Span
}

/** One judgement of a rule at one point, before `where`, `when` and the certainty of the point are taken into account. */
export interface Answer {
  /** Last part of the code. */
  readonly item: string
  /** A part of the subject that it is about, where the subject is judged as a whole: `rule deny-all`. */
  readonly part?: string
  readonly severity: Severity
  /** In place of it where two revisions are compared. */
  readonly compared?: ComparedSeverity
  readonly outcome: Outcome
  /** What is so; empty where it holds. */
  readonly message: string
  /** What is asked, as a clause: "whether `ApiManagement` reaches …". */
  readonly question: string
  readonly span: Span
  readonly label?: string
  readonly help?: string
  readonly related?: readonly { readonly message: string; readonly span: Span }[]
  readonly packet?: Packet
  /** Every packet that goes wrong. */
  readonly violation?: Violation
  /** What would mend it, where that can be said. */
  readonly remedy?: () => Remedy
  readonly decidedBy: readonly Decider[]
  readonly doubts: readonly Doubt[]
  readonly leansOn: readonly string[]
  readonly why?: string
  readonly policySpan: Span
  /** About how the code says it, not about what passes: never fails a check, and is told only where there is something to say. */
  readonly advice?: true
}

/** One subject at one point. */
export interface Site {
  readonly subjects: Subjects
  readonly entity: AnyEntity
  /** As findings name it: `azurerm_api_management.main (westeurope)`. */
  readonly subject: string
  readonly point: Point
  /** Where the subject is put there: shown where nothing better is known. */
  readonly span: Span
  readonly binding: Binding
  /** A condition of the policy over the subject's fields. */
  test(condition: Condition): Truth
  /** A flow of the policy, whichever rule has it. */
  flow(id: string): FlowRow | undefined
  /** A rule or flow is not judged because a setting is not set; told once. */
  notSet(what: string, setting: string, span: Span): void
  /** A flow has no packet here; `byExcept`: only since others are taken out first. */
  empty(what: string, byExcept: boolean, span: Span): void
}

/** One subject with all places where it is, or may be. */
export interface Whole {
  readonly subjects: Subjects
  readonly entity: AnyEntity
  readonly places: readonly Place[]
  /** Not empty: there may be further places. */
  readonly more: readonly Doubt[]
  readonly binding: Binding
  /** A condition of the policy over the subject's fields. */
  test(condition: Condition): Truth
  /** A part of a rule is not judged because a setting is not set; told once. */
  notSet(what: string, setting: string, span: Span): void
}

/** A flow that a rule names, and the direction that it has to have. */
export interface NamedFlow {
  readonly name: Located
  readonly direction: FlowRow['direction']
}

export interface PolicyKind<Spec> {
  readonly kind: string
  readonly summary: string
  readonly at: readonly At[]
  /** Kinds of resources that it can judge; absent: all. */
  readonly for?: readonly string[]
  /** Keys of its own, beside those of every rule. */
  readonly fields: (fields: readonly FieldRow[]) => Fields
  /** Ids of judgements that every rule of the kind has. */
  readonly items: readonly { readonly item: string; readonly about: string }[]
  /** Mistakes between the parts of a rule, whatever else is wrong with it. */
  check(rule: Tree, reading: Reading): void
  /** What was read by `fields`, made ready once. */
  ready(read: Readonly<Record<string, unknown>>): Spec
  uses(spec: Spec): readonly Use[]
  /** Flows that other rules of the policy may name. */
  flows?(spec: Spec): readonly FlowRow[]
  /** Flows of the policy that it names. */
  namesFlows?(spec: Spec): readonly NamedFlow[]
  /** Kinds of resources that a rule with this part can judge, where that depends on it. */
  forOf?(spec: Spec): readonly string[]
  judge(head: RuleHead, spec: Spec, site: Site): readonly Answer[]
  /** In place of `judge`, for kinds that look at a subject once, wherever it is. */
  judgeWhole?(head: RuleHead, spec: Spec, whole: Whole): readonly Answer[]
}

/** A rule with its kind's own part closed over, so that rules of all kinds stand in one list. */
export interface Rule extends RuleHead {
  readonly uses: readonly Use[]
  /** Kinds of resources that it can judge; absent: all. */
  readonly for?: readonly string[]
  readonly flows: readonly FlowRow[]
  readonly namesFlows: readonly NamedFlow[]
  judge(site: Site): readonly Answer[]
  judgeWhole?(whole: Whole): readonly Answer[]
}
