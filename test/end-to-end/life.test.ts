/** The life of one pull request, push by push: who is told what and when, and that nobody is told anything twice. */
import { expect, test } from 'vitest'
import { expectText } from '../support/expected.ts'
import { main, network, settings, variables } from '../support/github/orders.ts'
import {
  annotationsOf,
  edited,
  onGitHub,
  type Ran,
  type Scene,
  sceneWith,
  toldBelow,
  toldInline,
  warningsOf,
  writesOf,
} from '../support/github/scene.ts'

/** Of two rules the values come from variables, and monitoring was never allowed on its second port. */
const withVariables = edited(
  network,
  ['ports = ["3443"]', 'ports = [var.management_port]'],
  ['destination = "AzureKeyVault"', 'destination = var.key_vault_tag'],
  ['ports = ["443", "1886"]', 'ports = ["443"]'],
)
const variable = (name: string, value?: string): string =>
  `\nvariable "${name}" {\n  type = string\n${value === undefined ? '' : `  default = "${value}"\n`}}\n`
const variablesWith = (port: string, tag: string | undefined): string =>
  variables + variable('management_port', port) + variable('key_vault_tag', tag)

const wrongSql = (text: string): string => edited(text, ['ports = ["1433"]', 'ports = ["1443"]'])
const wrongStorage = (text: string): string =>
  edited(text, ['priority = 100, destination = "Storage", ports = ["443"]', 'priority = 100, destination = "Storage", ports = ["444"]'])
const withoutWeb = (text: string): string => `${text}
resource "azurerm_network_security_rule" "deny_web_outbound" {
  name                        = "deny-web-outbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Outbound"
  priority                    = 155
  access                      = "Deny"
  protocol                    = "Tcp"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "Internet"
  destination_port_range      = "80"
}
`
const withLinesOnTop = (text: string, count: number): string => `${'# the network of the orders team\n'.repeat(count)}${text}`

interface Standing {
  readonly inline: readonly string[]
  readonly below: number
}

/** Every comment with its number and text, so that what became of each is seen. */
const commentsOf = ({ fake }: Scene): ReadonlyMap<number, string> =>
  new Map(
    [...fake.state.reviewComments.values(), ...fake.state.issueComments.values()].map(({ id, body, updatedAt }) => [
      id,
      `${updatedAt} ${body}`,
    ]),
  )

const standing = ({ fake }: Scene): Standing => ({
  inline: toldInline(fake).map(({ code, state, line }) => `${code.replace('api-management/nsg/', '')} ${state} at ${line ?? 'no line'}`),
  below: toldBelow(fake).length,
})

const seenText = (scene: Scene, ran: Ran): string =>
  [
    `exit code ${ran.code}`,
    ...Object.entries(ran.outputs).map(([name, value]) => `${name}: ${value.replace(scene.fake.serverUrl, 'https://github.com')}`),
    '',
    ...ran.commands
      .filter(({ name }) => name !== 'add-mask')
      .map(({ name, properties, message }) => {
        const place = properties.file === undefined ? '' : ` ${properties.file}:${properties.line}`
        return `${name}${place}${properties.title === undefined ? '' : ` [${properties.title}]`}\n    ${message.replaceAll('\n', '\n    ')}`
      }),
    '',
    scene.fake.snapshot(),
  ].join('\n')

