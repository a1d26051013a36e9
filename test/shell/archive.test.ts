/** Archives may be anything: only files that prove to be what they shall be are taken. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { pack } from 'tar-stream'
import { describe, expect, test } from 'vitest'
import { blobName, filesOfArchive } from '../../src/shell/github/archive.ts'

const named = (text: string): string =>
  execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8', env: { PATH: process.env.PATH } }).trim()

type Entry = readonly [name: string, text: string, type?: 'file' | 'symlink' | 'link']

const archiveOf = async (entries: readonly Entry[]): Promise<Buffer> => {
  const made = pack()
  for (const [name, text, type = 'file'] of entries)
    if (type === 'file') made.entry({ name, type }, text)
    else made.entry({ name, type, linkname: text })
  made.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of made) chunks.push(chunk as Uint8Array)
  return gzipSync(Buffer.concat(chunks))
}

const wantedOf = (...files: readonly (readonly [string, string])[]) =>
  new Map(files.map(([path, text]) => [path, { object: named(text), size: Buffer.byteLength(text) }]))

const taken = async (archive: Buffer, wanted: ReturnType<typeof wantedOf>, most?: number): Promise<readonly string[]> =>
  [...(await filesOfArchive(Readable.from([archive]), wanted, most)).values()].map(String).sort()

describe('an archive', () => {
  test('names of blobs are those of git', () => {
    for (const text of ['', 'a\n', 'ü'.repeat(1_000)]) expect(blobName(Buffer.from(text), 'a'.repeat(40))).toBe(named(text))
    // https://git-scm.com/docs/hash-function-transition
    expect(blobName(Buffer.from('a'), 'a'.repeat(64))).toBe(createHash('sha256').update('blob 1\0a').digest('hex'))
  })

  test('gives the files that are wanted, whatever their number and length', async () => {
    const long = `${'folder/'.repeat(40)}long.tf`
    const files = Array.from({ length: 300 }, (_, index) => [`d/${index}.tf`, `${index} `.repeat(index * 20)] as const)
    const all = [...files, [long, 'long'] as const]
    const archive = await archiveOf([...all.map(([path, text]) => [`o-r-abc/${path}`, text] as const), ['o-r-abc/other.md', 'other']])
    expect(await taken(archive, wantedOf(...all.slice(0, 20), [long, 'long']))).toEqual(
      [...all.slice(0, 20).map(([, text]) => text), 'long'].sort(),
    )
  })

  test('takes nothing that is altered, linked or elsewhere', async () => {
    const archive = await archiveOf([
      ['x/altered.tf', 'other'],
      ['x/linked.tf', 'good.tf', 'symlink'],
      ['x/hard.tf', 'good.tf', 'link'],
      ['x/../good.tf', 'good'],
      ['/good.tf/', 'good'],
      ['good.tf', 'wrong'],
      ['x/last.tf', 'last'],
    ])
    const wanted = wantedOf(
      ['altered.tf', 'right'],
      ['linked.tf', 'good.tf'],
      ['hard.tf', 'hard'],
      ['good.tf', 'GOOD'],
      ['last.tf', 'last'],
    )
    expect(await taken(archive, wanted)).toEqual(['last'])
  })

  test('that is cut off, broken or too long gives what came before', async () => {
    const text = (letter: string): string =>
      Array.from({ length: 30_000 }, (_, index) =>
        createHash('md5')
          .update(letter + index)
          .digest('hex'),
      ).join('')
    const archive = await archiveOf([
      ['x/a.tf', text('a')],
      ['x/b.tf', text('b')],
    ])
    const wanted = wantedOf(['a.tf', text('a')], ['b.tf', text('b')])
    expect(await taken(archive, wanted)).toHaveLength(2)
    expect(await taken(archive.subarray(0, archive.length * 0.7), wanted)).toEqual([text('a')])
    expect(await taken(archive, wanted, 1_200_000)).toEqual([text('a')])
    expect(await taken(Buffer.concat([archive.subarray(0, archive.length * 0.7), Buffer.alloc(50_000)]), wanted)).toEqual([text('a')])
  })

  test('of any bytes does no harm', async () => {
    const wanted = wantedOf(['a.tf', 'a'])
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.boolean(), async (bytes, isPacked) => {
        expect(await taken(isPacked ? gzipSync(bytes) : Buffer.from(bytes), wanted)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
