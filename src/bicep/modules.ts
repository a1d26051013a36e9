/** Calls of modules: each round of them evaluated in its own scope, from Bicep or from a template; what is not read is told, with what it was given. */
import { createDeployment as createTemplateDeployment } from '../arm/deployment.ts'
import { both } from '../arm/instances.ts'
import { collect as collectTemplate, nest } from '../arm/module.ts'
import { lazyObject } from '../arm/structure.ts'
import { type Target, targetOf } from '../arm/target.ts'
import type { TargetKind } from '../arm/template.ts'
import type { Declared, Presence } from '../eval/declared.ts'
import { lazyMap } from '../eval/lazy.ts'
import { type Doubt, failure, type ObjectValue, type Origin, reference, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import { type Context, createDeployment, type Deployment } from './deployment.ts'
import { findCode } from './environment.ts'
import { evaluateNode, membersOf, type Within } from './evaluate-node.ts'
import type { Artifact } from './loader.ts'
import { presenceOf, propertyOf, type Round, roundsOf, tellFault } from './place.ts'
import type { WrittenModule } from './source.ts'

/** One deployment that a call makes. */
export interface Called {
  readonly address: string
  /** Of itself, whether or not what is around it is there. */
  readonly presence: Presence
  readonly isLeftOut: boolean
  /** As others see it: `outputs`, and what else is known of a deployment. */
  readonly value: () => Value
  readonly collect: (into: Declared[]) => void
}

/** Of a deployment, whichever language it is written in. */
interface Inner {
  readonly outputs: ObjectValue
  readonly collect: (into: Declared[]) => void
}

interface Call {
  readonly written: WrittenModule
  readonly around: Deployment
  readonly span: Span
  readonly source: string
}

export const callModule = (context: Context, around: Deployment, written: WrittenModule): readonly Called[] => {
  const { within } = around.environment
  const { declaration, path } = written
  const span: Span = { file: around.source.file, start: declaration.name.start, end: declaration.path.end }
  const call: Call = { written, around, span, source: path ?? written.symbol }
  const code = codeOf(context, call)
  if ('why' in code) tellNotRead(context, call, code.why)
  return roundsOf(written.body, within).map((round) => {
    tellFault(context.templates, round, written, within)
    return calledOnce(context, call, round, code)
  })
}

const codeOf = (context: Context, { around, written, span }: Call): Artifact | { readonly why: string } => {
  const { path } = written
  if (path === undefined) return { why: 'its path is no plain text' }
  const code = findCode(context, path, around.source.path, { symbol: written.symbol, span })
  if ('why' in code) return code
  const place = code.kind === 'source' ? code.source.path : code.path
  if (around.ancestors.includes(place)) return { why: 'it leads to itself' }
  return around.ancestors.length > budget.moduleDepth ? { why: 'it is nested too deep' } : code
}

const tellNotRead = (context: Context, { around, span, source }: Call, why: string): void => {
  const run = context.templates
  // Instances of one module tell the same of it.
  if (!run.notRead.some((one) => one.span.file === span.file && one.span.start === span.start)) run.notRead.push({ source, span, why })
  if (!/^(br|ts)[:/]/.test(source) && run.notRead.at(-1)?.span === span)
    run.sink({
      code: why === 'it leads to itself' ? 'bicep/module-cycle' : 'bicep/module-not-found',
      severity: 'error',
      message: `module \`${source}\` is not read: ${why}`,
      span: { ...span, file: around.source.file },
    })
}

const calledOnce = (context: Context, call: Call, round: Round, code: Artifact | { readonly why: string }): Called => {
  const { around, written, span } = call
  const { body } = written
  const origin: Origin = { span }
  const address = around.prefix + written.symbol + round.suffix
  const own = presenceOf(body, round, origin)
  const presence = both(around.presence, own.presence)
  const given = givenTo(written, round.within)
  const nameNode = propertyOf(body.object, 'name')
  const name = nameNode === undefined ? undefined : evaluateLater(() => evaluateNode(nameNode, round.within))
  let inner: Inner | undefined
  let isMade = false
  const made = (): Inner | undefined => {
    if (!isMade) {
      isMade = true
      inner = 'why' in code || context.templates.deployments >= budget.moduleInstances ? undefined : innerOf(code)
    }
    return inner
  }
  const innerOf = (artifact: Artifact): Inner => {
    const kind = artifact.kind === 'source' ? artifact.source.target : artifact.template.kind
    const request = {
      prefix: `${address}.`,
      presence,
      target: targetFor(call, round.within, kind),
      given: given.of,
      isRoot: false,
      name: name?.(),
    }
    if (artifact.kind === 'source')
      return createDeployment(context, { ...request, source: artifact.source, ancestors: [...around.ancestors, artifact.source.path] })
    const { template, path } = artifact
    const deployment = createTemplateDeployment(
      context.templates,
      { ...request, template, path, ancestors: [...around.ancestors, path] },
      nest,
    )
    return { outputs: deployment.outputs, collect: (into) => collectTemplate(deployment, into) }
  }
  const doubt: Doubt = { reason: 'external', what: `${address} (${call.source}, not read)`, span }
  const outputsValue = (): Value => {
    const found = made()
    const open = { to: address, path: ['outputs'] }
    if (found === undefined) return reference(open, doubt, origin, true)
    const { entries } = found.outputs
    const outputOf = (key: string): Value => {
      const output = entries.get(key)
      const value = output?.kind === 'object' ? output.entries.get('value') : undefined
      return value ?? failure(`\`${written.symbol}\` has no output \`${key}\``, origin)
    }
    return { kind: 'object', shape: 'object', origin, entries: lazyMap([...entries.keys()], outputOf, outputOf), open }
  }
  return {
    address,
    presence: own.presence,
    isLeftOut: own.isLeftOut,
    value: () => ({
      ...lazyObject(
        new Map<string, () => Value>([['outputs', outputsValue], ...(name === undefined ? [] : [['name', name] as const])]),
        origin,
      ),
      open: { to: address, path: [] },
    }),
    collect: (into) => {
      if (own.isLeftOut) return
      const found = made()
      if (found !== undefined) found.collect(into)
      else if (!('why' in code)) tellNotRead(context, call, 'there are too many modules')
      if (found === undefined) context.handing.give(given.all(), doubt)
    },
  }
}

const evaluateLater = (make: () => Value): (() => Value) => {
  let value: Value | undefined
  return () => (value ??= make())
}

/** What a call gives, by name in lower case. */
const givenTo = (
  written: WrittenModule,
  within: Within,
): { readonly of: (name: string) => Value | undefined; readonly all: () => readonly Value[] } => {
  const node = propertyOf(written.body.object, 'params')
  let read: ReadonlyMap<string, () => Value> | Value | undefined
  const members = (): ReadonlyMap<string, () => Value> | Value | undefined => {
    if (node === undefined || read !== undefined) return read
    if (node.kind === 'object') {
      const found = membersOf(node, within)
      read =
        found instanceof Map ? new Map([...found].map(([key, make]) => [key.toLowerCase(), evaluateLater(make as () => Value)])) : found
    } else read = evaluateNode(node, within)
    return read
  }
  return {
    of: (name) => {
      const found = members()
      if (found === undefined) return undefined
      if (found instanceof Map) return found.get(name)?.()
      const value = found as Value
      if (value.kind === 'object' && value.open === undefined) {
        for (const [key, entry] of value.entries) if (key.toLowerCase() === name) return entry
        return undefined
      }
      return unknown(value.kind === 'unknown' ? value.causes : [], value.origin, { mayFail: true })
    },
    all: () => {
      const found = members()
      return found === undefined ? [] : found instanceof Map ? [...found.values()].map((make) => make()) : [found as Value]
    },
  }
}

/** Where a module goes: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/modules#set-module-scope */
const targetFor = ({ written, around, span }: Call, within: Within, kind: TargetKind): Target => {
  const node = propertyOf(written.body.object, 'scope')
  const origin: Origin = { span }
  if (node === undefined) {
    const subscriptionId = around.target.entries.get('subscriptionId')
    return kind === 'subscription' && subscriptionId !== undefined ? targetOf({ subscriptionId }, origin) : around.target
  }
  const found = around.scopeAt(node, within, `the scope of \`${written.symbol}\``)
  return 'target' in found ? found.target : around.target
}
