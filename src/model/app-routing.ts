/** What apps send: settings in both spellings come in; whether all of it goes by the subnet of the app, and joins of settings that are resources of their own, go out. */
import { type Doubt, mergeDoubts, type Value } from '../eval/value.ts'
import { type Fact, notKnown } from './entity.ts'
import type { ArmResource, Resource } from './kind.ts'
import { type AppIntegration, type AppRouting, joinOf } from './name-joins.ts'
import { readPointer } from './read-pointer.ts'
import { at, isAbsent, nested, readBlocks, readSwitch, readText, refine } from './read-value.ts'

/** The older of the settings, which is a variable of the app. */
const variable = 'WEBSITE_VNET_ROUTE_ALL'

const ofVariable = (value: Value | undefined): Fact<boolean> | undefined => {
  const text = readText(value)
  return text === undefined ? undefined : refine(text, (one) => one === '1' || one.toLowerCase() === 'true', noDoubt)
}

const noDoubt = (shown: string, span: Value['origin']['span']) => ({ reason: 'error' as const, what: shown, span })

/** Any of the settings switches it on: https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing */
export const anyOf = (facts: readonly (Fact<boolean> | undefined)[]): Fact<boolean> | undefined => {
  const given = facts.filter((fact) => fact !== undefined)
  const on = given.find((fact) => fact.known && fact.value)
  if (on !== undefined) return on
  const open = given.filter((fact) => !fact.known)
  const [first] = open
  return first === undefined ? given[0] : notKnown(mergeDoubts(...open.map((fact) => fact.doubts)), first.origin, [false, true])
}

export const azurermRouteAll = ({ body }: Resource): Fact<boolean> | undefined =>
  anyOf([readSwitch(nested(body, 'site_config', 'vnet_route_all_enabled')), ofVariable(at(body, 'app_settings', variable))])

/** Settings as a list of names and values. */
const inList = (value: Value | undefined): Fact<boolean> | undefined => {
  const { blocks, more } = readBlocks(value)
  const facts = blocks.map(({ body, presence }): Fact<boolean> | undefined => {
    const name = readText(at(body, 'name'))
    if (name?.known === true && name.value !== variable) return undefined
    const doubts = mergeDoubts(name?.known === false ? name.doubts : [], presence.certain ? [] : presence.doubts)
    return doubts.length > 0 ? notKnown(doubts, body.origin, [false, true]) : ofVariable(at(body, 'value'))
  })
  return anyOf([...facts, more.length === 0 || value === undefined ? undefined : notKnown(more, value.origin, [false, true])])
}

const inSiteConfig = (config: Value | undefined): readonly (Fact<boolean> | undefined)[] => [
  readSwitch(at(config, 'vnetRouteAllEnabled')),
  inList(at(config, 'appSettings')),
]

/** https://learn.microsoft.com/azure/templates/microsoft.web/sites */
export const armRouteAll = ({ properties }: ArmResource): Fact<boolean> | undefined => {
  const routing = at(properties, 'outboundVnetRouting')
  return anyOf([
    readSwitch(at(routing, 'allTraffic')),
    readSwitch(at(routing, 'applicationTraffic')),
    readSwitch(at(properties, 'vnetRouteAllEnabled')),
    ...inSiteConfig(at(properties, 'siteConfig')),
  ])
}

/** https://learn.microsoft.com/azure/templates/microsoft.web/sites/config-web, …/config-appsettings */
export const armAppConfig = (resource: ArmResource): readonly AppRouting[] => {
  const { name, properties, parent } = resource
  const could = (one: string): boolean => !name.known || name.value.toLowerCase() === one
  const said = anyOf([
    ...(could('web') ? inSiteConfig(properties) : []),
    ...(could('appsettings') ? [ofVariable(at(properties, variable))] : []),
  ])
  if (said === undefined) return []
  const routeAll = name.known ? said : notKnown(name.doubts, name.origin, [false, true])
  return [{ kind: 'app-routing', ...joinOf(resource), app: parent, routeAll }]
}

/** https://learn.microsoft.com/azure/templates/microsoft.web/sites/networkconfig */
export const armIntegration = (resource: ArmResource): readonly AppIntegration[] => [
  {
    kind: 'app-integration',
    ...joinOf(resource),
    app: resource.parent,
    subnet: readPointer(at(resource.properties, 'subnetResourceId'), resource.origin, true),
  },
]

export const azurermIntegration = (resource: Resource): readonly AppIntegration[] => [
  {
    kind: 'app-integration',
    ...joinOf(resource),
    app: readPointer(
      isAbsent(at(resource.body, 'app_service_id')) ? at(resource.body, 'app_id') : at(resource.body, 'app_service_id'),
      resource.origin,
      true,
    ),
    subnet: readPointer(at(resource.body, 'subnet_id'), resource.origin, true),
  },
]

/** With what resources of their own say; `changes`: what else may say otherwise. */
export const routeAllWith = (own: Fact<boolean>, others: readonly Fact<boolean>[], changes: readonly Doubt[]): Fact<boolean> => {
  const all = anyOf([own, ...others]) ?? own
  // The same setting said twice counts as it is deployed last.
  const against = own.known && own.value ? others.find((fact) => !fact.known || !fact.value) : undefined
  const contested: readonly Doubt[] =
    against === undefined ? [] : [{ reason: 'error', what: 'which of two settings counts', span: against.origin.span }]
  const doubts = mergeDoubts(changes, contested)
  return doubts.length === 0 ? all : notKnown(mergeDoubts(doubts, all.known ? [] : all.doubts), all.origin, [false, true])
}
