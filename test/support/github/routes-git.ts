/** Repositories, pull requests, and what git holds: files, trees, blobs, commits, comparisons, archives. */
import { type Answer, type Call, notFound, paged, pullOf, type Routes, refuse } from './call.ts'
import { changesBetween, commitsBetween, mergeBaseOf } from './history.ts'
import { changedFiles, commitsOf } from './pulls.ts'
import { commitShape, fileShape, gitCommitShape, type Json, pullListed, pullWhole, repositoryShape, userShape } from './shapes.ts'
import { resolveRef, type State } from './state.ts'
import type { Commit } from './store.ts'

const commitAt = (call: Call, ref: string): Commit | undefined => {
  const sha = resolveRef(call.state, call.repository, ref)
  return sha === undefined ? undefined : call.state.store.commitOf(sha)
}

const wantsRaw = (accept: string): boolean => /application\/vnd\.github(\.v3)?\.raw/.test(accept)

const raw = (bytes: Buffer): Answer => ({
  status: 200,
  bytes,
  headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
})

const megabyte = 1024 * 1024

const contents = (call: Call): Answer => {
  const { state, match, repository, query, accept } = call
  const path = match.params.path!.replace(/^\/+|\/+$/g, '')
  const ref = query.ref ?? repository.defaultBranch
  const commit = commitAt(call, ref)
  if (commit === undefined) return refuse(404, `No commit found for the ref ${ref}`)
  const address = (of: string): string =>
    `${state.apiUrl}/repos/${repository.fullName}/contents/${of.split('/').map(encodeURIComponent).join('/')}?ref=${ref}`
  const shared = (of: string, sha: string): Json => {
    const git = `${state.apiUrl}/repos/${repository.fullName}/git/blobs/${sha}`
    const html = `${state.serverUrl}/${repository.fullName}/blob/${ref}/${encodeURI(of)}`
    return {
      name: of.split('/').at(-1),
      path: of,
      sha,
      url: address(of),
      git_url: git,
      html_url: html,
      download_url: html,
      _links: { self: address(of), git, html },
    }
  }
  const entry = commit.files.get(path)
  if (entry !== undefined) {
    const bytes = state.store.contentOf(entry.blob)!
    if (wantsRaw(accept)) return bytes.length > 100 * megabyte ? refuse(403, 'This API returns blobs up to 100 MB in size.') : raw(bytes)
    if (entry.mode === '120000')
      return { status: 200, body: { type: 'symlink', size: bytes.length, target: bytes.toString('utf8'), ...shared(path, entry.blob) } }
    // https://docs.github.com/rest/repos/contents#get-repository-content
    const isLarge = bytes.length > megabyte
    const content = isLarge ? '' : bytes.toString('base64').replace(/(.{60})/g, '$1\n')
    return {
      status: 200,
      body: { type: 'file', encoding: isLarge ? 'none' : 'base64', size: bytes.length, content, ...shared(path, entry.blob) },
    }
  }
  const below = new Map<string, Json>()
  for (const [file, { blob, mode }] of commit.files) {
    if (path !== '' && !file.startsWith(`${path}/`)) continue
    const [name, ...rest] = file.slice(path === '' ? 0 : path.length + 1).split('/')
    const full = path === '' ? name! : `${path}/${name}`
    if (rest.length > 0) below.set(name!, { type: 'dir', size: 0, ...shared(full, commit.tree) })
    else
      below.set(name!, { type: mode === '120000' ? 'symlink' : 'file', size: state.store.contentOf(blob)!.length, ...shared(full, blob) })
  }
  return below.size === 0 ? notFound() : { status: 200, body: [...below.values()].slice(0, 1000) }
}

const tree = (call: Call): Answer => {
  const { state, match, repository, query } = call
  const named = match.params.tree_sha!
  const root = state.store.treeOf(named) === undefined ? commitAt(call, named)?.tree : named
  if (root === undefined) return notFound()
  const items: Json[] = []
  const address = (kind: string, sha: string): string => `${state.apiUrl}/repos/${repository.fullName}/git/${kind}/${sha}`
  let isTruncated = false
  const walk = (sha: string, prefix: string): void => {
    for (const { name, mode, type, sha: of } of state.store.treeOf(sha)!) {
      if (items.length >= state.settings.treeLimit) {
        isTruncated = true
        return
      }
      const size = type === 'blob' ? { size: state.store.contentOf(of)!.length } : {}
      items.push({ path: `${prefix}${name}`, mode: mode.padStart(6, '0'), type, sha: of, ...size, url: address(`${type}s`, of) })
      // Any value at all, even `0` and `false`: https://docs.github.com/rest/git/trees#get-a-tree
      if (type === 'tree' && query.recursive !== undefined) walk(of, `${prefix}${name}/`)
    }
  }
  walk(root, '')
  return { status: 200, body: { sha: root, url: address('trees', root), tree: items, truncated: isTruncated } }
}

