import { expect, it } from 'vitest'
import { partsTold } from '../../src/report/path-parts.ts'
import type { Reached } from '../../src/semantics/reach.ts'

const part = (fate: Reached['fate'], ...shared: string[]): Reached => ({
  fate,
  sure: shared.length === 0,
  packet: { protocol: 'tcp', sourceName: 'app', destinationName: shared.join(' and '), destinationPort: 443 },
  part: { protocols: ['tcp'], source: 'app', destination: shared.join(' and '), ports: [] },
  ...(shared.length === 0 ? {} : { shared }),
  ways: [],
  doubts: [],
})
const named = (parts: readonly Reached[]) =>
  partsTold(parts, 'ApiManagement').map(({ fate, packet }) => `${fate}: ${packet.destinationName}`)

it('tells once what is in several service tags and ends alike', () => {
  const parts = [
    part('delivered', 'ApiManagement', 'Sql.WestEurope', 'Sql', 'Storage'),
    part('delivered', 'ApiManagement', 'Storage'),
    part('delivered'),
  ]
  expect(named(parts)).toEqual(['delivered: what ApiManagement has in common with Sql or Storage,', 'delivered: '])
})

it('tells each by itself where one ends otherwise', () => {
  const parts = [part('delivered', 'ApiManagement', 'Sql'), part('dropped', 'ApiManagement', 'Sql', 'Storage')]
  expect(named(parts)).toEqual(['delivered: ApiManagement and Sql', 'dropped: ApiManagement and Sql and Storage'])
})
