/** Users, repositories, pull requests and commits → JSON as GitHub answers it. */
import { completed } from './description.ts'
import type { ChangedFile } from './history.ts'
import { changedFiles, commitsOf } from './pulls.ts'
import { iso, nodeId, type PullRequest, type Repository, type State, type User } from './state.ts'
import type { Commit } from './store.ts'

export type Json = Record<string, unknown>

export const userShape = (state: State, user: User): Json =>
  completed(
    'simple-user',
    {
      login: user.login,
      id: user.id,
      node_id: nodeId('U', user.id),
      gravatar_id: '',
      type: user.type,
      url: `${state.apiUrl}/users/${encodeURIComponent(user.login)}`,
      html_url: `${state.serverUrl}/${encodeURIComponent(user.login)}`,
      site_admin: false,
    },
    `${state.apiUrl}/users/${encodeURIComponent(user.login)}`,
  )

export const api = (state: State, repository: Repository): string => `${state.apiUrl}/repos/${repository.fullName}`
export const web = (state: State, repository: Repository): string => `${state.serverUrl}/${repository.fullName}`

const began = '2026-01-01T00:00:00Z'

export const repositoryShape = (state: State, repository: Repository, schema: 'repository' | 'full-repository' = 'repository'): Json =>
  completed(
    schema,
    {
      id: repository.id,
      node_id: nodeId('R', repository.id),
      name: repository.name,
      full_name: repository.fullName,
      owner: userShape(state, repository.owner),
      private: repository.isPrivate,
      visibility: repository.isPrivate ? 'private' : 'public',
      fork: repository.parent !== undefined,
      default_branch: repository.defaultBranch,
      url: api(state, repository),
      html_url: web(state, repository),
      clone_url: `${web(state, repository)}.git`,
      git_url: `${web(state, repository).replace(/^http/, 'git')}.git`,
      ssh_url: `git@${new URL(state.serverUrl).host}:${repository.fullName}.git`,
      svn_url: web(state, repository),
      pushed_at: began,
      created_at: began,
      updated_at: began,
    },
    api(state, repository),
  )

export const link = (href: string): Json => ({ href })
export const association = (user: User): string => (user.type === 'Bot' ? 'NONE' : 'CONTRIBUTOR')

const pullShape = (state: State, pull: PullRequest, schema: 'pull-request' | 'pull-request-simple', more: Json): Json => {
  const url = `${api(state, pull.repository)}/pulls/${pull.number}`
  const html = `${web(state, pull.repository)}/pull/${pull.number}`
  const issue = `${api(state, pull.repository)}/issues/${pull.number}`
  const statuses = `${api(state, pull.repository)}/statuses/${pull.headSha}`
  const side = (repository: Repository, ref: string, sha: string): Json => ({
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userShape(state, repository.owner),
    repo: repositoryShape(state, repository),
  })
  return completed(
    schema,
    {
      id: pull.id,
      node_id: nodeId('PR', pull.id),
      number: pull.number,
      url,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      issue_url: issue,
      comments_url: `${issue}/comments`,
      review_comments_url: `${url}/comments`,
      review_comment_url: `${api(state, pull.repository)}/pulls/comments{/number}`,
      statuses_url: statuses,
      state: pull.state,
      draft: false,
      title: pull.title,
      body: null,
      user: userShape(state, pull.user),
      author_association: association(pull.user),
      created_at: pull.createdAt,
      updated_at: pull.updatedAt,
      merge_commit_sha: pull.mergeSha,
      head: side(pull.from, pull.branch, pull.headSha),
      base: side(pull.repository, pull.base, pull.baseSha),
      _links: {
        self: link(url),
        html: link(html),
        issue: link(issue),
        comments: link(`${issue}/comments`),
        review_comments: link(`${url}/comments`),
        review_comment: link(`${api(state, pull.repository)}/pulls/comments{/number}`),
        commits: link(`${url}/commits`),
        statuses: link(statuses),
      },
      assignee: null,
      milestone: null,
      auto_merge: null,
      ...more,
    },
    url,
  )
}

export const pullListed = (state: State, pull: PullRequest): Json => pullShape(state, pull, 'pull-request-simple', {})

export const pullWhole = (state: State, pull: PullRequest): Json => {
  const files = changedFiles(state, pull)
  const total = (of: (file: ChangedFile) => number): number => files.reduce((sum, file) => sum + of(file), 0)
  return pullShape(state, pull, 'pull-request', {
    merged: false,
    merged_by: null,
    mergeable: pull.mergeSha !== null,
    mergeable_state: pull.mergeSha === null ? 'dirty' : 'clean',
    commits: commitsOf(state, pull).length,
    changed_files: files.length,
    additions: total(({ additions }) => additions),
    deletions: total(({ deletions }) => deletions),
    comments: [...state.issueComments.values()].filter(({ issue }) => issue === pull.number).length,
    review_comments: [...state.reviewComments.values()].filter((comment) => comment.pull === pull.number).length,
  })
}

export const fileShape = (state: State, repository: Repository, commit: string, file: ChangedFile): Json => {
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web(state, repository)}/blob/${commit}/${path}`,
    raw_url: `${web(state, repository)}/raw/${commit}/${path}`,
    contents_url: `${api(state, repository)}/contents/${path}?ref=${commit}`,
    ...(file.patch === undefined ? {} : { patch: file.patch.text }),
    ...(file.previous === undefined ? {} : { previous_filename: file.previous }),
  }
}

const signature = (commit: Commit): Json => ({ ...commit.author, date: iso(commit.date) })
const verification = { verified: false, reason: 'unsigned', payload: null, signature: null, verified_at: null }

export const commitShape = (state: State, repository: Repository, commit: Commit): Json => ({
  sha: commit.sha,
  node_id: nodeId('C', commit.date),
  url: `${api(state, repository)}/commits/${commit.sha}`,
  html_url: `${web(state, repository)}/commit/${commit.sha}`,
  comments_url: `${api(state, repository)}/commits/${commit.sha}/comments`,
  author: null,
  committer: null,
  commit: {
    url: `${api(state, repository)}/git/commits/${commit.sha}`,
    message: commit.message,
    author: signature(commit),
    committer: signature(commit),
    tree: { sha: commit.tree, url: `${api(state, repository)}/git/trees/${commit.tree}` },
    comment_count: 0,
    verification,
  },
  parents: commit.parents.map((sha) => ({
    sha,
    url: `${api(state, repository)}/commits/${sha}`,
    html_url: `${web(state, repository)}/commit/${sha}`,
  })),
})

export const gitCommitShape = (state: State, repository: Repository, commit: Commit): Json => ({
  sha: commit.sha,
  node_id: nodeId('C', commit.date),
  url: `${api(state, repository)}/git/commits/${commit.sha}`,
  html_url: `${web(state, repository)}/commit/${commit.sha}`,
  message: commit.message,
  author: signature(commit),
  committer: signature(commit),
  tree: { sha: commit.tree, url: `${api(state, repository)}/git/trees/${commit.tree}` },
  parents: commit.parents.map((sha) => ({
    sha,
    url: `${api(state, repository)}/git/commits/${sha}`,
    html_url: `${web(state, repository)}/commit/${sha}`,
  })),
  verification,
})
