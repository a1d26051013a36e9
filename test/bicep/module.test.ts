/** Bicep evaluated: what is declared, under which identity, in whose scope, with which values, and what stays unknown. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, test } from 'vitest'
import type { TemplateConfiguration } from '../../src/arm/module.ts'
import { createBicepLoader } from '../../src/bicep/loader.ts'
import { evaluateBicep, newContext } from '../../src/bicep/module.ts'
import { readParameters } from '../../src/bicep/parameter-file.ts'
import type { Declared } from '../../src/eval/declared.ts'
import { isFailure, type Value, writtenAt } from '../../src/eval/value.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { source } from '../support/source.ts'

/** Template tag: Bicep with its interpolations written as `\${…}`. */
const bicep = (strings: TemplateStringsArray): string => source(strings).replaceAll('\\${', '${')

interface Evaluated extends TemplateConfiguration {
  readonly told: readonly Diagnostic[]
}

const evaluated = (main: string, files: Readonly<Record<string, string>> = {}, parameters?: string): Evaluated => {
  const workspace = memoryWorkspace({ ...files, 'main.bicep': main })
  const told: Diagnostic[] = []
  const sink = (diagnostic: Diagnostic): unknown => told.push(diagnostic)
  const loader = createBicepLoader(workspace, sink)
  const context = newContext(loader, sink)
  const given = parameters === undefined ? new Map<string, Value>() : readParameters(parameters, context).values
  return { ...evaluateBicep('main.bicep', given, loader, sink, context), told }
}

/** A text with what is not known in it by its identity. */
const shown = (value: Value | undefined): string => {
  if (value === undefined) return 'absent'
  if (isFailure(value)) return 'fails'
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return String(value.value)
    case 'null':
      return 'null'
    case 'list':
      return `[${value.items.map(shown).join(', ')}]`
    case 'reference':
      return `<${[value.to, ...value.path].join(' ')}>`
    case 'object':
      return value.open === undefined
        ? `{${[...value.entries].map(([key, entry]) => `${key}: ${shown(entry)}`).join(', ')}}`
        : `<${[value.open.to, ...value.open.path].join(' ')}>`
    case 'unknown':
      if (value.among !== undefined) return `(${value.among.map(shown).join(' | ')})`
      return value.parts?.map(shown).join('') ?? `<${value.identity ?? '?'}>`
    default:
      return value.kind
  }
}
const at = (declared: Declared | undefined, ...path: readonly string[]): Value | undefined => {
  let found: Value | undefined = declared?.body
  for (const key of path) found = found?.kind === 'object' ? found.entries.get(key) : undefined
  return found
}
const named = ({ declared }: TemplateConfiguration, address: string): Declared => {
  const found = declared.find((one) => one.address === address)
  expect(found, `${address} among ${declared.map((one) => one.address).join(', ')}`).toBeDefined()
  return found!
}
const places = ({ declared }: TemplateConfiguration): readonly string[] =>
  declared.map(
    (one) =>
      `${one.presence.certain ? '' : '?'}${one.mode === 'data' ? 'existing ' : ''}${one.address}: ${shown(at(one, 'parent_id'))} / ${shown(at(one, 'name'))}`,
  )
const output = (configuration: TemplateConfiguration, name: string): string => shown(configuration.output(name))

const here = '/subscriptions/<subscription().subscriptionId>/resourceGroups/<resourceGroup().name>'
const net = 'providers/Microsoft.Network'

