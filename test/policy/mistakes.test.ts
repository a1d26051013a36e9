import { describe, expect, test } from 'vitest'
import { readPolicies, readPolicy } from '../../src/policy/read.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { fileOf, source } from '../support/source.ts'

const read = (text: string): readonly Diagnostic[] => {
  const told: Diagnostic[] = []
  const policy = readPolicy(fileOf(text, 'policy.yaml', 'yaml'), false, (diagnostic) => told.push(diagnostic))
  expect(policy === undefined).toBe(told.some((diagnostic) => diagnostic.severity === 'error'))
  return told
}

/** Code and underlined text of each mistake. */
const mistakes = (text: string): readonly (readonly [string, string])[] => read(text).map(({ code, span }) => [code, spanText(span)])

const flow = (lines: string, more = ''): string => source`
  policy: p
  for: api-management
  settings: { clients: { about: who } }
  rules:
    - id: r
      kind: nsg-matrix
      severity: error
      flows:
        - { id: f, direction: inbound, expect: allow, ${lines} }
        ${more}
`

describe('a policy without mistakes', () => {
  test('is read', () => {
    expect(read(flow('from: ApiManagement, to: subnet, protocol: tcp, ports: [22, 80-90]'))).toEqual([])
    expect(read(flow('from: [10.0.0.0/8, Storage@region, "2001:db8::/32", Internet], to: [subnet, vnet, any, subject]'))).toEqual([])
    expect(read(flow('from: "$' + '{clients}", to: subnet, when: \'tier == "premium" && units > 1\''))).toEqual([])
  })
})

