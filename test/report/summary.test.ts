import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { code, fenced, link, prose, words } from '../../src/report/markdown.ts'
import { summary, summaryOf } from '../../src/report/outputs/summary.ts'
import { plain } from '../../src/report/plain.ts'
import { hostile } from '../support/hostile.ts'
import { livePatterns, readMarkdown } from '../support/markdown.ts'
import { denied, emptyReport, finding, fullReport, reportOf, waivedReport } from '../support/report.ts'
import { fileOf } from '../support/source.ts'

const same = (path: string): string => path

/** What a reader sees: character references resolved, our own elements and the joiner taken away. */
const seen = (markdown: string): string =>
  markdown
    .replace(/<\/?code>|<a href="[^"]*">|<\/a>/g, '')
    .replace(/&#8288;/g, '')
    .replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)))

describe('text of others in Markdown', () => {
  test('is read as the text that it is, and as nothing else', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inWords = readMarkdown(`It says ${words(text)} here`)
        expect(inWords.skeleton).toEqual(['p', '/p'])
        expect(inWords.words.replaceAll('\u2060', '').trimEnd()).toBe(`It says ${plain(text)} here`)
        for (const pattern of livePatterns) expect(inWords.words).not.toMatch(pattern)
        const inCode = readMarkdown(`It says ${code(text)} here`)
        expect([...inCode.skeleton, ...inCode.code]).toEqual(['p', '/p', expect.any(String)])
        expect(inCode.code[0]!.replaceAll('\u2060', '')).toBe(plain(text))
        expect(inCode.code[0]).not.toMatch(/:\/\/|www\.|\w@\w/i)
        const inCell = readMarkdown(`| a | b |\n|---|---|\n| ${words(text)} | ${code(text)} |`)
        expect(inCell.skeleton.filter((tag) => tag === 'td')).toHaveLength(2)
        const first = readMarkdown(words(text))
        expect(first.skeleton.filter((tag) => !/^\/?(p|pre|code)$/.test(tag))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('mentions and references are broken where they would be read', () => {
    expect(words('ask @octocat about #12 and GH-12')).toBe('ask &#64;&#8288;octocat about &#35;&#8288;12 and GH&#8288;-12')
    expect(code('@octocat')).toBe('<code>&#64;octocat</code>')
  })

  test('backticks of a message become code, and nothing else does', () => {
    expect(prose('rule `a|b` denies it')).toBe('rule <code>a&#124;b</code> denies it')
    expect(prose('an open ` stays')).toBe('an open &#96; stays')
    expect(prose('`a` and ` and ``')).toBe('<code>a</code> and <code> and </code>&#96;')
    fc.assert(
      fc.property(hostile, (text) => {
        expect(prose(text).replace(/<code>[^<>]*<\/code>|<span>&#36;<\/span>/g, '')).not.toMatch(/[<>`@]/)
      }),
    )
  })

  test('a block of code is closed only by its own fence', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostile, fc.constantFrom('```', '````', '  ```` x', '~~~')), { maxLength: 6 }), (lines) => {
        const block = fenced(lines.join('\n'), 'terraform').split('\n')
        const fence = /^`{3,}/.exec(block[0]!)![0]
        expect(block.at(-1)).toBe(fence)
        for (const line of block.slice(1, -1)) expect(line.includes(fence)).toBe(false)
        expect(block.join('')).not.toMatch(/[\r\p{Cc}]/u)
      }),
    )
  })

  test('only a plain https address becomes a link', () => {
    expect(link('policy', 'https://learn.microsoft.com/azure/x#y')).toBe('<a href="https://learn.microsoft.com/azure/x#y">policy</a>')
    expect(link('policy', 'javascript:alert(1)')).toBe('<code>javascript:alert(1)</code>')
    expect(link('policy', 'https://x.example/"onclick="')).toMatch(/^<code>/)
  })
})

const expected = `# VNetProof fails: 31 hold, 4 fail, 2 unsure

## Fails

### <code>deny-management</code> denies tcp 3443 from ApiManagement to subnet apim

error · <a href="https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/api-management.md#nsgmanagement"><code>api-management/nsg/management</code></a> · <code>azurerm_api_management.main</code> · <code>infra/network.tf:7</code>

\`\`\`terraform
    access   = "Deny"
\`\`\`

| | |
|---|---|
| witness | <code>13.69.229.80:49152 (ApiManagement) → 10.0.2.4:3443/tcp</code> |
`

describe('the job summary', () => {
  test('leads with the verdict and the worst, each with source and witness', () => {
    expect(summary.render(fullReport, { colour: false }).slice(0, expected.length)).toBe(expected)
  })

  test('tells each unknown once, with what it blocks', () => {
    const markdown = summary.render(fullReport, { colour: false })
    expect(seen(markdown)).toContain(
      '- var.clients has no value here (infra/variables.tf:1)\n  - api-management/nsg/clients, partners of azurerm_api_management.main\n',
    )
    expect(seen(markdown).match(/has no value here/g)).toHaveLength(1)
    const page = 'https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/api-management.md'
    expect(markdown).toContain(
      `<a href="${page}#nsgclients"><code>api-management/nsg/clients</code></a>, <a href="${page}#nsgpartners"><code>partners</code></a> of`,
    )
  })

  test('lists what is waived, with reason and end, and nothing of it is markup', () => {
    const markdown = summary.render(waivedReport, { colour: false })
    expect(markdown).toMatch(/^# VNetProof holds: 31 hold, 1 fails, 0 unsure, 2 waived \(1 of them unsure\)\n/)
    expect(seen(markdown)).toContain(
      '## Waived\n\n- api-management/nsg/management · azurerm_api_management.main · until 2027-03-01: moves | <b>soon</b>',
    )
    expect(seen(markdown)).toContain(
      '- api-management/nsg/clients · azurerm_api_management.main · unsure · until 2026-12-31: known later · infra/network.tf:2',
    )
    expect(markdown).not.toMatch(/<b>|\u001b|[^;]@network/)
  })

  test('says so when there is nothing to judge', () => {
    expect(summary.render(emptyReport, { colour: false })).toMatch(/^# VNetProof: nothing to judge\n/)
  })

  test('stays within its bytes, keeps the worst and the last line, and counts the rest', () => {
    const file = fileOf(`${'ü'.repeat(390)}\n`.repeat(20))
    const big = Array.from({ length: 2_000 }, (_, index) =>
      finding(`p/r/i${index}`, 'fails', `number ${index} ${'é'.repeat(300)}`, { span: { file, start: 0, end: file.text.length } }),
    )
    const markdown = summary.render(reportOf([denied, ...big]), { colour: false })
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(1_000_000)
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(900_000)
    expect(markdown).toContain('<code>deny-management</code>')
    const told = markdown.match(/^### number/gm)?.length ?? 0
    expect(seen(markdown)).toContain(`And more that does not fit here: ${2_000 - told} under Fails.`)
    expect(seen(markdown).trimEnd().split('\n').at(-1)).toBe(
      '1 root · 14 resources of 9 kinds · 2032 judgements: 31 hold, 2001 fail, 0 unsure · 84 ms',
    )
  })

  test('whatever the names and messages, no tag, mention or open fence of theirs gets in', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const file = fileOf(`${text}\n`, text)
        const report = reportOf([
          finding(text, 'fails', text, {
            why: text,
            help: text,
            about: text,
            leansOn: [text],
            label: text,
            span: { file, start: 0, end: text.length },
          }),
        ])
        const markdown = summaryOf(report, same)
        const outside = markdown.replace(/^(`{3,})terraform\n[\s\S]*?\n\1$/gm, '')
        expect(outside.replace(/<\/?code>|<\/?span>|<a href="https:[^"<>]*">|<\/a>/g, '')).not.toMatch(/[<>@`]/)
        for (const line of outside.split('\n')) if (line.startsWith('#')) expect(line).toMatch(/^#{1,3} /)
      }),
    )
  })
})
