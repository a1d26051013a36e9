/** A file of Bicep with its parameters, evaluated as far as it goes: from its path and inputs to declared resources. */

import type { Run } from '../arm/deployment.ts'
import { armDialect } from '../arm/dialect.ts'
import type { TemplateConfiguration } from '../arm/module.ts'
import { rootTarget } from '../arm/target.ts'
import { certain, type Declared } from '../eval/declared.ts'
import { createHandingOver } from '../eval/handed-over.ts'
import { newMeter } from '../eval/scope.ts'
import { type Doubt, mergeDoubts, type Origin, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type Context, createDeployment } from './deployment.ts'
import { type BicepLoader, topOfPath } from './loader.ts'
import { callModule } from './modules.ts'

/** What one evaluation of Bicep shares. */
export const newContext = (loader: BicepLoader, sink: Sink): Context => {
  const templates: Run = {
    loader: loader.templates,
    sink,
    meter: newMeter(),
    dialect: armDialect,
    notRead: [],
    unread: [],
    handed: [],
    deployments: 0,
    resources: 0,
  }
  return { templates, loader, environments: new Map(), handing: createHandingOver(), call: callModule }
}

/** `given`: values of parameters by name in lower case; the others have their default or are unknown inputs. */
export const evaluateBicep = (
  path: string,
  given: ReadonlyMap<string, Value>,
  loader: BicepLoader,
  sink: Sink,
  context: Context = newContext(loader, sink),
): TemplateConfiguration => {
  const source = loader.source(path)
  if (typeof source === 'string') {
    loader.tellNotRead(path, source, topOfPath(path), 'error')
    const doubt: Doubt = { reason: 'error', what: `the file \`${path}\`, which could not be read`, span: topOfPath(path) }
    return { declared: [], modulesNotRead: [], unread: [doubt], handedOver: new Map(), output: () => undefined }
  }
  const { templates: run, handing } = context
  const origin: Origin = { span: { file: source.file, start: 0, end: 0 } }
  const root = createDeployment(context, {
    source,
    ancestors: [path],
    prefix: '',
    presence: certain,
    target: rootTarget(source.target, origin),
    given: (name) => given.get(name),
    isRoot: true,
    name: undefined,
  })
  const declared: Declared[] = []
  root.collect(declared)
  const handedOver = new Map(handing.among(declared))
  if (run.handed.length > 0) handedOver.set('*', mergeDoubts(handedOver.get('*') ?? [], run.handed))
  return {
    declared,
    modulesNotRead: run.notRead,
    unread: mergeDoubts(run.unread),
    handedOver,
    output: (name) => {
      const output = root.outputs.entries.get(name)
      return output?.kind === 'object' ? output.entries.get('value') : undefined
    },
  }
}
