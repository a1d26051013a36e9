/** Text → as much of it as GitHub takes, never ending within a character. */

const mark = '…'

/** GitHub counts characters here and bytes there; bytes are never fewer. */
export const clip = (text: string, bytes: number): string => {
  if (Buffer.byteLength(text) <= bytes) return text
  const kept = Buffer.from(text).subarray(0, bytes - Buffer.byteLength(mark))
  // What a cut leaves of a character at the end is decoded as one such sign.
  return `${kept.toString('utf8').replace(/\ufffd$/, '')}${mark}`
}
