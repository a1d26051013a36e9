/** What stands in for a module must say all that a reader asks of its resources: what it leaves out would be taken for what Azure does where nothing is written. */
import { expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { certain } from '../../src/eval/declared.ts'
import { type ObjectValue, type Origin, object, string, type Value } from '../../src/eval/value.ts'
import { bicepModules } from '../../src/model/modules/bicep-modules.ts'
import { terraformModules } from '../../src/model/modules/terraform-modules.ts'
import { createNetwork } from '../../src/model/network.ts'
import { fileOf } from '../support/source.ts'

const span = { file: fileOf('resource\n'), start: 0, end: 8 }
const origin: Origin = { span }

/** An object that notes which members it is asked for. */
const noting = (known: ReadonlyMap<string, Value>, asked: Set<string>): ObjectValue => {
  const entries = new Map(known)
  const note = (key: string): string => {
    asked.add(key)
    return key
  }
  entries.get = (key) => known.get(note(key))
  entries.has = (key) => known.has(note(key))
  return object(entries, origin)
}

/** Members that readers ask for: of the body, or of `properties` where the type is Azure's. */
const askedOf = (type: string): ReadonlySet<string> => {
  const asked = new Set<string>()
  const isArm = type.startsWith('Microsoft.')
  const body = isArm
    ? object(
        new Map<string, Value>([
          ['type', string(`${type}@2024-01-01`, origin)],
          ['body', object(new Map([['properties', noting(new Map(), asked)]]), origin)],
        ]),
        origin,
      )
    : noting(new Map(), asked)
  const declared: Declared = {
    address: 'x.y',
    type: isArm ? 'azapi_resource' : type,
    mode: 'managed',
    body: { ...body, open: { to: 'x.y', path: [] } },
    presence: certain,
    span,
    language: 'terraform',
  }
  createNetwork([declared], () => {})
  return asked
}

/** Resources of all stand-ins: whose, of which type, in which text. */
const resources = [...terraformModules, ...bicepModules].flatMap(({ name, standIns }) =>
  standIns.flatMap(({ versions, folders }) =>
    Object.entries(folders).flatMap(([folder, text]) => {
      const terraform = [...text.matchAll(/^resource "(azurerm_\w+)"/gm)].map(([, type]) => type!)
      const arm = [...text.matchAll(/'(Microsoft\.[\w./]+)@[\w-]+' = |^ *type +(?:= )"(Microsoft\.[\w./]+)@/gm)].map(
        ([, bicep, azapi]) => bicep ?? azapi!,
      )
      return [...new Set([...terraform, ...arm])].map((type) => ({ where: `${name} ${versions[0]} ${folder}`, type, text }))
    }),
  ),
)

/** What no version of these modules says of a resource of the type, so that nothing is written there; each looked up in the modules' own code. */
const neverSaid: Readonly<Record<string, readonly string[]>> = {}

test('says all that is asked', () => {
  expect(resources.length).toBeGreaterThan(60)
  const silent = resources.flatMap(({ where, type, text }) =>
    [...askedOf(type)]
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(text) && neverSaid[type]?.includes(name) !== true)
      .map((name) => `${type} ${name}: ${where}`),
  )
  expect(silent).toEqual([])
})
