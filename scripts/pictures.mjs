/**
 * Takes pictures of what a pull request shows: `node scripts/pictures.mjs` runs the Action's own rendering over the example and has a browser draw it
 * as GitHub does. The browser is `chromium` or what `CHROMIUM` names; pictures are looked at, committed, and not compared.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { marked } from 'marked'

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

const comment = (markdown, before = '') =>
  `<div class="comment"><div class="head"><b>github-actions</b> <i>bot</i> commented</div><div class="markdown-body">${rendered(markdown, before)}</div></div>`

const hunk = (path, lines) =>
  `<div class="hunk"><div class="name">${escaped(path)}</div>${lines
    .map((line) => `<div class="line ${line.startsWith('+') ? 'in' : line.startsWith('-') ? 'out' : ''}">${escaped(line)}</div>`)
    .join('')}</div>`

const place = mkdtempSync(join(tmpdir(), 'pictures-'))
const take = (name, html, height) => {
  const source = join(place, `${name}.html`)
  writeFileSync(source, page(html))
  execFileSync(
    browser,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      '--force-device-scale-factor=2',
      `--window-size=852,${height}`,
      `--screenshot=${join(top, 'docs', `${name}.png`)}`,
      pathToFileURL(source).href,
    ],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  )
  console.log(`docs/${name}.png`)
}

const { review, sticky } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
take('review-comment', hunk(review.path, review.hunk) + comment(review.body, review.before ?? ''), Number(process.argv[3] ?? 900))
take('sticky-comment', comment(sticky.body), Number(process.argv[4] ?? 1000))
rmSync(place, { recursive: true, force: true })
