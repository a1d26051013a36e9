/** One report with everything in it that outputs tell; the source and every expected line are written by hand. */
import type { Doubt } from '../../src/eval/value.ts'
import { known } from '../../src/model/entity.ts'
import type { Nsg, SecurityRule } from '../../src/model/kinds/nsg.ts'
import type { Finding, Judgement } from '../../src/policy/policy.ts'
import type { Report, RunFacts } from '../../src/report/report.ts'
import type { SourceFile, Span } from '../../src/text/source.ts'
import { fileOf } from './source.ts'

export const network = fileOf(
  `resource "azurerm_network_security_group" "apim" {
  name = "nsg-apim"

  security_rule {
    name     = "deny-management"
    priority = 200
    access   = "Deny"
  }
}

resource "azurerm_api_management" "main" {
  name = "apim"
}
`,
  'infra/network.tf',
)
export const variables = fileOf(
  `variable "clients" {
  type = list(string)
}
`,
  'infra/variables.tf',
)
export const policyText = fileOf(
  `policy: api-management
rules:
  - id: nsg
    flows:
      - id: management
`,
  'policies/api-management/policy.yaml',
  'yaml',
)

/** The nth place where `text` stands in the file. */
export const spanOf = (file: SourceFile, text: string, nth = 0): Span => {
  let start = -1
  for (let i = 0; i <= nth; i++) start = file.text.indexOf(text, start + 1)
  if (start === -1) throw new Error(`no ${text} in ${file.path}`)
  return { file, start, end: start + text.length }
}

const at = (span: Span) => ({ span })
const header = spanOf(network, 'resource "azurerm_network_security_group" "apim"')
const ruleStart = network.text.indexOf('security_rule')
export const ruleSpan: Span = { file: network, start: ruleStart, end: network.text.indexOf('}', ruleStart) + 1 }

export const rule: SecurityRule = {
  name: known('deny-management', at(ruleSpan)),
  priority: known(200, at(ruleSpan)),
  direction: known('inbound', at(ruleSpan)),
  access: known('deny', at(ruleSpan)),
  protocol: known('any', at(ruleSpan)),
  source: known([], at(ruleSpan)),
  destination: known([], at(ruleSpan)),
  sourcePorts: known([], at(ruleSpan)),
  destinationPorts: known([], at(ruleSpan)),
  presence: { certain: true },
  span: ruleSpan,
}

export const nsg: Nsg = {
  kind: 'nsg',
  id: 'azurerm_network_security_group.apim',
  name: known('nsg-apim', at(header)),
  presence: { certain: true },
  span: header,
  open: false,
  location: known('westeurope', at(header)),
  resourceGroup: known('rg', at(header)),
  inlineRules: [rule],
  moreRules: [],
}

const about = 'https://learn.microsoft.com/azure/api-management/virtual-network-reference'
export const clients: Doubt = { reason: 'input', what: 'var.clients', span: spanOf(variables, 'variable "clients"') }

export const judgement = (code: string, outcome: Judgement['outcome'], severity: Judgement['severity'] = 'error'): Judgement => ({
  code,
  policy: code.split('/')[0]!,
  severity,
  root: 'infra',
  subject: 'azurerm_api_management.main',
  outcome,
})

/** A finding with nothing but what every finding has. */
export const finding = (code: string, outcome: Finding['outcome'], message: string, more: Partial<Finding> = {}): Finding => ({
  code,
  severity: more.severity ?? 'error',
  message,
  span: spanOf(network, 'resource "azurerm_api_management" "main"'),
  judgement: judgement(code, outcome, more.severity),
  outcome,
  decidedBy: [],
  doubts: [],
  policySpan: spanOf(policyText, 'management', 1),
  leansOn: [],
  ...more,
})

export const denied = finding(
  'api-management/nsg/management',
  'fails',
  '`deny-management` denies tcp 3443 from ApiManagement to subnet apim',
  {
    span: spanOf(network, '"Deny"'),
    label: 'denied by this rule',
    packet: {
      protocol: 'tcp',
      source: '13.69.229.80',
      sourceName: 'ApiManagement',
      sourcePort: 49152,
      destination: '10.0.2.4',
      destinationPort: 3443,
    },
    decidedBy: [{ kind: 'rule', nsg, at: 'subnet', rule, access: 'deny' }],
    why: 'portal, PowerShell and deployments reach the management endpoint',
    help: 'allow ApiManagement on tcp 3443 with a priority below 200',
    about,
  },
)

export const monitored = finding('api-management/nsg/monitor', 'fails', 'tcp 1886 to AzureMonitor is denied', {
  severity: 'warning',
  span: ruleSpan,
  label: 'by this rule',
  about,
})

const waiting = (item: string): Finding =>
  finding(`api-management/nsg/${item}`, 'unsure', `whether ${item} may call is not known`, { doubts: [clients] })

const note = (nth: number): Finding =>
  finding('api-management/declared/flows', 'fails', '2 flows pass by default rules alone', {
    severity: 'note',
    span: spanOf(network, 'name', nth),
  })

const holding = Array.from({ length: 31 }, (_, index) => judgement(`api-management/nsg/flow-${index}`, 'holds'))

export const runFacts: RunFacts = {
  tool: { name: 'vnetproof', version: '1.2.3' },
  roots: [
    { name: 'infra', kind: 'root', judged: true, files: 2, resources: 14, kinds: 9 },
    { name: 'modules/old', kind: 'library', judged: false, files: 1, resources: 2, kinds: 2 },
  ],
  files: 3,
  bytes: 1234,
  modulesNotRead: [{ source: 'Azure/avm-res-network-virtualnetwork/azurerm', calls: 3 }],
  functionsNotRead: [],
  caveats: ['Azure Policy and changes in the portal are outside what is judged'],
  milliseconds: 84.4,
}

const reportOf = (findings: readonly Finding[], more: Partial<Report> = {}): Report => ({
  judgements: [...holding, ...findings.map((one) => one.judgement)],
  findings,
  waived: [],
  diagnostics: [],
  mistakes: [],
  policies: [
    {
      id: 'api-management',
      title: 'API Management in a virtual network',
      about,
      builtin: true,
      span: spanOf(policyText, 'api-management'),
    },
  ],
  failOn: 'error',
  run: runFacts,
  ...more,
})

export const emptyReport: Report = reportOf([], {
  judgements: [],
  run: { ...runFacts, roots: [], files: 0, modulesNotRead: [], caveats: [] },
})

export const fullReport: Report = reportOf([denied, monitored, waiting('clients'), waiting('partners'), note(0), note(1)], {
  diagnostics: [
    {
      code: 'model/unknown-tag',
      severity: 'warning',
      message: 'there is no service tag `ApiManagment`',
      span: spanOf(network, '"nsg-apim"'),
      help: 'did you mean `ApiManagement`?',
    },
  ],
})

/** One failure waived in a file, one doubt in the code; both texts try to be more than text. */
export const waivedReport: Report = reportOf([monitored], {
  waived: [
    {
      finding: denied,
      waiver: {
        code: 'api-management/nsg',
        reason: 'moves | <b>soon</b>\u001b[31m ::error::x',
        until: '2027-03-01',
        owner: '@network',
        span: spanOf(policyText, 'policy'),
        by: { kind: 'file', subject: [''] },
      },
    },
    {
      finding: waiting('clients'),
      waiver: {
        code: 'api-management',
        reason: 'known later',
        until: '2026-12-31',
        span: spanOf(network, 'name'),
        by: { kind: 'code' },
      },
    },
  ],
})

export { reportOf }