describe('identity', () => {
  // https://learn.microsoft.com/azure/azure-resource-manager/bicep/child-resource-name-type#within-parent-resource
  test('of nested resources by their own names, in one another and in what lies beside them', () => {
    const configuration = evaluated(bicep`
      param web string = 'of the file'
      resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
        name: 'v'
        properties: { first: web.id }
        resource web 'subnets' = {
          name: 'web'
          properties: { addressPrefix: '10.0.0.0/24', prefixes: map(['x'], web => web) }
          resource inner 'things' = {
            name: web.properties.addressPrefix
          }
        }
        resource data 'subnets' = if (length(web.name) == 3) {
          name: '\${web.name}-data'
          properties: { beside: web.id, within: web::inner.name, outer: vnet.name }
        }
      }
      output file string = web
      output id string = vnet::web.id
    `)
    const properties = (address: string, key: string): string => shown(at(named(configuration, address), 'properties', key))
    expect(properties('vnet', 'first')).toBe(`${here}/${net}/virtualNetworks/v/subnets/web`)
    expect(properties('vnet::data', 'beside')).toBe(`${here}/${net}/virtualNetworks/v/subnets/web`)
    expect(properties('vnet::data', 'within')).toBe('10.0.0.0/24')
    expect(properties('vnet::data', 'outer')).toBe('v')
    expect(properties('vnet::web', 'prefixes')).toBe('[x]')
    expect(shown(at(named(configuration, 'vnet::data'), 'name'))).toBe('web-data')
    expect([output(configuration, 'file'), output(configuration, 'id')]).toEqual([
      'of the file',
      `${here}/${net}/virtualNetworks/v/subnets/web`,
    ])
  })

  test('of resources, of those nested in them, and of those that name a parent', () => {
    const configuration = evaluated(bicep`
      param name string
      resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
        name: name
        resource inner 'subnets' = { name: 'inner' }
        resource whole 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = { name: '\${name}/whole', parent: vnet }
      }
      resource apart 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = { parent: vnet, name: 'apart' }
      resource joined 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = { name: '\${name}/joined' }
      resource lock 'Microsoft.Authorization/locks@2020-05-01' = { scope: vnet::inner, name: 'lock' }
      output inner string = vnet::inner.id
      output name string = apart.name
    `)
    const vnet = `${here}/${net}/virtualNetworks/<parameters('name')>`
    expect(places(configuration).filter((place) => !place.startsWith('vnet::whole'))).toEqual([
      `vnet: ${here} / <parameters('name')>`,
      `vnet::inner: ${vnet} / inner`,
      `apart: ${vnet} / apart`,
      `joined: ${vnet} / joined`,
      `lock: ${vnet}/subnets/inner / lock`,
    ])
    expect(output(configuration, 'inner')).toBe(`${vnet}/subnets/inner`)
    expect(output(configuration, 'name')).toBe('apart')
  })

  test('of what exists already, here and elsewhere', () => {
    const configuration = evaluated(bicep`
      resource here 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: 'here' }
      resource there 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
        name: 'there'
        scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'rg')
        resource subnet 'subnets' existing = { name: 'a' }
      }
      output id string = there::subnet.id
      output space array = here.properties.addressSpace.addressPrefixes
    `)
    const there = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg'
    expect(places(configuration)).toEqual([
      `existing here: ${here} / here`,
      `existing there: ${there} / there`,
      `existing there::subnet: ${there}/${net}/virtualNetworks/there / a`,
    ])
    expect(output(configuration, 'id')).toBe(`${there}/${net}/virtualNetworks/there/subnets/a`)
    expect(output(configuration, 'space')).toBe('<here properties addressSpace addressPrefixes>')
  })
})

