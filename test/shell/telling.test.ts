/** What a run says in its own places, on the fake GitHub. */
import { expect, test } from 'vitest'
import { main, network, settings, variables } from '../support/github/orders.ts'
import { annotationsOf, edited, sceneWith } from '../support/github/scene.ts'

test('annotations name files as the repository does, wherever it is checked out', async () => {
  const scene = await sceneWith({
    files: { ...settings, 'infra/main.tf': main, 'infra/network.tf': network, 'infra/variables.tf': variables },
  })
  scene.fake.openPullRequest({ files: { 'infra/network.tf': edited(network, ['ports = ["1433"]', 'ports = ["1443"]']) } })
  const inputs = { review: 'false', comment: 'never' }
  const files = async (how: Parameters<typeof scene.runHere>[1]) =>
    annotationsOf(await scene.runHere('pull_request', how)).map(({ properties }) => `${properties.file}:${properties.startLine}`)
  const own = await files({ inputs })
  expect(own).toEqual([expect.stringMatching(/^infra\/network\.tf:\d+$/)])
  expect(await files({ inputs: { ...inputs, config: 'code/vnetproof.yaml' }, path: 'code' })).toEqual(own)
})
