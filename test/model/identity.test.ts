/** Names compared half known, ids parsed, addresses with unknown keys found. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact, TextPiece } from '../../src/model/entity.ts'
import { compareNames, createAddressIndex, parseArmId } from '../../src/model/identity.ts'
import { spanHere } from '../support/declare.ts'

const origin = { span: spanHere() }
const known = (value: string): Fact<string> => ({ known: true, value, origin })
const half = (...pieces: readonly TextPiece[]): Fact<string> => ({ known: false, doubts: [], origin, pieces })
const env = { identity: 'var.env' }
const region = { identity: 'var.region' }

describe('comparing names', () => {
  it.each<[string, Fact<string>, Fact<string>, string]>([
    ['equal but for case', known('Hub'), known('hub'), 'same'],
    ['unequal', known('hub'), known('spoke'), 'different'],
    ['the same input', half(env), half(env), 'same'],
    ['two inputs', half(env), half(region), 'maybe'],
    ['an input and a text', half(env), known('prod'), 'maybe'],
    ['the same beginning, the same input', half('vnet-', env), half('VNET-', env), 'same'],
    ['other beginnings', half('hub-', env), half('spoke-', env), 'different'],
    ['other ends', half(env, '-hub'), half(env, '-spoke'), 'different'],
    ['other ends of other inputs', half(env, '-hub'), half(region, '-spoke'), 'different'],
    ['one longer than the other by a letter', half('a', env), half('ab', env), 'different'],
    ['one longer, but something not known before it', half('a', env), half('a', region, 'b'), 'maybe'],
    ['a text that does not fit', half('vnet-', env), known('hub'), 'different'],
    ['a text that fits', half('vnet-', env), known('vnet-prod'), 'maybe'],
    ['a text that is too short', half('vnet-', env, '-001'), known('vnet-01'), 'different'],
    ['nothing known', half({}), half({}), 'maybe'],
    ['pieces the other way round', half(env, region), half(region, env), 'maybe'],
  ])('%s', (_, a, b, expected) => {
    expect(compareNames(a, b)).toBe(expected)
    expect(compareNames(b, a)).toBe(expected)
  })

  it('tells apart by the few values there are', () => {
    const among: Fact<string> = { known: false, doubts: [], origin, among: ['a', 'b'] }
    expect(compareNames(among, known('c'))).toBe('different')
    expect(compareNames(among, known('A'))).toBe('maybe')
  })

  it('is never wrong, whatever the inputs turn out to be', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'B'), maxLength: 3 })
    const piece = fc.oneof(letters, fc.constantFrom<TextPiece>({ identity: 'x' }, { identity: 'y' }, {}))
    const name = fc.array(piece, { maxLength: 4 })
    fc.assert(
      fc.property(name, name, letters, letters, fc.infiniteStream(letters), (a, b, x, y, others) => {
        const text = (pieces: readonly TextPiece[]): string =>
          pieces
            .map((one) =>
              typeof one === 'string' ? one : one.identity === 'x' ? x : one.identity === 'y' ? y : (others.next().value as string),
            )
            .join('')
            .toLowerCase()
        const equal = text(a) === text(b)
        const relation = compareNames(half(...a), half(...b))
        if (relation === 'same') expect(equal).toBe(true)
        if (relation === 'different') expect(equal).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('ids', () => {
  it('has its parts', () => {
    expect(parseArmId('/subscriptions/S/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/apim')).toEqual({
      subscription: 'S',
      resourceGroup: 'net',
      provider: 'microsoft.network',
      resources: [
        { type: 'virtualnetworks', name: 'hub' },
        { type: 'subnets', name: 'apim' },
      ],
    })
  })

  it.each(['hub', '/a/b/c', '//', '/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/virtualNetworks'])(
    '%s is none',
    (text) => {
      expect(parseArmId(text)).toBeUndefined()
    },
  )
})

describe('addresses', () => {
  const find = createAddressIndex(['a.b', 'a.c[0]', 'a.c[1]', 'a.d[*]', 'module.m["x"].a.e[*]', 'module.n[*].a.f["k.]["]'])

  it.each([
    ['a.b', ['a.b']],
    ['a.c[0]', ['a.c[0]']],
    ['a.c[2]', []],
    ['a.c[*]', ['a.c[0]', 'a.c[1]']],
    ['a.d["anything"]', ['a.d[*]']],
    ['a.d[*]', ['a.d[*]']],
    ['module.m["x"].a.e[7]', ['module.m["x"].a.e[*]']],
    ['module.m["y"].a.e[7]', []],
    ['module.n[0].a.f["k.]["]', ['module.n[*].a.f["k.]["]']],
    ['a', []],
  ])('%s', (address, expected) => {
    expect(find(address)).toEqual(expected)
  })
})
