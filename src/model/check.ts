/** What is wrong in a network whatever the policies say: told as diagnostics, judged by nobody. */
import type { Sink } from '../text/diagnostic.ts'
import type { Attached } from './attach.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { NetworkInterface } from './kinds/network-interface.ts'
import type { Nsg, SecurityRule } from './kinds/nsg.ts'
import type { Subnet } from './kinds/subnet.ts'
import { decided } from './link-options.ts'

const shown = (rule: SecurityRule): string => (rule.name.known ? `\`${rule.name.value}\`` : 'a rule')

/** Priorities are unique for each direction: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview */
const duplicatePriorities = (nsg: Nsg, attached: Attached, sink: Sink): void => {
  const first = new Map<string, SecurityRule>()
  for (const rule of attached.rulesOf(nsg).rules) {
    if (!rule.presence.certain || !rule.priority.known || !rule.direction.known) continue
    const key = `${rule.direction.value} ${rule.priority.value}`
    const other = first.get(key)
    if (other === undefined) first.set(key, rule)
    else
      sink({
        code: 'model/duplicate-priority',
        severity: 'error',
        message: `${shown(rule)} and ${shown(other)} of \`${nsg.id}\` both have priority ${rule.priority.value} ${rule.direction.value}`,
        span: rule.priority.origin.span,
        related: [{ message: `${shown(other)} has this priority as well`, span: other.priority.origin.span }],
      })
  }
}

const rulesTwoWays = (nsg: Nsg, attached: Attached, sink: Sink): void => {
  const separate = attached.separateRules(nsg).find((one) => one.azurerm)
  const [inline] = nsg.inlineRules
  if (separate === undefined || inline === undefined) return
  // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_group (note on rules)
  sink({
    code: 'model/conflicting-declarations',
    severity: 'warning',
    message: `\`${separate.address}\` and the rules inside \`${nsg.id}\` overwrite each other`,
    span: separate.rule.span,
    help: 'declare all rules of a group one way, as blocks or as resources',
    related: [{ message: 'a rule inside the group', span: inline.span }],
  })
}

/** A subnet or network interface has one group at most: https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works */
const groupsTwice = (of: Subnet | NetworkInterface, attached: Attached, sink: Sink): void => {
  const seen = new Map<Nsg, (typeof sure)[number]>()
  const sure = attached.sureAttachments(of)
  for (const attachment of sure) {
    const nsg = decided(attachment.nsg)
    if (nsg !== undefined && !seen.has(nsg)) seen.set(nsg, attachment)
  }
  const [first, second] = seen
  if (first === undefined || second === undefined) return
  sink({
    code: 'model/conflicting-declarations',
    severity: 'error',
    message: `both \`${first[0].id}\` and \`${second[0].id}\` are attached to \`${of.id}\``,
    span: second[1].span,
    related: [{ message: 'attached here as well', span: first[1].span }],
  })
}

export const check = (entities: Iterable<AnyEntity>, attached: Attached, sink: Sink): void => {
  for (const entity of entities) {
    if (entity.kind === 'nsg') {
      duplicatePriorities(entity, attached, sink)
      rulesTwoWays(entity, attached, sink)
    } else if (entity.kind === 'subnet' || entity.kind === 'network-interface') groupsTwice(entity, attached, sink)
  }
}
