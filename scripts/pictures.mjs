/**
 * Takes the pictures in `docs/`: a pull request that breaks the example is run through the Action as it is built, and a browser draws what was posted as GitHub
 * draws it. Needs Node 24 and `chromium`, or what `CHROMIUM` names. Pictures are looked at and committed, not compared.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { marked } from 'marked'
import { openFake } from '../test/support/github/fake.ts'
import { runAction } from '../test/support/github/run-action.ts'

const top = fileURLToPath(new URL('..', import.meta.url))
const browser = process.env.CHROMIUM ?? 'chromium'

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** GitHub draws a suggestion as the lines that are there above the lines that are proposed. */
const suggestion = (before, after) => {
  const lines = (text, sign, kind) =>
    text
      .split('\n')
      .map((line) => `<div class="line ${kind}"><span>${sign}</span>${escaped(line)}</div>`)
      .join('')
  return `<div class="suggested"><div class="head">Suggested change</div>${lines(before, '-', 'out')}${lines(after, '+', 'in')}</div>`
}

const colourDiff = (html) =>
  html.replace(/<pre><code class="language-diff">([\s\S]*?)<\/code><\/pre>/g, (_, text) => {
    const lines = text.replace(/\n$/, '').split('\n')
    return `<pre>${lines.map((line) => `<div class="line ${line.startsWith('+') ? 'in' : line.startsWith('-') ? 'out' : ''}">${line}</div>`).join('')}</pre>`
  })

const rendered = (markdown, before) => {
  const parts = markdown.split(/^(`{4,})suggestion\n([\s\S]*?)\n\1$/m)
  const html = []
  for (let at = 0; at < parts.length; at += 3) {
    html.push(colourDiff(marked.parse(parts[at], { gfm: true })))
    if (at + 2 < parts.length) html.push(suggestion(before, parts[at + 2]))
  }
  return html.join('')
}

const page = (body) => `<!doctype html><meta charset="utf-8"><style>
${readFileSync(join(top, 'node_modules/github-markdown-css/github-markdown-light.css'), 'utf8')}
body { margin: 0; padding: 16px; background: #fff; font-family: -apple-system, "Inter", "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; width: 820px; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; }
.comment > .head { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; font-size: 14px; color: #59636e; }
.comment > .head b { color: #1f2328; } .comment > .head i { font-style: normal; border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px; font-size: 12px; margin-left: 4px; }
.markdown-body { padding: 16px; font: 14px/21px "Inter", "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
.markdown-body code, .markdown-body pre, .markdown-body tt { font-family: "JetBrains Mono", ui-monospace, monospace; }
.hunk { border: 1px solid #d1d9e0; border-bottom: 0; border-radius: 6px 6px 0 0; font: 12px/20px "JetBrains Mono", ui-monospace, monospace; overflow: hidden; }
.hunk .name { background: #f6f8fa; padding: 6px 12px; border-bottom: 1px solid #d1d9e0; font-weight: 600; }
.hunk + .comment { border-radius: 0 0 6px 6px; } .hunk + .comment > .head { border-radius: 0; }
.line { white-space: pre; padding: 0 12px; } .line.in { background: #dafbe1; } .line.out { background: #ffebe9; } .line span { display: inline-block; width: 14px; color: #59636e; }
.suggested { border: 1px solid #d1d9e0; border-radius: 6px; font: 12px/20px "JetBrains Mono", ui-monospace, monospace; overflow: hidden; margin-bottom: 16px; }
.suggested > .head { background: #f6f8fa; padding: 6px 12px; border-bottom: 1px solid #d1d9e0; font-family: inherit; }
</style><body>${body}`

const drawn = (markdown, before = '') =>
  `<div class="comment"><div class="head"><b>github-actions</b> <i>bot</i> commented</div><div class="markdown-body">${rendered(markdown, before)}</div></div>`

const hunk = (path, lines) =>
  `<div class="hunk"><div class="name">${escaped(path)}</div>${lines
    .map((line) => `<div class="line ${line.startsWith('+') ? 'in' : line.startsWith('-') ? 'out' : ''}">${escaped(line)}</div>`)
    .join('')}</div>`

const place = mkdtempSync(join(tmpdir(), 'pictures-'))
const run = (args) =>
  execFileSync(browser, ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const take = (name, html) => {
  const source = join(place, `${name}.html`)
  const address = pathToFileURL(source).href
  // The page says how tall it is, and is then taken as tall as that.
  writeFileSync(source, page(`${html}<script>document.title = document.documentElement.scrollHeight</script>`))
  const [, height] = /<title>(\d+)<\/title>/.exec(run(['--window-size=852,100', '--dump-dom', address])) ?? []
  run(['--force-device-scale-factor=2', `--window-size=852,${height ?? 1000}`, `--screenshot=${join(top, 'docs', `${name}.png`)}`, address])
  console.log(`docs/${name}.png`)
}

const files = Object.fromEntries(
  ['main.tf', 'network.tf', 'variables.tf'].map((name) => [
    `infra/${name}`,
    readFileSync(join(top, 'examples/apim-internal', name), 'utf8'),
  ]),
)
/** The example as it was before somebody let the rule that denies come first. */
const before = files['infra/network.tf']
  .replace('priority = 200, access = "Deny"', 'priority = 4000, access = "Deny"')
  .replace('destination = "Sql", ports = ["1443"]', 'destination = "Sql.WestEurope", ports = ["1433"]')
const fake = await openFake({ files: { ...files, 'infra/network.tf': before } })
fake.openPullRequest({ files: { 'infra/network.tf': files['infra/network.tf'] } })
const event = fake.event('pull_request')
fake.checkout(event.environment.GITHUB_WORKSPACE, 'merge')
await runAction(event, { path: process.env.VNETPROOF_ACTION ?? join(top, 'dist/action/index.js') })
const asked = async (path) =>
  (await fetch(`${fake.apiUrl}/repos/${fake.owner}/${fake.repo}/${path}`, { headers: { authorization: `token ${fake.token}` } })).json()
const [comment] = await asked('pulls/1/comments')
const [sticky] = await asked('issues/1/comments')
await fake.close()

/** On GitHub the addresses are https, and so they are links. */
const linked = (body) => body.replace(/<code>http:&#8288;\/\/127[^<]*<\/code>/g, '<a href="#">job summary</a>')

const shown = comment.diff_hunk?.split('\n') ?? []
const line = files['infra/network.tf'].split('\n')[comment.line - 1]
take('review-comment', hunk(comment.path, shown.slice(-8)) + drawn(linked(comment.body), line))
take('sticky-comment', drawn(linked(sticky.body)))
rmSync(place, { recursive: true, force: true })
