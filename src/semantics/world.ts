/** A network comes in; the answers to questions about its packets go out, computed on demand and kept. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Link, LinkOption } from '../model/entity.ts'
import type { Nsg } from '../model/kinds/nsg.ts'
import type { Network } from '../model/network.ts'
import { prefixLength } from '../net/address.ts'
import { budget } from '../text/budget.ts'
import { positionAt } from '../text/source.ts'
import { assumedAt, assumption } from './assumed.ts'
import { family4, family6 } from './family.ts'
import { anywhere, fatesOf } from './fates.ts'
import type { Flow, Point, TagSnapshot, Verdict, World } from './flow.ts'
import { createFrame, type Frame } from './frame.ts'
import { type Put, putText } from './gateway-prefixes.ts'
import { joinVerdicts, judgeFrames } from './judge.ts'
import type { Traffic } from './match.ts'
import { type Prepared, prepare, traffics } from './prepared.ts'
import { questionsOf } from './question.ts'
import { createResolver, type Resolver } from './resolve.ts'
import type { Level } from './rules.ts'
import { createSite, type Site } from './site.ts'
import { widenedBy } from './widened.ts'

export interface WorldOptions {
  readonly snapshot?: TagSnapshot
}

interface Families {
  readonly four: Prepared<number>
  readonly six: Prepared<bigint>
}

export interface NetworkWorld extends World {
  /** The flow surely has no packet: a mistake in whoever asks. */
  isEmptyFlow(point: Point, flow: Flow, except?: readonly Flow[]): boolean
}

interface Attachment {
  readonly at: Level
  readonly options: readonly LinkOption<Nsg>[]
  readonly doubts: readonly Doubt[]
}

/** Too many possible groups are one of which nothing is known. */
const attachmentOf = (at: Level, link: Link<Nsg>): Attachment => {
  const few = link.options.length > 0 && link.options.length <= budget.alternatives
  const options: readonly LinkOption<Nsg>[] = few ? link.options : [{ to: 'external', identity: 'any' }]
  const doubts: readonly Doubt[] =
    link.doubts.length > 0 ? link.doubts : [{ reason: 'external', what: 'the network security group', span: link.origin.span }]
  return { at, options, doubts }
}

const combinations = (
  attachments: readonly Attachment[],
): readonly (readonly { readonly at: Level; readonly option: LinkOption<Nsg>; readonly doubts: readonly Doubt[] }[])[] =>
  attachments.reduce<{ at: Level; option: LinkOption<Nsg>; doubts: readonly Doubt[] }[][]>(
    (chains, { at, options, doubts }) => chains.flatMap((chain) => options.map((option) => [...chain, { at, option, doubts }])),
    [[]],
  )

/** https://learn.microsoft.com/azure/virtual-network/service-tags-overview, https://github.com/MicrosoftDocs/azure-docs/issues/22178 */
const routesSentence = (routes: readonly Put[]): string => {
  const [first] = routes
  const more = routes.length > 1 ? ` and ${routes.length - 1} more` : ''
  const which =
    first === undefined ? '' : `: ${putText(first)} (${first.span.file.path}:${positionAt(first.span.file, first.span.start).line})${more}`
  return `prefixes of routes to an appliance or a gateway are part of \`VirtualNetwork\` at this subnet${which}`
}

const reportedSentence =
  'that a default route makes `VirtualNetwork` hold every address is what users report (https://github.com/MicrosoftDocs/azure-docs/issues/22178), so it is no error by itself; `virtual-network-includes-default-route` in the assumptions settles it'

const isDefault = ({ range }: Put): boolean => prefixLength(range) === 0

export const snapshotSentence = (snapshot: TagSnapshot): string =>
  `addresses of service tags as of ${snapshot.date} (cloud ${snapshot.cloud}${snapshot.changeNumber > 0 ? `, change ${snapshot.changeNumber}` : ''})`

const levelOf = (point: Point): Level => (point.nic === undefined ? 'subnet' : 'nic')

