/** What is said of a service that private endpoints lead to: its types, and where each spelling says who reaches it from public networks. */

/** What counts where public access is not written; undefined: that is not documented. `unless-endpoint`: on until there is a private endpoint. */
export type AccessByDefault = boolean | 'unless-endpoint' | undefined

/** Where a list of addresses or networks is, below the firewall; `item`: the member of each of its elements that holds the address. */
export interface RuleList {
  readonly path: string
  readonly item?: string
}

/** Where a spelling keeps the firewall of a service: paths of names, joined by dots. */
export interface FirewallWords {
  /** What holds it; empty: it stands in the resource itself. */
  readonly within: string
  readonly action?: string
  /** What counts where the firewall is written without an action; undefined: that is not documented. */
  readonly actionByDefault?: 'allow' | 'deny'
  readonly addresses: readonly RuleList[]
  /** Rules that name subnets. */
  readonly networks: readonly string[]
  /** The switch without which these count for nothing. */
  readonly networksIf?: string
  /** Public access that is said again there. */
  readonly access?: string
}

/**
 * `nothing`: public access lets everybody in. `action`: a default action, which refuses all whom no rule names; `needs-rule`: only once there is a rule.
 * `first-rule`: the first rule refuses all others. `rules`: nobody without a rule, each a resource of its own. `app`: restrictions of an app, in order.
 * `unread`: not read; `unread-if`: not read where one of the names is written, and without it as `nothing`.
 */
export type ServiceFirewall =
  | { readonly by: 'nothing' | 'rules' | 'app' | 'unread' }
  | {
      readonly by: 'action' | 'first-rule'
      readonly azurerm: FirewallWords | undefined
      readonly arm: FirewallWords | undefined
      readonly needsRule?: true
    }
  | { readonly by: 'unread-if'; readonly azurerm: string; readonly arm: string }

export interface ServiceRow {
  readonly service: string
  readonly azurerm: readonly string[]
  readonly arm: string
  /** Attributes of azurerm, the first that is written counts, and what it takes where none is. Undefined: the service has no such thing. */
  readonly azurermAccess: readonly [attributes: readonly string[], byDefault: AccessByDefault] | undefined
  /** Path of the property, and what Azure takes where it is not written. */
  readonly armAccess: readonly [paths: readonly string[], byDefault: AccessByDefault] | undefined
  readonly firewall: ServiceFirewall
  /** Written, the service is in a subnet of the author's own, and has no public endpoint. */
  readonly inSubnet?: { readonly azurerm: string; readonly arm: string }
}

/** Words for the same in azurerm 3.x and 4.x; the first that is written counts. */
const accessWords = ['public_network_access_enabled', 'public_network_access', 'public_network_enabled'] as const

/** Both spellings as they mostly are. */
export const usual = (azurerm: AccessByDefault, arm: AccessByDefault): Pick<ServiceRow, 'azurermAccess' | 'armAccess'> => ({
  azurermAccess: [accessWords, azurerm],
  armAccess: [['publicNetworkAccess'], arm],
})

/** It is no public endpoint, or nothing of it is read. */
export const noAccess: Pick<ServiceRow, 'azurermAccess' | 'armAccess'> = { azurermAccess: undefined, armAccess: undefined }

export const row = (
  service: string,
  azurerm: readonly string[],
  arm: string,
  access: Pick<ServiceRow, 'azurermAccess' | 'armAccess' | 'inSubnet'>,
  firewall: ServiceFirewall = { by: 'nothing' },
): ServiceRow => ({ service, azurerm, arm, ...access, firewall })
