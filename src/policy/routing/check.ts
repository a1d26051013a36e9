/** One thing that is looked at in routing: of a route table, a subnet, a virtual network or a service; and the form of an answer about it. */
import type { Doubt } from '../../eval/value.ts'
import type { UserRoute } from '../../model/kinds/route-table.ts'
import type { AnyEntity, EntityOf, Network } from '../../model/network.ts'
import type { TagSnapshot } from '../../semantics/flow.ts'
import type { Span } from '../../text/source.ts'
import type { Answer, RuleHead, Whole } from '../kind.ts'

export type Subject = 'route-table' | 'subnet' | 'virtual-network' | 'firewall' | 'private-link-target'

export interface About<K extends Subject> {
  readonly head: RuleHead
  readonly entity: EntityOf<K>
  readonly whole: Whole
  readonly network: Network
  readonly snapshot: TagSnapshot | undefined
}

export interface RouteCheck<K extends Subject = Subject> {
  readonly of: K
  readonly about: string
  judge(about: About<K>): readonly Answer[]
}

type Told = Pick<Answer, 'outcome' | 'question' | 'span'> & Partial<Answer>

export const say = ({ head, entity }: { readonly head: RuleHead; readonly entity: AnyEntity }, item: string, told: Told): Answer => ({
  item,
  severity: head.severity,
  message: '',
  label: 'decides it',
  related:
    told.span.file === entity.span.file && told.span.start === entity.span.start
      ? []
      : [{ message: `\`${entity.id}\``, span: entity.span }],
  decidedBy: [],
  doubts: [],
  leansOn: [],
  ...(head.why === undefined ? {} : { why: head.why }),
  policySpan: head.span,
  ...told,
})

/** What fails, part by part, and one answer for the rest: that all is well, or what that depends on. */
export const settle = (
  about: { readonly head: RuleHead; readonly entity: AnyEntity },
  item: string,
  failing: readonly Answer[],
  question: string,
  doubts: readonly Doubt[],
  span: Span = about.entity.span,
): readonly Answer[] => {
  if (doubts.length > 0) return [...failing, say(about, item, { outcome: 'unsure', question, span, doubts })]
  return failing.length > 0 ? failing : [say(about, item, { outcome: 'holds', question, span })]
}

export const nameOf = ({ name }: Pick<UserRoute, 'name'>): string =>
  name.known && name.sensitive !== true ? `route \`${name.value}\`` : 'a route'

/** A route as part of its table, told apart from all others. */
export const partOf = (route: UserRoute, routes: readonly UserRoute[]): string => {
  const name = route.name.known && route.name.sensitive !== true ? route.name.value : `#${routes.indexOf(route) + 1}`
  return `route ${name}`
}
