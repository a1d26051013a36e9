/** A report, the pull request's diff and what is posted on it come in; out comes what to post and what to edit, so that each matter is told once and stays true. */
import { budget } from '../../text/budget.ts'
import { link } from '../markdown.ts'
import { type Matter, mattersOf, splitKey } from '../matters.ts'
import type { Report } from '../report.ts'
import { counted } from '../wording.ts'
import { anchorOf, type Diff, diffOf, type Range } from './anchor.ts'
import { type BodyContext, bodyOf, type Standing } from './body.ts'
import { closedBody } from './closing.ts'
import { fatesIn, isWorkDone } from './fate.ts'
import { type Suggestion, suggestionOf } from './fix.ts'
import { marked, markOf, withoutMark } from './marker.ts'
import { placesIn } from './place.ts'
import type { PlannedComment, PlanOptions, Posted, PostedComment, PublishPlan, PullRequestView } from './review.ts'
import { isSameText } from './same-text.ts'
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
  readonly gone: readonly PostedComment[]
}

/** Matters and open comments by identity; of several with one identity those that read alike belong together. */
const pairs = (matters: readonly Matter[], open: readonly PostedComment[], context: BodyContext): Pairs => {
  const byName = new Map<string, PostedComment[]>()
  for (const posted of open) {
    const { name } = splitKey(posted.key)
    const alike = byName.get(name)
    if (alike === undefined) byName.set(name, [posted])
    else alike.push(posted)
  }
  const named = new Map<string, Matter[]>()
  for (const matter of matters) {
    const { name } = splitKey(matter.key)
    const alike = named.get(name)
    if (alike === undefined) named.set(name, [matter])
    else alike.push(matter)
  }
  const told: { matter: Matter; posted: PostedComment }[] = []
  const untold = new Set(matters)
  const gone = new Set(open)
  const pair = (matter: Matter, posted: PostedComment): void => {
    told.push({ matter, posted })
    untold.delete(matter)
    gone.delete(posted)
  }
  for (const [name, comments] of byName) {
    const alike = named.get(name) ?? []
    comments.sort((a, b) => splitKey(a.key).nth - splitKey(b.key).nth || a.id - b.id)
    if (alike.length + comments.length > 2 && alike.length <= budget.alikeComments && comments.length <= budget.alikeComments)
      for (const matter of alike) {
        const same = comments.find(
          (posted) => gone.has(posted) && isSameText(withoutMark(posted.body), withoutMark(rewritten(matter, posted, context))),
        )
        if (same !== undefined) pair(matter, same)
      }
    for (const matter of alike) {
      if (!untold.has(matter)) continue
      const next = comments.find((posted) => gone.has(posted))
      if (next === undefined) break
      pair(matter, next)
    }
    // Twice the same, as after an answer that got lost: the other one tells it too.
    const [only] = alike
    if (alike.length === 1 && only !== undefined)
      for (const posted of comments) if (gone.has(posted) && posted.key === only.key) pair(only, posted)
  }
  return { told, untold: [...untold], gone: [...gone] }
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
  const more = rest === 0 ? '' : ` ${rest} more ${rest === 1 ? 'is' : 'are'} annotated and in the ${summary}.`
  const told = `VNetProof tells ${counted(comments.length, 'finding')} on the lines that decide ${comments.length === 1 ? 'it' : 'them'}.${more}`
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
    if (!isSameText(comment.body, body)) edits.push({ id: comment.id, body })
  }
  for (const { matter, posted: comment } of told) edit(comment, rewritten(matter, comment, context))
  const fateOf = fatesIn(report)
  const asked = new Map<string, number>()
  for (const comment of gone) {
    const { name } = splitKey(comment.key)
    const nth = asked.get(name) ?? 0
    asked.set(name, nth + 1)
    edit(comment, closedBody(comment, options.run, fateOf(comment.key, markOf(comment.body)?.root, nth), view.head))
  }

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