describe('what others see of a resource', () => {
  const configuration = evaluated(bicep`
    param secretName string
    @secure()
    param secret string
    resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
      name: 'v'
      location: 'westeurope'
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
        dhcpOptions: null
        secret: secret
        subnets: [{ name: 'a' }]
      }
    }
    output written string = vnet.properties.addressSpace.addressPrefixes[0]
    output location string = vnet.location
    output runtime string = vnet.properties.provisioningState
    output nothing object = vnet.properties.dhcpOptions
    output secret string = vnet.properties.secret
    output among string = vnet.properties.subnets[0].id
    output name string = vnet.properties.subnets[0].name
    output prefix string = vnet.properties.subnets[0].properties.addressPrefix
    resource two 'Microsoft.Network/virtualNetworks@2024-05-01' = {
      name: 'w'
      properties: { subnets: [{ name: 'a' }, { name: 'b' }] }
    }
    output ofTwo string = two.properties.subnets[0].id
    output nameOfTwo string = two.properties.subnets[1].name
    output howMany int = length(two.properties.subnets)
    output otherOfTwo bool = two.properties.subnets[0].id == two.properties.subnets[1].id
    output noneOfTwo bool = two.properties.subnets[0].name == 'c'
    output rest string = two.properties.subnets[0].properties.addressPrefix
    output filtered string = filter(two.properties.subnets, s => s.name == 'b')[0].id
    output firstFiltered string = first(filter(two.properties.subnets, s => contains(s.name, 'a'))).id
    output filteredRest string = filter(two.properties.subnets, s => s.name == 'b')[0].properties.addressPrefix
    output filteredNone int = length(filter(two.properties.subnets, s => s.name == 'c'))
    output filteredBoth string = filter(two.properties.subnets, s => s.name != 'c')[0].name
    output filteredByPlace string = filter(two.properties.subnets, (s, i) => i == 1)[0].name
    output keyed string = toObject(two.properties.subnets, s => s.name, s => s.id).b
    output keyedAlike object = toObject(two.properties.subnets, s => 'x', s => s.name)
    resource three 'Microsoft.Network/virtualNetworks@2024-05-01' = {
      name: 'x'
      properties: { subnets: [{ name: 'a' }, { name: any(secret) }] }
    }
    output ofThree string = three.properties.subnets[0].id
    resource nics 'Microsoft.Network/networkInterfaces@2024-05-01' = [for method in ['Static', 'Dynamic']: {
      name: method
      properties: { ipConfigurations: [{ name: 'a', properties: { privateIPAllocationMethod: method, privateIPAddress: '10.0.0.4' } }] }
    }]
    resource pair 'Microsoft.Network/networkInterfaces@2024-05-01' = {
      name: 'pair'
      properties: { ipConfigurations: [
        { name: 'a', properties: { privateIPAllocationMethod: 'Static', privateIPAddress: '10.0.0.5' } }
        { name: 'b', properties: { privateIPAllocationMethod: 'Static', privateIPAddress: '10.0.0.6' } }
      ] }
    }
    output static string = nics[0].properties.ipConfigurations[0].properties.privateIPAddress
    output dynamic string = nics[1].properties.ipConfigurations[0].properties.privateIPAddress
    output ofPair string = pair.properties.ipConfigurations[0].properties.privateIPAddress
    output type string = vnet.type
  `)
  test.each([
    ['written', '10.0.0.0/16'],
    ['location', 'westeurope'],
    ['runtime', '<vnet properties provisioningState>'],
    ['nothing', '<vnet properties dhcpOptions>'],
    ['secret', '<vnet properties secret>'],
    ['among', `${here}/${net}/virtualNetworks/v/subnets/a`],
    ['name', 'a'],
    ['prefix', '<vnet properties subnets 0 properties addressPrefix>'],
    // No order is documented in which Azure gives the list back, so each element is one of those that are written.
    ['ofTwo', `(${here}/${net}/virtualNetworks/w/subnets/a | ${here}/${net}/virtualNetworks/w/subnets/b)`],
    ['nameOfTwo', '(a | b)'],
    ['howMany', '2'],
    ['otherOfTwo', '(true | false)'],
    ['noneOfTwo', 'false'],
    ['rest', '<two properties subnets 0 properties addressPrefix>'],
    // What a name tells apart does not depend on the order.
    ['filtered', `${here}/${net}/virtualNetworks/w/subnets/b`],
    ['firstFiltered', `${here}/${net}/virtualNetworks/w/subnets/a`],
    ['filteredRest', "<two properties subnets 'b' properties addressPrefix>"],
    ['filteredNone', '0'],
    ['filteredBoth', '(a | b)'],
    ['filteredByPlace', '(a | b)'],
    ['keyed', `${here}/${net}/virtualNetworks/w/subnets/b`],
    ['keyedAlike', '<?>'],
    ['ofThree', '<three properties subnets 0 id>'],
    ['static', '10.0.0.4'],
    ['dynamic', '<nics[1] properties ipConfigurations 0 properties privateIPAddress>'],
    ['ofPair', '<pair properties ipConfigurations 0 properties privateIPAddress>'],
    ['type', 'Microsoft.Network/virtualNetworks'],
  ])('%s', (name, expected) => {
    expect(output(configuration, name)).toBe(expected)
  })

  // Elements of lists are resources: others of their kind may stand in the list too, unless they are of somebody else.
  const beside = (other: string): Evaluated =>
    evaluated(`
    resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
      name: 'v'
      properties: { subnets: [{ name: 'a' }] }
    }
    resource other 'Microsoft.Network/virtualNetworks@2024-05-01' = {
      name: 'w'
    }
    resource same 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
      name: 'v'
    }
    resource more 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
      ${other}
    }
    output only string = vnet.properties.subnets[0].id
  `)
  const sure = `${here}/${net}/virtualNetworks/v/subnets/a`
  test.each([
    ["parent: other\n name: 'b'", sure],
    ["parent: vnet\n name: 'b'", '<vnet properties subnets 0 id>'],
    ["parent: same\n name: 'b'", '<vnet properties subnets 0 id>'],
    ["name: 'w/b'", '<vnet properties subnets 0 id>'],
  ])('the only element of a list beside %s', (other, expected) => {
    expect(output(beside(other), 'only')).toBe(expected)
  })
})

