import { describe, expect, test } from 'vitest'
import { plain } from '../support/plain.ts'
import { source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

const resources = (files: Readonly<Record<string, string>> | string) =>
  Object.fromEntries(
    configurationOf(files).declared.map((one) => [
      one.address + (one.presence.certain ? '' : ` ?${one.presence.doubts.map((doubt) => doubt.what).join(', ')}`),
      plain(one.body),
    ]),
  )

describe('instances', () => {
  test('count and for_each give an instance for each number and key', () => {
    expect(
      resources(source`
        resource "x" "a" {
          count = 2
          name  = "n${'$'}{count.index}"
        }
        resource "x" "b" {
          for_each = { two = "II", one = "I" }
          name     = "${'$'}{each.key}=${'$'}{each.value}"
        }
        resource "x" "c" {
          for_each = toset(["q", "p"])
          name     = each.value
        }
      `),
    ).toEqual({
      'x.a[0]': { name: 'n0' },
      'x.a[1]': { name: 'n1' },
      'x.b["one"]': { name: 'one=I' },
      'x.b["two"]': { name: 'two=II' },
      'x.c["p"]': { name: 'p' },
      'x.c["q"]': { name: 'q' },
    })
  })

  test('an unknown count gives one instance that stands for all, possibly none', () => {
    expect(
      resources(source`
        variable "n" {}
        resource "x" "a" {
          count = var.n
          name  = "fixed"
        }
        resource "x" "user" {
          to = x.a[0].id
        }
      `),
    ).toEqual({ 'x.a[*] ?var.n': { name: 'fixed' }, 'x.user': { to: '?var.n' } })
  })

  test('a count that is one of few gives certain and possible instances', () => {
    expect(
      resources(source`
        variable "more" {
          type     = bool
          nullable = false
        }
        resource "x" "a" {
          count = var.more ? 2 : 1
        }
        resource "x" "first" {
          to = x.a[0].id
        }
      `),
    ).toEqual({ 'x.a[0]': {}, 'x.a[1] ?var.more': {}, 'x.first': { to: '→x.a[0].id' } })
  })

  test('an impossible number of instances is one that stands for all', () => {
    expect(Object.keys(resources('resource "x" "a" {\n  count = 1000000000\n}\n'))).toEqual(['x.a[*] ?more than 10000 instances'])
  })
})

describe('references', () => {
  test('what is written is read, what is computed is referred to', () => {
    expect(
      resources(source`
        resource "azurerm_virtual_network" "v" {
          name = "hub"
        }
        resource "x" "a" {
          vnet = azurerm_virtual_network.v.name
          id   = azurerm_virtual_network.v.id
          text = "${'$'}{azurerm_virtual_network.v.id}/subnets/s"
        }
        resource "x" "all" {
          for_each = toset(["p", "q"])
        }
        resource "x" "ids" {
          list  = [for key, one in x.all : "${'$'}{key}!"]
          one   = x.all["p"].id
          splat = values(x.all)[*].id
        }
      `),
    ).toMatchObject({
      'x.a': { vnet: 'hub', id: '→azurerm_virtual_network.v.id', text: { '?text': ['→azurerm_virtual_network.v.id', '/subnets/s'] } },
      'x.ids': { list: ['p!', 'q!'], one: '→x.all["p"].id', splat: ['→x.all["p"].id', '→x.all["q"].id'] },
    })
  })

  test('a thing that depends on itself is a failure, not a hang', () => {
    const found = resources(source`
      locals {
        a = local.b
        b = local.a
      }
      resource "x" "a" {
        name  = local.a
        other = "${'$'}{x.a.other}${'$'}{x.a.other}"
      }
    `)
    expect(JSON.stringify(found)).toContain('depends on itself')
  })
})

describe('blocks', () => {
  test('dynamic blocks stand beside written ones', () => {
    expect(
      resources(source`
        locals {
          rules = { ssh = 22, web = 80 }
        }
        resource "x" "a" {
          rule {
            name = "first"
          }
          dynamic "rule" {
            for_each = local.rules
            content {
              name = rule.key
              port = rule.value
              dynamic "inner" {
                for_each = [rule.value + 1]
                iterator = it
                content {
                  next = it.value
                }
              }
            }
          }
        }
      `)['x.a'],
    ).toEqual({
      rule: [{ name: 'first' }, { name: 'ssh', port: 22, inner: [{ next: 23 }] }, { name: 'web', port: 80, inner: [{ next: 81 }] }],
    })
  })

  test('blocks behind an unknown are possible', () => {
    expect(
      resources(source`
        variable "rules" {}
        variable "ssh" {
          type = bool
        }
        resource "x" "a" {
          dynamic "rule" {
            for_each = var.rules
            content {
              name = rule.value.name
              kind = "fixed"
            }
          }
          dynamic "rule" {
            for_each = var.ssh ? [22] : []
            content {
              port = rule.value
            }
          }
        }
      `)['x.a'],
    ).toEqual({
      rule: [
        { '?possible': ['var.rules'], name: '?var.rules', kind: 'fixed' },
        { '?possible': ['var.ssh'], port: 22 },
      ],
    })
  })
})

describe('the iterator of a dynamic block', () => {
  const only = (text: string) => resources(text)['x.a']

  test('may be called like a keyword of references, and be read as a whole or by index', () => {
    expect(
      only(source`
        resource "x" "a" {
          dynamic "data" {
            for_each = { p = { n = 1 } }
            content {
              name = data.key
              n    = data.value.n
              same = data["value"]["n"]
              keys = keys(data)
            }
          }
          dynamic "self" {
            for_each = ["q"]
            content {
              name = self.value
            }
          }
        }
      `),
    ).toEqual({ data: [{ name: 'p', n: 1, same: 1, keys: ['key', 'value'] }], self: [{ name: 'q' }] })
  })

  test('of an inner block hides the outer one of the same name, and only inside', () => {
    expect(
      only(source`
        resource "x" "a" {
          dynamic "rule" {
            for_each = toset(["o"])
            content {
              before = rule.key
              dynamic "rule" {
                for_each = { i = rule.value }
                content {
                  name = "${'$'}{rule.key}${'$'}{rule.value}"
                }
              }
              dynamic "rule2" {
                for_each = [1, 2]
                iterator = other
                content {
                  name = "${'$'}{rule.value}${'$'}{other.value}${'$'}{other.key}"
                }
              }
            }
          }
        }
      `),
    ).toEqual({ rule: [{ before: 'o', rule: [{ name: 'io' }], rule2: [{ name: 'o10' }, { name: 'o21' }] }] })
  })
})

// https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
describe('override files', () => {
  test('blocks of a type, dynamic ones too, take the place of all of that type', () => {
    expect(
      resources({
        'main.tf': source`
          resource "x" "a" {
            name = "base"
            rule {
              access = "Deny"
            }
            dynamic "rule" {
              for_each = [1]
              content {
                access = "Deny"
              }
            }
            other {
              kept = true
            }
          }
        `,
        'main_override.tf': source`
          resource "x" "a" {
            dynamic "rule" {
              for_each = ["Allow"]
              content {
                access = rule.value
              }
            }
          }
        `,
      }),
    ).toEqual({ 'x.a': { name: 'base', rule: [{ access: 'Allow' }], other: [{ kept: true }] } })
  })
})

describe('modules', () => {
  test('an output that is not found may be declared where the module could not be read', () => {
    expect(
      resources({
        'm/main.tf': 'output "there" {\n  value = 1\n}\n',
        'm/outputs.tf': 'output "other" {\n  value = = 2\n}\noutput {{{\n',
        'main.tf': source`
          module "m" {
            source = "./m"
          }
          resource "x" "a" {
            there = module.m.there
            other = try(module.m.lost, "nothing")
          }
        `,
      }),
    ).toEqual({ 'x.a': { there: 1, other: { '?one of': ['→module.m.lost', 'nothing'] } } })
  })

  const net = source`
    variable "name" {
      type = string
    }
    variable "subnets" {
      type = map(object({ prefix = string, delegate = optional(bool, false) }))
      default = {}
    }
    resource "azurerm_subnet" "s" {
      for_each = var.subnets
      name     = each.key
      vnet     = var.name
      prefix   = each.value.prefix
      delegate = each.value.delegate
    }
    output "subnet_ids" {
      value = { for key, subnet in azurerm_subnet.s : key => subnet.id }
    }
  `

  test('arguments go in, outputs come out, addresses tell the way', () => {
    expect(
      resources({
        'modules/net/main.tf': net,
        'main.tf': source`
          module "net" {
            for_each = toset(["hub"])
            source   = "./modules/net"
            name     = each.key
            subnets  = { apim = { prefix = "10.0.0.0/24" } }
          }
          resource "x" "a" {
            subnet = module.net["hub"].subnet_ids["apim"]
          }
        `,
      }),
    ).toEqual({
      'module.net["hub"].azurerm_subnet.s["apim"]': { name: 'apim', vnet: 'hub', prefix: '10.0.0.0/24', delegate: false },
      'x.a': { subnet: '→module.net["hub"].azurerm_subnet.s["apim"].id' },
    })
  })

  test('outputs are evaluated one by one, so modules may use each other', () => {
    expect(
      resources({
        'm/main.tf': 'variable "in" {}\noutput "fixed" {\n  value = "f"\n}\noutput "through" {\n  value = "${var.in}!"\n}\n',
        'main.tf': source`
          module "a" {
            source = "./m"
            in     = module.b.fixed
          }
          module "b" {
            source = "./m"
            in     = module.a.through
          }
          resource "x" "a" {
            value = module.b.through
          }
        `,
      }),
    ).toEqual({ 'x.a': { value: 'f!!' } })
  })

  test('a module that is not there to read leaves its outputs unknown, and is told', () => {
    const configuration = configurationOf({
      'main.tf': source`
        module "far" {
          source = "Azure/vnet/azurerm"
        }
        module "outside" {
          source = "../../elsewhere"
        }
        module "me" {
          source = "./loop"
        }
        resource "x" "a" {
          subnet = module.far.subnets["a"].id
        }
      `,
      'loop/main.tf': 'module "again" {\n  source = "../loop"\n}\n',
    })
    expect(configuration.declared.map((one) => plain(one.body))).toEqual([{ subnet: '→module.far.subnets.a.id' }])
    expect(configuration.modulesNotRead.map((one) => one.source)).toEqual(['Azure/vnet/azurerm', '../../elsewhere', '../loop'])
    expect(configuration.diagnostics.map((one) => one.code)).toEqual(['hcl/module-outside-workspace', 'hcl/module-cycle'])
  })
})

describe('variables', () => {
  test('files that Terraform loads by itself give values, types convert them, the rest is unknown by name', () => {
    expect(
      resources({
        'main.tf': source`
          variable "port" {
            type = number
          }
          variable "names" {
            type = set(string)
          }
          variable "clients" {
            type = list(string)
          }
          variable "settings" {
            type = object({ size = optional(number, 3), name = string })
            default = { name = "d" }
          }
          resource "x" "a" {
            port    = var.port
            names   = var.names
            clients = var.clients
            one     = var.clients[0]
            size    = var.settings.size
          }
        `,
        'terraform.tfvars': 'port = "443"\n',
        'a.auto.tfvars': 'names = ["b", "a", "b"]\n',
      }),
    ).toEqual({ 'x.a': { port: 443, names: ['a', 'b'], clients: '?var.clients', one: '?var.clients', size: 3 } })
  })
})

test('what is written as JSON is read back as it was, half known', () => {
  expect(
    resources(source`
      resource "x" "a" {
        text = jsonencode({ id = x.b.id, list = toset(["q", "p"]), port = var.port })
        back = jsondecode(jsonencode({ id = x.b.id, list = toset(["q", "p"]), port = var.port }))
        set  = jsondecode(jsonencode(toset([x.b.id, var.port])))
        open = jsondecode(jsonencode(x.b))
      }
      resource "x" "b" {}
      variable "port" {}
    `)['x.a'],
  ).toEqual({
    text: '?x.b.id, var.port',
    back: { id: '→x.b.id', list: ['p', 'q'], port: '?var.port' },
    set: '?x.b.id, var.port',
    open: '?x.b',
  })
})

describe('as Terraform answers', () => {
  const of = (locals: string, expression: string): unknown => {
    const declared = configurationOf(
      `variable "b" {\n  type     = bool\n  nullable = false\n}\nlocals {\n${locals}\n}\nresource "x" "a" {\n  v = ${expression}\n}\nresource "x" "o" {}\n`,
    ).declared
    return (plain(declared.find((one) => one.address === 'x.a')!.body) as { readonly v: unknown }).v
  }

  test('a branch of one of few types cuts none of them short', () => {
    expect(of('o = var.b ? { x = { n = 1 } } : {}', 'keys(false ? {} : { for k, v in local.o : k => v })')).toEqual({
      '?one of': [['x'], []],
    })
  })

  test('what may fail in the branch that is not taken does not matter', () => {
    expect(of('e = []', 'try(length(local.e) > 0 ? local.e[0] : "none", "q")')).toBe('none')
    expect(
      of(
        'e = []',
        'can([for x in ["a"] : x if contains([for k, v in merge(try(length(local.e) > 0 ? local.e[0] : tomap({ a = "1" }), null), { c = "2" }) : k], "a")])',
      ),
    ).toBe(true)
  })

  test('lists are counted from the end, tuples are not', () => {
    expect(of('', 'element(tolist(["a", "b", "c"]), -1)')).toBe('c')
    expect(of('', 'try(element(["a", "b", "c"], -1), "no")')).toBe('no')
  })

  test('a splat over a list is a list', () => {
    expect(of('', 'tolist([{ a = 1 }])[*].a == tolist([1])')).toBe(true)
    expect(of('', '[{ a = 1 }][*].a == [1]')).toBe(true)
  })

  test('what is inside of a computed attribute may not be there', () => {
    expect(of('', 'try(x.o.id, "none")')).toBe('→x.o.id')
    expect(of('', 'try(x.o.output.b, "none")')).toEqual({ '?one of': ['→x.o.output.b', 'none'] })
  })
})
