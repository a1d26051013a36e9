/** The tables of a policy's README say what the policy says. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { builtinPolicies } from '../../src/policy/builtin.ts'

interface Flow {
  readonly id: string
  readonly direction: string
  readonly from: string
  readonly to: string
  readonly protocol?: string
  readonly ports?: readonly (string | number)[]
  readonly expect: string
  readonly severity?: string
}
interface Leftover {
  readonly id: string
  readonly direction: string
  readonly tag: string
  readonly ports?: readonly (string | number)[]
}
interface Requirement {
  readonly id: string
  readonly to?: string | readonly string[]
  readonly flows?: readonly string[]
  readonly 'next-hop'?: string
  readonly 'any-of'?: readonly string[]
  readonly severity?: string
}
interface Policy {
  readonly rules: readonly {
    readonly id: string
    readonly kind: string
    readonly severity: string
    readonly nsg?: string
    readonly flows?: readonly Flow[]
    readonly leftovers?: readonly Leftover[]
    readonly checks?: readonly string[]
    readonly expect?: readonly { readonly id: string; readonly severity?: string }[]
    readonly names?: readonly { readonly id: string; readonly severity?: string }[]
    readonly require?: readonly Requirement[]
  }[]
  readonly settings?: Readonly<Record<string, unknown>>
}

const rowsOf = (text: string, columns: number): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.replace(/^\|/, '').trim()),
    )
    .filter((cells) => cells.length === columns)

describe.each(builtinPolicies().map(({ id, file }) => ({ id, file })))('$id', ({ id, file }) => {
  const policy = parse(file.text) as Policy
  const readme = readFileSync(`policies/${id}/README.md`, 'utf8')

  test('every flow is a row with its ends, ports, severity, source and date', () => {
    const expected = policy.rules.flatMap((rule) =>
      (rule.flows ?? []).map((flow) => [
        `\`${rule.id}/${flow.id}\``,
        flow.direction,
        `\`${flow.from}\``,
        `\`${flow.to}\``,
        flow.protocol ?? 'any',
        flow.ports?.join(', ') ?? 'every',
        flow.expect,
        flow.severity ?? rule.severity,
      ]),
    )
    const rows = rowsOf(readme, 10)
    expect(rows.map((row) => row.slice(0, 8))).toEqual(expected)
    for (const row of rows) expect(row[9]).toMatch(/^\[\d{4}-\d{2}-\d{2}\]\(https:\/\/learn\.microsoft\.com\/[^)]+\)$/)
  })

  test('every leftover too', () => {
    const expected = policy.rules.flatMap((rule) =>
      (rule.leftovers ?? []).map((old) => [`\`${rule.id}/${old.id}\``, old.direction, `\`${old.tag}\``, old.ports?.join(', ') ?? 'every']),
    )
    const rows = rowsOf(readme, 6)
    expect(rows.map((row) => row.slice(0, 4))).toEqual(expected)
    for (const row of rows) expect(row[5]).toMatch(/^\[\d{4}-\d{2}-\d{2}\]\(https:\/\/learn\.microsoft\.com\/[^)]+\)$/)
  })

  test('every requirement of a tunnel too', () => {
    const list = (words: string | readonly string[]): string => [words].flat().join(', ')
    const expected = policy.rules.flatMap((rule) =>
      (rule.require ?? []).map((one) => [
        `\`${rule.id}/${one.id}\``,
        `\`${list(one.to ?? one.flows ?? [])}\``,
        list(one['any-of'] ?? one['next-hop'] ?? []),
        one.severity ?? rule.severity,
      ]),
    )
    const rows = expected.length === 0 ? [] : rowsOf(readme, 5)
    expect(rows.map((row) => row.slice(0, 4))).toEqual(expected)
    for (const row of rows) expect(row[4]).toMatch(/^\[\d{4}-\d{2}-\d{2}\]\(https:\/\/learn\.microsoft\.com\/[^)]+\)$/)
  })

  test('every expectation is named, and every name that is asked for', () => {
    const ids = policy.rules.flatMap((rule) => {
      const own = rule.kind === 'resource' ? (rule.expect ?? []) : rule.kind === 'dns-forwarding' ? (rule.names ?? []) : []
      return own.map(({ id: name }) => `\`${rule.id}/${name}\``)
    })
    for (const name of ids) expect(readme).toContain(name)
  })

  test('every check is a row with its severity, source and date', () => {
    const expected = policy.rules.flatMap((rule) => (rule.checks ?? []).map((name) => [`\`${rule.id}/${name}\``, rule.severity]))
    const own = policy.rules.flatMap(({ id: rule, checks }) => (checks === undefined ? [] : [`\`${rule}/`]))
    const rows = expected.length === 0 ? [] : rowsOf(readme, 4).filter(([code]) => own.some((rule) => code?.startsWith(rule)))
    expect(rows.map((row) => row.slice(0, 2))).toEqual(expected)
    for (const row of rows) expect(row[3]).toMatch(/^\[\d{4}-\d{2}-\d{2}\]\(https:\/\/learn\.microsoft\.com\/[^)]+\)$/)
  })

  test('groups that are required and settings are named', () => {
    for (const rule of policy.rules) if (rule.nsg === 'required') expect(readme).toContain(`\`${rule.id}/attached\``)
    for (const name of Object.keys(policy.settings ?? {})) expect(rowsOf(readme, 4).map((row) => row[0])).toContain(`\`${name}\``)
  })
})