describe('parameters', () => {
  test('what a default makes once is told apart from what another makes', () => {
    const configuration = evaluated(
      bicep`
      param stamp string = utcNow()
      param name string = 'a\${uniqueString(utcNow())}'
      param given string
      output stamp string = '\${stamp}-\${stamp}'
      output name string = name
      output inner string = inner.outputs.name
      module inner 'inner.bicep' = { params: { name: name } }
    `,
      {
        'inner.bicep': bicep`
      param name string
      param own string = newGuid()
      output name string = '\${name}-\${own}'
    `,
      },
    )
    expect(output(configuration, 'stamp')).toBe("<parameters('stamp')>-<parameters('stamp')>")
    expect(output(configuration, 'name')).toBe("a<parameters('name') 1>")
    expect(output(configuration, 'inner')).toBe("a<parameters('name') 1>-<inner.parameters('own')>")
  })

  const main = bicep`
    type tier = 'a' | 'b'
    param plain string
    param tier tier
    param flag bool
    param optional string?
    param listed string = 'x'
    @allowed(['p', 'q'])
    param allowed string
    param made string = '\${listed}-y'
    output plain string = plain
    output tier string = tier
    output flag bool = flag
    output optional string = optional ?? 'none'
    output allowed string = allowed
    output made string = made
  `
  test.each([
    ['plain', "<parameters('plain')>"],
    ['tier', '(a | b)'],
    ['flag', '(true | false)'],
    ['optional', 'none'],
    ['allowed', '(p | q)'],
    ['made', 'x-y'],
  ])('%s is not given', (name, expected) => {
    expect(output(evaluated(main), name)).toBe(expected)
  })

  test('are given by a file of Bicep, which extends another', () => {
    const files = {
      'prod.bicepparam': bicep`
        using 'main.bicep'
        extends 'base.bicepparam'
        var prefix = 'p'
        param plain = '\${prefix}-\${base.listed}'
        param flag = true
      `,
      'base.bicepparam': bicep`
        using none
        param plain = 'base'
        param listed = 'l'
      `,
    }
    const configuration = evaluated(main, files, 'prod.bicepparam')
    expect(['plain', 'flag', 'made'].map((name) => output(configuration, name))).toEqual(['p-l', 'true', 'l-y'])
  })

  test('are given by a file of JSON', () => {
    const files = { 'main.parameters.json': JSON.stringify({ parameters: { plain: { value: 'json' }, listed: { value: 'l' } } }) }
    const configuration = evaluated(main, files, 'main.parameters.json')
    expect([output(configuration, 'plain'), output(configuration, 'made')]).toEqual(['json', 'l-y'])
  })

  test('say where they are written', () => {
    const files = { 'prod.bicepparam': "using 'main.bicep'\nparam plain = 'there'\n" }
    const value = evaluated(main, files, 'prod.bicepparam').output('plain')!
    expect(spanText(writtenAt(value.origin))).toBe("'there'")
  })
})

describe('types', () => {
  const main = bicep`
    import { color, shape as form } from 'types.bicep'
    import * as all from 'types.bicep'
    type own = { kind: 'x' | 'y', list: ('l' | 'm')[] }
    param color color
    param form form?
    param all all.color
    param member own.kind
    param element own.list[*]
    param one 1 | 2
    param same color | 'black'
    type itself = { next: itself? }
    param itself itself
    output color string = color
    output form string = form ?? 'none'
    output all string = all
    output member string = member
    output element string = element
    output one int = one
    output same string = same
    output itself object = itself
  `
  const configuration = evaluated(main, {
    'types.bicep': "@export()\ntype color = 'red' | 'green'\n@export()\ntype shape = string\n",
  })
  test.each([
    ['color', '(red | green)'],
    ['form', 'none'],
    ['all', '(red | green)'],
    ['member', '(x | y)'],
    ['element', '(l | m)'],
    ['one', '(1 | 2)'],
    ['same', '(red | green | black)'],
    ['itself', "<parameters('itself')>"],
  ])('%s', (name, expected) => {
    expect(output(configuration, name)).toBe(expected)
  })
})