const compare = (call: Call): Answer => {
  const { state, match, repository } = call
  const [baseName, headName] = match.params.basehead!.split('...')
  const side = (name: string | undefined): Commit | undefined => {
    const [, owner, ref] = /^(?:([^:]+):)?(.+)$/.exec(name ?? '') ?? []
    const of = owner === undefined ? repository : [...state.repositories.values()].find((other) => other.owner.login === owner)
    const sha = of === undefined || ref === undefined ? undefined : resolveRef(state, of, ref)
    return sha === undefined ? undefined : state.store.commitOf(sha)
  }
  const [base, head] = [side(baseName), side(headName)]
  if (base === undefined || head === undefined) return notFound()
  const ancestor = mergeBaseOf(state.store, base.sha, head.sha)
  if (ancestor === undefined) return refuse(404, `No common ancestor between ${baseName} and ${headName}.`)
  const ahead = commitsBetween(state.store, base.sha, head.sha)
  const behind = commitsBetween(state.store, head.sha, base.sha)
  const files = changesBetween(state.store, state.store.commitOf(ancestor)!.files, head.files, state.settings.patchLimit)
  const web = `${state.serverUrl}/${repository.fullName}/compare/${baseName}...${headName}`
  const shape = (sha: string): Json => commitShape(state, repository, state.store.commitOf(sha)!)
  const page = paged(call, ahead, shape)
  return {
    ...page,
    body: {
      url: `${state.apiUrl}/repos/${repository.fullName}/compare/${baseName}...${headName}`,
      html_url: web,
      permalink_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      base_commit: shape(base.sha),
      merge_base_commit: shape(ancestor),
      status: ahead.length === 0 ? (behind.length === 0 ? 'identical' : 'behind') : behind.length === 0 ? 'ahead' : 'diverged',
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: page.body,
      // 300 at most, on the first page only: https://docs.github.com/rest/commits/commits#compare-two-commits
      ...((call.query.page ?? '1') === '1'
        ? { files: files.slice(0, 300).map((file) => fileShape(state, repository, head.sha, file)) }
        : {}),
    },
  }
}

const tarball = (call: Call): Answer => {
  const commit = commitAt(call, call.match.params.ref!)
  if (commit === undefined) return notFound()
  // For a private repository the address itself holds the right to read, for five minutes: https://docs.github.com/rest/repos/contents#download-a-repository-archive-tar
  const right = call.repository.isPrivate ? `?token=${call.state.archiveRight}` : ''
  return { status: 302, headers: { location: `${call.state.codeloadUrl}/${call.repository.fullName}/legacy.tar.gz/${commit.sha}${right}` } }
}

const rateOf = (state: State): Json => ({
  limit: 1000,
  remaining: state.settings.remaining,
  reset: Math.floor(Date.now() / 1000) + 3600,
  used: 1000 - state.settings.remaining,
})

const contentsRead = [['contents', 'read']] as const
const pullsRead = [['pull-requests', 'read']] as const

