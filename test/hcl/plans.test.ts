/** Configurations that Terraform 1.11.4 planned and applied: each resource and each value that it gave is one that ours allows for. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { admits, type Planned, stands } from '../support/admits.ts'
import { plain } from '../support/plain.ts'
import { configurationOf } from '../support/terraform.ts'

interface Plan {
  readonly files: Readonly<Record<string, string>>
  /** Addresses that ours leaves open although Terraform needs no input for them. */
  readonly undecided?: readonly string[]
  /** What Terraform gave when it was told these variables; ours is told none of them. */
  readonly worlds: readonly { readonly variables?: Readonly<Record<string, string>>; readonly planned: Planned }[]
}

const folder = new URL('plans/', import.meta.url)
const plans = readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Plan] as const)

describe.each(plans)('%s', (_, { files, undecided = [], worlds }) => {
  const { declared } = configurationOf(files)

  test.each(worlds)('allows for what Terraform gave with $variables', ({ variables, planned }) => {
    const wrong: string[] = []
    for (const [address, given] of Object.entries(planned)) {
      const ours = declared.filter((one) => stands(one.address, address))
      if (ours.length === 0) wrong.push(`${address} is missing`)
      for (const { body, presence } of ours) {
        const value = body.entries.get('input')
        const answer = value === undefined ? (given === null ? 'exact' : 'wrong') : admits(value, given, planned)
        const isOpen = variables !== undefined || undecided.includes(address)
        if (answer === 'wrong' || (!isOpen && (answer !== 'exact' || !presence.certain)))
          wrong.push(`${address}: ${JSON.stringify(value && plain(value))} is not ${JSON.stringify(given)}`)
      }
    }
    for (const { address, presence } of declared)
      if (presence.certain && !Object.hasOwn(planned, address)) wrong.push(`${address} is certain, and not there`)
    expect(wrong).toEqual([])
  })
})
