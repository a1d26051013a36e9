/** Terraform text judged by the policies that ship, or by others: what a run would say, without files and reports. */
import { noAssumptions } from '../../src/model/assumptions.ts'
import { createNetwork } from '../../src/model/network.ts'
import { readAssumptions } from '../../src/policy/assumptions-file.ts'
import { builtinPolicies } from '../../src/policy/builtin.ts'
import { readConfiguration } from '../../src/policy/configuration.ts'
import { judge } from '../../src/policy/judge.ts'
import type { Finding, Judgement } from '../../src/policy/policy.ts'
import { readPolicies } from '../../src/policy/read.ts'
import type { TagSnapshot } from '../../src/semantics/flow.ts'
import { createWorld } from '../../src/semantics/world.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { fileOf } from './source.ts'
import { configurationOf } from './terraform.ts'

export interface Judging {
  /** Policies in place of those that ship, unless these are named too. */
  readonly policies?: readonly string[]
  /** Of those that ship; default: all. */
  readonly shipped?: readonly string[]
  /** Text of `vnetproof.yaml`. */
  readonly configuration?: string
  readonly snapshot?: TagSnapshot
  /** Text of a file of assumptions. */
  readonly assumptions?: string
}

export interface JudgedText {
  readonly judgements: readonly Judgement[]
  readonly findings: readonly Finding[]
  /** Of policies and configuration, and what was not judged. */
  readonly told: readonly Diagnostic[]
  /** `fails`, `holds`, `unsure`, or `fails/holds` where subjects differ; undefined where the code was not judged. */
  outcome(code: string): string | undefined
  finding(code: string): Finding
  /** What the finding underlines. */
  underlined(code: string): string
}

export const judgeText = (files: Readonly<Record<string, string>> | string, options: Judging = {}): JudgedText => {
  const told: Diagnostic[] = []
  const sink = (diagnostic: Diagnostic): void => void told.push(diagnostic)
  const { declared, handedOver } = configurationOf(files)
  const assumptions =
    options.assumptions === undefined ? noAssumptions : readAssumptions(fileOf(options.assumptions, 'assumptions.yaml', 'yaml'), sink)
  const network = createNetwork(declared, () => undefined, { handedOver, assumptions })
  const policies = readPolicies(
    {
      files: (options.policies ?? []).map((text, index) => fileOf(text, `policy-${index}.yaml`, 'yaml')),
      shipped: options.policies === undefined || options.shipped !== undefined ? builtinPolicies() : [],
      builtin: options.shipped ?? 'all',
    },
    sink,
  )
  const configuration = readConfiguration(fileOf(options.configuration ?? '', 'vnetproof.yaml', 'yaml'), sink)
  const overrides = new Map([...configuration.severity].map(([prefix, { severity }]) => [prefix, severity]))
  const { judgements, findings } = judge(
    policies,
    { root: '.', network, world: createWorld(network, options.snapshot === undefined ? {} : { snapshot: options.snapshot }), declared },
    configuration.settings,
    overrides,
    sink,
  )
  const finding = (code: string): Finding => {
    const found = findings.find((each) => each.code === code)
    if (found === undefined) throw new Error(`no finding ${code}; there are ${findings.map((each) => each.code).join(', ')}`)
    return found
  }
  return {
    judgements,
    findings,
    told,
    outcome: (code) => {
      const outcomes = new Set(judgements.filter((judgement) => judgement.code === code).map((judgement) => judgement.outcome))
      return outcomes.size === 0 ? undefined : [...outcomes].join('/')
    },
    finding,
    underlined: (code) => spanText(finding(code).span),
  }
}
