/** Code and policies in repositories of their own: what lies in the checkout is the judged revision's, and stands for the base's only where both mean one commit. */
import { describe, expect, test } from 'vitest'
import { type Gathered, gather } from '../../src/shell/gather.ts'
import type { Occasion } from '../../src/shell/occasion.ts'
import { texts, whole } from '../support/gathering.ts'
import { newRepository, type Repository } from '../support/repository.ts'

const allowing = ['-c', 'protocol.file.allow=always'] as const

const gatherIn = async (repository: Repository, base: string, head: string): Promise<Gathered> => {
  const occasion: Occasion = { kind: 'merge-group', base, head }
  return whole(
    await gather(occasion, {
      folder: repository.folder,
      context: {
        eventName: 'merge_group',
        payload: {},
        sha: head,
        ref: 'refs/heads/queue',
        repository: { owner: 'octo', repo: 'net' },
        serverUrl: 'https://github.com',
        apiUrl: 'https://api.github.com',
        runId: 1,
        runAttempt: 1,
        job: 'network',
      },
      inputs: { policies: [] },
      token: undefined,
      connect: async () => undefined,
    }),
  )
}

describe('a submodule', () => {
  const other = newRepository({ 'main.tf': 'old', 'inner/policy.yaml': 'old' })
  const before = other.git('rev-parse', 'HEAD').trim()
  const after = other.commit({ 'main.tf': 'new', 'inner/policy.yaml': 'new' })
  const paths = ['modules/net/main.tf', 'modules/net/inner/policy.yaml', 'main.tf'] as const

  const repositoryAt = (commit: string): Repository => {
    const repository = newRepository({ 'main.tf': 'main' })
    repository.git(...allowing, 'submodule', '--quiet', 'add', other.folder, 'modules/net')
    repository.git('-C', 'modules/net', 'checkout', '--quiet', commit)
    return repository
  }

  test('that the pull request moves to another commit is not there in the base', async () => {
    const repository = repositoryAt(before)
    const base = repository.commit({})
    repository.git('-C', 'modules/net', 'checkout', '--quiet', after)
    const head = repository.commit({ 'main.tf': 'changed' })
    const found = await gatherIn(repository, base, head)
    expect(texts(found.workspace, ...paths)).toEqual(['new', 'new', 'changed'])
    expect(texts(found.base?.workspace, ...paths)).toEqual(['(missing)', '(missing)', 'main'])
    expect(found.base?.workspace.list('modules/net')).toEqual([])
    found.close()
  })

  test('that the pull request adds is not there in the base', async () => {
    const repository = repositoryAt(after)
    const base = repository.git('rev-parse', 'HEAD').trim()
    const found = await gatherIn(repository, base, repository.commit({}))
    expect(texts(found.base?.workspace, ...paths)).toEqual(['(missing)', '(missing)', 'main'])
    found.close()
  })

  test('that stays as it is is there for both', async () => {
    const repository = repositoryAt(after)
    const base = repository.commit({})
    const found = await gatherIn(repository, base, repository.commit({ 'main.tf': 'changed' }))
    expect(texts(found.base?.workspace, ...paths)).toEqual(['new', 'new', 'main'])
    found.close()
  })
})
