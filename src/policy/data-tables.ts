/** Data that ships with the program for settings to take their value from, each with its source. */

export const dataTables: ReadonlyMap<string, readonly string[]> = new Map([
  /** https://www.rfc-editor.org/rfc/rfc1918 and https://www.rfc-editor.org/rfc/rfc4193 */
  ['addresses/private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  /** https://www.rfc-editor.org/rfc/rfc6598 */
  ['addresses/carrier-grade-nat', ['100.64.0.0/10']],
])