describe('mistakes of a flow', () => {
  test.each([
    ['from: ApiManagment, to: subnet', 'policy/unknown-tag', 'ApiManagment', 'did you mean `ApiManagement`?'],
    ['from: Storage.WestEurop, to: subnet', 'policy/unknown-tag', 'Storage.WestEurop', 'Storage@region'],
    ['from: VirtualNetwork, to: subnet', 'policy/unknown-tag', 'VirtualNetwork', '`vnet`'],
    ['from: "*", to: subnet', 'policy/unknown-tag', '"*"', '`any`'],
    ['from: Storage@targetRegion, to: subnet', 'policy/unknown-field', 'Storage@targetRegion', undefined],
    ['from: AzureUpdateDelivery@targetRegion, to: subnet', 'policy/no-regional-tag', 'AzureUpdateDelivery@targetRegion', '@region'],
    ['from: any, to: subnet, protocol: tcp, ports: [subject.publicPorts]', 'policy/unknown-field', 'subject.publicPorts', undefined],
    ['from: any, to: subnet, given: { isolation: yes }', 'policy/unknown-setting', 'isolation', undefined],
    ['from: any, to: subnet, with-nsg: perhaps', 'policy/wrong-type', 'perhaps', undefined],
    ['from: AzureLoadBalancer@region, to: subnet', 'policy/no-regional-tag', 'AzureLoadBalancer@region', '`AzureLoadBalancer`'],
    ['from: Storage@regoin, to: subnet', 'policy/unknown-word', 'Storage@regoin', '`Storage@region`'],
    ['from: 10.0.0.5/24, to: subnet', 'policy/host-bits', '10.0.0.5/24', '`10.0.0.0/24`'],
    ['from: 10.0.0.256, to: subnet', 'policy/not-an-address', '10.0.0.256', '10.0.0.0/24'],
    ['from: [], to: subnet', 'policy/empty-list', '[]', undefined],
    ['from: subnt, to: subnet', 'policy/unknown-tag', 'subnt', '`subnet`'],
    ['from: 10.0.0.0/8, to: "2001:db8::/32"', 'policy/empty-flow', 'f', undefined],
    ['from: any, to: Storage', 'policy/empty-flow', 'f', 'direction'],
    ['from: any, to: subnet, protocol: tpc', 'policy/unknown-word', 'tpc', '`tcp`'],
    ['from: any, to: subnet, protocol: tcp, ports: [65536]', 'policy/impossible-port', '65536', '0 to 65535'],
    ['from: any, to: subnet, protocol: tcp, ports: [-1]', 'policy/impossible-port', '-1', undefined],
    ['from: any, to: subnet, protocol: tcp, ports: [90-80]', 'policy/impossible-port', '90-80', '`80-90`'],
    ['from: any, to: subnet, protocol: tcp, ports: [1.5]', 'policy/impossible-port', '1.5', undefined],
    ['from: any, to: subnet, protocol: tcp, ports: ["*"]', 'policy/impossible-port', '"*"', 'leave `ports` out'],
    ['from: any, to: subnet, protocol: icmp, ports: [22]', 'policy/ports-without-protocol', 'f', '`protocol: tcp`'],
    ['from: any, to: subnet, ports: [22]', 'policy/ports-without-protocol', 'f', '`protocol: tcp`'],
    ['from: any, to: subnet, prots: [22]', 'policy/unknown-key', 'prots', '`ports`'],
    ['from: any', 'policy/missing-key', 'id', '`to:`'],
    ['from: any, to: subnet, except: [g]', 'policy/unknown-flow', 'g', undefined],
    ['from: any, to: subnet, except: f', 'policy/empty-flow', 'f', undefined],
    ['from: any, to: subnet, when: \'teir == "premium"\'', 'policy/unknown-field', 'teir', '`tier`'],
    ['from: any, to: subnet, when: \'tier == "premum"\'', 'policy/unknown-value', '"premum"', '`premium`'],
    ['from: any, to: subnet, when: \'mode in ["external", "intrenal"]\'', 'policy/unknown-value', '"intrenal"', '`internal`'],
    ['from: any, to: subnet, when: "units =="', 'policy/condition', '', undefined],
    ['from: any, to: subnet, when: "units"', 'policy/condition', '"units"', undefined],
    ['from: any, to: subnet, when: \'units == "1"\'', 'policy/condition', 'units == "1"', undefined],
    ['from: any, to: subnet, when: \'name.matches("(a+)+$")\'', 'policy/unknown-function', 'name.matches("(a+)+$")', 'startsWith'],
    ['from: "${clents}", to: subnet', 'policy/unknown-setting', '"${clents}"', '`clients`'],
    ['from: "x${clients}", to: subnet', 'policy/malformed-reference', '"x${clients}"', undefined],
    ['from: any, to: subnet, severity: fatal', 'policy/unknown-word', 'fatal', '`error`'],
    ['from: any, to: subnet, unset: { form: any }', 'policy/unknown-key', 'form', '`from`'],
  ])('%s', (lines, code, underlined, help) => {
    const told = read(flow(lines))
    expect(told.map((each) => [each.code, spanText(each.span)])).toEqual([[code, underlined]])
    if (help !== undefined) expect(told[0]!.help).toContain(help)
  })

  test('`except` that goes the other way', () => {
    const text = flow('from: any, to: subnet, except: [g]', '- { id: g, direction: outbound, expect: allow, from: subnet, to: any }')
    expect(mistakes(text)).toEqual([['policy/unknown-flow', 'g']])
  })

  test('ids written twice, and ids that every matrix has', () => {
    const twice = flow('from: any, to: subnet', '- { id: f, direction: outbound, expect: allow, from: subnet, to: any }')
    expect(mistakes(twice)).toEqual([['policy/duplicate-id', 'f']])
    const taken = flow('from: any, to: subnet', '- { id: near-miss, direction: outbound, expect: allow, from: subnet, to: any }')
    expect(mistakes(taken)).toEqual([['policy/duplicate-id', 'near-miss']])
  })
})

const tunnel = (lines: string): string =>
  `policy: p\nfor: subnet\nrules: [{ id: r, kind: forced-tunnel, severity: error${lines === '' ? '' : `, ${lines}`} }]\n`

