/** Edits in; whether they are a fix, out: the changed code is judged again, and what it lets pass is compared with what the code lets pass as it is. */
import type { Syntax } from '../bicep/declarations.ts'
import { isBicepPath, isParameterPath } from '../bicep/loader.ts'
import { parse, parseParameters } from '../bicep/parse.ts'
import { createModuleLoader, type ModuleLoader } from '../hcl/module-source.ts'
import type { Body } from '../hcl/syntax.ts'
import type { AnyEntity, Network } from '../model/network.ts'
import type { Judged, Judgement } from '../policy/policy.ts'
import type { Remedy } from '../policy/remedy.ts'
import { placesOf } from '../policy/subjects.ts'
import { identityOf } from '../report/fingerprint.ts'
import { type Granted, permitsNoMore } from '../semantics/permits.ts'
import { changedRoutes, leadsElsewhereOnly, type Redirected } from '../semantics/route-change.ts'
import { changedFilters, hasPlacedNames } from '../semantics/signature.ts'
import { budget } from '../text/budget.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import { applyEdits, type Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { folderOf, type Workspace } from '../text/workspace.ts'
import { collectDiagnostics } from './diagnostics.ts'
import type { Code } from './fix-candidates.ts'
import { judgeWorld, type Law } from './judge-root.ts'
import { byIdentity, hasNew, isNoWorse, type Judgements } from './no-worse.ts'
import { isShared, type ModuleText } from './shared-code.ts'
import { openWorld, type RootRequest, type RootWorld, type Surroundings } from './worlds.ts'

export interface JudgedRoot {
  readonly request: RootRequest
  readonly world: RootWorld
  /** Before waivers. */
  readonly judged: Judged
  /** Files that its evaluation read beside the code. */
  readonly reads: ReadonlySet<string>
}

/** All that judging code again takes. */
export interface Workshop {
  readonly law: Law
  readonly around: Surroundings
  readonly roots: readonly JudgedRoot[]
  /** All that was told of the code as it is. */
  readonly told: readonly Diagnostic[]
}

/** A finding, and edits that may mend it. */
export interface Mended {
  readonly judgement: Judgement
  readonly remedy: Remedy
  readonly edits: readonly Edit[]
}

export interface Bench {
  /** All of the edits made together: every finding holds in its root, nothing is worse anywhere, and no packet has another fate than is meant. Identities of all that was judged and holds then; undefined where it is not proved. */
  prove(mended: readonly Mended[]): ReadonlySet<string> | undefined
  codeOf(root: JudgedRoot): Code
  /** The run has judged as much again as it may. */
  isSpent(): boolean
}

type Texts = ReadonlyMap<string, string>
type Meant = (entity: AnyEntity) => boolean

/** Changed code that is kept for the next finding, which may be mended by the same change. */
const mostOpened = 3

/** A root as it is evaluated, and what is told of it. */
interface Opened {
  readonly world: RootWorld
  readonly around: Surroundings
  readonly told: readonly Diagnostic[]
  readonly sink: Sink
}

const overlay = (workspace: Workspace, texts: Texts): Workspace => ({
  list: (folder) => workspace.list(folder),
  read: (path, mostBytes) => {
    const text = texts.get(path)
    return text === undefined ? workspace.read(path, mostBytes) : { ok: true, text }
  },
})

/** Folders without changed files are those that are read already; of the others only the changed files are parsed. */
const loaderOver = (known: ModuleLoader, workspace: Workspace, texts: Texts, sink: Sink): ModuleLoader => {
  const fresh = createModuleLoader(workspace, sink, known.parsed)
  const changed = new Set([...texts.keys()].map(folderOf))
  return { ...known, load: (folder) => (changed.has(folder) ? fresh : known).load(folder) }
}

