/** Security rules in azurerm's spellings: every attribute, old and new, known, half known and wrong. */
import { describe, expect, it } from 'vitest'
import type { Endpoint, Fact } from '../../src/model/entity.ts'
import type { SecurityRule } from '../../src/model/kinds/nsg.ts'
import { formatRange } from '../../src/net/address.ts'
import { anything, build, declare, type Plain, possible, ref, template, variable } from '../support/declare.ts'

const base = {
  name: 'r',
  priority: 100,
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  source_port_range: '*',
  destination_port_range: '443',
  source_address_prefix: '*',
  destination_address_prefix: '*',
} as const

type Body = { readonly [key: string]: Plain | undefined }

const read = (
  changes: Body,
): { readonly rule: SecurityRule; readonly codes: readonly string[]; readonly help: readonly (string | undefined)[] } => {
  const built = build(declare('azurerm_network_security_group.g', { name: 'g', security_rule: [{ ...base, ...changes }] }))
  return {
    rule: built.get('nsg', 'azurerm_network_security_group.g').inlineRules[0]!,
    codes: built.codes,
    help: built.diagnostics.map((one) => one.help),
  }
}

const endpoint = (one: Endpoint): string => {
  switch (one.kind) {
    case 'range':
      return formatRange(one.range)
    case 'atom':
      return `atom ${one.identity}`
    case 'tag':
      return one.known ? `tag ${one.tag}` : `unknown tag ${one.tag}`
    case 'group':
      return `group ${one.group.by === 'address' ? one.group.address : one.group.by}`
    case 'any':
      return 'any'
  }
}

const shown = <T>(fact: Fact<T>, show: (value: T) => unknown = (value) => value): unknown =>
  fact.known ? show(fact.value) : fact.among === undefined ? 'not known' : { among: fact.among.map(show) }

const endpoints = (fact: Fact<readonly Endpoint[]>): unknown => shown(fact, (list) => list.map(endpoint))
const ports = (fact: SecurityRule['sourcePorts']): unknown => shown(fact, (list) => list.map(({ first, last }) => `${first}-${last}`))

describe('protocol, access, direction and priority', () => {
  it.each([
    ['Tcp', 'tcp'],
    ['TCP', 'tcp'],
    ['udp', 'udp'],
    ['*', 'any'],
    ['Any', 'any'],
    ['Icmp', 'icmp'],
    ['Esp', 'esp'],
    ['Ah', 'ah'],
  ])('reads the protocol %s', (written, expected) => {
    expect(shown(read({ protocol: written }).rule.protocol)).toBe(expected)
  })

  it('tells a protocol that there is not, and does not know it', () => {
    const { rule, codes } = read({ protocol: 'Sctp' })
    expect(shown(rule.protocol)).toBe('not known')
    expect(codes).toEqual(['model/bad-value'])
  })

  it('reads without case', () => {
    const { rule } = read({ access: 'deny', direction: 'OUTBOUND' })
    expect([shown(rule.access), shown(rule.direction)]).toEqual(['deny', 'outbound'])
  })

  it('keeps the few values of an input', () => {
    expect(shown(read({ access: variable('access', ['Allow', 'Deny']) }).rule.access)).toEqual({ among: ['allow', 'deny'] })
  })

  it('knows nothing of an input without a value', () => {
    expect(shown(read({ access: variable('access') }).rule.access)).toBe('not known')
  })

  it.each([
    [100, 100],
    ['4096', 4096],
  ])('reads the priority %s', (written, expected) => {
    expect(shown(read({ priority: written }).rule.priority)).toBe(expected)
  })

  it.each([99, 4097, 100.5, 'first'])('tells the priority %s', (written) => {
    const { rule, codes } = read({ priority: written })
    expect(shown(rule.priority)).toBe('not known')
    expect(codes).toEqual(['model/bad-priority'])
  })

  it('does not know what is not written', () => {
    expect(shown(read({ priority: undefined }).rule.priority)).toBe('not known')
    expect(shown(read({ access: null }).rule.access)).toBe('not known')
  })
})

