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
  expect(named(parts)).toEqual(['delivered: ', 'delivered: what ApiManagement has in common with Sql or Storage,'])
})

it('tells the regions of the tag apart where they end otherwise, and says of each way which tags decide it', () => {
  const parts = [
    part('unsure', 'ApiManagement', 'Sql', 'Storage'),
    part('delivered', 'ApiManagement', 'ApiManagement.WestEurope', 'Sql.WestEurope'),
    part('delivered', 'ApiManagement', 'ApiManagement.WestEurope', 'Storage'),
    part('unsure', 'ApiManagement', 'Storage'),
    part('delivered', 'ApiManagement', 'ApiManagement.WestEurope'),
  ]
  expect(named(parts)).toEqual([
    'unsure: what else ApiManagement has in common with Sql or Storage,',
    'delivered: what ApiManagement.WestEurope has in common with Sql.WestEurope or Storage,',
    'delivered: ApiManagement and ApiManagement.WestEurope',
  ])
  const doubt = {
    reason: 'external' as const,
    what: 'addresses of service tag `Sql`',
    span: { file: { path: '', text: '', language: 'terraform' as const }, start: 0, end: 0 },
  }
  const way = { hops: [], end: { fate: 'unknown' as const, doubts: [] }, devices: [], doubts: [], returns: [] }
  const two = [part('delivered', 'ApiManagement', 'Sql'), part('delivered', 'ApiManagement', 'Storage')].map((one) => ({
    ...one,
    ways: [way],
    doubts: [doubt],
  }))
  expect(partsTold(two, 'ApiManagement').flatMap(({ ways }) => ways.map(({ doubts }) => doubts.map(({ what }) => what)))).toEqual([
    ['addresses of service tag `Sql`'],
    ['addresses of service tag `Sql`'],
  ])
})

it('tells each by itself where one ends otherwise', () => {
  const parts = [part('delivered', 'ApiManagement', 'Sql'), part('dropped', 'ApiManagement', 'Sql', 'Storage')]
  expect(named(parts)).toEqual(['delivered: ApiManagement and Sql', 'dropped: ApiManagement and Sql and Storage'])
})
