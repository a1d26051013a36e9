/** `model`: a workspace in, the network of each of its roots out as plain data, with nothing in it that the code calls sensitive. */
import { collectModel } from '../report/model/collect.ts'
import type { ModelRoot } from '../report/model/model.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { type OpenedWorld, openRoots, type RootsRequest } from './open-roots.ts'
import { hidingFor } from './secrets.ts'

export interface Modelled {
  readonly roots: readonly ModelRoot[]
  readonly mistakes: readonly Diagnostic[]
}

/** Every text in it changed. */
const mapTexts = <T>(data: T, change: (text: string) => string): T => {
  if (typeof data === 'string') return change(data) as T
  if (Array.isArray(data)) return data.map((item: unknown) => mapTexts(item, change)) as T
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapTexts(value, change)])) as T
}

export const modelOfWorld = ({ request, world, around }: OpenedWorld, part?: Parameters<typeof collectModel>[1]['part']): ModelRoot => {
  const model = collectModel(world.network, {
    root: request.name,
    unread: world.unread,
    ...(around.snapshot === undefined ? {} : { snapshot: around.snapshot }),
    ...(part === undefined ? {} : { part }),
  })
  const hide = hidingFor(world)
  return hide === undefined ? model : mapTexts(model, hide)
}

export const modelOf = (request: RootsRequest): Modelled => {
  const mistakes = collectDiagnostics()
  const { worlds } = openRoots(request, { mistakes: mistakes.sink, told: () => undefined })
  return {
    roots: worlds.map((world) => modelOfWorld(world)),
    mistakes: mistakes.all.filter(({ severity }) => severity === 'error'),
  }
}
