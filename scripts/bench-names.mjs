/** Prints how long names take to be resolved where many networks are linked to many zones; `bench-names.mjs NETWORKS`. */
import { performance } from 'node:perf_hooks'
import { namesOfMany } from './bench-networks.mjs'

const { keepHeapSmall } = await import('../.build/shell/heap.js')
const { evaluateRoot } = await import('../.build/hcl/module.js')
const { createModuleLoader } = await import('../.build/hcl/module-source.js')
const { dialectFor } = await import('../.build/hcl/dialect.js')
const { memoryWorkspace, joinPath } = await import('../.build/text/workspace.js')
const { createNetwork } = await import('../.build/model/network.js')
const { createWorld } = await import('../.build/semantics/world.js')
const { hostName } = await import('../.build/semantics/host-name.js')

keepHeapSmall()
const quiet = () => undefined
const count = Number(process.argv[2])

/** Names in zones, names that a rule forwards, names in a zone that does not have them, and public ones. */
const asked = (index) =>
  [
    `www.z${index % 100}.internal.example`,
    `a.d${index % 1000}.corp.example`,
    `nothing.z${index % 100}.internal.example`,
    'login.microsoftonline.com',
    `x${index}.blob.core.windows.net`,
  ][index % 5]

const start = performance.now()
const files = memoryWorkspace(namesOfMany(count, 100, 1000))
const dialects = (folder) => dialectFor({ readFile: files.read, list: files.list, folder, resolve: (path) => joinPath('', path) })
const network = createNetwork(evaluateRoot('', new Map(), createModuleLoader(files, quiet), dialects, quiet).declared, quiet)
const modelled = performance.now() - start
const clients = network.ofKind('virtual-network')
const world = createWorld(network, {})
for (let index = 0; index < count * 10; index++) world.resolve(clients[index % clients.length], hostName(asked(index)))
const [took, cpu] = [performance.now() - start, process.cpuUsage()]
console.log(JSON.stringify({ modelled, took, cpu: (cpu.user + cpu.system) / 1_000, megabytes: process.resourceUsage().maxRSS / 1024 }))
