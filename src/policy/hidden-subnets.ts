/** A network comes in; whether it declares subnets that are not known one by one goes out: what seems to be on none may be on those. */
import type { Network } from '../model/network.ts'

export const hidesSubnets = (network: Network): boolean =>
  network.ofKind('virtual-network').some((one) => !one.open && one.foreign !== true && network.moreSubnetsOf(one).length > 0)
