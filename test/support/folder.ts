/** Folders on disk for tests, made from a record of texts and gone when the tests are done. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

/** Full real path of a new folder with these files in it. */
export const folderWith = (files: Readonly<Record<string, string | Uint8Array>> = {}): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vnetproof-')))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
