/** A site comes in; its place in one address family goes out, with the lists of groups there, compiled once. */
import type { Doubt } from '../eval/value.ts'
import type { LinkOption } from '../model/entity.ts'
import type { Nsg } from '../model/kinds/nsg.ts'
import type { AddressFamily } from './family.ts'
import type { Stage } from './filter.ts'
import type { Flow } from './flow.ts'
import type { Scope, Traffic } from './match.ts'
import { createPlace, type Place } from './place.ts'
import { compileRules, type Level, type Lists, unknownLists } from './rules.ts'
import type { Site } from './site.ts'

export const traffics: readonly Traffic[] = ['with-ports', 'without-ports']

/** What is computed once for a point and one family. */
export interface Prepared<T extends number | bigint> {
  readonly place: Place<T>
  stage(at: Level, option: LinkOption<Nsg>, doubts: readonly Doubt[], direction: Flow['direction'], traffic: Traffic): Stage<T>
}

export const prepare = <T extends number | bigint>(site: Site, family: AddressFamily<T>): Prepared<T> => {
  const place = createPlace(site, family)
  const compiled = new Map<string, Lists<T>>()
  return {
    place,
    stage: (at, option, doubts, direction, traffic) => {
      if (option.to === 'none') return { at }
      if (option.to === 'external') {
        const lists = unknownLists(place, at, traffic, doubts)
        return { at, lists: { ordinary: lists, platform: lists } }
      }
      const lists = (scope: Scope): Lists<T> => {
        const key = [at, direction, traffic, scope, option.entity.id].join(' ')
        let found = compiled.get(key)
        if (found === undefined) compiled.set(key, (found = compileRules(place, option.entity, at, direction, traffic, scope)))
        return found
      }
      return { at, lists: { ordinary: lists('ordinary'), platform: lists('platform') } }
    },
  }
}
