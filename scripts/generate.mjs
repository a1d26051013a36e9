/** Makes what is derived: the shipped policies and the first workflow as modules, the JSON Schemas, the pages of codes, and README's tables of the Action. `--check` writes nothing and fails where something is out of date. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { codePages } from './code-pages.mjs'

const top = fileURLToPath(new URL('..', import.meta.url))
const checking = process.argv.includes('--check')
let stale = 0

const put = (path, text) => {
  const file = join(top, path)
  let before
  try {
    before = readFileSync(file, 'utf8')
  } catch {
    before = undefined
  }
  if (before === text) return
  if (checking) {
    stale++
    console.error(`${path} is out of date: run \`npm run generate\``)
    return
  }
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  console.log(`${path} written`)
}

/** On one line: nobody reads a policy here. */
const quote = (text) =>
  `\`${text
    .replace(/[\\`]/g, '\\$&')
    .replaceAll('$' + '{', '\\$' + '{')
    .replaceAll('\n', '\\n')}\``

const policies = readdirSync(join(top, 'policies'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `policies/${entry.name}/policy.yaml`)
  .sort()
  .map((path) => ({ path, text: readFileSync(join(top, path), 'utf8').replaceAll('\r\n', '\n') }))

// The shapes are TypeScript: compiled beside the packages that they import.
const built = join(top, '.build', 'generate')
const compiled = spawnSync(
  process.execPath,
  [join(top, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', built],
  { cwd: top },
)
// Errors of types are for \`npm run types\` to tell: here it is enough that there is code.
if (compiled.error !== undefined) throw compiled.error
// Where the module to be made does not exist yet, code that does not need it compiles all the same.
const { prepareYaml, readYaml } = await import(pathToFileURL(join(built, 'data', 'yaml.js')).href)
await prepareYaml()
const { packTree } = await import(pathToFileURL(join(built, 'data', 'packed.js')).href)

const packed = (path, text) => {
  const tree = readYaml({ path, text, language: 'yaml' }, (diagnostic) => {
    throw new Error(`${path}: ${diagnostic.message}`)
  })
  return packTree(tree)
}

put(
  'src/policy/builtin.generated.ts',
  `/** Texts of the shipped policies; made from the folders of \`policies/\` by \`npm run generate\`, not edited by hand. */
import type { Kind } from '../model/network.ts'

export const builtinTexts: readonly { readonly id: string; readonly for: Kind; readonly path: string; readonly text: string; readonly packed: string }[] = [
${policies
  .map(({ path, text }) => {
    const { policy, for: kind } = parse(text)
    return `  {\n    id: '${policy}',\n    for: '${kind}',\n    path: '${path}',\n    text: ${quote(text)},\n    packed: ${quote(packed(path, text))},\n  },\n`
  })
  .join('')}]
`,
)

const { policySchema, configurationSchema, waiversSchema, assumptionsSchema, modelSchema } = await import(
  pathToFileURL(join(built, 'policy', 'schema.js')).href
)
put('schema/policy.schema.json', `${JSON.stringify(policySchema(), null, 2)}\n`)
put('schema/configuration.schema.json', `${JSON.stringify(configurationSchema(), null, 2)}\n`)
put('schema/waivers.schema.json', `${JSON.stringify(waiversSchema(), null, 2)}\n`)
put('schema/assumptions.schema.json', `${JSON.stringify(assumptionsSchema(), null, 2)}\n`)
put('schema/model.schema.json', `${JSON.stringify(modelSchema(), null, 2)}\n`)

const { policyKinds } = await import(pathToFileURL(join(built, 'policy', 'kinds', 'index.js')).href)
const { pages, sentences } = codePages(
  top,
  policies.map(({ text }) => text),
  new Map(policyKinds.map((kind) => [kind.kind, kind])),
)
for (const { path, text } of pages) put(path, text)
for (const name of readdirSync(join(top, 'docs/codes'))) {
  const path = `docs/codes/${name}`
  if (!name.endsWith('.md') || pages.some((page) => page.path === path)) continue
  if (!checking) rmSync(join(top, path))
  else {
    stale++
    console.error(`${path} explains nothing that there is: run \`npm run generate\``)
  }
}
put(
  'src/report/code-pages.generated.ts',
  `/** Codes of diagnostics, the page that explains each, and what it says in a sentence; \`*\` stands for the kind of file; made from \`docs/codes/*.yaml\` by \`npm run generate\`, not edited by hand. */
export const codePages: readonly (readonly [code: string, page: string, says: string])[] = [
${sentences.map((row) => `  [${row.map((text) => `'${text.replace(/[\\']/g, '\\$&')}'`).join(', ')}],\n`).join('')}]
`,
)

const workflow = readFileSync(join(top, 'examples/workflows/pull-requests.yml'), 'utf8').replaceAll('\r\n', '\n')
put(
  'src/commands/init-workflow.generated.ts',
  `/** The workflow that \`init\` writes; made from \`examples/workflows/pull-requests.yml\` by \`npm run generate\`, not edited by hand. */

export const workflowText = ${quote(workflow)}
`,
)

// The tables of inputs and outputs in README are those of action.yml.
const action = parse(readFileSync(join(top, 'action.yml'), 'utf8'))
const described = (text) => text.replaceAll('|', '\\|')
const tables = {
  Inputs: [
    '| input | default | meaning |',
    '|---|---|---|',
    ...Object.entries(action.inputs).map(
      ([name, { description, default: value }]) => `| \`${name}\` | ${value === '' ? '' : `\`${value}\``} | ${described(description)} |`,
    ),
  ],
  Outputs: [
    '| output | meaning |',
    '|---|---|',
    ...Object.entries(action.outputs).map(([name, { description }]) => `| \`${name}\` | ${described(description)} |`),
  ],
}
let readme = readFileSync(join(top, 'README.md'), 'utf8')
for (const [heading, lines] of Object.entries(tables)) {
  const found = new RegExp(`^(#+ ${heading}\n\n)(?:\\|.*\n)+`, 'm')
  if (!found.test(readme)) throw new Error(`README.md has no table under ${heading}`)
  readme = readme.replace(found, (_, head) => `${head}${lines.join('\n')}\n`)
}
put('README.md', readme)

if (stale > 0) process.exitCode = 1