export const gitRoutes: Routes = {
  'repos/get': {
    needs: [],
    handle: ({ state, repository }) => ({ status: 200, body: repositoryShape(state, repository, 'full-repository') }),
  },
  'rate-limit/get': {
    needs: [],
    handle: ({ state }) => ({
      status: 200,
      body: { resources: { core: rateOf(state), search: rateOf(state), graphql: rateOf(state) }, rate: rateOf(state) },
    }),
  },
  'users/get-authenticated': {
    needs: [],
    // A workflow's token is no user: https://docs.github.com/rest/users/users#get-the-authenticated-user
    handle: ({ state, viewer }) =>
      viewer.isActions
        ? refuse(403, 'Resource not accessible by integration')
        : {
            status: 200,
            body: {
              ...userShape(state, viewer.user),
              name: null,
              company: null,
              blog: null,
              location: null,
              email: null,
              hireable: null,
              bio: null,
              public_repos: 0,
              public_gists: 0,
              followers: 0,
              following: 0,
              created_at: '2026-01-01T00:00:00Z',
              updated_at: '2026-01-01T00:00:00Z',
            },
          },
  },
  'pulls/list': {
    needs: pullsRead,
    handle: (call) => {
      const { state = 'open', head, base } = call.query
      const found = [...call.state.pulls.values()].filter(
        (pull) =>
          pull.repository === call.repository &&
          (state === 'all' || pull.state === state) &&
          (base === undefined || pull.base === base) &&
          (head === undefined || head === `${pull.from.owner.login}:${pull.branch}`),
      )
      return paged(call, found.reverse(), (pull) => pullListed(call.state, pull))
    },
  },
  'pulls/get': {
    needs: pullsRead,
    handle: (call) => {
      const pull = pullOf(call)
      return pull === undefined ? notFound() : { status: 200, body: pullWhole(call.state, pull) }
    },
  },
  'pulls/list-files': {
    needs: pullsRead,
    handle: (call) => {
      const pull = pullOf(call)
      if (pull === undefined) return notFound()
      const files = changedFiles(call.state, pull).slice(0, call.state.settings.fileLimit)
      return paged(call, files, (file) => fileShape(call.state, call.repository, pull.headSha, file))
    },
  },
  'pulls/list-commits': {
    needs: pullsRead,
    handle: (call) => {
      const pull = pullOf(call)
      if (pull === undefined) return notFound()
      return paged(call, commitsOf(call.state, pull).slice(0, 250), (sha) =>
        commitShape(call.state, call.repository, call.state.store.commitOf(sha)!),
      )
    },
  },
  'repos/list-pull-requests-associated-with-commit': {
    needs: [...pullsRead, ...contentsRead],
    handle: (call) => {
      const sha = call.match.params.commit_sha!
      const found = [...call.state.pulls.values()].filter(
        (pull) => pull.repository === call.repository && commitsOf(call.state, pull).includes(sha),
      )
      return paged(call, found, (pull) => pullListed(call.state, pull))
    },
  },
  'repos/get-commit': {
    needs: contentsRead,
    handle: (call) => {
      const ref = call.match.params.ref!
      const commit = commitAt(call, ref)
      if (commit === undefined) return refuse(422, `No commit found for SHA: ${ref}`)
      if (call.accept.includes('application/vnd.github.sha'))
        return { status: 200, bytes: Buffer.from(commit.sha), headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' } }
      const parent = commit.parents[0] === undefined ? undefined : call.state.store.commitOf(commit.parents[0])
      const files = changesBetween(call.state.store, parent?.files ?? new Map(), commit.files, call.state.settings.patchLimit)
      const sum = (of: 'additions' | 'deletions'): number => files.reduce((total, file) => total + file[of], 0)
      const stats = { additions: sum('additions'), deletions: sum('deletions'), total: sum('additions') + sum('deletions') }
      const shapes = files.slice(0, 300).map((file) => fileShape(call.state, call.repository, commit.sha, file))
      return { status: 200, body: { ...commitShape(call.state, call.repository, commit), stats, files: shapes } }
    },
  },
  'repos/get-content': { needs: contentsRead, handle: contents },
  'repos/compare-commits-with-basehead': { needs: contentsRead, handle: compare },
  'repos/download-tarball-archive': { needs: contentsRead, handle: tarball },
  'git/get-tree': { needs: contentsRead, handle: tree },
  'git/get-blob': {
    needs: contentsRead,
    handle: ({ state, match, repository, accept }) => {
      const sha = match.params.file_sha!
      const bytes = state.store.contentOf(sha)
      if (bytes === undefined) return notFound()
      if (wantsRaw(accept)) return raw(bytes)
      const url = `${state.apiUrl}/repos/${repository.fullName}/git/blobs/${sha}`
      return { status: 200, body: { sha, node_id: sha, size: bytes.length, url, content: bytes.toString('base64'), encoding: 'base64' } }
    },
  },
  'git/get-commit': {
    needs: contentsRead,
    handle: (call) => {
      const commit = call.state.store.commitOf(call.match.params.commit_sha!)
      return commit === undefined ? notFound() : { status: 200, body: gitCommitShape(call.state, call.repository, commit) }
    },
  },
}