describe('functions, variables and imports', () => {
  test('of the file, of another, and of a namespace', () => {
    const configuration = evaluated(
      bicep`
        import { prefix, named } from 'shared.bicep'
        import * as shared from 'shared.bicep'
        func twice(text string) string => '\${text}\${text}'
        output own string = twice('ab')
        output imported string = named('x')
        output variable string = prefix
        output member string = shared.prefix
        output method string = shared.named('y')
        output scope string = nameof(shared.prefix)
      `,
      {
        'shared.bicep': bicep`
          @export()
          var prefix = 'p'
          @export()
          func named(what string) string => '\${prefix}-\${what}'
        `,
      },
    )
    expect(['own', 'imported', 'variable', 'member', 'method', 'scope'].map((name) => output(configuration, name))).toEqual([
      'abab',
      'p-x',
      'p',
      'p',
      'p-y',
      'prefix',
    ])
  })

  test('files of the workspace are read, and no others', () => {
    const files = {
      'rules.json': '{ "rules": [ { "name": "first" } ] }',
      'a.txt': 'text',
      'b.yaml': 'a:\n  - 1\n',
      'bin.txt': 'hé',
    }
    const configuration = evaluated(
      bicep`
        output json string = loadJsonContent('rules.json').rules[0].name
        output path array = loadJsonContent('rules.json', 'rules')
        output text string = loadTextContent('./a.txt')
        output yaml int = loadYamlContent('b.yaml').a[0]
        output base64 string = loadFileAsBase64('bin.txt')
        output outside string = loadFileAsBase64('../../../.ssh/id')
        output absolute string = loadTextContent('/etc/passwd')
        output missing string = loadTextContent('c.txt')
      `,
      files,
    )
    const names = ['json', 'path', 'text', 'yaml', 'base64', 'outside', 'absolute', 'missing']
    expect(names.map((name) => output(configuration, name))).toEqual([
      'first',
      '[{name: first}]',
      'text',
      '1',
      'aMOp',
      '<?>',
      '<?>',
      'fails',
    ])
  })
})

describe('loops and conditions', () => {
  test('with index, and with a condition in each round', () => {
    const configuration = evaluated(bicep`
      resource nsgs 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [for (name, at) in ['a', 'b', 'c']: if (name != 'b') {
        name: '\${name}\${at}'
      }]
      resource all 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [for i in range(0, 2): { name: 'n\${i}' }]
      output one string = nsgs[2].name
      output each array = [for i in range(0, 2): all[i].name]
    `)
    expect(places(configuration)).toEqual([
      `nsgs[0]: ${here} / a0`,
      `nsgs[2]: ${here} / c2`,
      `all[0]: ${here} / n0`,
      `all[1]: ${here} / n1`,
    ])
    expect(output(configuration, 'one')).toBe('c2')
    expect(output(configuration, 'each')).toBe('[n0, n1]')
  })

  test('over what is not known: none, one or several', () => {
    const configuration = evaluated(bicep`
      param names string[]
      resource nsgs 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [for name in names: { name: 'nsg-\${name}' }]
      output first string = nsgs[0].id
      output every array = [for (name, i) in names: nsgs[i].id]
    `)
    expect(places(configuration)).toEqual([`?nsgs[*]: ${here} / nsg-<?>`])
    expect(output(configuration, 'first')).toBe(`${here}/${net}/networkSecurityGroups/nsg-<parameters('names')["0"]>`)
    expect(output(configuration, 'every')).toBe('<?>')
  })

  test('undecided conditions leave a resource possible, false ones leave it out', () => {
    const configuration = evaluated(bicep`
      param deploy bool
      param count 1 | 2
      resource maybe 'Microsoft.Network/networkSecurityGroups@2024-05-01' = if (deploy) {
        name: 'maybe'
        resource rule 'securityRules' = { name: 'rule' }
      }
      resource never 'Microsoft.Network/networkSecurityGroups@2024-05-01' = if (false) {
        name: 'never'
        resource rule 'securityRules' = { name: 'rule' }
      }
      resource several 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [for i in range(0, count): { name: 'n\${i}' }]
    `)
    expect(places(configuration)).toEqual([
      `?maybe: ${here} / maybe`,
      `?maybe::rule: ${here}/${net}/networkSecurityGroups/maybe / rule`,
      `several[0]: ${here} / n0`,
      `?several[1]: ${here} / (n1)`,
    ])
    const { presence } = named(configuration, 'maybe')
    expect(presence.certain ? [] : presence.doubts.map(({ what, input }) => [what, input])).toEqual([['`deploy`', 'deploy']])
  })

  test('of properties, with spread and safe access', () => {
    const configuration = evaluated(bicep`
      param more object = { b: 2 }
      var subnets = [{ name: 'a', prefix: '10.0.0.0/24' }, { name: 'b' }]
      resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
        name: 'v'
        properties: {
          ...more
          subnets: [for subnet in subnets: { name: subnet.name, prefix: subnet.?prefix ?? 'none' }]
          names: map(subnets, one => one.name)
        }
      }
    `)
    expect(shown(at(named(configuration, 'vnet'), 'properties'))).toBe(
      '{b: 2, subnets: [{name: a, prefix: 10.0.0.0/24}, {name: b, prefix: none}], names: [a, b]}',
    )
  })
})

