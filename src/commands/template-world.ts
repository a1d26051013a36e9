/** A root that is a file, with its parameters, becomes one world: what is asked of each is held, the rest made again where it is asked for and held no more. */
import { isBicepPath } from '../bicep/loader.ts'
import type { Declared } from '../eval/declared.ts'
import { allKinds } from '../model/kinds/index.ts'
import type { Kind, Network } from '../model/network.ts'
import type { World } from '../semantics/flow.ts'
import { createWorld } from '../semantics/world.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Kept } from '../text/kept.ts'
import { openBicep } from './bicep-roots.ts'
import { openInCloud } from './deployed-cloud.ts'
import { type OpenedTemplate, openTemplate, type TemplateRequest } from './templates.ts'
import type { Choices, RootWorld, Surroundings } from './worlds.ts'

export interface HeavyWorld {
  readonly network: Network
  readonly world: World
  readonly declared: readonly Declared[]
}

export const templateWorld = (
  request: TemplateRequest,
  choices: Choices,
  around: Surroundings,
  sink: Sink,
  networkOf: (opened: OpenedTemplate, around: Surroundings, sink: Sink) => Network,
): RootWorld => {
  const { workspace, noted = workspace } = around
  const open = (tell: Sink): { readonly opened: OpenedTemplate; readonly heavy: HeavyWorld } => {
    const isBicep = isBicepPath(request.template)
    const opened = openInCloud(
      around.assumptions?.cloud?.value,
      (cloud, hear) =>
        isBicep ? openBicep(request, choices, workspace, noted, cloud, hear) : openTemplate(request, choices, noted, cloud, hear),
      tell,
    )
    const network = networkOf(opened, around, tell)
    const world = createWorld(network, around.snapshot === undefined ? {} : { snapshot: around.snapshot })
    return { opened, heavy: { network, world, declared: opened.declared } }
  }
  const { kept } = around
  const { opened, heavy } = open(sink)
  // Worlds that are tried with a choice are judged at once and gone.
  return kept === undefined || choices.size > 0
    ? { ...lightOf(request, opened), ...heavy }
    : held(lightOf(request, opened), heavy, kept, () => open(() => undefined).heavy)
}

type Light = Omit<RootWorld, keyof HeavyWorld>

const lightOf = ({ name }: TemplateRequest, { modulesNotRead, files, functionsNotRead, unread }: OpenedTemplate): Light => ({
  root: name,
  modulesNotRead,
  folders: new Set(),
  files,
  functionsNotRead,
  unread,
})

const sizeOf = ({ declared }: HeavyWorld): number => declared.length + 1

/** No function made in here may see `first`: it would be held as long as the function is. */
const held = (light: Light, first: HeavyWorld, kept: Kept<object, HeavyWorld>, again: () => HeavyWorld): RootWorld => {
  const key = {}
  kept.put(key, first, sizeOf(first))
  const heavy = (): HeavyWorld => kept.get(key) ?? putAgain(key, again(), kept)
  const kinds = kindsIn(first.network)
  const declared = first.declared.map((one, at) => shownOf(one, () => heavy().declared[at]!.body))
  return {
    ...light,
    kinds,
    declared,
    get network() {
      return heavy().network
    },
    get world() {
      return heavy().world
    },
  }
}

const putAgain = (key: object, made: HeavyWorld, kept: Kept<object, HeavyWorld>): HeavyWorld => {
  kept.put(key, made, sizeOf(made))
  return made
}

const kindsIn = (network: Network): ReadonlySet<Kind> => new Set(allKinds.filter((kind) => network.ofKind(kind).length > 0))

const shownOf = ({ address, type, mode, presence, span, language }: Declared, bodyOf: () => Declared['body']): Declared => ({
  address,
  type,
  mode,
  presence,
  span,
  language,
  get body() {
    return bodyOf()
  },
})
