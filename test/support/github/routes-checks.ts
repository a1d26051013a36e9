/** Check runs with their annotations, and SARIF uploads. */
import { gunzipSync } from 'node:zlib'
import { type Answer, type Call, invalid, notFound, paged, type Routes, refuse } from './call.ts'
import { annotationShape, checkShape } from './shapes-talk.ts'
import { type Annotation, type CheckRun, iso, resolveRef } from './state.ts'

interface Output {
  readonly title?: string
  readonly summary: string
  readonly text?: string
  readonly annotations?: readonly Annotation[]
}

interface Fields {
  readonly name?: string
  readonly status?: string
  readonly conclusion?: string
  readonly started_at?: string
  readonly completed_at?: string
  readonly external_id?: string
  readonly details_url?: string
  readonly output?: Output
}

const messageBytes = 64 * 1024

const fieldsProblem = ({ status, conclusion, output }: Fields, now: string | null): Answer | undefined => {
  // Required though the description does not say so: https://docs.github.com/rest/checks/runs#create-a-check-run
  if (status === 'completed' && conclusion === undefined && now === null)
    return refuse(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.\n"conclusion" wasn\'t supplied.')
  if (conclusion === 'stale') return invalid('CheckRun', 'conclusion', 'custom', 'only GitHub can change a check run conclusion to stale')
  if (output?.title !== undefined && [...output.title].length > 255)
    return invalid('CheckRun', 'title', 'custom', 'title is too long (maximum is 255 characters)')
  for (const {
    message,
    title = '',
    raw_details: raw = '',
    path,
    start_line: start,
    end_line: end,
    start_column: column,
    end_column: endColumn,
  } of output?.annotations ?? []) {
    if (Buffer.byteLength(message) > messageBytes || Buffer.byteLength(raw) > messageBytes)
      return invalid('CheckAnnotation', 'message', 'custom', 'message is too long (maximum is 64 KB)')
    if ([...title].length > 255) return invalid('CheckAnnotation', 'title', 'custom', 'title is too long (maximum is 255 characters)')
    if (message === '' || path === '') return invalid('CheckAnnotation', message === '' ? 'message' : 'path', 'missing_field')
    if (start < 1 || end < start) return invalid('CheckAnnotation', 'end_line', 'custom', 'end_line must not precede start_line')
    if (start !== end && (column !== undefined || endColumn !== undefined))
      return invalid('CheckAnnotation', 'start_column', 'custom', 'columns are for annotations of one line')
  }
  return undefined
}

const applyFields = (check: CheckRun, fields: Fields, now: string): void => {
  const { name, status, conclusion, output } = fields
  if (name !== undefined) check.name = name
  if (status !== undefined) check.status = status
  if (status !== undefined && status !== 'completed') check.conclusion = null
  if (conclusion !== undefined) {
    check.status = 'completed'
    check.conclusion = conclusion
    check.completedAt = fields.completed_at ?? now
  }
  if (fields.started_at !== undefined) check.startedAt = fields.started_at
  if (fields.external_id !== undefined) check.externalId = fields.external_id
  if (fields.details_url !== undefined) check.detailsUrl = fields.details_url
  if (output === undefined) return
  check.title = output.title ?? null
  check.summary = output.summary
  check.text = output.text ?? null
  // What comes with a later request is added, never put in the place of earlier ones.
  check.annotations.push(...(output.annotations ?? []))
}

const checkOf = ({ state, match }: Call): CheckRun | undefined => state.checks.get(Number(match.params.check_run_id))

/** Several runs of one tool and category in one file are refused since 2025-07-21. */
const sarifProblem = (sarif: unknown): string | undefined => {
  const runs = (sarif as { runs?: readonly { tool?: { driver?: { name?: string } }; automationDetails?: { id?: string } }[] }).runs ?? []
  const keys = runs.map((run) => `${run.tool?.driver?.name} ${run.automationDetails?.id ?? ''}`)
  return new Set(keys).size === keys.length ? undefined : 'multiple SARIF runs with the same category'
}

