/** Bytes and their texts: UTF-8, base64 and hexadecimal, in plain TypeScript. */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Undefined: these bytes are no UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

export const hexadecimal = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export const toBase64 = (bytes: Uint8Array): string => {
  let result = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    result += alphabet[group >> 18]! + alphabet[(group >> 12) & 63]!
    result += at + 1 < bytes.length ? alphabet[(group >> 6) & 63]! : '='
    result += at + 2 < bytes.length ? alphabet[group & 63]! : '='
  }
  return result
}

const digitOf: ReadonlyMap<string, number> = new Map([...alphabet].map((character, value) => [character, value]))

/** Standard base64 with padding, line ends passed over; undefined when the text is none. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const body = text.replace(/[\r\n]/g, '')
  if (body.length % 4 !== 0) return undefined
  const padding = body.endsWith('==') ? 2 : body.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((body.length / 4) * 3 - padding)
  let buffer = 0
  let bits = 0
  let written = 0
  for (let at = 0; at < body.length - padding; at++) {
    const value = digitOf.get(body[at]!)
    if (value === undefined) return undefined
    buffer = ((buffer << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[written++] = (buffer >> bits) & 255
    }
  }
  return bytes
}
