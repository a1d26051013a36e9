/**
 * `npm run conformance -- DIR…`: finds files of Bicep beside what the compiler made of them, evaluates both with the same inputs, and says where they differ.
 * `--all` takes every pair, not only those of networks; `--why` prints the first differences of each; `--only TEXT` takes paths that hold it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'

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

// ── values as texts ──

const settings = { addresses: new Map() }
const renamed = (text) => {
  const known = settings.addresses.get(text)
  if (known !== undefined) return known
  return text
}
/** Identities of what is made from attributes hold addresses. */
const withOurAddresses = (identity) => {
  let text = identity
  for (const [theirs, ours] of settings.addresses) if (theirs !== ours) text = text.replaceAll(`<${theirs}.`, `<${ours}.`)
  return text
}
const shownPath = (path) => {
  const steps = path.map(String)
  if (steps[0] === 'properties' && steps[1] === 'outputs')
    return ['outputs', ...steps.slice(2).filter((step) => step !== 'value')].join('.')
  return steps.join('.')
}
const shown = (value, depth = 0) => {
  if (depth > 60) return '…'
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'number':
      return String(value.value)
    case 'string':
      return JSON.stringify(value.value)
    case 'list':
      return `[${value.items.map((item) => shown(item, depth + 1)).join(', ')}]`
    case 'object':
      if (value.open !== undefined) return `→${renamed(value.open.to)}.${shownPath(value.open.path)}`
      return `{${[...value.entries.keys()]
        .sort()
        .map((key) => `${JSON.stringify(key)}: ${shown(value.entries.get(key), depth + 1)}`)
        .join(', ')}}`
    case 'reference':
      return `→${renamed(value.to)}.${shownPath(value.path)}`
    case 'unknown': {
      if (value.among !== undefined && !value.failed)
        return `?(${value.among
          .map((one) => shown(one, depth + 1))
          .sort()
          .join(' | ')})`
      if (value.parts !== undefined) return `?${value.parts.map((part) => shown(part, depth + 1)).join('+')}`
      if (value.failed) return '!'
      return value.identity === undefined ? '?' : `?<${withOurAddresses(value.identity)}>`
    }
    default:
      return value.kind
  }
}

const aside = new Set([
  'dependson',
  'scope',
  'apiversion',
  'asserts',
  'parent_id',
  'name',
  'subscriptionid',
  'resourcegroup',
  'extension',
  'import',
])

/** What is known only after deployment is named by one side at times, and not by the other. */
const keyText = (value) =>
  value === undefined
    ? ''
    : shown(value)
        .replace(/→[^"+|)\]}, ]*/g, '?')
        .replace(/\?<reference\(.*?>(?=$|[+|)])/g, '?')
        .toLowerCase()

const keyOf = (declared) =>
  `${declared.type.toLowerCase()} ${keyText(declared.body.entries.get('parent_id'))} ${keyText(declared.body.entries.get('name'))}`

const managed = (declared) => declared.filter(({ mode, type }) => mode === 'managed' && type.includes('/'))

/** The two lists of resources in pairs of one key, in order; what is left of either. */
const pairUp = (ours, theirs) => {
  const byKey = new Map()
  for (const one of theirs) byKey.set(keyOf(one), [...(byKey.get(keyOf(one)) ?? []), one])
  const pairs = []
  const left = []
  for (const one of ours) {
    const same = byKey.get(keyOf(one))
    const other = same?.find(({ address }) => address === one.address) ?? same?.[0]
    if (other === undefined) left.push(one)
    else {
      same.splice(same.indexOf(other), 1)
      pairs.push([one, other])
    }
  }
  return { pairs, left, right: [...byKey.values()].flat() }
}

const differencesOf = (ours, theirs) => {
  const differences = []
  finer = []
  settings.addresses = new Map()
  const { pairs, left, right } = pairUp(ours, theirs)
  for (const [one, other] of pairs) settings.addresses.set(other.address, one.address)
  for (const one of left) differences.push(`only in Bicep: ${one.address} ${keyOf(one)}`)
  for (const one of right) differences.push(`only in the template: ${one.address} ${keyOf(one)}`)
  for (const [one, other] of pairs) {
    if (one.presence.certain !== other.presence.certain)
      differences.push(
        `${one.address}: ${one.presence.certain ? 'certain' : 'possible'}, in the template ${other.presence.certain ? 'certain' : 'possible'}`,
      )
    const keys = new Set([...one.body.entries.keys(), ...other.body.entries.keys()].filter((key) => !aside.has(key.toLowerCase())))
    for (const key of keys) {
      const [a, b] = [one.body.entries.get(key), other.body.entries.get(key)]
      compare(a, b, `${one.address}.${key}`, differences, 0)
    }
  }
  return differences
}

/** Known where the template's evaluation knows nothing. */
let finer = []
/** Where `text` says nothing of a piece, `other` may say anything. */
const generalises = (text, other) => {
  const pieces = text.split(/(?<=^|[+, (|:])\?(?=$|[+, )|}\]])/)
  if (pieces.length === 1 || pieces.length > 60) return false
  return new RegExp(`^${pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's').test(other)
}
const isBare = (value) =>
  value.kind === 'reference' ||
  (value.kind === 'object' && value.open !== undefined) ||
  (value.kind === 'unknown' && value.among === undefined && value.parts === undefined)

const compare = (a, b, at, differences, depth) => {
  if (a === undefined || b === undefined) {
    differences.push(
      `${at}: ${a === undefined ? 'nothing' : shown(a).slice(0, 200)}, in the template ${b === undefined ? 'nothing' : shown(b).slice(0, 200)}`,
    )
    return
  }
  if (depth < 20 && a.kind === 'object' && b.kind === 'object' && a.open === undefined && b.open === undefined) {
    for (const key of new Set([...a.entries.keys(), ...b.entries.keys()]))
      compare(a.entries.get(key), b.entries.get(key), `${at}.${key}`, differences, depth + 1)
    return
  }
  if (depth < 20 && a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    for (const [index, item] of a.items.entries()) compare(item, b.items[index], `${at}[${index}]`, differences, depth + 1)
    return
  }
  const [mine, other] = [shown(a), shown(b)].map((text) => (text.includes('/providers/') ? text.toLowerCase() : text))
  // A failure is told by one where the other names what cannot be.
  if (other === '!' && a.kind === 'unknown' && a.causes.some(({ reason }) => reason === 'error')) return
  // What is known only after deployment has a name in one and none in the other, where the compiler leaves out what exists already.
  if (mine !== other && isBare(a) && isBare(b) && (other === '?' || /^\?<reference\(/.test(other))) return
  if (mine !== other && ((isBare(b) && b.kind !== 'unknown' && !isBare(a)) || generalises(other, mine))) {
    finer.push(`${at}: ${mine.slice(0, 200)}`)
    return
  }
  if (mine !== other) {
    let from = 0
    while (from < mine.length && mine[from] === other[from]) from++
    const start = Math.max(0, from - 60)
    differences.push(`${at}: ${mine.slice(start, from + 200)}\n        in the template ${other.slice(start, from + 200)}`)
  }
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
  const differences = differencesOf(managed(ours.declared), managed(theirs.declared))
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
