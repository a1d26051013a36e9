/** Builds `dist/` (or the folder given with `--out`): TypeScript to `.build/`, then one bundle for each front door. The same source gives the same bytes on every machine. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } })
const out = resolve(root, values.out)

/** The other reader of Terraform's grammar is a bundle of its own, so that no run loads it unless it is asked. */
const bundles = [
  { name: 'action', entry: 'shell/action.js', minify: false },
  { name: 'cli', entry: 'shell/cli.js', minify: true },
  { name: 'second-opinion', entry: 'shell/second-opinion-worker.js', minify: true },
]

const run = (script, args) =>
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, stdio: ['ignore', 2, 2] })

rmSync(join(root, '.build'), { recursive: true, force: true })
run('typescript/bin/tsc', ['-p', 'tsconfig.build.json'])

for (const { name, entry, minify } of bundles) {
  const folder = join(out, name)
  rmSync(folder, { recursive: true, force: true })
  run('@vercel/ncc/dist/ncc/cli.js', [
    'build',
    join('.build', entry),
    '-o',
    folder,
    '--license',
    'licenses.txt',
    '--no-cache',
    '--quiet',
    ...(minify ? ['--minify'] : []),
  ])
  for (const file of readdirSync(folder)) {
    const path = join(folder, file)
    if (file === 'licenses.txt') writeFileSync(path, readFileSync(path, 'utf8').replace(/\r\n/g, '\n'))
    const text = readFileSync(path, 'utf8')
    // A module that could not be resolved dies only when it runs: https://github.com/vercel/ncc/issues/791
    for (const trace of ['webpackMissingModule', '@@notfound', root])
      if (text.includes(trace)) throw new Error(`${name}/${file} contains ${trace}`)
  }
  if (!existsSync(join(folder, 'index.js'))) throw new Error(`${name} has no bundle`)
}
chmodSync(join(out, 'cli', 'index.js'), 0o755)
