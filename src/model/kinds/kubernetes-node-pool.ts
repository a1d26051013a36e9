/** Node pools of Kubernetes clusters that are resources of their own, with the subnet that their nodes are in. */
import type { Entity, Fact, Link, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readText, unstated } from '../read-value.ts'
import { regionOf, type Subnet, type SubnetSurroundings } from './subnet.ts'

export interface KubernetesNodePool extends Entity {
  readonly kind: 'kubernetes-node-pool'
  /** Of its cluster. */
  readonly resourceGroup: Fact<string>
  readonly cluster: Pointer
  /** Nothing: none of the author's own is said. */
  readonly subnet: Pointer
}

const entity = (of: Resource | ArmResource, facts: Pick<KubernetesNodePool, 'name' | 'cluster' | 'subnet'>): KubernetesNodePool => ({
  kind: 'kubernetes-node-pool',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  resourceGroup: unstated({ ...of, open: true }, 'resource_group_name'),
  ...facts,
})

export type PoolSurroundings = SubnetSurroundings & { link(pointer: Pointer, kind: 'subnet'): Link<Subnet> }

export const kubernetesNodePool: KindDefinition<KubernetesNodePool, KubernetesNodePool, PoolSurroundings> = {
  kind: 'kubernetes-node-pool',
  azurerm: {
    azurerm_kubernetes_cluster_node_pool: (resource) => [
      entity(resource, {
        name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
        cluster: readPointer(at(resource.body, 'kubernetes_cluster_id'), resource.origin, true),
        subnet: readPointer(at(resource.body, 'vnet_subnet_id'), resource.origin),
      }),
    ],
  },
  arm: {
    'Microsoft.ContainerService/managedClusters/agentPools': (resource) => [
      entity(resource, {
        name: resource.name,
        cluster: resource.parent,
        subnet: readPointer(at(resource.properties, 'vnetSubnetID'), resource.origin),
      }),
    ],
  },
  pointers: ({ cluster, subnet }) => [
    { pointer: cluster, kind: 'private-link-target' },
    { pointer: subnet, kind: 'subnet' },
  ],
  fields: [{ name: 'name', type: 'string', about: 'name of the pool', read: (pool) => pool.name }],
  points: (pool, network) => {
    const subnet = network.link(pool.subnet, 'subnet')
    const [only] = subnet.options
    const where = subnet.options.length === 1 && only?.to === 'entity' ? regionOf(only.entity, network) : undefined
    const what = `the region of \`${pool.id}\``
    const region = where ?? {
      known: false,
      doubts: subnet.doubts.length > 0 ? subnet.doubts : [{ reason: 'external', what, span: pool.span }],
      origin: subnet.origin,
    }
    const spot = { label: '', subnet, region, presence: pool.presence, span: pool.subnet.origin.span }
    return { spots: pool.subnet.by === 'nothing' ? [] : [spot], more: [] }
  },
}