test('from the first push to the merge queue', async () => {
  const scene = await sceneWith({
    files: {
      ...settings,
      'infra/main.tf': main,
      'infra/network.tf': withVariables,
      'infra/variables.tf': variablesWith('3443', 'AzureKeyVault'),
    },
  })
  const { fake } = scene

  const step = async (name: string, ran: Ran, before: ReadonlyMap<number, string>) => {
    const after = commentsOf(scene)
    expectText(`test/end-to-end/expected/life/${name}.txt`, seenText(scene, ran))
    expect(ran.stderr).toBe('')
    return {
      code: ran.code,
      verdict: ran.outputs.verdict,
      counts: ['fails', 'unsure', 'introduced', 'fixed', 'waived'].map((count) => Number(ran.outputs[count])),
      writes: writesOf(ran),
      notifications: ran.notifications,
      requests: ran.requests.length,
      annotations: annotationsOf(ran).map(
        ({ name, properties }) => `${name} ${properties.title!.replace('api-management/nsg/', '')} ${properties.file}:${properties.line}`,
      ),
      warnings: warningsOf(ran),
      touched: [...after].filter(([id, text]) => before.has(id) && before.get(id) !== text).length,
      removed: [...before.keys()].filter((id) => !after.has(id)).length,
      ...standing(scene),
    }
  }
  const silent = { writes: [], notifications: 0, touched: 0, removed: 0, warnings: [] }
  const run = async (name: string, event: 'pull_request' | 'merge_group', how: Parameters<Scene['run']>[1] = {}) => {
    const before = commentsOf(scene)
    return step(name, await scene.run(event, { ...how, ...onGitHub }), before)
  }

  const sqlWrong = wrongSql(withVariables)
  fake.openPullRequest({
    files: { 'infra/network.tf': sqlWrong, 'infra/variables.tf': variablesWith('3444', undefined) },
    title: 'Ports as variables',
  })
  // Told where the pull request went wrong, and annotated where it only moved a value; the doubt is told once, below.
  expect(await run('1-opened', 'pull_request')).toEqual({
    code: 1,
    verdict: 'fails',
    counts: [4, 2, 5, 0, 0],
    writes: ['pulls/create-review', 'issues/create-comment'],
    notifications: 2,
    requests: 7,
    annotations: ['error management infra/network.tf:32'],
    warnings: [],
    touched: 0,
    removed: 0,
    inline: ['sql open at 62'],
    below: 1,
  })

  // Mends the database and the doubt, forgets storage, and moves everything down by three lines.
  fake.push({
    'infra/network.tf': withLinesOnTop(wrongStorage(withVariables), 3),
    'infra/variables.tf': variablesWith('3444', 'AzureKeyVault'),
  })
  expect(await run('2-pushed', 'pull_request')).toMatchObject({
    code: 1,
    writes: ['pulls/create-review', 'issues/update-comment', 'pulls/update-review-comment'],
    notifications: 1,
    requests: 8,
    annotations: ['error management infra/network.tf:35'],
    touched: 2,
    removed: 0,
    inline: ['sql fixed at no line', 'storage open at 64'],
    below: 1,
  })

  fake.reply(toldInline(fake)[1]!.id, 'ben', 'Is that so?')
  expect(await run('3-answered', 'pull_request')).toMatchObject({ code: 1, ...silent, requests: 4 })

  // Begun anew: the database goes wrong again, all else stays, two lines higher.
  const forced = withLinesOnTop(wrongSql(wrongStorage(withVariables)), 1)
  fake.forcePush({ 'infra/network.tf': forced, 'infra/variables.tf': variablesWith('3444', 'AzureKeyVault') })
  expect(await run('4-forced', 'pull_request')).toMatchObject({
    code: 1,
    // The answered comment stays as it is.
    writes: ['pulls/create-review', 'issues/update-comment'],
    notifications: 1,
    touched: 1,
    removed: 0,
    inline: ['sql fixed at 63', 'storage open at 62', 'sql open at 63'],
    below: 1,
  })

  fake.moveBase({ 'docs/network.md': 'Ask the network team.\n' })
  expect(await run('5-base-moved', 'pull_request', { event: { action: 'reopened' } })).toMatchObject({ code: 1, ...silent })

  // The merge has four lines that the head has not.
  const outbound = 'locals {\n  outbound_rules'
  fake.moveBase({ 'infra/network.tf': edited(withVariables, [outbound, `${'# reviewed every year\n'.repeat(4)}${outbound}`]) })
  expect(await run('6-base-moved-there', 'pull_request', { event: { action: 'reopened' } })).toMatchObject({ code: 1, ...silent })

  fake.push({ 'infra/network.tf': withoutWeb(forced) })
  expect(await run('7-pushed-on', 'pull_request')).toMatchObject({
    code: 1,
    writes: ['pulls/create-review', 'issues/update-comment'],
    notifications: 1,
    touched: 1,
    // Line 112 of what was judged.
    inline: ['sql fixed at 63', 'storage open at 62', 'sql open at 63', 'certificates open at 108'],
    below: 1,
  })

  expect(await run('8-queued-too-early', 'merge_group', { event: { group: fake.mergeGroup() } })).toMatchObject({
    code: 1,
    ...silent,
    requests: 0,
    annotations: [
      'error management infra/network.tf:33',
      'error sql infra/network.tf:98',
      'error storage infra/network.tf:98',
      'error certificates infra/network.tf:112',
    ],
  })

  fake.push({ 'infra/network.tf': withLinesOnTop(withVariables, 1), 'infra/variables.tf': variablesWith('3443', 'AzureKeyVault') })
  expect(await run('9-mended', 'pull_request')).toMatchObject({
    code: 0,
    verdict: 'holds',
    counts: [2, 0, 0, 0, 0],
    writes: ['issues/update-comment', ...Array(3).fill('pulls/update-review-comment')],
    notifications: 0,
    touched: 4,
    annotations: [],
    inline: ['sql', 'storage', 'sql', 'certificates'].map((name) => `${name} fixed at no line`),
    below: 1,
  })

  expect(await run('10-queued', 'merge_group', { event: { group: fake.mergeGroup() } })).toMatchObject({
    code: 0,
    verdict: 'holds',
    ...silent,
  })
  fake.closePullRequest()
  expect(await run('11-closed', 'pull_request', { event: { action: 'closed' } })).toMatchObject({ code: 0, ...silent, requests: 0 })
  // Four reviews and one comment in eleven runs.
  expect(fake.notifications() - 1).toBe(5)
})
