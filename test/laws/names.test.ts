/** Names: the resolver answers as a look at everything does, and never leaves out what may be where links and servers are hidden. Caught by: taking the shortest zone, asking rules before zones, forgetting an uncertain link, a wildcard above a name that is perhaps there, public DNS behind zones that are not of Private Link. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NaiveNames, naiveEnds } from '../oracles/naive-names.ts'
import { build } from '../support/declare.ts'
import {
  assumptionsOf,
  declaredOf,
  type Hidden,
  networkNames,
  nothingHidden,
  questions,
  wideQuestions,
  wideWorld,
  world,
} from '../support/name-worlds.ts'
import { endsOf } from '../support/names.ts'

/** The same world where some of what is hidden is not there. */
const completed = (of: NaiveNames, hidden: Hidden, kept: Pick<Hidden, 'links' | 'rules' | 'records'>): NaiveNames => {
  let link = 0
  let rule = 0
  let record = 0
  const isThere = (isHidden: boolean | undefined, isKept: boolean | undefined): boolean => !isHidden || isKept === true
  return {
    ...of,
    zones: Object.fromEntries(
      Object.entries(of.zones).map(([domain, records]) => [
        domain,
        Object.fromEntries(Object.entries(records).filter(() => isThere(hidden.records?.[record], kept.records?.[record++]))),
      ]),
    ),
    networks: Object.fromEntries(
      networkNames.map((name) => {
        const own = of.networks[name]!
        const zones = own.zones.filter(() => isThere(hidden.links[link], kept.links[link++]))
        const registration = own.registration?.filter((domain) => zones.includes(domain)) ?? []
        return [name, { ...own, zones, registration, rules: own.rules.filter(() => isThere(hidden.rules[rule], kept.rules[rule++])) }]
      }),
    ),
  }
}

const flags = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 })

describe('names', () => {
  test('as a look at everything says', () => {
    fc.assert(
      fc.property(world, (of) => {
        const built = build(...declaredOf(of, nothingHidden))
        for (const from of networkNames)
          for (const name of questions) expect(endsOf(built, from, name)).toEqual([...naiveEnds(of, from, name)].sort())
      }),
      { numRuns: 150, seed: Number(process.env.SEED ?? 4) },
    )
  })

  test('what may be is never left out', () => {
    fc.assert(
      fc.property(
        world,
        fc.record({ links: flags, servers: flags, rules: flags }),
        fc.record({ links: flags, rules: flags }),
        (of, hidden, kept) => {
          const built = build(...declaredOf(of, hidden))
          for (const from of networkNames)
            for (const name of questions) {
              const told = endsOf(built, from, name)
              const truth = [...naiveEnds(completed(of, hidden, kept), from, name)]
              if (!told.includes('unknown')) for (const end of truth) expect(told.map((one) => one.replace('? ', ''))).toContain(end)
              // What is told as certain is so.
              for (const end of told) if (!end.startsWith('? ') && end !== 'unknown') expect(truth).toContain(end)
            }
        },
      ),
      { numRuns: 150, seed: Number(process.env.SEED ?? 4) },
    )
  })

  test('wildcards, public DNS behind a zone, Azure itself, servers on premises', () => {
    fc.assert(
      fc.property(wideWorld(false), (of) => {
        const built = build(...declaredOf(of, nothingHidden))
        for (const from of networkNames)
          for (const name of wideQuestions)
            expect(endsOf(built, from, name, assumptionsOf(of)), name).toEqual([...naiveEnds(of, from, name)].sort())
      }),
      { numRuns: 120, seed: Number(process.env.SEED ?? 4) },
    )
  })

  test('what may be of them is never left out', () => {
    fc.assert(
      fc.property(
        wideWorld(true),
        fc.record({ links: flags, servers: flags, rules: flags, records: flags }),
        fc.record({ links: flags, rules: flags, records: flags }),
        (of, hidden, kept) => {
          const built = build(...declaredOf(of, hidden))
          for (const from of networkNames)
            for (const name of wideQuestions) {
              const told = endsOf(built, from, name, assumptionsOf(of))
              const truth = [...naiveEnds(completed(of, hidden, kept), from, name)]
              if (!told.includes('unknown'))
                for (const end of truth)
                  expect(
                    told.map((one) => one.replace('? ', '')),
                    name,
                  ).toContain(end)
              for (const end of told) if (!end.startsWith('? ') && end !== 'unknown') expect(truth, name).toContain(end)
            }
        },
      ),
      { numRuns: 200, seed: Number(process.env.SEED ?? 4) },
    )
  })
})
