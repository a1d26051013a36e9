/** Names of files and folders that are not what one expects: Terraform reads them, so nothing in them may be passed over in silence. */
import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { association, group, open, policy, provider, shut, zone } from '../support/github/zones.ts'

const judged = (files: Readonly<Record<string, string>>) => {
  const report = check({
    workspace: memoryWorkspace({ 'infra/main.tf': provider, 'p.yaml': policy, ...files }),
    paths: ['infra'],
    policies: ['./p.yaml'],
    version: '0',
    now: () => 0,
    today: '2026-11-22',
  })
  return {
    outcomes: report.judgements.map(({ subject, outcome }) => `${subject} ${outcome}`).sort(),
    unread: report.diagnostics.flatMap(({ code, message }) => (code === 'hcl/unreadable-file' ? [message] : [])).sort(),
    modulesNotRead: report.run.modulesNotRead.map(({ source }) => source),
  }
}

test.each(['new\nline.tf', 'carriage\rreturn.tf', 'line\u2028separator.tf', '\n.tf', ' .tf', 'a..tf', '::error::x.tf'])(
  '%j is a file like any other',
  (name) => {
    expect(judged({ [`infra/${name}`]: zone('a', 1, open) })).toEqual({
      outcomes: ['azurerm_subnet.a fails'],
      unread: [],
      modulesNotRead: [],
    })
  },
)

test.each(['back\\slash.tf', 'sub\\..\\shut.tf', 'C:\\x.tf', 'x\\..\\..\\..\\x.tf'])('%j is told, and mistaken for no other', (name) => {
  const { outcomes, unread } = judged({
    'infra/group.tf': group('a', 1, open),
    'infra/shut.tf': zone('b', 2, shut),
    [`infra/${name}`]: association('a'),
  })
  expect(unread).toEqual([`\`infra/${name}\` cannot be read: its name holds a backslash`])
  expect(outcomes).toEqual(['azurerm_subnet.a unsure', 'azurerm_subnet.b unsure'])
})

test('a folder with a backslash in its name is told', () => {
  expect(judged({ 'infra/a\\b/main.tf': `${provider}${zone('a', 1, open)}` }).unread).toEqual([
    '`infra/a\\b` cannot be read: its name holds a backslash',
  ])
})

test('a module whose source is written with backslashes is none that is known', () => {
  const { outcomes, modulesNotRead } = judged({
    'infra/call.tf': 'module "m" {\n  source = "./safe\\\\mod"\n}\n',
    'infra/safe/mod/main.tf': zone('a', 1, shut),
    'infra/safe\\mod/main.tf': zone('a', 1, open),
  })
  expect(outcomes).toEqual([])
  expect(modulesNotRead).toEqual(['./safe\\mod'])
})
