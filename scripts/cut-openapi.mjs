/**
 * Cuts GitHub's published description of its API down to the operations that this project uses, one line per operation and schema:
 *
 *   npm i --prefix /tmp/openapi @octokit/openapi@23.0.2
 *   node scripts/cut-openapi.mjs /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from 'node:fs'

const pull = '/repos/{owner}/{repo}/pulls/{pull_number}'
const issue = '/repos/{owner}/{repo}/issues/{issue_number}'
const wanted = {
  '/rate_limit': ['get'],
  '/user': ['get'],
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/pulls': ['get'],
  [pull]: ['get'],
  [`${pull}/files`]: ['get'],
  [`${pull}/commits`]: ['get'],
  [`${pull}/reviews`]: ['get', 'post'],
  [`${pull}/reviews/{review_id}`]: ['get', 'delete'],
  [`${pull}/reviews/{review_id}/events`]: ['post'],
  [`${pull}/reviews/{review_id}/comments`]: ['get'],
  [`${pull}/comments`]: ['get', 'post'],
  [`${pull}/comments/{comment_id}/replies`]: ['post'],
  '/repos/{owner}/{repo}/pulls/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/repos/{owner}/{repo}/issues': ['get', 'post'],
  [issue]: ['get', 'patch'],
  [`${issue}/comments`]: ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/repos/{owner}/{repo}/check-runs': ['post'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}': ['get', 'patch'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}/check-runs': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/git/trees/{tree_sha}': ['get'],
  '/repos/{owner}/{repo}/git/blobs/{file_sha}': ['get'],
  '/repos/{owner}/{repo}/git/commits/{commit_sha}': ['get'],
  '/repos/{owner}/{repo}/contents/{path}': ['get'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/tarball/{ref}': ['get'],
  '/repos/{owner}/{repo}/code-scanning/sarifs': ['post'],
  '/repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}': ['get'],
}

const [, , source] = process.argv
if (source === undefined) throw new Error('name the description: api.github.com.json of @octokit/openapi')
const description = JSON.parse(readFileSync(source, 'utf8'))

/** Whoever reads this slice wants shapes; `properties` is the one place where such a name may be a field's own. */
const prose = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'title',
  'discriminator',
  'deprecated',
  'default',
])
const stripped = (node, isNames = false) => {
  if (Array.isArray(node)) return node.map((item) => stripped(item))
  if (node === null || typeof node !== 'object') return node
  const kept = {}
  for (const [key, value] of Object.entries(node))
    if (isNames || !(prose.has(key) || key.startsWith('x-')))
      kept[key] = stripped(value, !isNames && (key === 'properties' || key === 'schemas'))
  return kept
}

const resolved = (node) => {
  const reference = node?.$ref
  if (reference === undefined) return node
  return resolved(
    reference
      .slice(2)
      .split('/')
      .reduce((at, part) => at[part], description),
  )
}

/** No request may hold a field that is not described, at any depth; alternatives beside properties only say which of them belong together. */
const closed = (schema) => {
  if (schema === undefined) return schema
  const { properties, items, oneOf, anyOf } = schema
  if (properties !== undefined)
    return {
      ...schema,
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, closed(inner)])),
      additionalProperties: false,
    }
  return {
    ...schema,
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(closed) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(closed) }),
  }
}

const cutOperation = (operation) => {
  const parameters = (operation.parameters ?? [])
    .map(resolved)
    .map(({ name, in: place, required, schema }) => ({ name, in: place, required, schema }))
  const body = resolved(operation.requestBody)
  const responses = {}
  for (const [status, reference] of Object.entries(operation.responses)) {
    const { content } = resolved(reference)
    const schemas = Object.entries(content ?? {}).map(([type, { schema }]) => [type, { schema }])
    responses[status] = schemas.length === 0 ? {} : { content: Object.fromEntries(schemas) }
  }
  return stripped({
    operationId: operation.operationId,
    parameters,
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.required,
            content: { 'application/json': { schema: closed(body.content['application/json'].schema) } },
          },
        }),
    responses,
  })
}

const paths = {}
for (const [path, methods] of Object.entries(wanted)) {
  if (description.paths[path] === undefined) throw new Error(`${path} is not described`)
  paths[path] = {}
  for (const method of methods) {
    const operation = cutOperation(description.paths[path][method])
    for (const response of Object.values(operation.responses)) response.description = ''
    paths[path][method] = operation
  }
}

const schemas = {}
const collect = (node) => {
  if (node === null || typeof node !== 'object') return
  const name = typeof node.$ref === 'string' ? node.$ref.replace('#/components/schemas/', '') : undefined
  if (name !== undefined && schemas[name] === undefined) {
    schemas[name] = stripped(description.components.schemas[name])
    collect(schemas[name])
  }
  for (const value of Object.values(node)) collect(value)
}
collect(paths)

const head = {
  openapi: description.openapi,
  info: {
    title: 'GitHub REST API, a slice',
    version: description.info.version,
    description: `cut by scripts/cut-openapi.mjs from @octokit/openapi ${description.info.version}, which republishes github/rest-api-description`,
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT' },
  },
}
const line = ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`
const byName = ([a], [b]) => (a < b ? -1 : 1)
const text = `{
"openapi": ${JSON.stringify(head.openapi)},
"info": ${JSON.stringify(head.info)},
"paths": {
${Object.entries(paths)
  .map(([path, methods]) => `${JSON.stringify(path)}: {\n${Object.entries(methods).map(line).join(',\n')}}`)
  .join(',\n')}},
"components": {"schemas": {
${Object.entries(schemas).sort(byName).map(line).join(',\n')}}}
}
`
JSON.parse(text)
const target = new URL('../test/fixtures/github/openapi.json', import.meta.url)
writeFileSync(target, text)
console.log(
  `${Object.values(paths).flatMap(Object.keys).length} operations, ${Object.keys(schemas).length} schemas, ${Math.round(text.length / 1024)} KB`,
)