/** The code as it was, with blanks where the edits put more than there was: all the rest stands where it stands once they are made. Undefined where they put less. */
const padded = (edits: readonly Edit[]): Texts | undefined => {
  const blanks = edits.map(({ span, text }) => {
    const old = span.file.text.slice(span.start, span.end)
    return { span, text: old + text.slice(old.length).replace(/[^\r\n]/g, ' ') }
  })
  return blanks.every(({ text }, index) => text.length === edits[index]!.text.length) ? applyEdits(blanks) : undefined
}

/** The flow of a remedy, where it is to have this fate. */
const flowsOf = (remedy: Remedy | undefined, access: 'allow' | 'deny'): readonly Granted[] =>
  remedy?.kind === 'flow' && remedy.access === access ? [{ point: remedy.point, flow: remedy.flow, except: remedy.except }] : []

const redirectedBy = (remedy: Remedy | undefined): readonly Redirected[] => (remedy?.kind === 'route' ? [remedy] : [])

/** Networks from which the remedy takes a ruleset. */
const unlinkedBy = (remedy: Remedy): readonly string[] =>
  remedy.kind !== 'names'
    ? []
    : remedy.sets.flatMap((changes) => changes.flatMap((change) => (change.kind === 'unlink-ruleset' ? [change.network.id] : [])))

const isDeny = (remedy: Remedy): boolean => remedy.kind === 'flow' && remedy.access === 'deny' && remedy.decider?.kind !== 'no-group'

const isAlike = (one: Judgement, other: Judgement): boolean => one.code === other.code && one.subject === other.subject

/** Resources that are judged behind one of these groups, or that may be. */
const behind =
  (changed: ReadonlySet<string>, network: Network): Meant =>
  (entity) => {
    if (changed.has(entity.id)) return true
    const { places, more } = placesOf(entity, network)
    return (
      more.length > 0 ||
      places.some(
        ({ points, maybeElsewhere }) =>
          maybeElsewhere || points.some(({ subnet, nic }) => changed.has(subnet.id) || (nic !== undefined && changed.has(nic.id))),
      )
    )
  }

/** Whether a judgement is of one of these resources, of a place of it, or of a part: `azurerm_api_management.main (westeurope)`. */
const isAbout = (isMeant: Meant | undefined, network: Network): ((judgement: Judgement) => boolean) => {
  if (isMeant === undefined) return () => true
  const known = new Map<string, boolean>()
  const isOf = (id: string): boolean => {
    let answer = known.get(id)
    if (answer === undefined) {
      const entity = network.entities.get(id)
      known.set(id, (answer = entity !== undefined && isMeant(entity)))
    }
    return answer
  }
  return ({ subject, of }) => {
    if (isOf(subject) || (of !== undefined && isOf(of))) return true
    for (let at = subject.indexOf(' ('); at >= 0; at = subject.indexOf(' (', at + 1)) if (isOf(subject.slice(0, at))) return true
    return false
  }
}

