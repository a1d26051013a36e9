/** `terraform_remote_state` of a file that another root of the workspace keeps: its outputs as that root's own code gives them. */
import { isWhollyKnown, type ObjectValue, type Origin, object, unknown, type Value } from '../eval/value.ts'
import { folderOf, joinPath } from '../text/workspace.ts'

/** Outputs of the root whose state is this file of the workspace; undefined where there is no such root, or several. */
export type OutputsOf = (path: string) => ReadonlyMap<string, Value> | undefined

const textIn = (value: Value | undefined): string | undefined => (value?.kind === 'string' ? value.value : undefined)

/** The data source's own attributes, and `outputs` where they can be told. */
export const remoteState = (written: ObjectValue, folder: string, outputsOf: OutputsOf): ObjectValue => {
  const config = written.entries.get('config')
  // Workspaces keep their states elsewhere.
  const isDefault =
    [undefined, 'default'].includes(textIn(written.entries.get('workspace'))) && !isUnknown(written.entries.get('workspace'))
  if (textIn(written.entries.get('backend')) !== 'local' || config?.kind !== 'object' || !isDefault) return written
  const unusual = [...config.entries].some(([name, value]) => name !== 'path' && value.kind !== 'null')
  const given = textIn(config.entries.get('path'))
  const path = given === undefined || unusual || /^(?:[\\/~]|[A-Za-z]:)/.test(given) ? undefined : joinPath(folder, given)
  const outputs = path === undefined || folderOf(path) === folder ? undefined : outputsOf(path)
  if (path === undefined || outputs === undefined) return written
  const defaults = written.entries.get('defaults')
  const { origin } = written
  const entries = new Map<string, Value>(defaults?.kind === 'object' && isWhollyKnown(defaults) ? defaults.entries : [])
  if (defaults !== undefined && !isWhollyKnown(defaults)) return written
  for (const [name, value] of outputs) entries.set(name, foreign(value, origin, path))
  return { ...written, entries: new Map([...written.entries, ['outputs', object(entries, origin)]]) }
}

const isUnknown = (value: Value | undefined): boolean => value?.kind === 'unknown' || value?.kind === 'reference'

/** A value as it looks from another root: addresses and inputs there are none here. */
const foreign = (value: Value, origin: Origin, path: string): Value => {
  const marks = value.sensitive ? { sensitive: true as const } : {}
  const within = (one: Value): Value => foreign(one, origin, path)
  switch (value.kind) {
    case 'reference': {
      const name = [value.to, ...value.path].join('.')
      const { reason, span } = value.doubt
      const identity = value.to.includes('[*]') ? {} : { identity: `${path} ${name}` }
      return unknown([{ reason: reason === 'input' ? 'external' : reason, what: `${name} of ${path}`, span }], origin, {
        ...identity,
        ...marks,
      })
    }
    case 'unknown': {
      const causes = value.causes.map(({ reason, what, span }) => ({ reason, what: `${what} of ${path}`, span }))
      const { among, parts, identity, mayFail, failed, type } = value
      return unknown(causes, origin, {
        ...marks,
        ...(among === undefined ? {} : { among: among.map(within) }),
        ...(parts === undefined ? {} : { parts: parts.map(within) }),
        ...(identity === undefined ? {} : { identity: `${path} ${identity}` }),
        ...(mayFail ? { mayFail } : {}),
        ...(failed ? { failed } : {}),
        ...(type === undefined ? {} : { type }),
      })
    }
    case 'list':
      return { ...value, items: value.items.map(within), origin }
    case 'object': {
      if (value.open !== undefined || value.possible !== undefined) {
        const what = `${value.open === undefined ? 'a block' : [value.open.to, ...value.open.path].join('.')} of ${path}`
        return unknown([{ reason: 'computed', what, span: value.origin.span }], origin, { ...marks, mayFail: true })
      }
      const entries = new Map<string, Value>()
      for (const [key, entry] of value.entries) entries.set(key, within(entry))
      return { ...value, entries, origin }
    }
    case 'lambda':
      return unknown([{ reason: 'unsupported', what: `a function of ${path}`, span: value.origin.span }], origin)
    default:
      return { ...value, origin }
  }
}
