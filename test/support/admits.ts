/** A value and what Terraform gave in one world: whether the value allows for it, and whether it says so exactly. */
import type { Value } from '../../src/eval/value.ts'
import { isFailure, isWhollyKnown } from '../../src/eval/value.ts'

export type Given = null | boolean | number | string | readonly Given[] | { readonly [key: string]: Given }

/** `input` of each `terraform_data` by address; after deployment `output` is the same. */
export type Planned = Readonly<Record<string, Given>>

export type Answer = 'exact' | 'allowed' | 'wrong'

const worst = (answers: readonly Answer[]): Answer =>
  answers.includes('wrong') ? 'wrong' : answers.includes('allowed') ? 'allowed' : 'exact'

const isArray = (given: Given): given is readonly Given[] => Array.isArray(given)

const escaped = (text: string): string => text.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&')

export const admits = (value: Value, given: Given, planned: Planned): Answer => {
  switch (value.kind) {
    case 'null':
      return given === null ? 'exact' : 'wrong'
    case 'bool':
    case 'string':
      return value.value === given ? 'exact' : 'wrong'
    case 'number':
      return typeof given === 'number' && Number(value.value) === given ? 'exact' : 'wrong'
    case 'list': {
      if (!isArray(given)) return 'wrong'
      if (value.shape === 'set' && !isWhollyKnown(value)) {
        const fits = (item: Value, one: Given): boolean => admits(item, one, planned) !== 'wrong'
        const whole =
          given.every((one) => value.items.some((item) => fits(item, one))) &&
          value.items.every((item) => given.some((one) => fits(item, one)))
        return whole ? 'allowed' : 'wrong'
      }
      if (given.length !== value.items.length) return 'wrong'
      return worst(value.items.map((item, at) => admits(item, given[at]!, planned)))
    }
    case 'object': {
      // All of a resource: these configurations compare no identifiers.
      if (value.open !== undefined) return 'allowed'
      if (given === null || typeof given !== 'object' || isArray(given)) return 'wrong'
      if (Object.keys(given).length !== value.entries.size) return 'wrong'
      return worst([...value.entries].map(([key, entry]) => (Object.hasOwn(given, key) ? admits(entry, given[key]!, planned) : 'wrong')))
    }
    case 'reference': {
      const [attribute, ...path] = value.path
      if (value.to.includes('[*]') || (attribute !== 'input' && attribute !== 'output')) return 'allowed'
      let at: unknown = planned[value.to]
      for (const step of path) at = (at as Record<string, unknown> | null | undefined)?.[step]
      return JSON.stringify(at) === JSON.stringify(given) ? 'exact' : 'wrong'
    }
    case 'unknown':
      if (isFailure(value)) return 'wrong'
      if (value.among !== undefined) return value.among.some((one) => admits(one, given, planned) !== 'wrong') ? 'allowed' : 'wrong'
      if (value.parts === undefined) return 'allowed'
      return typeof given === 'string' && textOf(value.parts).test(given) ? 'allowed' : 'wrong'
    default:
      return 'wrong'
  }
}

const textOf = (parts: readonly Value[]): RegExp =>
  new RegExp(`^${parts.map((part) => (part.kind === 'string' ? escaped(part.value) : '[^]*')).join('')}$`)

/** `x.a[*].y[0]` stands for every key where the star is. */
export const stands = (address: string, one: string): boolean =>
  address === one ||
  (address.includes('[*]') && new RegExp(`^${address.split('[*]').map(escaped).join('\\[(?:\\d+|"(?:[^"\\\\]|\\\\.)*")\\]')}$`).test(one))
