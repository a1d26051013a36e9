import { readdirSync, readFileSync } from 'node:fs'
import { validate } from '@actions/languageservice'
import { describe, expect, test } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { parse } from 'yaml'

const action: {
  readonly name: string
  readonly description: string
  readonly inputs: Record<string, { readonly description: string }>
  readonly outputs: Record<string, { readonly description: string }>
} = parse(readFileSync('action.yml', 'utf8'))

/** Inputs of the other Actions that our workflows name, as their own action.yml has them at the pinned commits. */
const others: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': ['persist-credentials'],
  'actions/setup-node': ['node-version'],
  'actions/attest-build-provenance': ['subject-path'],
}

const metadataOf = (name: string) => {
  if (name === 'vnetproof/vnetproof') return action
  const inputs = others[name]
  return inputs && { name, description: name, inputs: Object.fromEntries(inputs.map((input) => [input, { description: input }])) }
}

const ours = /^(\.|vnetproof\/vnetproof@[0-9a-f]{40})$/

// The service remembers documents by their address, so each gets its own.
let asked = 0

/** What GitHub's own language service says of a file, knowing the inputs of our Action. */
const diagnose = async (text: string, path = '.github/workflows/w.yml'): Promise<readonly string[]> => {
  const found = await validate(TextDocument.create(`file:///${asked++}/${path}`, 'yaml', 1, text), {
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name }) => metadataOf(`${owner}/${name}`),
    },
  })
  return found.map(({ message }) => String(message))
}

const documents = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))]

/** A step that a document shows alone, in the least workflow that takes it. */
const inJob = (step: string): string =>
  `on: push\npermissions:\n  contents: read\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${step.replace(/^/gm, '      ')}`

const workflows = new Map<string, string>([
  ...['examples/workflows', '.github/workflows'].flatMap((folder) =>
    readdirSync(folder).map((name): [string, string] => [`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')]),
  ),
  ...documents.flatMap((path) => {
    const blocks = [...readFileSync(path, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
    return blocks
      .filter((block) => /^jobs:|^- uses:/m.test(block))
      .map((block, index): [string, string] => [`${path} block ${index + 1}`, /^jobs:/m.test(block) ? block : inJob(block)])
  }),
])

describe('action.yml and workflows', () => {
  test('action.yml is what GitHub takes for an Action', async () => {
    const text = readFileSync('action.yml', 'utf8')
    expect(await diagnose(text, 'action.yml')).toEqual([])
    expect(await diagnose(text.replace('  main: dist/action/index.js\n', ''), 'action.yml')).not.toEqual([])
  })

  test('there is a workflow in the README and one for each use', () => {
    expect([...workflows.keys()]).toEqual(
      expect.arrayContaining([
        'README.md block 1',
        'docs/pull-requests.md block 1',
        'examples/workflows/pull-requests.yml',
        '.github/workflows/ci.yml',
      ]),
    )
  })

  test.each([...workflows.keys()])('%s has no fault, and names only inputs that there are', async (name) => {
    const text = workflows.get(name)!
    expect(await diagnose(text)).toEqual([])
    const misspelt = text.replace(/^( +)(?:paths|sarif-file|fail-on): /m, '$1pathz: ')
    if (misspelt !== text && /vnetproof\/vnetproof@/.test(text)) expect((await diagnose(misspelt)).join()).toContain('pathz')
  })

  test.each([...workflows.keys()])('%s states its permissions and pins what it uses', (name) => {
    const text = workflows.get(name)!
    expect(text).toMatch(/^permissions:( \{\})?$/m)
    const uses = [...text.matchAll(/\buses: (\S+)(.*)$/gm)]
    expect(uses.length).toBeGreaterThan(0)
    for (const [, reference = '', comment] of uses) {
      if (reference === './') continue
      // A tag can be moved, a commit cannot: https://docs.github.com/actions/reference/security/secure-use#using-third-party-actions
      expect(reference).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/)
      expect(comment).toMatch(/^ # v?\d+\.\d+\.\d+$/)
      if (reference.startsWith('vnetproof/')) expect(reference).toMatch(ours)
    }
  })

  test.each([...workflows.keys()])('%s lets no expression into a script', (name) => {
    const steps = Object.values((parse(workflows.get(name)!) as { jobs: Record<string, { steps: { run?: string }[] }> }).jobs).flatMap(
      (job) => job.steps,
    )
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })
})
