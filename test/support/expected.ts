/** Texts that a person has read and found right, in files; `VNETPROOF_ACCEPT=1` writes what there is now, to be read again. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'vitest'

export const expectText = (path: string, text: string): void => {
  if (process.env.VNETPROOF_ACCEPT === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '')
}
