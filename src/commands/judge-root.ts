/** One world and the policies in, its judgements out: inputs with few values are tried where that settles something. */
import type { AnyEntity } from '../model/network.ts'
import type { Configuration } from '../policy/configuration.ts'
import { judge, type SeverityOverrides } from '../policy/judge.ts'
import type { Judged } from '../policy/policy.ts'
import type { Policy } from '../policy/read.ts'
import type { Sink } from '../text/diagnostic.ts'
import { settle, undecided } from './split.ts'
import { type Choices, openWorld, type RootRequest, type RootWorld, type Surroundings } from './worlds.ts'

/** What every root of a run is judged by. */
export interface Law {
  readonly policies: readonly Policy[]
  readonly configuration: Configuration
  readonly overrides: SeverityOverrides
}

export const judgeWorld = (
  request: RootRequest,
  world: RootWorld,
  { policies, configuration, overrides }: Law,
  around: Surroundings,
  sink: Sink,
  isMeant?: (entity: AnyEntity) => boolean,
): Judged => {
  const judged = judge(policies, world, configuration.settings, overrides, sink, isMeant)
  if (world.unread.length > 0) return undecided(judged, world.unread)
  const quiet: Sink = () => undefined
  const before = failuresIn(world)
  return settle(judged, (choices: Choices) => {
    const tried = openWorld(request, choices, around, quiet)
    // An input that is null where it must not be stops the deployment: such a world does not come to be.
    const isStopped = [...choices.values()].includes(null) && [...failuresIn(tried)].some((place) => !before.has(place))
    return isStopped ? undefined : judge(policies, tried, configuration.settings, overrides, quiet, isMeant)
  })
}

/** Places of the expressions that keep it from being known which resources there are, because they fail. */
const failuresIn = (world: RootWorld): ReadonlySet<string> => {
  const places = new Set<string>()
  for (const { presence } of world.declared)
    if (!presence.certain)
      for (const { reason, span } of presence.doubts) if (reason === 'error') places.add(`${span.file.path}:${span.start}`)
  return places
}
