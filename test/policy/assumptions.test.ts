/** Files of assumptions: what they say, and every mistake at its place. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { noAssumptions } from '../../src/model/assumptions.ts'
import { formatRange } from '../../src/net/address.ts'
import { readAssumptions } from '../../src/policy/assumptions-file.ts'
import { budget } from '../../src/text/budget.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { placeOf, spanText } from '../../src/text/source.ts'
import { fileOf, source } from '../support/source.ts'

const read = (text: string) => {
  const told: Diagnostic[] = []
  const assumptions = readAssumptions(fileOf(text, 'assumptions.yaml', 'yaml'), (diagnostic) => void told.push(diagnostic))
  return { assumptions, told }
}

const whole = source`
  # yaml-language-server: $schema=../schema/assumptions.schema.json
  on-premises:
    prefixes: [10.10.0.0/16, "fd00:10::/32"]
    advertises: [10.10.0.0/16, 0.0.0.0/0]
    dns-servers:
      10.10.0.4: { forwards: { "Blob.core.windows.net.": 10.0.3.4 } }
  dns-servers:
    10.0.2.4: { place: azure, forwards: { ".": 168.63.129.16 } }
    10.0.2.5: {}
  firewalls:
    10.0.1.4:
      dns-proxy: true
      allows:
        - { to: AzureMonitor, ports: [443, 1886] }
        - { to: Storage.westeurope, ports: 8080-8090 }
        - { to: "*.example.com" }
        - { to: 192.0.2.0/24, ports: 1 - 3 }
    10.0.1.5: {}
  virtual-networks:
    hub:
      id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub
      prefixes: [10.0.0.0/16]
      peered-with: [spoke]
    other: { prefixes: 10.9.0.0/16 }
  cloud: government
`

const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../../schema/assumptions.schema.json', import.meta.url)), 'utf8')) as object
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)

describe('a file of assumptions', () => {
  test('says what it says, each with its place', () => {
    const { assumptions, told } = read(whole)
    expect(told).toEqual([])
    const { onPremises, dnsServers, firewalls, virtualNetworks, cloud } = assumptions
    expect(onPremises?.prefixes?.map(({ value, span }) => [formatRange(value), placeOf(span)])).toEqual([
      ['10.10.0.0/16', 'assumptions.yaml:3:14'],
      ['fd00:10::/32', 'assumptions.yaml:3:28'],
    ])
    expect(onPremises?.advertises?.prefixes.map(({ value, span }) => [formatRange(value), placeOf(span)])).toEqual([
      ['10.10.0.0/16', 'assumptions.yaml:4:16'],
      ['0.0.0.0/0', 'assumptions.yaml:4:30'],
    ])
    expect(spanText(onPremises!.advertises!.span)).toBe('advertises')
    expect(spanText(onPremises!.span)).toBe('on-premises')
    expect(
      dnsServers.map(({ address, place, forwards, span }) => [
        formatRange(address),
        place,
        [...forwards].map(([name, { value, span: at }]) => [name, formatRange(value), placeOf(at)]),
        placeOf(span),
      ]),
    ).toEqual([
      ['10.0.2.4', 'azure', [['.', '168.63.129.16', 'assumptions.yaml:8:46']], 'assumptions.yaml:8:3'],
      ['10.0.2.5', undefined, [], 'assumptions.yaml:9:3'],
      ['10.10.0.4', 'on-premises', [['blob.core.windows.net', '10.0.3.4', 'assumptions.yaml:6:56']], 'assumptions.yaml:6:5'],
    ])
    expect(
      firewalls.map(({ address, dnsProxy, allows, span }) => [
        formatRange(address),
        dnsProxy?.value,
        allows?.map(({ to, ports, span: at }) => [to, ports, placeOf(at)]),
        placeOf(span),
      ]),
    ).toEqual([
      [
        '10.0.1.4',
        true,
        [
          [
            'AzureMonitor',
            [
              { first: 443, last: 443 },
              { first: 1886, last: 1886 },
            ],
            'assumptions.yaml:14:9',
          ],
          ['Storage.westeurope', [{ first: 8080, last: 8090 }], 'assumptions.yaml:15:9'],
          ['*.example.com', [], 'assumptions.yaml:16:9'],
          ['192.0.2.0/24', [{ first: 1, last: 3 }], 'assumptions.yaml:17:9'],
        ],
        'assumptions.yaml:11:3',
      ],
      ['10.0.1.5', undefined, undefined, 'assumptions.yaml:18:3'],
    ])
    expect(
      virtualNetworks.map(({ name, id, prefixes, peeredWith, span }) => [
        name,
        id,
        prefixes.map(({ value }) => formatRange(value)),
        peeredWith?.map(({ value, span: at }) => [value, placeOf(at)]),
        placeOf(span),
      ]),
    ).toEqual([
      [
        'hub',
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub',
        ['10.0.0.0/16'],
        [['spoke', 'assumptions.yaml:23:19']],
        'assumptions.yaml:20:3',
      ],
      ['other', undefined, ['10.9.0.0/16'], undefined, 'assumptions.yaml:24:3'],
    ])
    expect([cloud?.value, placeOf(cloud!.span)]).toEqual(['government', 'assumptions.yaml:25:8'])
    expect(isValid(parse(whole)) ? [] : isValid.errors).toEqual([])
  })

  test('tells that gateways learn nothing from saying nothing of it', () => {
    expect(read('on-premises: { advertises: [] }\n').assumptions.onPremises?.advertises?.prefixes).toEqual([])
    expect(read('on-premises: { prefixes: [] }\n').assumptions.onPremises).not.toHaveProperty('advertises')
    expect(read('on-premises: {}\n').assumptions.onPremises).not.toHaveProperty('prefixes')
  })

  test('may be empty', () => {
    for (const text of ['', '# nothing yet\n', '{}\n']) expect(read(text)).toEqual({ assumptions: noAssumptions, told: [] })
  })

  test.each([
    ['on-premise: {}\n', 'unknown-key', 'on-premise', 'did you mean `on-premises`?'],
    ['- a\n', 'wrong-type', '- a\n', undefined],
    ['just text\n', 'wrong-type', '', undefined],
    ['on-premises: { prefixes: [10.10.0.1/16] }\n', 'host-bits', '10.10.0.1/16', 'did you mean `10.10.0.0/16`?'],
    ['on-premises: { prefixes: [ten] }\n', 'not-a-prefix', 'ten', 'write it as `10.0.0.0/16`'],
    ['on-premises: { prefixes: [10.0.0.1-10.0.0.9] }\n', 'not-a-prefix', '10.0.0.1-10.0.0.9', 'write it as `10.0.0.0/16`'],
    [
      'on-premises: { prefixes: [0.0.0.0/0] }\n',
      'every-address',
      '0.0.0.0/0',
      'a default route that gateways learn belongs in `on-premises.advertises`',
    ],
    ['dns-servers: { 10.0.0.0/24: {} }\n', 'not-an-address', '10.0.0.0/24', 'write one address: `10.0.0.4`'],
    ['dns-servers: { 10.0.0.4: { place: onprem } }\n', 'unknown-word', 'onprem', 'write one of `azure`, `on-premises`'],
    [
      'dns-servers: { 10.0.0.4: { forwards: { "*.corp.example": 10.0.0.5 } } }\n',
      'not-a-domain',
      '"*.corp.example"',
      'write `corp.example`: it stands for all names below it',
    ],
    [
      'dns-servers: { 10.0.0.4: { forwards: { corp example: 10.0.0.5 } } }\n',
      'not-a-domain',
      'corp example',
      'write it as `corp.example`, or `.` for every name',
    ],
    ['dns-servers: { 10.0.0.4: { forwards: { a.b: 10.0.0.5, A.B.: 10.0.0.6 } } }\n', 'said-twice', 'A.B.', 'keep one of them'],
    ['dns-servers: { 10.0.0.4: { forwards: { a.b: ns.example } } }\n', 'not-an-address', 'ns.example', 'write one address: `10.0.0.4`'],
    ['on-premises: { dns-servers: { 10.0.0.4: {} } }\ndns-servers: { 10.0.0.4: {} }\n', 'said-twice', '10.0.0.4', 'keep one of them'],
    ['firewalls: { 10.0.0.4: { allows: [ { to: AzureMonitr } ] } }\n', 'unknown-tag', 'AzureMonitr', 'did you mean `AzureMonitor`?'],
    [
      'firewalls: { 10.0.0.4: { allows: [ { to: Storage.WestEurop } ] } }\n',
      'unknown-tag',
      'Storage.WestEurop',
      'is there such a region? `Storage` alone means all of them',
    ],
    ['firewalls: { 10.0.0.4: { allows: [ { to: 10.0.0.300 } ] } }\n', 'not-a-prefix', '10.0.0.300', 'write it as `10.0.0.0/16`'],
    ['firewalls: { 10.0.0.4: { allows: [ { ports: 1 } ] } }\n', 'missing-key', 'ports', expect.stringContaining('add `to:`')],
    [
      'firewalls: { 10.0.0.4: { allows: [ { to: Sql, ports: [70000] } ] } }\n',
      'impossible-port',
      '70000',
      'ports are 0 to 65535, ranges are written `8080-8090`',
    ],
    ['firewalls: { 10.0.0.4: { allows: [ { to: Sql, ports: 9-8 } ] } }\n', 'impossible-port', '9-8', 'did you mean `8-9`?'],
    ['firewalls: { 10.0.0.4: { allows: [ { to: Sql, ports: [] } ] } }\n', 'empty-list', '[]', undefined],
    ['firewalls: { 10.0.0.4: { dns-proxy: yes } }\n', 'wrong-type', 'yes', undefined],
    ['virtual-networks: { hub: {} }\n', 'missing-key', '{', expect.stringContaining('add `prefixes:`')],
    ['virtual-networks: { hub: { prefixes: [] } }\n', 'empty-list', '[]', undefined],
    [
      'virtual-networks: { hub: { id: hub, prefixes: 10.0.0.0/16 } }\n',
      'malformed-id',
      'hub',
      'write `/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…` whole',
    ],
    ['virtual-networks: { hub: { prefixes: 10.0.0.0/16 }, Hub: { prefixes: 10.1.0.0/16 } }\n', 'said-twice', 'Hub', 'keep one of them'],
    ['models: ../hub.model.json\n', 'path-outside', '../hub.model.json', 'write a path relative to the top of the repository'],
    ['models: [ { file: m.json, subscription: x } ]\n', 'malformed-id', 'x', 'write it as `00000000-0000-0000-0000-000000000000`'],
    ['subscription: mine\n', 'malformed-id', 'mine', 'write it as `00000000-0000-0000-0000-000000000000`'],
    ['virtual-network-includes-default-route: perhaps\n', 'wrong-type', 'perhaps', undefined],
    ['cloud: azure\n', 'unknown-word', 'azure', 'write one of `public`, `government`, `china`'],
  ])('%s', (text, slug, underlined, help) => {
    const { assumptions, told } = read(text)
    expect(told.map(({ code, severity, span, help: remedy }) => [code, severity, spanText(span), remedy])).toEqual([
      [`assumptions/${slug}`, 'error', underlined, help],
    ])
    expect(assumptions).toEqual(noAssumptions)
  })

  test('tells all mistakes at once', () => {
    const { told } = read('cloud: azure\non-premises: { prefixes: [ten, eleven] }\n')
    expect(told.map(({ span }) => placeOf(span))).toEqual(['assumptions.yaml:1:8', 'assumptions.yaml:2:27', 'assumptions.yaml:2:32'])
  })

  test('bounds how many prefixes there may be', () => {
    const lines = Array.from({ length: budget.assumedPrefixes + 1 }, (_, index) => `    - 10.${index >> 8}.${index % 256}.0/24\n`)
    const { assumptions, told } = read(`on-premises:\n  prefixes:\n${lines.join('')}`)
    expect(told.map(({ code }) => code)).toEqual(['assumptions/too-many'])
    expect(assumptions).toEqual(noAssumptions)
  })

  test('whatever the schema refuses the reader refuses', () => {
    const leaf = fc.oneof(
      fc.constantFrom('10.0.0.0/16', '10.0.0.4', 'hub', 'Storage', 'azure', 'public', '443', true, false, null, 443),
      fc.constant([]),
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(
          fc.constantFrom(
            'prefixes',
            'advertises',
            'dns-servers',
            'forwards',
            'place',
            'allows',
            'to',
            'ports',
            'id',
            '10.0.0.4',
            '__proto__',
          ),
          tie('any'),
          { maxKeys: 3 },
        ),
      ),
    })).any
    const keys = fc.constantFrom('on-premises', 'dns-servers', 'firewalls', 'virtual-networks', 'cloud', 'constructor')
    fc.assert(
      fc.property(fc.dictionary(keys, value, { maxKeys: 3, noNullPrototype: false }), (data) => {
        const text = JSON.stringify(data)
        const { told } = read(text)
        if (!isValid(JSON.parse(text))) expect(told.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})
