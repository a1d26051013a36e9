/** Whether what a private endpoint leads to is reached from public networks besides. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { PrivateLinkTarget } from '../model/kinds/private-link-target.ts'
import type { LeadsTo } from '../model/targeting.ts'
import { answer } from './endpoint-answer.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'
import { placeOf } from './naming.ts'
import type { Remedy } from './remedy.ts'

type Access = ReturnType<Whole['subjects']['network']['naming']['accessOf']>

const isClosed = ({ publicAccess, otherwise }: Access): boolean =>
  (publicAccess.known && !publicAccess.value) || (otherwise.known && otherwise.value === 'deny')

const doubtsIn = ({ publicAccess, otherwise }: Access): readonly Doubt[] =>
  mergeDoubts(publicAccess.known ? [] : publicAccess.doubts, otherwise.known ? [] : otherwise.doubts)

type Judged = LeadsTo & { readonly target: PrivateLinkTarget }

/** Of what is not declared here nothing is said. */
const isJudged = (leads: LeadsTo): leads is Judged => leads.target !== undefined && !leads.target.open && leads.target.hasAccess

/** Which of several it leads to is not known: all of them may be closed. */
const ofSeveral = (
  head: RuleHead,
  item: string,
  endpoint: PrivateEndpoint,
  all: readonly LeadsTo[],
  whole: Whole,
  part: object,
): readonly Answer[] => {
  const judged = all.filter(isJudged)
  if (judged.length === 0) return []
  const question = `whether what \`${endpoint.id}\` leads to is reached from every public network besides`
  const accesses = judged.map(({ target }) => whole.subjects.network.naming.accessOf(target))
  const { span } = all[0]!.connection
  if (judged.length === all.length && accesses.every(isClosed)) return [answer(head, item, 'holds', { ...part, question, span })]
  const doubts = mergeDoubts(...all.map((one) => one.doubts), ...accesses.map(doubtsIn))
  const hidden: Doubt = { reason: 'external', what: `what \`${endpoint.id}\` leads to`, span }
  return [answer(head, item, 'unsure', { ...part, question, span, doubts: doubts.length > 0 ? doubts : [hidden] })]
}

const ofOne = (
  head: RuleHead,
  item: string,
  endpoint: PrivateEndpoint,
  { target, certain, doubts: why }: Judged,
  whole: Whole,
  part: object,
): Answer => {
  const access = whole.subjects.network.naming.accessOf(target)
  const { publicAccess, opened } = access
  const question = `whether \`${target.id}\` is reached from every public network besides`
  if (isClosed(access)) return answer(head, item, 'holds', { ...part, question, span: target.span })
  const doubts = mergeDoubts(doubtsIn(access), certain ? [] : why)
  if (doubts.length > 0 || !certain) return answer(head, item, 'unsure', { ...part, question, span: target.span, doubts })
  const isWritten = publicAccess.known && publicAccess.origin.span.start !== target.span.start
  const because = opened?.words ?? (isWritten ? 'its public access is on' : 'nothing switches its public access off')
  return answer(head, item, 'fails', {
    ...part,
    question,
    message: `\`${target.id}\` is reached from every public network as well: ${because}`,
    span: opened?.span ?? (publicAccess.known ? placeOf(publicAccess) : target.span),
    help:
      opened === undefined
        ? 'switch its public network access off, or let its firewall deny whom no rule names'
        : 'switch its public network access off, or name in its rules only those who need it',
    // Rules of a closed service may be refused, as those of Azure SQL are: https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings#deny-public-network-access
    ...(opened === undefined ? { remedy: (): Remedy => ({ kind: 'close', target }) } : {}),
    related: [{ message: 'the private endpoint', span: endpoint.span }],
  })
}

export const judgeExposure = (head: RuleHead, item: string, endpoint: PrivateEndpoint, whole: Whole): readonly Answer[] => {
  const leads = whole.subjects.network.naming.leadsTo(endpoint)
  return [...new Set(leads.map(({ connection }) => connection))].flatMap((connection, index): readonly Answer[] => {
    const all = leads.filter((one) => one.connection === connection)
    const [only] = all
    if (all.length !== 1 || only === undefined)
      return ofSeveral(head, item, endpoint, all, whole, index === 0 ? {} : { part: `connection ${index + 1}` })
    return isJudged(only) ? [ofOne(head, item, endpoint, only, whole, index === 0 ? {} : { part: only.target.id })] : []
  })
}
