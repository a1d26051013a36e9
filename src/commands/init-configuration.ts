/** What a first run found in; out comes a configuration that is read as it stands: what is to be named is named, all else is there as comments with what was found. */
import type { Report } from '../report/report.ts'
import { counted } from '../report/wording.ts'
import type { NamedRoot, RootPlan } from './init-roots.ts'
import { commented, commentText, listed, yamlText } from './init-texts.ts'

export interface ConfigurationFacts {
  readonly report: Report
  readonly plan: RootPlan
  /** Path of the file of assumptions, where there is one. */
  readonly assume: string | undefined
  /** Of policies that judge something here: settings that nobody has given, and what a value would be. */
  readonly settings: readonly {
    readonly policy: string
    readonly name: string
    readonly about: string | undefined
    readonly value: string
  }[]
  /** Address of its schema, for editors. */
  readonly schema: string
  /** Address of what is written of it. */
  readonly about: string
}

/** Roots and policies that are listed in comments. */
const mostListed = 40

const entryOf = ({ path, vars, params, name }: NamedRoot): string => {
  const parts = [
    `path: ${yamlText(path)}`,
    ...(vars === undefined ? [] : [`vars: [${yamlText(vars)}]`]),
    ...(params === undefined ? [] : [`params: ${yamlText(params)}`]),
    ...(name === undefined ? [] : [`name: ${yamlText(name)}`]),
  ]
  return `  - { ${parts.join(', ')} }`
}

const whyNamed = {
  'variable-files': [
    'Named are all roots, since some are deployed with one of several variable files: each of these is judged.',
    'Roots that come later have to be added here.',
  ],
  libraries: ['Nothing here looks like a folder that is run by itself: these are judged as if they were.'],
} as const

const rootLines = ({ report, plan }: ConfigurationFacts): readonly string[] => {
  if (plan.why !== undefined) return [...commented(whyNamed[plan.why]), 'roots:', ...plan.named.map(entryOf)]
  const judged = report.run.roots.filter((root) => root.judged)
  const shown = judged.map(({ name, resources }) => `  ${commentText(name)} (${counted(resources, 'resource')})`)
  const unused = [...plan.unused].map(([folder, files]): string => {
    const vars = files.slice(0, mostListed).map((path) => yamlText(folder === '' ? path : path.slice(folder.length + 1)))
    return `  - { path: ${yamlText(folder === '' ? '.' : folder)}, vars: [${vars.join(', ')}] }`
  })
  return commented([
    'Judged are all roots that are found, later ones too. These are there:',
    ...listed(shown, mostListed),
    ...(unused.length === 0
      ? []
      : [
          'Variable files that Terraform does not load by itself are not used, since only you know which belong together. Where roots are named, those alone are judged:',
          'roots:',
          ...unused.slice(0, mostListed),
        ]),
  ])
}

const policyLines = ({ report }: ConfigurationFacts): readonly string[] => {
  const shown = report.policies.map(({ id, title }) => {
    const count = report.judgements.filter(({ policy }) => policy === id).length
    return `  ${id}: ${title} (${counted(count, 'judgement')})`
  })
  if (shown.length === 0)
    return commented(['Judged is by every policy that ships and whose kind of resource occurs: none of them does yet.'])
  return commented([
    'Judged is by every policy that ships and whose kind of resource occurs, so that what comes later is judged as well. Now these are:',
    ...shown,
    'Where policies are named, those alone judge; a path of your own begins with `./`:',
    `policies: [${report.policies.map(({ id }) => id).join(', ')}]`,
  ])
}

const settingLines = ({ settings }: ConfigurationFacts): readonly string[] => {
  if (settings.length === 0) return []
  const policies = [...new Set(settings.map(({ policy }) => policy))]
  return [
    '',
    ...commented([
      'What these policies would like to know, with values in place of the words in capitals:',
      'settings:',
      ...policies.flatMap((policy) => [
        `  ${policy}:`,
        ...settings
          .filter((one) => one.policy === policy)
          .map(({ name, about, value }) => `    ${name}: ${value}${about === undefined ? '' : ` # ${commentText(about)}`}`),
      ]),
    ]),
  ]
}

export const configurationText = (facts: ConfigurationFacts): string =>
  [
    `# yaml-language-server: $schema=${facts.schema}`,
    `# What VNetProof judges, and by what: ${facts.about}`,
    '',
    '# What makes a run fail: error, warning, unsure or never.',
    `fail-on: ${facts.report.failOn}`,
    ...(facts.assume === undefined ? [] : ['', '# What the code cannot say and you vouch for.', `assume: ${yamlText(facts.assume)}`]),
    '',
    ...rootLines(facts),
    '',
    ...policyLines(facts),
    ...settingLines(facts),
    '',
  ].join('\n')
