/** A virtual network and a name come in; every way that the question may take, step by step to its end, goes out. */
import { mergeDoubts } from '../eval/value.ts'
import type { Assumptions } from '../model/assumptions.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import { budget } from '../text/budget.ts'
import type { DnsEnd, DnsPath, HostName, Walk } from './dns-path.ts'
import { createAzure } from './resolve-azure.ts'
import { createServers } from './resolve-server.ts'
import { type Asker, addressText, type Engine, perhaps, startWalk, step } from './resolve-walk.ts'

const askerKey = (from: Asker): string => (from.kind === 'network' ? from.network.id : from.kind)

export interface Resolver {
  /** Of all paths at least one is taken; each that is certain surely is by some question, whichever server is asked first. */
  resolve(network: VirtualNetwork, name: HostName): readonly DnsPath[]
}

const serverKey = (server: AddressTerm): string =>
  server.kind === 'range' ? `${server.range.family} ${server.range.first}` : server.identity

export const createResolver = (network: Network, assumptions: Assumptions): Resolver => {
  const servers = createServers(network, assumptions)
  const azure = createAzure(network, servers.outboundOf)

  const resolve = (client: VirtualNetwork, name: HostName): readonly DnsPath[] => {
    const paths: DnsPath[] = []
    let isCut = false
    const end: Engine['end'] = (walk, asked, reached: DnsEnd) => {
      if (paths.length >= budget.dnsPaths) {
        isCut = true
        return
      }
      const doubts = reached.kind === 'unknown' ? mergeDoubts(walk.doubts, reached.doubts) : walk.doubts
      paths.push({
        name: asked.text,
        steps: walk.steps,
        end: reached,
        certain: walk.certain && reached.kind !== 'unknown',
        doubts,
        leansOn: walk.leansOn,
      })
    }
    /** A question that was asked before on the way comes back again and again. */
    const once = (walk: Walk, asked: HostName, key: string, then: (walk: Walk) => void): void => {
      const whole = `${key} ${asked.key}`
      const before = walk.asked.get(whole)
      if (before !== undefined) end(walk, asked, { kind: 'loop', from: before })
      else if (walk.steps.length >= budget.dnsSteps || paths.length >= budget.dnsPaths) isCut = true
      else then({ ...walk, asked: new Map([...walk.asked, [whole, walk.steps.length]]) })
    }
    const engine: Engine = {
      end,
      azure: (walk, asked, at) => once(walk, asked, `azure ${at.id}`, (on) => azure.answer(engine, on, asked, at)),
      server: (walk, asked, server, from, by, span) =>
        once(walk, asked, `server ${serverKey(server)} from ${askerKey(from)}`, (on) =>
          servers.ask(engine, on, asked, server, from, by, span),
        ),
    }

    const { servers: listed, span } = network.naming.serversOf(client)
    const each = (addresses: readonly AddressTerm[], walk: Walk): void => {
      if (addresses.length === 0) engine.azure(walk, name, client)
      for (const server of addresses)
        engine.server(
          step(walk, {
            at: client.id,
            via: 'custom-server',
            text: `\`${client.id}\` asks ${addressText(server)}`,
            name: name.text,
            span,
            server,
          }),
          name,
          server,
          { kind: 'network', network: client },
          'network',
          span,
        )
    }
    if (listed.known) each(listed.value, startWalk)
    else if (listed.among !== undefined) for (const one of listed.among) each(one, perhaps(startWalk, listed.doubts))
    else end(perhaps(startWalk, listed.doubts), name, { kind: 'unknown', doubts: listed.doubts })
    if (isCut || paths.length === 0) {
      const doubts = [{ reason: 'budget' as const, what: `the ways of \`${name.text}\``, span: client.span }]
      paths.push({ name: name.text, steps: [], end: { kind: 'unknown', doubts }, certain: false, doubts, leansOn: [] })
    }
    return paths
  }
  return { resolve }
}
