/** The archive of a commit as it comes → those files in it that are what the commit's tree says; nothing is written, and what was left out or altered on the way is not taken. */
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { budget } from '../../text/budget.ts'

/** Name of a blob with these bytes, as long as another name: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export const blobName = (bytes: Uint8Array, like: string): string =>
  createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')

export interface WantedFile {
  readonly object: string
  readonly size: number
}

/**
 * `wanted`: by their paths. Archives leave out and alter files as `.gitattributes` of the revision says (`export-ignore`, `export-subst`:
 * https://git-scm.com/docs/gitattributes#_creating_an_archive), so each file has to prove what it is.
 */
export const filesOfArchive = async (
  archive: Readable,
  wanted: ReadonlyMap<string, WantedFile>,
  mostBytes: number = budget.archiveBytes,
): Promise<ReadonlyMap<string, Buffer>> => {
  const found = new Map<string, Buffer>()
  const reader = extract()
  const closed = new Promise<void>((resolve) => reader.on('close', () => resolve()))
  reader.on('error', () => undefined)
  reader.on('entry', ({ name, size, type }, content, next) => {
    // All lies in one folder, named for the commit.
    const file = wanted.get(name.slice(name.indexOf('/') + 1))
    const isWanted = type === 'file' && file !== undefined && file.size === size && !found.has(file.object)
    const chunks: Uint8Array[] = []
    content.on('data', (chunk) => {
      if (isWanted && chunk instanceof Uint8Array) chunks.push(chunk)
    })
    content.on('end', () => {
      if (isWanted) {
        const bytes = Buffer.concat(chunks)
        if (blobName(bytes, file.object) === file.object) found.set(file.object, bytes)
      }
      next()
    })
    content.on('error', () => undefined)
  })
  const unpacked = createGunzip()
  archive.on('error', (error) => unpacked.destroy(error))
  let total = 0
  try {
    for await (const chunk of archive.pipe(unpacked) as AsyncIterable<Uint8Array>) {
      total += chunk.length
      if (total > mostBytes || found.size >= wanted.size || reader.destroyed) break
      if (!reader.write(chunk)) await Promise.race([new Promise<void>((resolve) => reader.once('drain', () => resolve())), closed])
    }
    reader.end(undefined)
    await closed
  } catch {
    // What came before is whole: each file is checked on its own.
  }
  archive.destroy()
  unpacked.destroy()
  reader.destroy()
  return found
}