describe('mistakes of a policy', () => {
  test.each([
    [
      'policy: p\nfor: api-managment\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n',
      'policy/unknown-kind',
      'api-managment',
      '`api-management`',
    ],
    [
      'policy: p\nfor: subnet\nrules: [{ id: r, kind: packet-shape, severity: error }]\n',
      'policy/unknown-kind',
      'packet-shape',
      '`nsg-matrix`',
    ],
    [
      'policy: p\nfor: subnet\nrules: [{ id: r, kind: nsg-matrx, severity: error }]\n',
      'policy/unknown-kind',
      'nsg-matrx',
      'did you mean `nsg-matrix`?',
    ],
    ['policy: p\nfor: subnet\nrules: [{ id: r, severity: error }]\n', 'policy/missing-key', 'id', '`kind:`'],
    ['policy: p\nfor: subnet\nrules: [{ id: r, kind: nsg-matrix, severity: error }]\n', 'policy/missing-key', 'id', '`flows:`'],
    [
      'policy: p\nfor: subnet\nrules: [{ id: r, kind: nsg-matrix, severity: error, at: virtual-network, nsg: required }]\n',
      'policy/unknown-word',
      'virtual-network',
      '`subnet`',
    ],
    ['policy: p\nfor: subnet\nrules: []\n', 'policy/empty-list', '[]', undefined],
    [tunnel(''), 'policy/missing-key', 'id', '`require:`'],
    [tunnel('require: [{ id: a, to: Storage }]'), 'policy/missing-key', 'a', undefined],
    [tunnel('require: [{ id: a, next-hop: internet }]'), 'policy/missing-key', 'a', undefined],
    [tunnel('require: [{ id: a, to: vnet, next-hop: internet }]'), 'policy/unknown-word', 'vnet', 'service tag'],
    [tunnel('require: [{ id: a, to: Storge, next-hop: internet }]'), 'policy/unknown-tag', 'Storge', '`Storage`'],
    [tunnel('require: [{ id: leaks, to: Storage, next-hop: internet }]'), 'policy/duplicate-id', 'leaks', undefined],
    [tunnel('symmetric: [management]'), 'policy/unknown-flow', 'management', undefined],
    [tunnel('allow-only: listed'), 'policy/missing-key', 'id', undefined],
    [tunnel('allow-only: nothing'), 'policy/unknown-word', 'nothing', undefined],
    [
      'policy: p\nfor: subnet\nwhere: nam == "x"\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n',
      'policy/unknown-field',
      'nam',
      '`name`',
    ],
    [
      'policy: My Policy\nfor: subnet\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n',
      'policy/malformed-id',
      'My Policy',
      'lower-case',
    ],
    ['for: subnet\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n', 'policy/missing-key', 'for', '`policy:`'],
    [
      'policy: p\nfor: subnet\nsettings: { a: { data: addresses/privat } }\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n',
      'policy/unknown-data',
      'addresses/privat',
      '`addresses/private`',
    ],
    ['- a\n', 'policy/wrong-type', '- a\n', undefined],
    ['', 'policy/wrong-type', '', undefined],
  ])('%s', (text, code, underlined, help) => {
    const told = read(text)
    expect(told.map((each) => [each.code, spanText(each.span)])).toEqual([[code, underlined]])
    if (help !== undefined) expect(told[0]!.help).toContain(help)
  })

  test('settings that lead back to themselves, each way round once', () => {
    const text = source`
      policy: p
      for: subnet
      settings:
        a: { default: "$${'{'}b}" }
        b: { default: ["$${'{'}c}", 10.0.0.0/8] }
        c: { default: "$${'{'}a}" }
        d: { default: "$${'{'}a}" }
      rules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]
    `
    const told = read(text)
    expect(told.map((each) => [each.code, spanText(each.span)])).toEqual([['policy/setting-cycle', '"$' + '{a}"']])
    expect(told[0]!.help).toContain('`a` → `b` → `c` → `a`')
  })

  test('rule ids written twice', () => {
    const rule = '{ id: r, kind: nsg-matrix, severity: error, nsg: required }'
    expect(mistakes(`policy: p\nfor: subnet\nrules: [${rule}, ${rule}]\n`)).toEqual([['policy/duplicate-id', 'r']])
  })

  test('all of them are told at once', () => {
    const text = source`
      policy: p
      titel: x
      for: api-management
      where: teir == "a" || mdoe == "b"
      settings: { a: { abuot: x } }
      rules:
        - id: r
          kind: nsg-matrix
          severity: eror
          nsg: yes
          flows:
            - { id: f, direction: inwards, from: Storag, to: subnet, protocol: tcp, ports: [99999, 10.0.0.1], expect: allow, except: [g] }
            - { id: f, direction: inbound, from: "$${'{'}z}", to: 10.0.0.1/8, expect: alow }
    `
    expect(
      read(text)
        .map((each) => each.code)
        .sort(),
    ).toEqual(
      [
        'policy/unknown-key', // titel
        'policy/unknown-field', // teir
        'policy/unknown-field', // mdoe
        'policy/unknown-key', // abuot
        'policy/unknown-word', // eror
        'policy/unknown-word', // yes
        'policy/unknown-word', // inwards
        'policy/unknown-tag', // Storag
        'policy/impossible-port', // 99999
        'policy/impossible-port', // 10.0.0.1
        'policy/unknown-flow', // except: [g]
        'policy/duplicate-id', // f
        'policy/unknown-setting', // z
        'policy/host-bits', // 10.0.0.1/8
        'policy/unknown-word', // alow
      ].sort(),
    )
  })

  test('with an unknown kind of resource nothing false is said about fields', () => {
    const text = 'policy: p\nfor: subnets\nwhere: name == "x"\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n'
    expect(mistakes(text)).toEqual([['policy/unknown-kind', 'subnets']])
  })
})