export const createWorld = (network: Network, options: WorldOptions): NetworkWorld => {
  const { snapshot } = options
  const points = new Map<string, Families>()
  const familiesOf = (site: Site): Families => ({ four: prepare(site, family4), six: prepare(site, family6) })

  const keyOf = (point: Point): string =>
    JSON.stringify([point.subnet.id, point.nic?.id ?? null, point.region.known ? point.region.value : [point.region.pieces ?? null]])

  const ofPoints = new WeakMap<Point, Families>()
  const at = (point: Point, bare = false): Families => {
    const before = bare ? undefined : ofPoints.get(point)
    if (before !== undefined) return before
    const key = `${bare ? 'bare ' : ''}${keyOf(point)}`
    let found = points.get(key)
    if (found === undefined) points.set(key, (found = familiesOf(createSite(network, point, snapshot, bare))))
    if (!bare) ofPoints.set(point, found)
    return found
  }

  const judgeAt = (
    { four, six }: Families,
    point: Point,
    flow: Flow,
    expectation: Parameters<World['judge']>[2],
    except: readonly Flow[],
  ): Verdict => {
    const attachments = [attachmentOf('subnet', network.nsgOf(point.subnet))]
    if (point.nic !== undefined) attachments.push(attachmentOf('nic', network.nsgOf(point.nic)))
    if (flow.direction === 'outbound') attachments.reverse()
    const questions = traffics.map((traffic) => ({
      traffic,
      four: questionsOf(four.place, flow, except, traffic),
      six: questionsOf(six.place, flow, except, traffic),
    }))
    const verdicts = combinations(attachments).map((chain): Verdict => {
      const frames: Frame[] = []
      const add = <T extends number | bigint>(prepared: Prepared<T>, sets: ReturnType<typeof questionsOf<T>>, traffic: Traffic): void => {
        if (sets.length === 0) return
        const stages = chain.map((link) => prepared.stage(link.at, link.option, link.doubts, flow.direction, traffic))
        frames.push(createFrame(prepared.place, sets, flow.direction, stages, traffic))
      }
      for (const question of questions) add(four, question.four, question.traffic)
      for (const question of questions) add(six, question.six, question.traffic)
      return judgeFrames(frames, expectation, point.subnet.span)
    })
    const doubts = mergeDoubts(...attachments.map((attachment) => (attachment.options.length > 1 ? attachment.doubts : [])))
    return joinVerdicts(verdicts, doubts)
  }

  const judge: World['judge'] = (point, flow, expectation, except = []) => {
    const families = at(point)
    const { four, six } = families
    const verdict = judgeAt(families, point, flow, expectation, except)
    const { site } = four.place
    const usesTags = four.place.usesSnapshot() || six.place.usesSnapshot()
    const { virtualNetworkIncludesDefaultRoute: vouched } = network.assumptions
    let differs: boolean | undefined
    /** Without what routes put into `VirtualNetwork` the answer would be another; found out only for whom it matters. */
    const leansOnRoutes = (): boolean =>
      (differs ??= site.routes.length > 0 && judgeAt(at(point, true), point, flow, expectation, except).outcome !== verdict.outcome)
    const leansOnDefault = (): boolean => site.routes.some(isDefault) && leansOnRoutes()
    const widened = verdict.outcome === 'holds' ? [] : widenedBy(site, verdict)
    return {
      ...verdict,
      get leansOn() {
        return [
          ...verdict.leansOn,
          ...(snapshot !== undefined && usesTags ? [snapshotSentence(snapshot)] : []),
          ...(leansOnRoutes() ? [routesSentence(site.routes)] : []),
          ...(vouched === undefined && leansOnDefault() ? [reportedSentence] : []),
          ...(vouched !== undefined && (site.leftOut || leansOnDefault())
            ? [
                assumption(
                  `a default route ${vouched.value ? 'makes' : 'does not make'} \`VirtualNetwork\` hold every address`,
                  vouched.span,
                ),
              ]
            : []),
          ...assumedAt(network, point.subnet),
        ]
      },
      get contested() {
        return vouched === undefined && leansOnDefault()
      },
      ...(widened.length === 0 ? {} : { widenedBy: widened }),
    }
  }

  const fates = new WeakMap<Nsg, ReturnType<World['fatesIn']>>()
  const fatesAt: World['fatesIn'] = (nsg, attached, elsewhere) => {
    const known = attached.map(({ point, certain }) => ({ ...at(point), level: levelOf(point), certain }))
    if (known.length > 0 && elsewhere.length === 0) return fatesOf(nsg, network, known)
    const other = anywhere(network, nsg, elsewhere)
    const unknown = familiesOf(createSite(other.network, other.point, snapshot))
    return fatesOf(nsg, network, [...known, { ...unknown, level: 'subnet', certain: known.length === 0 && elsewhere.length === 0 }])
  }

  let resolver: Resolver | undefined
  return {
    snapshot,
    judge,
    resolve: (from, name) => {
      resolver ??= createResolver(network, network.assumptions)
      return resolver.resolve(from, name)
    },
    fatesIn: (nsg, attached, elsewhere) => {
      let found = fates.get(nsg)
      if (found === undefined) fates.set(nsg, (found = fatesAt(nsg, attached, elsewhere)))
      return found
    },
    isEmptyFlow: (point, flow, except = []) => {
      const { four, six } = at(point)
      return traffics.every(
        (traffic) =>
          questionsOf(four.place, flow, except, traffic).length === 0 && questionsOf(six.place, flow, except, traffic).length === 0,
      )
    },
    attachedNsg: (point) => {
      const link = network.nsgOf(point.subnet)
      const attached = link.options.filter((option) => option.to !== 'none').length
      const answer = link.options.length === 0 ? 'unsure' : attached === 0 ? 'no' : attached === link.options.length ? 'yes' : 'unsure'
      return { answer, doubts: answer === 'unsure' ? attachmentOf('subnet', link).doubts : [], span: link.origin.span }
    },
  }
}
