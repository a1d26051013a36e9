/** `init` on the command line: files to start with written where none are, and a few lines of what was found, written and kept, and of what comes next. */
import { type Draft, type InitRequest, init, type Kept, type Start } from '../commands/init.ts'
import { prepareAll } from '../commands/prepare.ts'
import { text as textOutput } from '../report/outputs/text.ts'
import { plain } from '../report/plain.ts'
import type { Report } from '../report/report.ts'
import { exitCodeOf, readNothing, tallyOf } from '../report/verdict.ts'
import { counted, doubtText, rootsText, tallyText } from '../report/wording.ts'
import { writeNew } from './deliver.ts'
import { askGit } from './git.ts'
import { prepared } from './prepare.ts'
import { repositoryOf, type Scope } from './scope.ts'

interface Place {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/** The branch that pull requests are made to, as far as the clone knows: https://git-scm.com/docs/git-remote#Documentation/git-remote.txt-set-head */
const baseOf = (folder: string): string | undefined => {
  const head = askGit(folder, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD'])
  if (head.ok) return head.bytes.toString().trim()
  return ['origin/main', 'origin/master', 'main', 'master'].find(
    (name) => askGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).ok,
  )
}

const about = ({ kind }: Draft, { assumptions }: Start): string => {
  switch (kind) {
    case 'workflow':
      return 'reviews every pull request'
    case 'configuration':
      return 'what is judged, and by what'
    case 'assumptions':
      return assumptions === undefined
        ? 'what you vouch for'
        : `what you may vouch for, ${counted(assumptions.statements, 'statement')} as ${assumptions.statements === 1 ? 'a comment' : 'comments'}${assumptions.waiting === 0 ? '' : ` that would settle what ${counted(assumptions.waiting, 'unsure judgement')} ${assumptions.waiting === 1 ? 'waits' : 'wait'} for`}`
  }
}

/** Unknowns that are told here; the report names each. */
const mostUnknowns = 3

/** What most of what is unsure waits for. */
const unknownsText = ({ findings }: Report): string => {
  const counts = new Map<string, number>()
  const unsure = findings.filter(({ outcome }) => outcome === 'unsure')
  for (const { doubts } of unsure) for (const text of new Set(doubts.map(doubtText))) counts.set(text, (counts.get(text) ?? 0) + 1)
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostUnknowns)
  const more = counts.size > most.length ? `, and ${counts.size - most.length} more` : ''
  return `${most.map(([text, count]) => `${text} (${count})`).join(', ')}${more}`
}

const keptText = ({ add, kind }: Kept): string => {
  const why = kind === 'workflow' ? 'runs this program already, or has its name' : 'is there already'
  return add === undefined ? why : `${why}; add \`${add}\` to it`
}

const line = (word: string, text: string): string => `${word.padEnd(7)} ${plain(text)}\n`

export const runInit = async (terminal: Place, scope: Scope, request: Omit<InitRequest, 'isTop'>, end: () => void): Promise<0 | 2> => {
  await prepareAll()
  const repository = repositoryOf(scope.root)
  const isTop = repository === undefined || repository === scope.root
  const start = await prepared(() => init({ ...request, isTop }))
  end()
  const { report, drafts, kept } = start
  const hasMistakes = report.mistakes.length > 0
  if (hasMistakes || readNothing(report)) {
    terminal.stderr.write(textOutput.render(report, { colour: false, showPath: scope.showPath }))
    terminal.stderr.write(`error: nothing is written: ${hasMistakes ? 'what is configured has mistakes' : 'nothing here can be read'}\n`)
    return 2
  }
  if (report.run.roots.length === 0) {
    terminal.stdout.write('no Terraform, Bicep or template here: nothing to judge, and nothing is written\n')
    return 0
  }
  terminal.stdout.write(line('found', `${rootsText(report.run)} · ${tallyText(tallyOf(report))}`))
  if (tallyOf(report).unsure > 0) terminal.stdout.write(line('unsure', `since ${unknownsText(report)}`))
  let failed = false
  for (const draft of drafts) {
    const shown = scope.showPath(draft.path)
    try {
      if (writeNew(scope.root, draft.path, draft.text)) terminal.stdout.write(line('wrote', `${shown}: ${about(draft, start)}`))
      else terminal.stdout.write(line('kept', `${shown}: is there already`))
    } catch (error) {
      failed = true
      terminal.stderr.write(
        `error: \`${plain(shown)}\` cannot be written: ${plain(error instanceof Error ? error.message : 'unknown reason')}\n`,
      )
    }
  }
  for (const one of kept) terminal.stdout.write(line('kept', `${scope.showPath(one.path)}: ${keptText(one)}`))
  if (!isTop)
    terminal.stdout.write(
      line(
        'left',
        `no workflow is written: GitHub reads them at the top of the repository, and \`${scope.showPath('')}\` is a part with a configuration of its own`,
      ),
    )
  if (failed) return 2
  terminal.stdout.write(line('next', '`vnetproof check` tells each of them, with its line'))
  if (exitCodeOf(report) === 1)
    terminal.stdout.write(
      line('', '`vnetproof baseline --output network/waivers.yaml` waives what fails today, so that only what is new fails'),
    )
  const base = repository === undefined ? undefined : baseOf(scope.root)
  if (base !== undefined)
    terminal.stdout.write(line('', `\`vnetproof check --base ${base}\` tells only what is new since then, as the workflow does`))
  return 0
}