export const createBench = ({ law, around, roots, told }: Workshop): Bench => {
  let left = budget.fixBytes
  const filesIn = (folder: string): readonly SourceFile[] => around.loader.load(folder).files
  const bodyOf = (file: SourceFile): Body | undefined => {
    const parsed = around.loader.parsed.get(file.path)
    const isSound = parsed?.file === file && file.language !== 'json' && !parsed.diagnostics.some(({ severity }) => severity === 'error')
    return isSound ? parsed.body : undefined
  }
  const sizeOf = ({ world }: JudgedRoot): number => {
    const files = [...[...world.folders].flatMap(filesIn), ...(world.files ?? [])]
    return files.reduce((all, { text }) => all + text.length, 0)
  }
  const inBicep = new Map<SourceFile, Syntax | undefined>()
  const syntaxOf = (file: SourceFile): Syntax | undefined => {
    if (inBicep.has(file)) return inBicep.get(file)
    let isSound = isBicepPath(file.path)
    const tell: Sink = ({ severity }) => {
      if (severity === 'error') isSound = false
    }
    const syntax = isSound ? (isParameterPath(file.path) ? parseParameters : parse)(file, tell) : undefined
    inBicep.set(file, isSound ? syntax : undefined)
    return inBicep.get(file)
  }

  const open = (root: JudgedRoot, texts: Texts): Opened | undefined => {
    left -= sizeOf(root)
    if (left < 0) return undefined
    const { all, sink } = collectDiagnostics()
    const workspace = overlay(around.workspace, texts)
    const loader = loaderOver(around.loader, workspace, texts, sink)
    // States are made anew: what is changed may be read for them.
    // A try is held by nobody else: it takes no room of the worlds that are.
    const { kept: _kept, ...rest } = around
    const changed: Surroundings = { ...rest, workspace, loader, states: new Map() }
    return { world: openWorld(root.request, new Map(), changed, sink), around: changed, told: all, sink }
  }
  const opened = new Map<string, Opened>()
  const openOnce = (root: JudgedRoot, edits: readonly Edit[], texts: Texts): Opened | undefined => {
    const places = edits.map(({ span, text }) => [span.file.path, span.start, span.end, text])
    const key = JSON.stringify([roots.indexOf(root), places])
    const known = opened.get(key)
    // Packets are compared anew all the same.
    if (known !== undefined) left -= sizeOf(root) / 4
    const found = known ?? open(root, texts)
    if (found === undefined) return undefined
    opened.delete(key)
    opened.set(key, found)
    for (const oldest of opened.keys()) if (opened.size > mostOpened) opened.delete(oldest)
    return found
  }
  const results = new WeakMap<Opened, Judgements>()
  const sharing = new WeakMap<Opened, boolean>()
  const judge = (root: JudgedRoot, one: Opened, isMeant: Meant | undefined): Judgements => {
    let found = results.get(one)
    if (found === undefined) results.set(one, (found = judgeAnew(root, one, isMeant)))
    return found
  }
  const judgeAnew = (root: JudgedRoot, { world, around: own, sink }: Opened, isMeant: Meant | undefined): Judgements =>
    byIdentity(judgeWorld(root.request, world, law, own, sink, isMeant).judgements)

  const asJudged = new Map<JudgedRoot, Judgements>()
  const judgementsOf = (root: JudgedRoot): Judgements => {
    let known = asJudged.get(root)
    if (known === undefined) asJudged.set(root, (known = byIdentity(root.judged.judgements)))
    return known
  }
  /** What is told of a root without a change, where all of it is told again. */
  const toldBefore = (root: JudgedRoot, texts: Texts): readonly Diagnostic[] => {
    const own = [...texts.keys()].flatMap((path): (readonly [string, string])[] => {
      const read = around.workspace.read(path)
      return read.ok ? [[path, read.text]] : []
    })
    const opened = open(root, new Map(own))
    if (opened === undefined) return []
    judge(root, opened, undefined)
    return opened.told
  }

  const moduleOf = (root: JudgedRoot, file: SourceFile): ModuleText | undefined =>
    root.reads.has(file.path) ? undefined : { files: filesIn(folderOf(file.path)), bodyOf }

  const permits = (root: JudgedRoot, after: Network, mended: readonly Mended[], isReadElsewhere: boolean): boolean => {
    let { network } = root.world
    if (hasPlacedNames(network)) {
      const texts = padded(mended.flatMap(({ edits }) => edits))
      const blank = texts === undefined ? undefined : open(root, texts)
      if (blank === undefined) return false
      network = blank.world.network
    }
    // The same flow of the same resource in another root, or for other variables, is the flow there.
    const flows = (access: 'allow' | 'deny'): readonly Granted[] =>
      root.judged.findings
        .filter(({ outcome, judgement }) => outcome === 'fails' && mended.some((one) => isAlike(one.judgement, judgement)))
        .flatMap(({ remedy }) => flowsOf(remedy?.(), access))
    const common = { snapshot: around.snapshot, isShared: isReadElsewhere }
    const redirected = root.judged.findings
      .filter(({ outcome, judgement }) => outcome === 'fails' && mended.some((one) => isAlike(one.judgement, judgement)))
      .flatMap(({ remedy }) => redirectedBy(remedy?.()))
    if (!leadsElsewhereOnly({ before: network, after, snapshot: around.snapshot, redirected })) return false
    if (!permitsNoMore({ ...common, before: network, after, granted: flows('allow') })) return false
    // What is not the flow is not stopped either.
    return (
      !mended.every(({ remedy }) => isDeny(remedy)) || permitsNoMore({ ...common, before: after, after: network, granted: flows('deny') })
    )
  }

  const usersOf = (texts: Texts): readonly JudgedRoot[] =>
    roots.filter(({ world, reads }) => [...texts.keys()].some((path) => world.folders.has(folderOf(path)) || reads.has(path)))

  return {
    isSpent: () => left < 0,
    codeOf: ({ world }) => ({
      network: world.network,
      filesBeside: (file) => filesIn(folderOf(file.path)),
      bodyOf: (file) => {
        const folder = folderOf(file.path)
        const isOwn = world.folders.has(folder) && !folder.split('/').includes('.terraform')
        return isOwn && filesIn(folder).includes(file) ? bodyOf(file) : undefined
      },
      syntaxOf: (file) => (world.files?.some((one) => one === file) ? syntaxOf(file) : undefined),
      labelsOf: (type, path) =>
        new Set(around.loader.load(folderOf(path)).resources.flatMap((one) => (one.type === type ? [one.name.toLowerCase()] : []))),
    }),
    prove: (mended) => {
      const edits = mended.flatMap((one) => one.edits)
      const texts = applyEdits(edits)
      if (texts === undefined) return undefined
      const holding = new Set<string>()
      const isProved = usersOf(texts).every((root) => {
        // A plan is of the code as it is: what changed code comes to is not in it.
        if (root.request.plan !== undefined) return false
        const own = mended.filter(({ judgement }) => judgement.root === root.request.name)
        const now = openOnce(root, edits, texts)
        if (now === undefined) return false
        const isReadElsewhere = sharing.get(now) ?? isShared(edits, (file) => moduleOf(root, file))
        sharing.set(now, isReadElsewhere)
        // What decides names is judged wherever they are asked.
        const isOfNames = mended.some(({ remedy: { kind } }) => kind === 'names' || kind === 'zone-name' || kind === 'close')
        if (!permits(root, now.world.network, mended, isReadElsewhere)) return false
        // What only rules and routes read changes nothing but these: who is behind none of them is judged as before.
        const networks = [root.world.network, now.world.network] as const
        const changed = isReadElsewhere || isOfNames ? undefined : new Set([...changedFilters(...networks), ...changedRoutes(...networks)])
        const among = (network: Network): Meant | undefined => (changed === undefined ? undefined : behind(changed, network))
        const is = judge(root, now, among(now.world.network))
        for (const [key, list] of is) if (list.every(({ outcome }) => outcome === 'holds')) holding.add(key)
        // Where no ruleset is any more, nothing is asked of it, nor whether its questions go round.
        const isMoot = ({ code, subject, outcome }: Judgement): boolean =>
          now.world.network.entities.has(subject) &&
          mended.some(({ remedy, judgement }) => {
            const unlinked = unlinkedBy(remedy)
            return unlinked.includes(subject) || (unlinked.length > 0 && outcome === 'fails' && judgement.code === code)
          })
        const moot = [...judgementsOf(root)].flatMap(([key, list]) => (!is.has(key) && list.every(isMoot) ? [key] : []))
        for (const key of moot) holding.add(key)
        const was = moot.length === 0 ? judgementsOf(root) : new Map([...judgementsOf(root)].filter(([key]) => !moot.includes(key)))
        if (!own.every(({ judgement }) => holding.has(identityOf(judgement)))) return false
        if (!isNoWorse(was, is, isAbout(among(root.world.network), root.world.network))) return false
        return !hasNew(told, now.told) || !hasNew(toldBefore(root, texts), now.told)
      })
      return isProved ? holding : undefined
    },
  }
}
