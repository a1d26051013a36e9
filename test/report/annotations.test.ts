import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mattersOf } from '../../src/report/matters.ts'
import { type Annotation, annotations, annotationsOf, commandOf } from '../../src/report/outputs/annotations.ts'
import { comparedReport } from '../support/compared.ts'
import { denied, finding, fullReport, reportOf, waivedReport } from '../support/report.ts'

/** The runner's own reading of a line, after ActionCommand.TryParseV2 in actions/runner. */
const readCommand = (
  line: string,
): { readonly name: string; readonly properties: Readonly<Record<string, string>>; readonly message: string } | undefined => {
  const match = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(line)
  if (match === null) return undefined
  const data = (text: string): string => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%')
  const property = (text: string): string => data(text.replace(/%3A/g, ':').replace(/%2C/g, ','))
  const properties = (match[2] ?? '')
    .split(',')
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), property(pair.slice(pair.indexOf('=') + 1))])
  return { name: match[1]!, properties: Object.fromEntries(properties), message: data(match[3]!) }
}

const many = (count: number, severity: 'error' | 'warning') =>
  Array.from({ length: count }, (_, index) => finding(`p/${severity}/i${index}`, 'fails', `${severity} ${index}`, { severity }))

describe('annotations', () => {
  test('what is waived is counted in one notice', () => {
    expect(annotationsOf(waivedReport).map(({ level, title, message }) => [level, title, message.split('\n')[0]])).toEqual([
      ['warning', 'api-management/nsg/monitor', 'tcp 1886 to AzureMonitor is denied'],
      ['notice', 'VNetProof', '2 findings are waived: see the summary'],
    ])
  })

  test('errors and warnings are told with their place; notes and doubts are not', () => {
    expect(
      annotationsOf(fullReport).map(({ level, title, file, line, endLine, column, endColumn }) => [
        level,
        title,
        file,
        line,
        endLine,
        column,
        endColumn,
      ]),
    ).toEqual([
      ['error', 'api-management/nsg/management', 'infra/network.tf', 7, 7, 16, 22],
      ['warning', 'api-management/nsg/monitor', 'infra/network.tf', 4, 8, undefined, undefined],
      ['warning', 'model/unknown-tag', 'infra/network.tf', 2, 2, 10, 20],
    ])
  })

  test('doubts are errors where the run fails by them', () => {
    const told = annotationsOf({ ...fullReport, failOn: 'unsure' }).filter(({ message }) => message.includes('var.clients'))
    expect(told.map(({ level }) => level)).toEqual(['error', 'error'])
  })

  test('one line each, as the runner reads it', () => {
    expect(annotations.render(reportOf([denied]), { colour: false })).toBe(
      '::error title=api-management/nsg/management,file=infra/network.tf,line=7,endLine=7,col=16,endColumn=22::' +
        '`deny-management` denies tcp 3443 from ApiManagement to subnet apim' +
        '%0Asubject: azurerm_api_management.main' +
        '%0Awitness: 13.69.229.80:49152 (ApiManagement) → 10.0.2.4:3443/tcp' +
        '%0Adecided by: rule `deny-management` (priority 200) of `azurerm_network_security_group.apim` denies it at the subnet' +
        '%0Ahelp: allow ApiManagement on tcp 3443 with a priority below 200' +
        '%0Amore: https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/api-management.md#nsgmanagement\n',
    )
  })

  test('no more than the runner keeps, worst first, and the rest is counted', () => {
    const told = annotationsOf(reportOf([...many(12, 'error'), ...many(13, 'warning')]))
    expect(told.map(({ level }) => level)).toEqual([...Array(10).fill('error'), ...Array(10).fill('warning'), 'notice'])
    expect(told[0]?.message).toMatch(/^error 0\n/)
    expect(told.at(-1)?.message).toBe('and 2 errors and 3 warnings more: see the summary')
  })

  test('what comments tell is left out, and makes room for others', () => {
    const report = reportOf([...many(12, 'error'), denied])
    const told = new Set(
      mattersOf(report)
        .slice(0, 12)
        .map(({ key }) => key),
    )
    expect(annotationsOf(report, (path) => path, told).map(({ title }) => title)).toEqual(['api-management/nsg/management'])
  })

  test('new waivers are counted in one notice', () => {
    const report = comparedReport([], {}, { newWaivers: waivedReport.waived.map(({ waiver }) => waiver) })
    expect(annotationsOf(report).map(({ level, message }) => [level, message])).toEqual([
      ['notice', '2 waivers are new: see the summary'],
      ['notice', '0 new, 0 still there, 0 fixed since main'],
    ])
  })

  test('a long message is cut to what the runner keeps', () => {
    const [told] = annotationsOf(reportOf([finding('p/r/i', 'fails', '💥'.repeat(5_000))]))
    expect(told?.message.length).toBeLessThanOrEqual(4_096)
    expect(told?.message).not.toMatch(/\p{Cs}/u)
  })

  test('whatever is in it, a command is one line, is read back whole, and starts nothing else', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('::error::x', '%0A::add-mask::x', 'a\r\n::stop-commands::t', ',file=x', '::', '%', ':,'),
    )
    fc.assert(
      fc.property(text, text, text, (title, message, file) => {
        const annotation: Annotation = { level: 'warning', title, message, file, line: 1 }
        const line = commandOf(annotation)
        expect(line).not.toMatch(/[\r\n]/)
        const read = readCommand(line)
        expect(read).toEqual({ name: 'warning', properties: { title, file, line: '1' }, message })
      }),
    )
    fc.assert(
      fc.property(text, (nasty) => {
        const report = reportOf([finding(`p/${nasty}`, 'fails', nasty, { help: nasty })])
        const lines = annotations.render(report, { colour: false, showPath: () => nasty }).split('\n')
        expect(lines.length).toBe(2)
        expect(lines[0]?.startsWith('::error title=p/')).toBe(true)
      }),
    )
  })
})
