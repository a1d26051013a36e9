/** Access restrictions of apps, in both spellings. */
import { type Doubt, mergeDoubts, type Value } from '../eval/value.ts'
import { parseAddressRange, prefixLength } from '../net/address.ts'
import { type Fact, known, notKnown } from './entity.ts'
import type { Owner } from './read-address.ts'
import { actionOf, type Firewall } from './read-service-firewall.ts'
import { at, isAbsent, nested, readBlocks, readText } from './read-value.ts'

interface Words {
  readonly rules: Value | undefined
  readonly unmatched: Value | undefined
  readonly unmatchedWord: string
  readonly address: string
  /** Any of them limits the rule further, or makes it one of something else than an address. */
  readonly narrowing: readonly string[]
  /** What becomes of whom no rule matches, where rules are written and the action for it is not; undefined: it depends on the version. */
  readonly implicitly: 'deny' | undefined
}

interface Rule {
  readonly priority: number
  readonly action: 'allow' | 'deny'
  readonly isEverybody: boolean
  /** With a few others of its like it might be everybody. */
  readonly isWide: boolean
}

const isWide = (text: string): boolean => {
  const range = parseAddressRange(text)
  return !('problem' in range) && range.family === 4 && (prefixLength(range) ?? 0) < 8
}

/** Empty, or the word that stands for no limit: https://learn.microsoft.com/azure/templates/microsoft.web/sites#ipsecurityrestriction */
const saysNothing = (value: Value): boolean =>
  (value.kind === 'list' && value.items.length === 0) ||
  (value.kind === 'object' && value.entries.size === 0) ||
  (value.kind === 'string' && (value.value === '' || value.value.toLowerCase() === 'default'))

/** Undefined where something of it is not known. */
const ruleOf = (body: Value, { address, narrowing }: Words, of: Owner): Rule | undefined => {
  const action = actionOf(at(body, 'action'), of, 'action', 'allow')
  const order = readText(at(body, 'priority')) ?? known('65000', of.origin)
  const written = readText(at(body, address))
  if (!action.known || !order.known || !/^\d{1,10}$/.test(order.value) || (written !== undefined && !written.known)) return undefined
  const limits = narrowing.map((name) => at(body, name))
  const isLimited = limits.some((one) => !isAbsent(one) && !saysNothing(one))
  const isEverybody = written !== undefined && !isLimited && /^(?:any|\*|0\.0\.0\.0\/0)$/i.test(written.value.trim())
  return {
    priority: Number(order.value),
    action: action.value,
    isEverybody,
    isWide: !isLimited && written !== undefined && isWide(written.value.trim()),
  }
}

/** The first rule that matches counts: https://learn.microsoft.com/azure/app-service/overview-access-restrictions#site-access */
const restrictionsOf = (words: Words, of: Owner): Firewall => {
  const unread: Doubt = { reason: 'unsupported', what: `access restrictions of \`${of.address}\``, span: of.span }
  const hidden = (doubts: readonly Doubt[]): Firewall => ({
    otherwise: notKnown(doubts.length > 0 ? doubts : [unread], of.origin, ['allow', 'deny']),
  })
  if (of.open) return hidden([])
  const { blocks, more } = readBlocks(words.rules)
  const doubts = mergeDoubts(more, ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts)))
  if (doubts.length > 0) return hidden(doubts)
  const read = blocks.map(({ body, origin }) => ({ rule: ruleOf(body, words, of), span: origin.span }))
  const rules = read.flatMap(({ rule, span }) => (rule === undefined ? [] : [{ ...rule, span }])).sort((a, b) => a.priority - b.priority)
  const unmatched = isAbsent(words.unmatched) ? undefined : actionOf(words.unmatched, of, words.unmatchedWord, undefined)
  const isOrdered = new Set(rules.map(({ priority }) => priority)).size === rules.length
  const whole = rules.findIndex(({ isEverybody }) => isEverybody)
  if (rules.length < read.length) return hidden(unmatched?.known === false ? unmatched.doubts : [])
  if (whole >= 0) {
    const { action, span } = rules[whole]!
    const before = rules.slice(0, whole)
    // Ranges that are refused or let in before are exceptions.
    if (!isOrdered || before.some((rule) => rule.isWide || (action === 'allow' && rule.action === 'deny'))) return hidden([])
    return {
      otherwise: known(action, { span }),
      ...(action === 'allow' ? { opened: { words: 'a rule of its access restrictions lets everybody in', span } } : {}),
    }
  }
  const last: Fact<'allow' | 'deny'> | undefined =
    unmatched ??
    (rules.length === 0 ? known('allow', of.origin) : words.implicitly === undefined ? undefined : known(words.implicitly, of.origin))
  if (last === undefined) return hidden([])
  if (!last.known) return { otherwise: last }
  return rules.some((rule) => rule.isWide || (last.value === 'allow' && rule.action === 'deny')) ? hidden([]) : { otherwise: last }
}

export const azurermRestrictions = (body: Value, of: Owner, isLogicApp: boolean): Firewall =>
  restrictionsOf(
    {
      rules: nested(body, 'site_config', 'ip_restriction'),
      unmatched: nested(body, 'site_config', 'ip_restriction_default_action'),
      unmatchedWord: 'ip_restriction_default_action',
      address: 'ip_address',
      narrowing: ['headers', 'service_tag', 'virtual_network_subnet_id'],
      implicitly: isLogicApp ? 'deny' : undefined,
    },
    of,
  )

export const armRestrictions = (properties: Value | undefined, of: Owner): Firewall =>
  restrictionsOf(
    {
      rules: at(properties, 'siteConfig', 'ipSecurityRestrictions'),
      unmatched: at(properties, 'siteConfig', 'ipSecurityRestrictionsDefaultAction'),
      unmatchedWord: 'ipSecurityRestrictionsDefaultAction',
      address: 'ipAddress',
      narrowing: ['headers', 'tag', 'vnetSubnetResourceId', 'vnetTrafficTag', 'subnetMask'],
      implicitly: 'deny',
    },
    of,
  )
