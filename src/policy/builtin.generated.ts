/** Texts of the shipped policies; made from the folders of `policies/` by `npm run generate`, not edited by hand. */
import type { Kind } from '../model/network.ts'

export const builtinTexts: readonly { readonly id: string; readonly for: Kind; readonly path: string; readonly text: string }[] = [
  {
    id: 'api-management',
    for: 'api-management',
    path: 'policies/api-management/policy.yaml',
    text: `# yaml-language-server: $schema=../../schema/policy.schema.json
policy: api-management
title: API Management in a virtual network
about: https://learn.microsoft.com/azure/api-management/virtual-network-reference

for: api-management
where: mode in ["external", "internal"] && tier in ["developer", "premium", "standardv2", "premiumv2"]

settings:
  clients:
    about: who may call the gateway of an external service, as prefixes or service tags

rules:
  # Developer and Premium: one table since the stv2 platform, as of 2025-06-17.
  - id: nsg
    kind: nsg-matrix
    severity: error
    at: subnet
    when: tier in ["developer", "premium"]
    why: the platform's load balancer denies what no security rule allows
    nsg: required
    flows:
      - id: management
        why: portal, PowerShell and deployments reach the management endpoint
        direction: inbound
        from: ApiManagement
        to: subnet
        protocol: tcp
        ports: [3443]
        expect: allow
      - id: clients
        why: clients of an external service call the gateway from Internet
        when: mode == "external"
        direction: inbound
        from: \${clients}
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
        unset: { from: Internet, expect: some }
      - id: load-balancer
        why: the infrastructure load balancer probes each unit; Developer has a single one and does without
        when: tier == "premium"
        direction: inbound
        from: AzureLoadBalancer
        to: subnet
        protocol: tcp
        ports: [6390]
        expect: allow
      - id: traffic-manager
        why: Traffic Manager routes clients between the regions of a service
        when: mode == "external" && locations > 1
        direction: inbound
        from: AzureTrafficManager
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
      - id: storage
        why: the service keeps its state in Azure Storage
        direction: outbound
        from: subnet
        to: Storage@region
        protocol: tcp
        ports: [443]
        expect: allow
      - id: sql
        why: the service keeps its configuration in Azure SQL
        direction: outbound
        from: subnet
        to: Sql@region
        protocol: tcp
        ports: [1433]
        expect: allow
      - id: key-vault
        why: the service reads secrets and certificates from Key Vault
        direction: outbound
        from: subnet
        to: AzureKeyVault
        protocol: tcp
        ports: [443]
        expect: allow
      - id: monitor
        why: metrics, resource health and diagnostics go to Azure Monitor
        direction: outbound
        from: subnet
        to: AzureMonitor
        protocol: tcp
        ports: [443, 1886]
        expect: allow
      - id: certificates
        why: certificates are validated, and Microsoft-managed ones renewed, over plain HTTP
        direction: outbound
        from: subnet
        to: Internet
        protocol: tcp
        ports: [80]
        expect: allow
      - id: internet-clients
        why: an internal service is called from the virtual network, not from Internet
        when: mode == "internal"
        severity: warning
        direction: inbound
        from: Internet
        to: subnet
        protocol: tcp
        ports: [80, 443]
        expect: deny
      # Needed by some features only: told as notes where they cannot pass.
      - id: machine-health
        why: health of each machine is watched where the load balancer can ask for it
        when: tier == "premium"
        severity: note
        direction: inbound
        from: AzureLoadBalancer
        to: subnet
        protocol: tcp
        ports: [6391]
        expect: allow
      - id: entra
        why: sign-in, Microsoft Graph and Key Vault with Microsoft Entra ID
        severity: note
        direction: outbound
        from: subnet
        to: AzureActiveDirectory
        protocol: tcp
        ports: [443]
        expect: allow
      - id: connectors
        why: managed connections of the credential manager
        severity: note
        direction: outbound
        from: subnet
        to: AzureConnectors
        protocol: tcp
        ports: [443]
        expect: allow
      - id: event-hubs
        why: the policy \`log-to-eventhub\`, and Azure Monitor
        severity: note
        direction: outbound
        from: subnet
        to: EventHub@region
        protocol: tcp
        ports: [443, 5671-5672]
        expect: allow
      - id: external-cache
        why: an external Redis cache in the virtual network
        severity: note
        direction: outbound
        from: subnet
        to: vnet
        protocol: tcp
        ports: [6380]
        expect: allow
      - id: internal-cache-in
        why: the internal cache, shared between units
        severity: note
        direction: inbound
        from: subnet
        to: subnet
        protocol: tcp
        ports: [6381-6383]
        expect: allow
      - id: internal-cache-out
        why: the internal cache, shared between units
        severity: note
        direction: outbound
        from: subnet
        to: subnet
        protocol: tcp
        ports: [6381-6383]
        expect: allow
      - id: rate-limits-in
        why: counters of rate limits, kept equal between units
        severity: note
        direction: inbound
        from: subnet
        to: subnet
        protocol: udp
        ports: [4290]
        expect: allow
      - id: rate-limits-out
        why: counters of rate limits, kept equal between units
        severity: note
        direction: outbound
        from: subnet
        to: subnet
        protocol: udp
        ports: [4290]
        expect: allow
    leftovers:
      - id: old-azure-cloud
        why: the row for \`AzureCloud\` is gone since the stv2 platform
        direction: outbound
        tag: AzureCloud
        protocol: tcp
        ports: [443, 12000]
      - id: old-storage-files
        why: the Git repository of a service, kept in Azure Files, no longer exists
        direction: outbound
        tag: Storage
        protocol: tcp
        ports: [445]
      - id: old-smtp
        why: no table asks for SMTP since 2023
        direction: outbound
        tag: Internet
        protocol: tcp
        ports: [25, 587, 25028]
      - id: old-redis-in
        why: what older tables required is optional now, for the internal cache alone
        direction: inbound
        tag: VirtualNetwork
        protocol: tcp
        ports: [6381-6383]
      - id: old-redis-out
        why: what older tables required is optional now, for the internal cache alone
        direction: outbound
        tag: VirtualNetwork
        protocol: tcp
        ports: [6381-6383]
      - id: old-load-balancer
        why: every port was asked for on the stv1 platform, 6390 is enough now
        direction: inbound
        tag: AzureLoadBalancer

  # Premium v2 inside a virtual network: reached at a private address.
  - id: v2-injection
    kind: nsg-matrix
    severity: error
    at: subnet
    when: tier == "premiumv2" && mode == "internal"
    why: a subnet for injection needs a network security group that lets the service reach Azure Storage
    nsg: required
    flows:
      - id: storage
        why: the service keeps its state in Azure Storage
        direction: outbound
        from: subnet
        to: Storage@region
        protocol: tcp
        ports: [443]
        expect: allow

  # Standard v2 and Premium v2 that only reach out through a virtual network: no rules are asked for.
  - id: v2-integration
    kind: nsg-matrix
    severity: error
    at: subnet
    when: tier in ["standardv2", "premiumv2"] && mode == "external"
    why: a subnet for integration needs a network security group
    nsg: required
`,
  },
]