describe('ports', () => {
  it.each([
    ['443', ['443-443']],
    [443, ['443-443']],
    ['100-200', ['100-200']],
    ['*', ['0-65535']],
    ['0', ['0-0']],
  ])('reads %s', (written, expected) => {
    expect(ports(read({ destination_port_range: written }).rule.destinationPorts)).toEqual(expected)
  })

  it('reads the plural', () => {
    const { rule } = read({ destination_port_range: undefined, destination_port_ranges: ['80', 443, '8000-8100'] })
    expect(ports(rule.destinationPorts)).toEqual(['80-80', '443-443', '8000-8100'])
  })

  it.each([{ destination_port_range: null }, { destination_port_range: '' }])('takes %o beside the plural as not given', (changes) => {
    expect(ports(read({ ...changes, destination_port_ranges: ['80'] }).rule.destinationPorts)).toEqual(['80-80'])
  })

  it('takes an empty plural as not given', () => {
    expect(ports(read({ destination_port_ranges: [] }).rule.destinationPorts)).toEqual(['443-443'])
  })

  it.each(['65536', '80,443', 'http', '200-100', '-1', '443-'])('tells %s', (written) => {
    const { rule, codes } = read({ destination_port_range: written })
    expect(ports(rule.destinationPorts)).toBe('not known')
    expect(codes).toEqual(['model/bad-port'])
  })

  it('says how several ports are written', () => {
    expect(read({ destination_port_range: '80,443' }).help).toEqual(['write a list: `destination_port_ranges`'])
  })

  it('does not know a list with an element that is not known', () => {
    expect(ports(read({ destination_port_range: null, destination_port_ranges: ['80', variable('port')] }).rule.destinationPorts)).toBe(
      'not known',
    )
  })

  it('keeps the few values of an element', () => {
    const { rule } = read({ destination_port_range: null, destination_port_ranges: ['80', variable('port', ['443', '8443'])] })
    expect(ports(rule.destinationPorts)).toEqual({
      among: [
        ['80-80', '443-443'],
        ['80-80', '8443-8443'],
      ],
    })
  })

  it('tells both spellings at once', () => {
    const { rule, codes } = read({ destination_port_ranges: ['80'] })
    expect(ports(rule.destinationPorts)).toBe('not known')
    expect(codes).toEqual(['model/conflicting-declarations'])
  })

  it('does not know ports that are not written at all', () => {
    expect(ports(read({ destination_port_range: undefined }).rule.destinationPorts)).toBe('not known')
  })
})

