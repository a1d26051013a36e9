/** What is told to lead a name to a private address does, by a look at everything; nothing less does, and nothing of the kind is missed. Caught by: advice that is not tried, a change too many, a link to another network. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noAssumptions } from '../../src/model/assumptions.ts'
import { hostName } from '../../src/semantics/host-name.ts'
import { changesAgainstLoops, changesToPrivate } from '../../src/semantics/name-advice.ts'
import type { Answering, NameChange } from '../../src/semantics/name-change.ts'
import { type NaiveNames, naiveEnds } from '../oracles/naive-names.ts'
import { build } from '../support/declare.ts'
import { declaredOf, networkNames, nothingHidden, questions, world } from '../support/name-worlds.ts'
import { pathsOf } from '../support/names.ts'

const labelOf = (id: string): string => id.slice(id.lastIndexOf('.') + 1)

const addressOf = ({ term }: Answering): string => {
  if (term.kind !== 'range') return '10.98.0.4'
  const first = Number(term.range.first)
  return [24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join('.')
}

/** The world with the change, made by hand. */
const changed = (of: NaiveNames, change: NameChange): NaiveNames => {
  const withNetwork = (name: string, more: Partial<NaiveNames['networks'][string]>): NaiveNames => ({
    ...of,
    networks: { ...of.networks, [name]: { ...of.networks[name]!, ...more } },
  })
  switch (change.kind) {
    case 'link-zone': {
      const name = labelOf(change.network.id)
      return withNetwork(name, { zones: [...of.networks[name]!.zones, change.zone.name.known ? change.zone.name.value : ''] })
    }
    case 'record': {
      const zone = change.zone.name.known ? change.zone.name.value : ''
      return { ...of, zones: { ...of.zones, [zone]: { ...of.zones[zone], [change.label]: '10.50.0.8' } } }
    }
    case 'dns-servers':
      return withNetwork(labelOf(change.network.id), { servers: change.servers.map(addressOf) })
    case 'rule-target': {
      const [name, index] = labelOf(change.rule.address).split('-')
      const rules = of.networks[name!]!.rules.map((rule, at) => (at === Number(index) ? { ...rule, target: addressOf(change.to) } : rule))
      return withNetwork(name!, { rules })
    }
    case 'new-rule': {
      const name = labelOf(change.ruleset.id)
      return withNetwork(name, {
        rules: [...of.networks[name]!.rules, { domain: change.domain, enabled: true, target: addressOf(change.to) }],
      })
    }
    case 'unlink-ruleset':
      return withNetwork(labelOf(change.network.id), { rules: [] })
    case 'dns-proxy': {
      const own = Object.entries(of.firewalls).find(([, { network }]) => network === labelOf(change.firewall.id))!
      return { ...of, firewalls: { ...of.firewalls, [own[0]]: { ...own[1], proxy: true } } }
    }
    default:
      throw new Error(`nobody makes \`${change.kind}\` here`)
  }
}

const withAll = (of: NaiveNames, changes: readonly NameChange[]): NaiveNames => changes.reduce(changed, of)
const isPrivate = (of: NaiveNames, from: string, name: string): boolean =>
  [...naiveEnds(of, from, name)].every((end) => end.startsWith('private'))

/** Changes that say what a server forwards are of servers that the world has not. */
const isHere = (changes: readonly NameChange[]): boolean => changes.every(({ kind }) => kind !== 'server-forwards')

describe('advice', () => {
  test('leads to a private address, and no part of it does', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...networkNames), fc.constantFrom(...questions), (of, from, name) => {
        const built = build(...declaredOf(of, nothingHidden))
        const client = built.network.ofKind('virtual-network').find(({ id }) => labelOf(id) === from)!
        const question = { network: built.network, client, name: hostName(name)! }
        const sets = changesToPrivate(question, pathsOf(built, from, name, noAssumptions)).filter(isHere)
        if (isPrivate(of, from, name)) expect(sets).toEqual([])
        for (const changes of sets) {
          expect(isPrivate(withAll(of, changes), from, name)).toBe(true)
          if (changes.length > 1)
            for (const one of changes)
              expect(
                isPrivate(
                  withAll(
                    of,
                    changes.filter((other) => other !== one),
                  ),
                  from,
                  name,
                ),
              ).toBe(false)
        }
        // Where Azure answers for the network itself, a link to a zone that has the name is enough, and never missed.
        const holder = Object.entries(of.zones).find(([zone, records]) => name === `db.${zone}` && records.db !== undefined)?.[0]
        const asksAzure = of.networks[from]!.servers.length === 0
        const longer = of.networks[from]!.zones.some((zone) => holder !== undefined && zone.length > holder.length)
        if (holder !== undefined && asksAzure && !longer && !isPrivate(of, from, name))
          expect(sets.some(([one, ...rest]) => rest.length === 0 && one?.kind === 'link-zone')).toBe(true)
      }),
      { numRuns: 120, seed: Number(process.env.SEED ?? 4) },
    )
  })

  test('against loops ends them all', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...networkNames), fc.constantFrom(...questions), (of, from, name) => {
        const built = build(...declaredOf(of, nothingHidden))
        const client = built.network.ofKind('virtual-network').find(({ id }) => labelOf(id) === from)!
        const question = { network: built.network, client, name: hostName(name)! }
        const sets = changesAgainstLoops(question, pathsOf(built, from, name, noAssumptions))
        if (!naiveEnds(of, from, name).has('loop')) expect(sets).toEqual([])
        for (const changes of sets) expect(naiveEnds(withAll(of, changes), from, name).has('loop')).toBe(false)
      }),
      { numRuns: 120, seed: Number(process.env.SEED ?? 4) },
    )
  })
})
