/** GitHub's own description of its API (a slice of it, `test/fixtures/github/openapi.json`) → which operation a request is, and what is wrong with it or with its answer. */
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

type Schema = Record<string, unknown>

interface Operation {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema }[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, { readonly schema: Schema }> }
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Schema }> }>
}

interface Slice {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, Schema> }
}

export interface Match {
  readonly id: string
  readonly template: string
  readonly params: Readonly<Record<string, string>>
}

/** GitHub answers null here once a comment is outdated or stands on a file, whatever the description says. */
const nullableAfterAll: Readonly<Record<string, readonly string[]>> = {
  'pull-request-review-comment': ['line', 'position', 'original_line', 'original_position'],
  'review-comment': ['line', 'original_line', 'original_position'],
}

const slice = JSON.parse(readFileSync(new URL('../../fixtures/github/openapi.json', import.meta.url), 'utf8')) as Slice
for (const [name, fields] of Object.entries(nullableAfterAll))
  for (const field of fields)
    Object.assign((slice.components.schemas[name]!.properties as Record<string, Schema>)[field]!, { nullable: true })

/** `nullable` of OpenAPI 3.0 as a union of types, with its references made local to the schema that ajv knows as `github`. */
const asJsonSchema = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(asJsonSchema)
  if (node === null || typeof node !== 'object') return node
  const { nullable, ...rest } = node as Schema
  const plain: Schema = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, asJsonSchema(value)]))
  if (typeof plain.$ref === 'string') plain.$ref = plain.$ref.replace('#/', 'github#/')
  if (nullable !== true) return plain
  if (typeof plain.type !== 'string') return { anyOf: [plain, { type: 'null' }] }
  return { ...plain, type: [plain.type, 'null'], ...(Array.isArray(plain.enum) ? { enum: [...plain.enum, null] } : {}) }
}

const settings = { strict: false, verbose: true }
const strictAjv = new Ajv(settings)
const looseAjv = new Ajv({ ...settings, coerceTypes: true })
for (const ajv of [strictAjv, looseAjv]) {
  formats.default(ajv, ['uri', 'date-time'])
  ajv.addFormat('int64', true).addFormat('int32', true).addFormat('repo.nwo', true).addFormat('email', true)
  ajv.addSchema({ $id: 'github', components: asJsonSchema(slice.components) as Schema })
}

const matchers = Object.entries(slice.paths)
  .flatMap(([template, methods]) => {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    // These three may hold slashes that a client did not escape.
    const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'path' ? '(.*)' : /^(ref|basehead)$/.test(name) ? '(.+)' : '([^/]+)',
    )
    return Object.keys(methods).map((method) => ({ method: method.toUpperCase(), template, names, pattern: new RegExp(`^${source}$`) }))
  })
  .sort((a, b) => b.template.split('/').length - a.template.split('/').length || a.names.length - b.names.length)

const operationOf = (method: string, template: string): Operation => slice.paths[template]![method.toLowerCase()]!

export const matchOperation = (method: string, path: string): Match | undefined => {
  for (const { method: wanted, template, names, pattern } of matchers) {
    const found = wanted === method ? pattern.exec(path) : null
    if (found === null) continue
    const params = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1]!)]))
    return { id: operationOf(method, template).operationId, template, params }
  }
  return undefined
}

const compiled = new Map<string, ValidateFunction>()
const validator = (key: string, ajv: Ajv, schema: () => Schema): ValidateFunction => {
  const known = compiled.get(key)
  if (known !== undefined) return known
  const made = ajv.compile(asJsonSchema(schema()) as Schema)
  compiled.set(key, made)
  return made
}

interface Problem {
  /** Where and what, for who tests. */
  readonly text: string
  /** As GitHub words it. */
  readonly said: string
}

const problemOf = (validate: ValidateFunction, value: unknown, place: string): Problem | undefined => {
  if (validate(value)) return undefined
  const [error] = validate.errors ?? []
  const text = `${place}: ${error?.instancePath ?? ''} ${error?.message ?? 'is wrong'} ${JSON.stringify(error?.params ?? {})}`
  const { keyword, data, params } = error ?? {}
  if (keyword === 'maxItems')
    return { text, said: `No more than ${params?.limit} items are allowed; ${(data as unknown[]).length} were supplied.` }
  if (keyword === 'maxLength') return { text, said: `Only ${params?.limit} characters are allowed; ${String(data).length} were supplied.` }
  if (keyword === 'required') return { text, said: `"${params?.missingProperty}" wasn't supplied.` }
  if (keyword === 'additionalProperties') return { text, said: `"${params?.additionalProperty}" is not a permitted key.` }
  return { text, said: `For '${error?.instancePath.slice(1)}', ${error?.message}.` }
}

export const requestProblem = (
  method: string,
  match: Match,
  query: Readonly<Record<string, string>>,
  body: unknown,
): Problem | undefined => {
  const operation = operationOf(method, match.template)
  for (const place of ['path', 'query'] as const) {
    const parameters = operation.parameters.filter((parameter) => parameter.in === place)
    const validate = validator(`${method} ${match.template} ${place}`, looseAjv, () => ({
      type: 'object',
      properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: false,
    }))
    const problem = problemOf(validate, { ...(place === 'path' ? match.params : query) }, place)
    if (problem !== undefined) return problem
  }
  if (operation.requestBody === undefined)
    return body === undefined ? undefined : { text: 'body: there is none here', said: 'No body is allowed.' }
  if (body === undefined)
    return operation.requestBody.required === true ? { text: 'body: is required', said: 'A body is required.' } : undefined
  const { schema } = operation.requestBody.content['application/json']!
  return problemOf(
    validator(`${method} ${match.template} body`, strictAjv, () => schema),
    body,
    'body',
  )
}

/** `body` is undefined for an answer that is not JSON. */
export const responseProblem = (method: string, match: Match, status: number, body: unknown): string | undefined => {
  const described = operationOf(method, match.template).responses[String(status)]
  const schema = described?.content?.['application/json']?.schema
  if (described === undefined && status < 400) return `status ${status} is not described`
  if (body === undefined) return undefined
  if (described !== undefined && schema === undefined && status < 400) return `status ${status} has no body`
  const validate = validator(
    `${method} ${match.template} ${schema === undefined ? 'error' : status}`,
    strictAjv,
    () => schema ?? { $ref: '#/components/schemas/basic-error' },
  )
  return problemOf(validate, body, `answer ${status}`)?.text
}

/** What is required of a schema and is missing, where only an address, a count or a flag can be meant; the rest the fake must say itself. */
export const completed = (name: string, given: Readonly<Record<string, unknown>>, url: string): Record<string, unknown> => {
  const schema = slice.components.schemas[name]!
  const properties = schema.properties as Record<string, Schema>
  const result: Record<string, unknown> = { ...given }
  for (const field of (schema.required as readonly string[] | undefined) ?? []) {
    if (Object.hasOwn(result, field)) continue
    const { $ref } = properties[field]!
    const { type, nullable } =
      typeof $ref === 'string' ? slice.components.schemas[$ref.replace('#/components/schemas/', '')]! : properties[field]!
    if (nullable === true) result[field] = null
    else if (type === 'string' && /(^|_)url$/.test(field)) result[field] = `${url}/${field.replace(/_?url$/, '')}`
    else if (type === 'boolean') result[field] = false
    else if (type === 'integer') result[field] = 0
    else if (type === 'array') result[field] = []
  }
  return result
}