describe('source and destination', () => {
  it.each([
    ['*', ['any']],
    ['Any', ['any']],
    ['0.0.0.0/0', ['0.0.0.0/0']],
    ['10.0.0.0/24', ['10.0.0.0/24']],
    ['10.0.0.4', ['10.0.0.4']],
    ['2001:db8::/32', ['2001:db8::/32']],
    ['Internet', ['tag Internet']],
    ['virtualnetwork', ['tag VirtualNetwork']],
    ['VIRTUAL_NETWORK', ['tag VirtualNetwork']],
    ['storage.westeurope', ['tag Storage.WestEurope']],
  ])('reads %s', (written, expected) => {
    const { rule, codes } = read({ source_address_prefix: written })
    expect(endpoints(rule.source)).toEqual(expected)
    expect(codes).toEqual([])
  })

  it('reads lists', () => {
    const { rule } = read({ source_address_prefix: null, source_address_prefixes: ['10.0.0.0/24', '10.0.2.0/24'] })
    expect(endpoints(rule.source)).toEqual(['10.0.0.0/24', '10.0.2.0/24'])
  })

  it('reads groups', () => {
    const { rule } = read({
      destination_address_prefix: undefined,
      destination_application_security_group_ids: [ref('azurerm_application_security_group.web.id')],
    })
    expect(endpoints(rule.destination)).toEqual(['group azurerm_application_security_group.web'])
  })

  it('keeps the identity of what is not known', () => {
    expect(endpoints(read({ source_address_prefix: variable('clients') }).rule.source)).toEqual(['atom var.clients'])
    expect(endpoints(read({ source_address_prefix: null, source_address_prefixes: variable('clients') }).rule.source)).toEqual([
      'atom var.clients',
    ])
    expect(endpoints(read({ source_address_prefix: ref('azurerm_public_ip.p.ip_address') }).rule.source)).toEqual([
      'atom azurerm_public_ip.p.ip_address',
    ])
    expect(endpoints(read({ source_address_prefix: null, source_address_prefixes: ['10.0.0.4', variable('more')] }).rule.source)).toEqual([
      '10.0.0.4',
      'atom var.more',
    ])
  })

  it('gives one identity to the names of an interface address, in every language', () => {
    const names = [
      'private_ip_address',
      'private_ip_addresses.0',
      'ip_configuration.0.private_ip_address',
      'properties.ipConfigurations.0.properties.privateIPAddress',
      'properties.ipConfigurations.0.properties.privateIpAddress',
    ]
    const found = names.map((name) => endpoints(read({ source_address_prefix: ref(`azurerm_network_interface.n.${name}`) }).rule.source))
    expect(found).toEqual(names.map(() => ['atom azurerm_network_interface.n.private_ip_address']))
  })

  it('never takes two values without identity for one', () => {
    const built = build(
      declare('azurerm_network_security_group.g', {
        name: 'g',
        security_rule: [
          { ...base, source_address_prefix: anything(), destination_address_prefix: ref('azurerm_public_ip.p[*].ip_address') },
          { ...base, source_address_prefix: anything(), destination_address_prefix: ref('azurerm_public_ip.p[*].ip_address') },
        ],
      }),
    )
    const rules = built.get('nsg', 'azurerm_network_security_group.g').inlineRules
    const identities = rules.flatMap((rule) => [endpoints(rule.source), endpoints(rule.destination)].map(String))
    expect(new Set(identities).size).toBe(4)
  })

  it('takes equal half-known texts for one', () => {
    const half = (): Plain => template('10.', variable('octet'), '.0.0/16')
    const { rule } = read({ source_address_prefix: half(), destination_address_prefix: half() })
    expect(endpoints(rule.source)).toEqual(endpoints(rule.destination))
    expect(endpoints(rule.source)).not.toEqual(
      endpoints(read({ source_address_prefix: template('10.', variable('other'), '.0.0/16') }).rule.source),
    )
  })

  it('keeps the few values of an input', () => {
    expect(endpoints(read({ source_address_prefix: variable('from', ['Internet', '10.0.0.0/8']) }).rule.source)).toEqual({
      among: [['tag Internet'], ['10.0.0.0/8']],
    })
  })

  it('takes the attribute that is set where a condition sets one of two', () => {
    const { rule } = read({
      source_address_prefix: variable('one', [null, 'Internet']),
      source_address_prefixes: variable('many', [['10.0.0.0/8', '172.16.0.0/12'], null]),
    })
    expect(endpoints(rule.source)).toEqual({ among: [['tag Internet'], ['10.0.0.0/8', '172.16.0.0/12']] })
  })

  it('tells both spellings at once', () => {
    const { rule, codes } = read({ source_address_prefixes: ['10.0.0.0/8'] })
    expect(endpoints(rule.source)).toBe('not known')
    expect(codes).toEqual(['model/conflicting-declarations'])
  })

  it.each(['10.0.0', '10.0.0.256', '10.0.0.0/33', '300.0.0.0/8', '10.0.0.5/24'])('tells the address %s and keeps an atom', (written) => {
    const { rule, codes } = read({ source_address_prefix: written })
    expect(rule.source.known && rule.source.value.map((one) => one.kind)).toEqual(['atom'])
    expect(codes).toEqual(['model/bad-address'])
  })

  it('says how a prefix with host bits is written', () => {
    expect(read({ source_address_prefix: '10.0.0.5/24' }).help).toEqual(['write `10.0.0.0/24`'])
  })

  it('tells a tag that there is not, with the one that is near', () => {
    const { rule, codes, help } = read({ source_address_prefix: 'ApiManagment' })
    expect(endpoints(rule.source)).toEqual(['unknown tag ApiManagment'])
    expect(codes).toEqual(['model/unknown-tag'])
    expect(help).toEqual(['did you mean `ApiManagement`?'])
  })

  it('tells a tag in a list', () => {
    const { rule, codes } = read({ source_address_prefix: null, source_address_prefixes: ['Internet'] })
    expect(endpoints(rule.source)).toEqual(['tag Internet'])
    expect(codes).toEqual(['model/tag-in-list'])
  })

  it('does not know what is not written at all', () => {
    expect(endpoints(read({ source_address_prefix: undefined }).rule.source)).toBe('not known')
  })
})

describe('which rules there are', () => {
  const group = (security_rule: Plain | undefined) => {
    const built = build(declare('azurerm_network_security_group.g', { name: 'g', security_rule }))
    return built.network.rulesOf(built.get('nsg', 'azurerm_network_security_group.g'))
  }

  it('has none where none is written', () => {
    expect(group(undefined)).toEqual({ rules: [], more: [] })
    expect(group([])).toEqual({ rules: [], more: [] })
  })

  it('takes a block that may not be there as possible', () => {
    const { rules, more } = group([base, possible({ ...base, priority: 200 }, 'var.extra')])
    expect(rules.map((rule) => rule.presence.certain)).toEqual([true, false])
    expect(more).toEqual([])
  })

  it('may have more where the list is not known', () => {
    expect(group(variable('rules'))).toMatchObject({ rules: [], more: [{ what: 'var.rules' }] })
    expect(group([base, anything('unsupported', 'x')]).more).toMatchObject([{ what: 'x' }])
  })

  it('takes each list that it may be', () => {
    const { rules, more } = group(variable('rules', [[base], [{ ...base, name: 'other' }]]))
    expect(rules.map((rule) => [rule.name.known && rule.name.value, rule.presence.certain])).toEqual([
      ['r', false],
      ['other', false],
    ])
    expect(more).toEqual([])
  })
})