describe('modules', () => {
  const nsg = bicep`
    param name string
    param suffix string = 'x'
    resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = { name: '\${name}-\${suffix}' }
    output id string = group.id
  `
  test('are called with parameters, once, in loops and under conditions', () => {
    const configuration = evaluated(
      bicep`
        param deploy bool
        module one 'nsg.bicep' = { name: 'one', params: { name: 'one' } }
        module many 'nsg.bicep' = [for i in range(0, 2): { name: 'many\${i}', params: { name: 'many\${i}', suffix: 'y' } }]
        module maybe 'nsg.bicep' = if (deploy) { name: 'maybe', params: { name: 'maybe' } }
        output one string = one.outputs.id
        output second string = many[1].outputs.id
      `,
      { 'nsg.bicep': nsg },
    )
    expect(places(configuration)).toEqual([
      `one.group: ${here} / one-x`,
      `many[0].group: ${here} / many0-y`,
      `many[1].group: ${here} / many1-y`,
      `?maybe.group: ${here} / maybe-x`,
    ])
    expect(output(configuration, 'one')).toBe(`${here}/${net}/networkSecurityGroups/one-x`)
    expect(output(configuration, 'second')).toBe(`${here}/${net}/networkSecurityGroups/many1-y`)
  })

  test('go where their scope says, from any target', () => {
    const configuration = evaluated(
      bicep`
        targetScope = 'subscription'
        resource rg 'Microsoft.Resources/resourceGroups@2024-03-01' = { name: 'net', location: 'westeurope' }
        module byName 'nsg.bicep' = { scope: resourceGroup('other'), params: { name: 'a' } }
        module bySymbol 'nsg.bicep' = { scope: rg, params: { name: 'b' } }
        module elsewhere 'nsg.bicep' = { scope: resourceGroup('22222222-2222-2222-2222-222222222222', 'far'), params: { name: 'c' } }
        output id string = rg.id
      `,
      { 'nsg.bicep': nsg },
    )
    const subscription = '/subscriptions/<subscription().subscriptionId>'
    expect(places(configuration)).toEqual([
      `rg: ${subscription} / net`,
      `byName.group: ${subscription}/resourceGroups/other / a-x`,
      `bySymbol.group: ${subscription}/resourceGroups/net / b-x`,
      'elsewhere.group: /subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/far / c-x',
    ])
  })

  test.each([
    ['managementGroup', "managementGroup('m')", 'managementGroup', '/providers/Microsoft.Management/managementGroups/m'],
    ['tenant', "subscription('s')", 'subscription', '/subscriptions/s'],
    ['tenant', 'tenant()', 'tenant', ''],
    ['resourceGroup', 'subscription()', 'subscription', '/subscriptions/<subscription().subscriptionId>'],
  ])('from %s to %s', (from, scope, to, base) => {
    const configuration = evaluated(`targetScope = '${from}'\nmodule one 'inner.bicep' = { scope: ${scope} }\n`, {
      'inner.bicep': `targetScope = '${to}'\nresource policy 'Microsoft.Authorization/policyDefinitions@2023-04-01' = { name: 'p' }\n`,
    })
    expect(places(configuration)).toEqual([`one.policy: ${base} / p`])
  })

  test('may be templates', () => {
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { name: { type: 'string' } },
      resources: [{ type: 'Microsoft.Network/networkSecurityGroups', apiVersion: '2024-05-01', name: "[parameters('name')]" }],
      outputs: { id: { type: 'string', value: "[resourceId('Microsoft.Network/networkSecurityGroups', parameters('name'))]" } },
    }
    const configuration = evaluated("module one 'nsg.json' = { params: { name: 'j' } }\noutput id string = one.outputs.id\n", {
      'nsg.json': JSON.stringify(template),
    })
    expect(places(configuration)).toEqual([`one.Microsoft.Network/networkSecurityGroups/parameters('name'): ${here} / j`])
    expect(output(configuration, 'id')).toBe(`${here}/${net}/networkSecurityGroups/j`)
  })

  test('of a registry are read where they were restored into the workspace, and told otherwise', () => {
    const template = JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [{ type: 'Microsoft.Network/networkSecurityGroups', apiVersion: '2024-05-01', name: 'restored' }],
    })
    const configuration = evaluated(
      bicep`
        module public 'br/public:avm/res/network/network-security-group:0.5.0' = { params: { name: 'a' } }
        module named 'br/mine:net/nsg:v1' = {}
        module absent 'br:example.azurecr.io/net/other:v1' = { params: { id: nsg.id } }
        module unnamed 'br/theirs:net:v1' = {}
        resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = { name: 'n' }
      `,
      {
        'bicepconfig.json':
          '{ "cacheRootDirectory": "cache", "moduleAliases": { "br": { "mine": { "registry": "example.azurecr.io", "modulePath": "m" } } } }',
        'cache/br/mcr.microsoft.com/bicep$avm$res$network$network-security-group/0.5.0$/main.json': template,
        'cache/br/example.azurecr.io/m$net$nsg/v1$/main.json': template,
      },
    )
    expect(places(configuration)).toEqual([
      `nsg: ${here} / n`,
      `public.Microsoft.Network/networkSecurityGroups/restored: ${here} / restored`,
      `named.Microsoft.Network/networkSecurityGroups/restored: ${here} / restored`,
    ])
    expect(configuration.modulesNotRead.map(({ source: from }) => from)).toEqual(['br:example.azurecr.io/net/other:v1', 'br/theirs:net:v1'])
    // What it was told of it may change.
    expect([...configuration.handedOver.keys()]).toEqual(['nsg'])
  })

  test('that are not there, or call themselves, are told', () => {
    const configuration = evaluated(
      bicep`
        module absent 'absent.bicep' = {}
        module outside '../../outside.bicep' = {}
        module itself 'main.bicep' = {}
        module circle 'circle.bicep' = {}
      `,
      { 'circle.bicep': "module back 'main.bicep' = {}\n" },
    )
    expect(configuration.told.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'bicep/module-not-found module `absent.bicep` is not read: there is no such file',
      'bicep/module-not-found module `../../outside.bicep` is not read: it lies outside of the workspace',
      'bicep/module-cycle module `main.bicep` is not read: it leads to itself',
      'bicep/module-cycle module `main.bicep` is not read: it leads to itself',
    ])
    expect(configuration.declared).toEqual([])
  })
})

test('what is not read is not absent', () => {
  const configuration = evaluated(
    "param a string\nresource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {\n  name: 'n'\n\nvar b = (\n",
  )
  expect(configuration.unread.length).toBeGreaterThan(0)
  const missing = evaluateBicep(
    'none.bicep',
    new Map(),
    createBicepLoader(memoryWorkspace({}), () => undefined),
    () => undefined,
  )
  expect(missing.unread.length).toBe(1)
})

test('names that need themselves fail, and only they', () => {
  const configuration = evaluated(bicep`
    var a = b
    var b = a
    var c = 'c'
    resource x 'Microsoft.Network/networkSecurityGroups@2024-05-01' = { name: y.name }
    resource y 'Microsoft.Network/networkSecurityGroups@2024-05-01' = { name: x.name }
    output a string = a
    output c string = c
  `)
  expect(output(configuration, 'a')).toBe('fails')
  expect(output(configuration, 'c')).toBe('c')
  expect(configuration.declared.length).toBe(2)
})
