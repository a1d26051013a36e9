/**
 * What two front ends make of one deployment, compared resource by resource and value by value. Not told apart: how either names what is not known,
 * letter case of ids, who depends on whom, what exists already. `finer`: where the first knows more than the second.
 */

const settings = { addresses: new Map(), prefixes: new Map() }
/** Resources that exist already are in no pair: they lie in the deployment that those around them lie in. */
const renamed = (text) => {
  const known = settings.addresses.get(text)
  if (known !== undefined) return known
  const dot = text.lastIndexOf('.')
  const prefix = dot < 0 ? undefined : settings.prefixes.get(text.slice(0, dot))
  return prefix === undefined ? text : prefix + text.slice(dot)
}
/** Where the deployment that a resource lies in ends in its address; types hold a dot of their own. */
const ownAt = (address) => address.search(/\.(?:Microsoft\.[^.]+|[^.]+)$/i)
const learn = (ours, theirs) => {
  settings.addresses.set(theirs, ours)
  const [from, to] = [ownAt(theirs), ownAt(ours)]
  if (from >= 0 && to >= 0) settings.prefixes.set(theirs.slice(0, from), ours.slice(0, to))
}
/** Identities of what is made from attributes, and of parameters of modules, hold addresses. */
const withOurAddresses = (identity) => {
  let text = `<${identity}`
  for (const [theirs, ours] of [...settings.addresses, ...settings.prefixes])
    if (theirs !== ours) text = text.replaceAll(`<${theirs}.`, `<${ours}.`)
  return text.slice(1)
}
const shownPath = (path) => {
  const steps = path.map(String)
  if (steps[0] === 'properties' && steps[1] === 'outputs')
    return ['outputs', ...steps.slice(2).filter((step) => step !== 'value')].join('.')
  return steps.join('.')
}
const shown = (value, depth = 0) => {
  if (depth > 60) return '…'
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'number':
      return String(value.value)
    case 'string':
      return JSON.stringify(value.value)
    case 'list':
      return `[${value.items.map((item) => shown(item, depth + 1)).join(', ')}]`
    case 'object':
      if (value.open !== undefined) return `→${renamed(value.open.to)}.${shownPath(value.open.path)}`
      return `{${[...value.entries.keys()]
        .sort()
        .map((key) => `${JSON.stringify(key)}: ${shown(value.entries.get(key), depth + 1)}`)
        .join(', ')}}`
    case 'reference':
      return `→${renamed(value.to)}.${shownPath(value.path)}`
    case 'unknown': {
      if (value.among !== undefined && !value.failed)
        return `?(${value.among
          .map((one) => shown(one, depth + 1))
          .sort()
          .join(' | ')})`
      if (value.parts !== undefined) return `?${value.parts.map((part) => shown(part, depth + 1)).join('+')}`
      if (value.failed) return '!'
      return value.identity === undefined ? '?' : `?<${withOurAddresses(value.identity)}>`
    }
    default:
      return value.kind
  }
}

const aside = new Set([
  'dependson',
  'scope',
  'apiversion',
  'asserts',
  'parent_id',
  'name',
  'subscriptionid',
  'resourcegroup',
  'extension',
  'import',
])

