/**
 * `npm run conformance -- DIR…`: finds files of Bicep beside what the compiler made of them, evaluates both with the same inputs, and says where they differ.
 * `--all` takes every pair, not only those of networks; `--why` prints the first differences of each; `--only TEXT` takes paths that hold it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { compareDeclared, managed } from './compare-declared.mjs'

const { createTemplateLoader } = await import('../.build/arm/loader.js')
const { evaluateTemplate } = await import('../.build/arm/module.js')
const { readTemplate, readSections } = await import('../.build/arm/template.js')
const { child } = await import('../.build/data/tree.js')
const { createBicepLoader } = await import('../.build/bicep/loader.js')
const { evaluateBicep } = await import('../.build/bicep/module.js')
const { joinPath, folderOf } = await import('../.build/text/workspace.js')
const { prepareYaml } = await import('../.build/data/yaml.js')

await prepareYaml()

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, why: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'boolean' } },
})

const walk = function* (folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!['.git', 'node_modules'].includes(entry.name)) yield* walk(path)
    } else yield path
  }
}

const workspaceOf = (root) => ({
  read: (path) => {
    try {
      return { ok: true, text: readFileSync(join(root, path), 'utf8') }
    } catch {
      return { ok: false, why: 'missing' }
    }
  },
  list: (folder) => {
    try {
      return readdirSync(join(root, folder), { withFileTypes: true })
        .map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch {
      return []
    }
  },
})

const quiet = () => undefined

/** Templates of the modules that each file calls, found in the compiled template: by the file and the symbol of the call. */
const compiledModules = (path, template, loader) => {
  const found = new Map()
  const visit = (file, within, depth) => {
    const source = loader.source(file)
    if (typeof source === 'string' || depth > 20) return
    const nested = within.resources.filter(
      ({ tree, within: outer }) =>
        outer === undefined &&
        child(tree, 'type')?.value === 'Microsoft.Resources/deployments' &&
        child(child(tree, 'properties'), 'template') !== undefined,
    )
    const isSymbolic = nested.some(({ symbol }) => symbol !== undefined)
    const written = new Set(
      [...source.resources.values()]
        .filter(({ type }) => /^microsoft\.resources\/deployments$/i.test(type ?? ''))
        .map(({ symbol }) => symbol),
    )
    const inOrder = isSymbolic ? nested.filter(({ symbol }) => !written.has(symbol)) : nested.slice(written.size)
    let at = 0
    for (const [symbol, { path: called }] of source.modules) {
      const resource = isSymbolic ? nested.find((one) => one.symbol === symbol) : inOrder[at++]
      const tree = child(child(resource?.tree, 'properties'), 'template')
      if (tree?.kind !== 'map') continue
      const inner = readTemplate(tree) ?? readSections(tree, within.kind)
      const key = `${file}\n${symbol}`
      if (found.has(key)) continue
      found.set(key, inner)
      const to = called === undefined || /^(br|ts)[:/]/.test(called) ? undefined : joinPath(folderOf(file), called)
      if (to?.endsWith('.bicep')) visit(to, inner, depth + 1)
    }
  }
  visit(path, template, 0)
  return found
}

/** Sources of public modules lie in the checkout of the registry; types are imported from there. */
const registrySource = (root, name, loader) => {
  const path = `${name.replace(/^bicep\//, '')}/main.bicep`
  return existsSync(join(root, path)) ? loader.source(path) : undefined
}

// ── the run ──

const touchesNetwork = (text) => /"Microsoft\.(Network|ApiManagement)\//i.test(text)

const tryPair = (root, bicep, json) => {
  const workspace = workspaceOf(root)
  const [from, to] = [bicep, json].map((path) => relative(root, path).split(sep).join('/'))
  const templates = createTemplateLoader(workspace, quiet)
  const template = templates.template(to)
  if (template === undefined) return { skipped: 'no template' }
  let loader
  const stubs = () => (loader.stubs ??= compiledModules(from, template, loader))
  const findArtifact = (reference, file, symbol) => {
    if (symbol !== undefined) {
      const found = stubs().get(`${file}\n${symbol}`)
      return found === undefined ? undefined : { kind: 'template', template: found, path: `${file}#${symbol}` }
    }
    const source = registrySource(root, reference.name, loader)
    return source === undefined || typeof source === 'string' ? undefined : { kind: 'source', source }
  }
  loader = createBicepLoader(workspace, quiet, { findArtifact })
  const theirs = evaluateTemplate(to, new Map(), templates, quiet)
  const ours = evaluateBicep(from, new Map(), loader, quiet)
  const { differences, finer } = compareDeclared(ours.declared, theirs.declared)
  const notRead = ours.modulesNotRead.map(({ source, why }) => `${source}: ${why}`)
  return { differences, finer, resources: managed(theirs.declared).length, notRead }
}

let failed = false
for (const folder of positionals) {
  const root = resolve(folder)
  let [tried, equal, finerPairs, resources] = [0, 0, 0, 0]
  const started = performance.now()
  const unequal = []
  for (const path of walk(root)) {
    if (!path.endsWith('.bicep')) continue
    const json = [path.replace(/\.bicep$/, '.json'), join(dirname(path), basename(path).replace(/\.bicep$/, '.symbolicnames.json'))].filter(
      existsSync,
    )
    for (const compiled of json) {
      const name = relative(root, compiled)
      if (options.only !== undefined && !name.includes(options.only)) continue
      const text = readFileSync(compiled, 'utf8')
      if (!/"_generator"\s*:/.test(text) || (!options.all && !touchesNetwork(text))) continue
      tried++
      let result
      try {
        result = tryPair(root, path, compiled)
      } catch (error) {
        result = { differences: [`thrown: ${error.stack.split('\n').slice(0, 4).join(' ')}`], resources: 0, notRead: [] }
      }
      if (result.skipped !== undefined) {
        tried--
        continue
      }
      resources += result.resources
      if (result.differences.length === 0 && result.finer?.length > 0) finerPairs++
      if (result.differences.length === 0) {
        equal++
        if (options.why && result.finer?.length > 0) console.log(`  finer: ${name}: ${result.finer.slice(0, 3).join('; ')}`)
      } else unequal.push({ name, ...result })
    }
  }
  const percent = tried === 0 ? '–' : `${((100 * equal) / tried).toFixed(1)} %`
  console.log(
    `${basename(root)}: ${tried} pairs tried, ${equal} equal (${percent}), of which ${finerPairs} know more than the template's own evaluation, ${tried - equal} unequal; ${resources} resources, ${Math.round(performance.now() - started)} ms`,
  )
  for (const { name, differences, notRead } of unequal) {
    console.log(
      `  ${name}: ${differences.length} difference${differences.length === 1 ? '' : 's'}${notRead.length === 0 ? '' : `; not read: ${notRead.slice(0, 2).join(', ')}`}`,
    )
    if (options.why) for (const difference of differences.slice(0, 6)) console.log(`      ${difference}`)
  }
  if (equal < tried) failed = true
}
process.exitCode = failed ? 1 : 0
