/** `provider` blocks and what calls pass on of them in, the configuration that a resource is deployed with out: https://developer.hashicorp.com/terraform/language/modules/develop/providers */
import type { ProviderOf } from '../eval/declared.ts'
import { type Origin, unknown, type Value } from '../eval/value.ts'
import type { ProviderDeclaration, ResourceDeclaration, Written } from './module-source.ts'
import { addressIn } from './moved.ts'
import { argumentsOf } from './read-declarations.ts'
import type { Expression } from './syntax.ts'

export interface Providers {
  /** Undefined where it cannot be told which one is meant. */
  of(resource: ResourceDeclaration): ProviderOf | undefined
  /** By the name that it has in this module. */
  named(name: string): ProviderOf | undefined
  /** What a module sees that is called with this argument `providers`. */
  passedOn(given: Expression | undefined): Providers
}

/** A name that a module leaves to its caller, and nothing calls it here: one configuration, whichever. */
const givenElsewhere = (name: string, origin: Origin): Value =>
  unknown([{ reason: 'input', what: `provider ${name}`, span: origin.span }], origin, { identity: `provider ${name}` })

/** `around`: what the caller passes on; undefined in a root. Only what has no alias is passed on by itself. */
export const createProviders = (
  declared: ReadonlyMap<string, ProviderDeclaration>,
  around: Providers | undefined,
  evaluated: (written: Written) => Value,
  origin: Origin,
): Providers => {
  const made = new Map<string, ProviderOf>()
  const own = (name: string): ProviderOf | undefined => {
    const declaration = declared.get(name)
    if (declaration === undefined) return undefined
    let found = made.get(name)
    if (found === undefined) {
      const subscription = argumentsOf(declaration.parts).get('subscription_id')
      const environment = argumentsOf(declaration.parts).get('environment')
      found = {
        name,
        subscription: subscription === undefined ? undefined : evaluated(subscription),
        ...(environment === undefined ? {} : { environment: evaluated(environment) }),
      }
      made.set(name, found)
    }
    return found
  }
  const named = (name: string): ProviderOf | undefined => {
    // A block that only names what is to be passed on has nothing in it but its alias.
    const isOwn = [...argumentsOf(declared.get(name)?.parts ?? []).keys()].some((key) => key !== 'alias')
    if (around !== undefined) return isOwn ? own(name) : around.named(name)
    return own(name) ?? { name, subscription: name.includes('.') ? givenElsewhere(name, origin) : undefined }
  }
  const providers: Providers = {
    named,
    of: ({ parts, type }) => {
      const given = argumentsOf(parts).get('provider')?.value
      const name = given === undefined ? type.split('_')[0]! : addressIn(given)
      return name === undefined ? undefined : named(name)
    },
    passedOn: (given) => {
      if (given === undefined) return { ...providers, named: (name) => (name.includes('.') ? undefined : named(name)) }
      const names = new Map<string, string | undefined>()
      if (given.kind === 'object')
        for (const { key, value } of given.entries) {
          const inner = addressIn(key) ?? textOf(key)
          if (inner !== undefined) names.set(inner, addressIn(value))
        }
      return {
        ...providers,
        named: (name) => {
          const outer = names.has(name) ? names.get(name) : name.includes('.') ? undefined : name
          return outer === undefined ? undefined : named(outer)
        },
      }
    },
  }
  return providers
}

/** The text of a quoted key: `"azurerm.hub"`. */
const textOf = (key: Expression): string | undefined => {
  const [only] = key.kind === 'template' ? key.parts : []
  return only?.kind === 'text' ? only.value : undefined
}
