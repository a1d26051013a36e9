/** Policies that ship, and what may be asked, come in; text for a terminal or JSON for programs goes out. */
import type { AskedKind, ResourceFields, ShippedPolicy, ShippedRule, ShippedSetting } from '../policy/catalogue.ts'

/** What is known of a name that `--fields` is given: it may be a kind of rules, a kind of resources, or both. */
export interface AskedFields {
  readonly name: string
  readonly asked?: AskedKind
  readonly resource?: ResourceFields
  /** Kinds of resources, where the name is that of the rules that take any of them. */
  readonly resourceKinds?: readonly string[]
}

/** Values longer than this are cut: a table of addresses says little on a terminal. */
const mostValues = 6

const severities = (rules: readonly ShippedRule[]): string => {
  const bySeverity = new Map<string, string[]>()
  for (const { id, severity } of rules) bySeverity.set(severity, [...(bySeverity.get(severity) ?? []), id])
  return [...bySeverity].map(([severity, ids]) => `${severity}: ${ids.join(', ')}`).join('; ')
}

const forText = ({ for: kind, where }: ShippedPolicy): string => `${kind}${where === undefined ? '' : ` where ${where}`}`

export const policiesText = (policies: readonly ShippedPolicy[]): string => {
  const lines = policies.flatMap((policy) => [
    policy.name,
    `  ${policy.title}`,
    `  for    ${forText(policy)}`,
    `  rules  ${severities(policy.rules)}`,
    '',
  ])
  return `${[
    ...lines,
    '`vnetproof policies NAME` tells all of one, `vnetproof policies --fields KIND` what rules of a kind may ask and what conditions may name',
  ].join('\n')}\n`
}

const columns = (rows: readonly (readonly string[])[], indent: string): readonly string[] => {
  const widths = rows.reduce<readonly number[]>((all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, cell.length)), [])
  return rows.map((row) =>
    `${indent}${row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ')}`.trimEnd(),
  )
}

const valuesText = (values: readonly string[]): string =>
  values.length > mostValues ? `${values.slice(0, mostValues).join(', ')} and ${values.length - mostValues} more` : values.join(', ')

/** Some of each provider's. */
const typesText = (types: readonly string[]): string => {
  const ours = types.filter((type) => !type.includes('/'))
  return [ours, types.filter((type) => type.includes('/'))]
    .filter((all) => all.length > 0)
    .map(valuesText)
    .join('; ')
}

const settingText = ({ name, about, preset, values, usedBy }: ShippedSetting): readonly string[] => {
  const given =
    preset === undefined ? 'no default' : `${preset.from === 'default' ? 'default' : 'a table that ships'}: ${valuesText(preset.values)}`
  const may = values === undefined ? '' : `; one of ${values.join(', ')}`
  const by = usedBy.length === 0 ? '' : `; used by ${usedBy.join(', ')}`
  return [name, `${about ?? ''} (${given}${may}${by})`.trim()]
}

const ruleText = (rule: ShippedRule, policy: string): readonly string[] => [
  '',
  `  ${policy}/${rule.id}  ${rule.severity}, kind ${rule.kind}`,
  ...(rule.why === undefined ? [] : [`    ${rule.why}`]),
  ...(rule.when === undefined ? [] : [`    only when ${rule.when}`]),
  ...columns(
    rule.items
      .map(({ code, severity, about }) => [code, ...(severity === rule.severity ? [] : [severity]), about ?? ''])
      .map(([code, ...rest]) => [code!, rest.filter(Boolean).join('  ')]),
    '    ',
  ),
]

export const policyText = (policy: ShippedPolicy): string =>
  `${[
    `${policy.name}: ${policy.title}`,
    '',
    ...columns(
      [
        ['for', forText(policy)],
        ['types', typesText(policy.types)],
        ...(policy.about === undefined ? [] : [['about', policy.about]]),
        ['file', policy.path],
      ],
      '  ',
    ),
    '',
    'settings, which `settings:` of the configuration gives',
    ...(policy.settings.length === 0 ? ['  none'] : columns(policy.settings.map(settingText), '  ')),
    '',
    'rules',
    ...policy.rules.flatMap((rule) => ruleText(rule, policy.name)).slice(1),
  ].join('\n')}\n`

const askedText = ({ kind, summary, at, for: only, fields, items }: AskedKind): readonly string[] => [
  `rules of kind ${kind}: ${summary}`,
  '',
  `  judged at  ${at.join(', ')}`,
  ...(only === undefined ? [] : [`  for        ${only.join(', ')}`]),
  '',
  'what a rule says (* has to be there)',
  ...columns(
    fields.map(({ path, required, form, about }) => [`${path}${required ? ' *' : ''}`, form, about ?? '']),
    '  ',
  ),
  ...(items.length === 0
    ? []
    : [
        '',
        'items that it judges, the last part of a code',
        ...columns(
          items.map(({ item, about }) => [item, about]),
          '  ',
        ),
      ]),
]

const resourceText = ({ kind, types, fields }: ResourceFields): readonly string[] => [
  `resources of kind ${kind}: ${typesText(types)}`,
  '',
  'what conditions may name (`where`, `when`, and `that` of rules of kind resource)',
  ...(fields.length === 0
    ? ['  nothing']
    : columns(
        fields.map(({ name, type, about, values }) => [name, type, `${about}${values === undefined ? '' : ` (${values.join(', ')})`}`]),
        '  ',
      )),
]

export const fieldsText = ({ asked, resource, resourceKinds }: AskedFields): string =>
  `${[
    ...(asked === undefined ? [] : askedText(asked)),
    ...(asked !== undefined && resource !== undefined ? [''] : []),
    ...(resource === undefined ? [] : resourceText(resource)),
    ...(resourceKinds === undefined
      ? []
      : [
          '',
          'kinds of resources; `vnetproof policies --fields KIND` tells what conditions on one may name',
          `  ${resourceKinds.join(', ')}`,
        ]),
  ].join('\n')}\n`

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

export const policiesJson = (policies: readonly ShippedPolicy[]): string => json(policies)

export const fieldsJson = (fields: AskedFields): string => json(fields)