describe('several policies', () => {
  const text = (id: string): string => `policy: ${id}\nfor: subnet\nrules: [{ id: r, kind: nsg-matrix, severity: error, nsg: required }]\n`

  test('cannot share an id', () => {
    const told: Diagnostic[] = []
    const files = [fileOf(text('a'), 'a.yaml', 'yaml'), fileOf(text('a'), 'b.yaml', 'yaml')]
    const policies = readPolicies({ files, shipped: [], builtin: 'all' }, (diagnostic) => told.push(diagnostic))
    expect(policies.map((policy) => policy.file.span.file.path)).toEqual(['a.yaml'])
    expect(told.map((each) => [each.code, each.span.file.path])).toEqual([['policy/duplicate-id', 'b.yaml']])
  })

  test('what ships is read only when it is wanted and its kind occurs', () => {
    const broken = { id: 'b', for: 'nsg' as const, file: fileOf('policy: [', 'policies/b/policy.yaml', 'yaml') }
    const shipped = [{ id: 's', for: 'subnet' as const, file: fileOf(text('s'), 'policies/s/policy.yaml', 'yaml') }, broken]
    const ids = (builtin: 'all' | readonly string[], occurs: (kind: string) => boolean): readonly string[] =>
      readPolicies({ files: [], shipped, builtin, occurs }, () => undefined).map((policy) => policy.file.id)
    expect(ids('all', (kind) => kind === 'subnet')).toEqual(['s'])
    expect(ids([], () => true)).toEqual([])
    expect(ids(['s'], () => true)).toEqual(['s'])
    expect(ids(['s'], () => false)).toEqual([])
  })
})

describe('mistakes of a rule of kind `nsg-hygiene`', () => {
  const rule = (lines: string, kind = 'nsg'): string => source`
    policy: p
    for: ${kind}
    rules:
      - id: r
        kind: nsg-hygiene
        severity: note
        ${lines}
  `

  test.each<[string, string, string, string | undefined]>([
    ['checks: [shadowd]', 'policy/unknown-word', 'shadowd', 'did you mean `shadowed`?'],
    ['checks: []', 'policy/empty-list', '[]', undefined],
    ['checks: [shadowed, shadowed]', 'policy/duplicate-id', 'shadowed', undefined],
    ['at: subnet, checks: [shadowed]'.replace(', ', '\n        '), 'policy/unknown-word', 'subnet', '`subject`'],
  ])('%s', (lines, code, underlined, help) => {
    const [first, ...others] = read(rule(lines))
    expect(others).toEqual([])
    expect([first?.code, first === undefined ? undefined : spanText(first.span)]).toEqual([code, underlined])
    if (help !== undefined) expect(first?.help).toContain(help)
  })

  test('it is for security groups only', () => {
    expect(mistakes(rule('checks: [shadowed]'))).toEqual([])
    expect(mistakes(rule('checks: [shadowed]', 'subnet'))).toEqual([['policy/unknown-kind', 'r']])
  })
})
