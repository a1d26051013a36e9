/** Which cloud a template is deployed to: the one that is vouched for, else that of the regions it names, else the one that tools deploy to where nothing is said. */
import { type Cloud, cloudOf } from '../azure/clouds.ts'
import { normaliseRegion } from '../azure/service-tags.ts'
import { at } from '../model/read-value.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import type { OpenedTemplate } from './templates.ts'

/** As `environment().name` has them: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment#environment */
const names: Readonly<Record<Cloud, string>> = { public: 'AzureCloud', government: 'AzureUSGovernment', china: 'AzureChinaCloud' }

const cloudsNamed = ({ declared }: OpenedTemplate): readonly Cloud[] => {
  const regions = declared.flatMap(({ body }) => {
    const location = at(body, 'location')
    return location?.kind === 'string' && location.value.toLowerCase() !== 'global' ? [normaliseRegion(location.value)] : []
  })
  return [...new Set(regions.map(cloudOf))]
}

/** `open` may be called twice: what the first call tells is told only where its result is taken. */
export const openInCloud = (
  vouched: Cloud | undefined,
  open: (cloud: string | undefined, tell: Sink) => OpenedTemplate,
  sink: Sink,
): OpenedTemplate => {
  if (vouched !== undefined) return open(names[vouched], sink)
  const early: Diagnostic[] = []
  let isTaken = false
  // `az` and PowerShell deploy to the public cloud unless they are told otherwise: https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli
  const first = open(names.public, (diagnostic) => (isTaken ? sink(diagnostic) : early.push(diagnostic)))
  const named = first.asksForCloud ? cloudsNamed(first) : []
  if (named.some((cloud) => cloud !== 'public')) return open(named.length === 1 ? names[named[0]!] : undefined, sink)
  isTaken = true
  early.forEach(sink)
  return first
}
