/** Addresses, prefixes and address ranges of both families; the two families never meet. */

/** IPv4 addresses are numbers, IPv6 addresses bigints; both compare with `<`. */
export type Family = 4 | 6

/** Inclusive at both ends. */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: bigint; readonly last: bigint }
