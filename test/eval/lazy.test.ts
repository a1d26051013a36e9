import { expect, test } from 'vitest'
import { lazyMap, letGo } from '../../src/eval/lazy.ts'

test('a value is made when it is first asked for, and once', () => {
  const asked: string[] = []
  const map = lazyMap(
    ['b', 'a'],
    (key) => {
      asked.push(key)
      return key.toUpperCase()
    },
    (key) => `again ${key}`,
  )
  expect(map.has('a')).toBe(true)
  expect(map.size).toBe(2)
  expect(asked).toEqual([])
  expect(map.get('a')).toBe('A')
  expect(map.get('a')).toBe('A')
  expect(map.get('z')).toBeUndefined()
  expect(asked).toEqual(['a'])
  expect([...map]).toEqual([
    ['b', 'B'],
    ['a', 'A'],
  ])
  expect([...map.values()]).toEqual(['B', 'A'])
  expect(asked).toEqual(['a', 'b'])
})

test('a value that needs itself is told so', () => {
  const map: ReadonlyMap<string, string> = lazyMap(
    ['a'],
    () => `(${map.get('a')})`,
    (key) => `${key} again`,
  )
  expect(map.get('a')).toBe('(a again)')
})

test('values that may be made again are let go, others stay', () => {
  const made: string[] = []
  const make = (key: string): string => {
    made.push(key)
    return key.toUpperCase()
  }
  const again = lazyMap(['a', 'b'], make, make, true)
  const once = lazyMap(['a', 'b'], make, make)
  for (const map of [again, once]) {
    expect([...map.values()]).toEqual(['A', 'B'])
    letGo(map)
    expect([...map.values()]).toEqual(['A', 'B'])
  }
  expect(made).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
})

test('what is being made is not let go', () => {
  const map: ReadonlyMap<string, string> = lazyMap(
    ['a'],
    () => {
      letGo(map)
      return `(${map.get('a')})`
    },
    (key) => `${key} again`,
    true,
  )
  expect(map.get('a')).toBe('(a again)')
})
