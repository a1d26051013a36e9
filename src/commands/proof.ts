/** Edits in; whether they are a fix, out: the changed code is judged again, and what it lets pass is compared with what the code lets pass as it is. */
import { createModuleLoader, type ModuleLoader } from '../hcl/module-source.ts'
import { parse } from '../hcl/parse.ts'
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
import type { Diagnostic } from '../text/diagnostic.ts'
import { applyEdits, type Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { folderOf, type Workspace } from '../text/workspace.ts'
import type { Code } from './fix-candidates.ts'
import { judgeWorld, type Law } from './judge-root.ts'
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

/** A root as it is evaluated. */
interface Opened {
  readonly world: RootWorld
  readonly around: Surroundings
  readonly diagnostics: readonly Diagnostic[]
}

const overlay = (workspace: Workspace, texts: Texts): Workspace => ({
  list: (folder) => workspace.list(folder),
  read: (path) => {
    const text = texts.get(path)
    return text === undefined ? workspace.read(path) : { ok: true, text }
  },
})

/** Folders without changed files are those that are read already. */
const loaderOver = (known: ModuleLoader, workspace: Workspace, texts: Texts, sink: (diagnostic: Diagnostic) => void): ModuleLoader => {
  const fresh = createModuleLoader(workspace, sink)
  const changed = new Set([...texts.keys()].map(folderOf))
  return { ...known, load: (folder) => (changed.has(folder) ? fresh : known).load(folder) }
}

const byIdentity = (judgements: readonly Judgement[]): ReadonlyMap<string, Judgement[]> => {
  const found = new Map<string, Judgement[]>()
  for (const judgement of judgements) {
    const key = identityOf(judgement)
    const list = found.get(key)
    if (list === undefined) found.set(key, [judgement])
    else list.push(judgement)
  }
  return found
}

const count = (judgements: readonly Judgement[] | undefined, outcome: Judgement['outcome']): number =>
  (judgements ?? []).filter((one) => one.outcome === outcome).length

/** No judgement is worse and none is gone; a note that something is amiss may come and go, since it is told only where it is. */
const isNoWorse = (before: Judged, after: Judged): boolean => {
  const [was, is] = [byIdentity(before.judgements), byIdentity(after.judgements)]
  for (const [key, list] of was) {
    const now = is.get(key)
    if (now === undefined && list.every(({ outcome, severity }) => outcome === 'fails' && severity !== 'error')) continue
    if (now === undefined || now.length < list.length || count(now, 'holds') < count(list, 'holds')) return false
  }
  for (const [key, now] of is) {
    const list = was.get(key)
    if (list === undefined && now.every(({ outcome, severity }) => outcome === 'fails' && severity === 'note')) continue
    if (count(now, 'fails') > count(list, 'fails')) return false
    if (count(now, 'fails') + count(now, 'unsure') > count(list, 'fails') + count(list, 'unsure')) return false
  }
  return true
}

const hasNew = (before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean => {
  const left = new Map<string, number>()
  const keyOf = ({ code, message, span }: Diagnostic): string => JSON.stringify([code, message, span.file.path])
  for (const one of before) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1)
  return after.some((one) => {
    const most = left.get(keyOf(one)) ?? 0
    left.set(keyOf(one), most - 1)
    return most <= 0
  })
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

export const createBench = ({ law, around, roots }: Workshop): Bench => {
  let left = budget.fixBytes
  const bodies = new Map<SourceFile, Body | undefined>()
  const bodyOf = (file: SourceFile): Body | undefined => {
    if (!bodies.has(file)) {
      let isSound = true
      const { body } = parse(file, ({ severity }) => {
        if (severity === 'error') isSound = false
      })
      bodies.set(file, isSound ? body : undefined)
    }
    return bodies.get(file)
  }
  const filesIn = (folder: string): readonly SourceFile[] => around.loader.load(folder).files
  const sizeOf = ({ world }: JudgedRoot): number =>
    [...world.folders].reduce((sum, folder) => sum + filesIn(folder).reduce((all, { text }) => all + text.length, 0), 0)

  const open = (root: JudgedRoot, texts: Texts): Opened | undefined => {
    left -= sizeOf(root)
    if (left < 0) return undefined
    const diagnostics: Diagnostic[] = []
    const sink = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
    const workspace = overlay(around.workspace, texts)
    const loader = loaderOver(around.loader, workspace, texts, sink)
    const changed: Surroundings = { workspace, loader, snapshot: around.snapshot }
    return { world: openWorld(root.request, new Map(), changed, sink), around: changed, diagnostics }
  }
  const asItIs = new Map<string, Opened | undefined>()
  /** The root read in the same way without a change. */
  const before = (root: JudgedRoot, texts: Texts): Opened | undefined => {
    const key = JSON.stringify([roots.indexOf(root), [...texts.keys()].sort()])
    if (!asItIs.has(key)) {
      const own = [...texts.keys()].flatMap((path): (readonly [string, string])[] => {
        const read = around.workspace.read(path)
        return read.ok ? [[path, read.text]] : []
      })
      asItIs.set(key, open(root, new Map(own)))
    }
    return asItIs.get(key)
  }
  const judge = (root: JudgedRoot, { world, around: own, diagnostics }: Opened, isMeant: Meant | undefined) => {
    const told = [...diagnostics]
    return { judged: judgeWorld(root.request, world, law, own, (diagnostic) => void told.push(diagnostic), isMeant), told }
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
      bodyOf: (file) => {
        const folder = folderOf(file.path)
        const isOwn = world.folders.has(folder) && !folder.split('/').includes('.terraform')
        return isOwn && filesIn(folder).includes(file) ? bodyOf(file) : undefined
      },
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
        const [then, now] = [before(root, texts), open(root, texts)]
        if (then === undefined || now === undefined) return false
        const isReadElsewhere = isShared(edits, (file) => moduleOf(root, file))
        const [was, is] = [then, now].map((opened) => {
          // What only rules read changes nothing but groups: who is behind none of those is judged as before.
          const networks = [then.world.network, now.world.network] as const
          const changed = isReadElsewhere ? undefined : new Set([...changedFilters(...networks), ...changedRoutes(...networks)])
          return judge(root, opened, changed === undefined ? undefined : behind(changed, opened.world.network))
        }) as [ReturnType<typeof judge>, ReturnType<typeof judge>]
        for (const [key, list] of byIdentity(is.judged.judgements)) if (list.every(({ outcome }) => outcome === 'holds')) holding.add(key)
        if (!own.every(({ judgement }) => holding.has(identityOf(judgement)))) return false
        if (!isNoWorse(was.judged, is.judged) || hasNew(was.told, is.told)) return false
        return permits(root, now.world.network, mended, isReadElsewhere)
      })
      return isProved ? holding : undefined
    },
  }
}
