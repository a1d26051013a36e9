import { expect, test } from 'vitest'
import { lazyMap } from '../../src/eval/lazy.ts'

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