const uploadSarif = ({ state, repository, body }: Call): Answer => {
  if (!state.settings.codeScanning) return refuse(403, 'Code Security must be enabled for this repository to use code scanning')
  const { commit_sha: commit, ref, sarif } = body as { commit_sha: string; ref: string; sarif: string }
  if (state.store.commitOf(commit) === undefined) return refuse(404, 'commit not found')
  const known = resolveRef(state, repository, ref)
  if (!ref.startsWith('refs/') || known === undefined) return refuse(404, `ref '${ref}' not found in this repository`)
  let parsed: unknown
  const packed = Buffer.from(sarif, 'base64')
  try {
    parsed = JSON.parse(gunzipSync(packed).toString('utf8'))
  } catch {
    return refuse(400, 'Invalid SARIF. Not a valid gzipped, base64 encoded SARIF file.')
  }
  const id = `00000000-0000-4000-8000-${String(state.nextId()).padStart(12, '0')}`
  state.sarifs.set(id, { id, commit, ref, sarif: parsed, compressedBytes: packed.length })
  return { status: 202, body: { id, url: `${state.apiUrl}/repos/${repository.fullName}/code-scanning/sarifs/${id}` } }
}

const checksRead = [['checks', 'read']] as const
const checksWrite = [['checks', 'write']] as const

export const checkRoutes: Routes = {
  'checks/create': {
    needs: checksWrite,
    handle: (call) => {
      const { state } = call
      const fields = call.body as Fields
      const sha = String(call.body.head_sha)
      if (state.store.commitOf(sha) === undefined) return refuse(422, `No commit found for SHA: ${sha}`)
      const problem = fieldsProblem(fields, null)
      if (problem !== undefined) return problem
      const now = iso(state.tick())
      const check: CheckRun = {
        id: state.nextId(),
        headSha: sha,
        name: '',
        status: 'queued',
        conclusion: null,
        startedAt: now,
        completedAt: null,
        externalId: '',
        detailsUrl: null,
        title: null,
        summary: null,
        text: null,
        annotations: [],
      }
      applyFields(check, fields, now)
      state.checks.set(check.id, check)
      return { status: 201, body: checkShape(state, call.repository, check) }
    },
  },
  'checks/update': {
    needs: checksWrite,
    handle: (call) => {
      const check = checkOf(call)
      if (check === undefined) return notFound()
      const fields = call.body as Fields
      const problem = fieldsProblem(fields, check.conclusion)
      if (problem !== undefined) return problem
      applyFields(check, fields, iso(call.state.tick()))
      return { status: 200, body: checkShape(call.state, call.repository, check) }
    },
  },
  'checks/get': {
    needs: checksRead,
    handle: (call) => {
      const check = checkOf(call)
      return check === undefined ? notFound() : { status: 200, body: checkShape(call.state, call.repository, check) }
    },
  },
  'checks/list-annotations': {
    needs: checksRead,
    handle: (call) => {
      const check = checkOf(call)
      return check === undefined
        ? notFound()
        : paged(call, check.annotations, (annotation) => annotationShape(call.state, call.repository, check, annotation))
    },
  },
  'checks/list-for-ref': {
    needs: checksRead,
    handle: (call) => {
      const sha = resolveRef(call.state, call.repository, call.match.params.ref!)
      if (sha === undefined) return refuse(422, `No commit found for SHA: ${call.match.params.ref}`)
      const { check_name: name, status } = call.query
      const found = [...call.state.checks.values()]
        .filter(
          (check) =>
            check.headSha === sha && (name === undefined || check.name === name) && (status === undefined || check.status === status),
        )
        .reverse()
      // Of several with one name only the newest is listed, unless all are asked for.
      const shown =
        call.query.filter === 'all'
          ? found
          : found.filter((check, index) => found.findIndex((other) => other.name === check.name) === index)
      return paged(
        call,
        shown,
        (check) => checkShape(call.state, call.repository, check),
        (page) => ({ total_count: shown.length, check_runs: page }),
      )
    },
  },
  'code-scanning/upload-sarif': { needs: [['security-events', 'write']], handle: uploadSarif },
  'code-scanning/get-sarif': {
    needs: [['security-events', 'read']],
    handle: ({ state, repository, match }) => {
      const upload = state.sarifs.get(match.params.sarif_id!)
      if (upload === undefined) return notFound()
      const problem = sarifProblem(upload.sarif)
      return {
        status: 200,
        body: {
          processing_status: problem === undefined ? 'complete' : 'failed',
          analyses_url: `${state.apiUrl}/repos/${repository.fullName}/code-scanning/analyses?sarif_id=${upload.id}`,
          errors: problem === undefined ? null : [problem],
        },
      }
    },
  },
}