/** What is known only after deployment is named by one side at times, and not by the other. */
const keyText = (value) =>
  value === undefined
    ? ''
    : shown(value)
        .replace(/→[^"+|)\]}, ]*/g, '?')
        .replace(/\?<reference\(.*?>(?=$|[+|)])/g, '?')
        .replace(/<[^<>]*\.parameters\(/g, '<parameters(')
        .toLowerCase()

const keyOf = (declared) =>
  `${declared.type.toLowerCase()} ${keyText(declared.body.entries.get('parent_id'))} ${keyText(declared.body.entries.get('name'))}`

export const managed = (declared) => declared.filter(({ mode, type }) => mode === 'managed' && type.includes('/'))

/** The two lists of resources in pairs of one key, in order; what is left of either. */
const pairUp = (ours, theirs) => {
  const byKey = new Map()
  for (const one of theirs) byKey.set(keyOf(one), [...(byKey.get(keyOf(one)) ?? []), one])
  const pairs = []
  const left = []
  for (const one of ours) {
    const same = byKey.get(keyOf(one))
    const other = same?.find(({ address }) => address === one.address) ?? same?.[0]
    if (other === undefined) left.push(one)
    else {
      same.splice(same.indexOf(other), 1)
      pairs.push([one, other])
    }
  }
  return { pairs, left, right: [...byKey.values()].flat() }
}

const differencesOf = (ours, theirs) => {
  const differences = []
  settings.addresses = new Map()
  settings.prefixes = new Map()
  let { pairs, left, right } = pairUp(ours, theirs)
  for (let more = pairs; more.length > 0; ) {
    for (const [one, other] of more) learn(one.address, other.address)
    // Names are made from addresses: with those of the pairs known, more of them are the same.
    const next = pairUp(left, right)
    more = next.pairs
    pairs = [...pairs, ...more]
    left = next.left
    right = next.right
  }
  for (const one of left) differences.push(`only in Bicep: ${one.address} ${keyOf(one)}`)
  for (const one of right) differences.push(`only in the template: ${one.address} ${keyOf(one)}`)
  for (const [one, other] of pairs) {
    if (one.presence.certain !== other.presence.certain)
      differences.push(
        `${one.address}: ${one.presence.certain ? 'certain' : 'possible'}, in the template ${other.presence.certain ? 'certain' : 'possible'}`,
      )
    const keys = new Set([...one.body.entries.keys(), ...other.body.entries.keys()].filter((key) => !aside.has(key.toLowerCase())))
    for (const key of keys) {
      const [a, b] = [one.body.entries.get(key), other.body.entries.get(key)]
      compare(a, b, `${one.address}.${key}`, differences, 0)
    }
  }
  return differences
}

/** Known where the template's evaluation knows nothing. */
let finer = []
/** Where `text` says nothing of a piece, `other` may say anything. */
const generalises = (text, other) => {
  const pieces = text.split(/(?<=^|[+, (|:])\?(?=$|[+, )|}\]])/)
  if (pieces.length === 1 || pieces.length > 60) return false
  return new RegExp(`^${pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's').test(other)
}
const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** A text in pieces: what is not known of `b` may stand for any pieces of `a`. */
const coversText = (b, a) => {
  if (b.kind !== 'unknown' || b.parts === undefined || b.parts.length > 20) return false
  const isAny = (part) => part.kind === 'unknown' && shown(part) === '?'
  const raw = (part) => (part.kind === 'string' ? part.value : `\u0001${shown(part)}\u0001`)
  const pattern = b.parts.map((part) => (isAny(part) ? '.*' : quoted(raw(part)))).join('')
  const pieces = a.kind === 'unknown' ? (a.parts ?? [a]) : [a]
  return b.parts.some(isAny) && new RegExp(`^${pattern}$`, 'is').test(pieces.map(raw).join(''))
}
const isBare = (value) =>
  value.kind === 'reference' ||
  (value.kind === 'object' && value.open !== undefined) ||
  (value.kind === 'unknown' && value.among === undefined && value.parts === undefined)

const mayHaveFailed = (value) => value.kind === 'unknown' && value.causes.some(({ reason }) => reason === 'error')

const compare = (a, b, at, differences, depth) => {
  if (a === undefined || b === undefined) {
    differences.push(
      `${at}: ${a === undefined ? 'nothing' : shown(a).slice(0, 200)}, in the template ${b === undefined ? 'nothing' : shown(b).slice(0, 200)}`,
    )
    return
  }
  if (depth < 20 && a.kind === 'object' && b.kind === 'object' && a.open === undefined && b.open === undefined) {
    for (const key of new Set([...a.entries.keys(), ...b.entries.keys()]))
      compare(a.entries.get(key), b.entries.get(key), `${at}.${key}`, differences, depth + 1)
    return
  }
  if (depth < 20 && a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    for (const [index, item] of a.items.entries()) compare(item, b.items[index], `${at}[${index}]`, differences, depth + 1)
    return
  }
  const [mine, other] = [shown(a), shown(b)].map((text) => (text.includes('/providers/') ? text.toLowerCase() : text))
  // A failure is told by one where the other names what cannot be.
  if ((other === '!' && mayHaveFailed(a)) || (mine === '!' && mayHaveFailed(b))) return
  // What is known only after deployment has a name in one and none in the other, where the compiler leaves out what exists already.
  if (mine !== other && isBare(a) && isBare(b) && (other === '?' || /^\?<reference\(/.test(other))) return
  if (mine !== other && ((isBare(b) && b.kind !== 'unknown' && !isBare(a)) || generalises(other, mine) || coversText(b, a))) {
    finer.push(`${at}: ${mine.slice(0, 200)}`)
    return
  }
  if (mine !== other) {
    let from = 0
    while (from < mine.length && mine[from] === other[from]) from++
    const start = Math.max(0, from - 60)
    differences.push(`${at}: ${mine.slice(start, from + 200)}\n        in the template ${other.slice(start, from + 200)}`)
  }
}

/** Differences in words, as a person reads them. */
export const compareDeclared = (ours, theirs) => {
  finer = []
  const differences = differencesOf(managed(ours), managed(theirs))
  return { differences, finer }
}
