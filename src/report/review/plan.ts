/** A report, the pull request's diff and what is posted on it come in; out comes what to post and what to edit, so that each matter is told once and stays true. */
import { budget } from '../../text/budget.ts'
import { link } from '../markdown.ts'
import { type Matter, mattersOf, splitKey } from '../matters.ts'
import type { Report } from '../report.ts'
import { counted } from '../wording.ts'
import { anchorOf, type Diff, diffOf, type Range } from './anchor.ts'
import { type BodyContext, bodyOf, type Standing } from './body.ts'
import { closedBody } from './closing.ts'
import { type Fate, fatesIn, isWorkDone } from './fate.ts'
import { type Suggestion, suggestionOf } from './fix.ts'
import { marked, markOf, withoutMark } from './marker.ts'
import { placesIn } from './place.ts'
import type { PlannedComment, PlanOptions, Posted, PostedComment, PublishPlan, PullRequestView } from './review.ts'
import { isSameButForLines, isSameText } from './same-text.ts'
import { newWaiverItems, stickyOf } from './sticky.ts'

const suggestionFor = ({ diagnostic: { fix } }: Matter, path: string, diff: Diff): Suggestion | undefined =>
  fix === undefined ? undefined : suggestionOf(fix, path, diff)

const standingOf = ({ path, line }: PostedComment, lines: number): Standing => ({ path, lines, ...(line === undefined ? {} : { line }) })

/** The comment that is there, as it is to read now. */
const rewritten = (matter: Matter, posted: PostedComment, context: BodyContext): string => {
  const mark = markOf(posted.body)
  const suggestion = posted.line === undefined ? undefined : suggestionFor(matter, posted.path, context.diff)
  return bodyOf({ ...matter, key: posted.key }, standingOf(posted, mark?.lines ?? 1), suggestion, context)
}

const planned = (matter: Matter, anchor: Range, context: BodyContext): PlannedComment => {
  const suggestion = suggestionFor(matter, anchor.path, context.diff)
  const { path, first, last } = suggestion?.range ?? anchor
  const body = bodyOf(matter, { path, line: last, lines: last - first + 1 }, suggestion, context)
  return { key: matter.key, path, line: last, ...(first < last ? { startLine: first } : {}), body }
}

interface Pairs {
  readonly told: readonly { readonly matter: Matter; readonly posted: PostedComment }[]
  readonly untold: readonly Matter[]
  readonly gone: readonly { readonly posted: PostedComment; readonly fate: Fate }[]
}

/** What has one identity, in the order of its numbers. */
const byName = <T extends { readonly key: string }>(list: readonly T[]): ReadonlyMap<string, readonly T[]> => {
  const found = new Map<string, T[]>()
  for (const one of list) {
    const { name } = splitKey(one.key)
    const alike = found.get(name)
    if (alike === undefined) found.set(name, [one])
    else alike.push(one)
  }
  for (const alike of found.values()) alike.sort((a, b) => splitKey(a.key).nth - splitKey(b.key).nth)
  return found
}

/** Matters and open comments by identity; of several with one identity those that read alike belong together. */
const pairs = (matters: readonly Matter[], open: readonly PostedComment[], context: BodyContext): Pairs => {
  const named = byName(matters)
  const fateOf = fatesIn(context.report)
  const told: { matter: Matter; posted: PostedComment }[] = []
  const untold = new Set(matters)
  const gone: { posted: PostedComment; fate: Fate }[] = []
  const isAlike = (matter: Matter, posted: PostedComment): boolean =>
    isSameText(withoutMark(posted.body), withoutMark(rewritten(matter, posted, context)))
  for (const [name, comments] of byName(open)) {
    const alike = named.get(name) ?? []
    const left = new Set(comments)
    const pair = (matter: Matter, posted: PostedComment | undefined): void => {
      if (posted === undefined) return
      told.push({ matter, posted })
      untold.delete(matter)
      left.delete(posted)
    }
    const isFew = alike.length <= budget.alikeComments && comments.length <= budget.alikeComments
    if (isFew && alike.length + comments.length > 2)
      for (const matter of alike)
        pair(
          matter,
          comments.find((posted) => left.has(posted) && isAlike(matter, posted)),
        )
    for (const matter of alike) if (untold.has(matter)) pair(matter, [...left][0])
    let nth = 0
    for (const posted of [...left]) {
      const again = isFew ? alike.find((matter) => isAlike(matter, posted)) : undefined
      const fate = fateOf(posted.key, markOf(posted.body)?.root, nth)
      // Told twice, as after an answer that got lost: as long as one of its identity is a matter, it is not gone.
      if (again !== undefined) pair(again, posted)
      else if (alike.length > 0 && (fate.kind === 'gone' || fate.kind === 'not-judged' || fate.kind === 'not-found'))
        pair(alike[0]!, posted)
      else {
        gone.push({ posted, fate })
        nth++
      }
    }
  }
  return { told, untold: [...untold], gone }
}

const reviewBody = (
  report: Report,
  comments: readonly PlannedComment[],
  rest: number,
  context: BodyContext,
  options: PlanOptions,
): string => {
  const waivers = newWaiverItems(report, context.places)
  const summary = options.summaryUrl === undefined ? 'summary' : link('summary', options.summaryUrl)
  const more = rest === 0 ? '' : ` ${rest} more: see the annotations and the ${summary}.`
  const told = `VNetProof tells ${counted(comments.length, 'finding')} on lines of this pull request.${more}`
  return marked([...(waivers.length === 0 ? [] : [waivers.join('\n')]), told].join('\n\n'), { run: options.run, kind: 'review' })
}

export const planOf = (report: Report, view: PullRequestView, posted: Posted, options: PlanOptions): PublishPlan => {
  const diff = diffOf(view)
  const context: BodyContext = { report, diff, places: placesIn(view, options.linkTo), run: options.run }
  const sticky = stickyOf(report, context.places, posted.sticky, options)
  const rest = sticky === undefined ? {} : { sticky }
  // What was not judged has changed nothing: comments stay as they are.
  if (!isWorkDone(report)) return { edits: [], told: new Set(), ...rest }

  const matters = mattersOf(report).filter(({ isInline }) => isInline)
  const open = posted.comments.filter(({ state }) => state === 'open')
  const { told, untold, gone } = pairs(matters, open, context)
  const edits: { id: number; body: string }[] = []
  const edit = (comment: PostedComment, body: string): void => {
    if (!isSameButForLines(comment.body, body)) edits.push({ id: comment.id, body })
  }
  for (const { matter, posted: comment } of told) edit(comment, rewritten(matter, comment, context))
  for (const { posted: comment, fate } of gone) edit(comment, closedBody(comment, options.run, fate, view.head))

  const comments: PlannedComment[] = []
  if (options.review)
    for (const matter of untold) {
      if (comments.length >= budget.reviewComments) break
      const anchor = anchorOf(matter, diff)
      if (anchor !== undefined) comments.push(planned(matter, anchor, context))
    }
  const left = untold.length - comments.length
  return {
    ...(comments.length === 0 ? {} : { review: { body: reviewBody(report, comments, left, context, options), comments } }),
    edits,
    told: new Set(told.map(({ matter }) => matter.key)),
    ...rest,
  }
}
