import { describe, expect, test } from 'vitest'
import { readInputs } from '../../src/shell/inputs.ts'

const read = (set: Readonly<Record<string, string>>) => readInputs((name) => set[name] ?? '')

describe('the inputs of the Action', () => {
  test('none is needed', () => {
    expect(read({})).toEqual({
      inputs: {
        paths: [''],
        exclude: [],
        policies: [],
        comment: 'on-findings',
        commentId: 'default',
        review: true,
        uploadSarif: false,
        auditIssue: false,
        dryRun: false,
      },
      mistakes: [],
    })
  })

  test('lists take lines and commas, and leave braces of globs alone', () => {
    const { inputs } = read({
      paths: 'infra/\nhub, spoke',
      exclude: '**/{old,test}/**, x',
      policies: 'api-management, net/policies\n./own.yaml',
      waivers: './waivers.yaml\nbaseline.yaml',
      assume: './assumptions.yaml',
    })
    expect(inputs).toMatchObject({
      paths: ['infra', 'hub', 'spoke'],
      exclude: ['**/{old,test}/**', 'x'],
      policies: ['api-management', './net/policies', './own.yaml'],
      waivers: ['waivers.yaml', 'baseline.yaml'],
      assume: 'assumptions.yaml',
    })
  })

  test('the others are taken as they are', () => {
    const set = { config: 'c.yaml', 'service-tags': 't.json', 'fail-on': 'unsure', 'json-file': 'r.json', 'sarif-file': 'r.sarif' }
    expect(read(set).inputs).toMatchObject({
      config: 'c.yaml',
      serviceTags: 't.json',
      failOn: 'unsure',
      jsonFile: 'r.json',
      sarifFile: 'r.sarif',
    })
  })

  test('what is posted on a pull request is theirs to say', () => {
    const set = {
      scope: 'changed',
      comment: 'on-change',
      'comment-id': 'hub / prod',
      review: 'False',
      'check-run': ' VNetProof network ',
      'upload-sarif': 'true',
      'audit-issue': 'TRUE',
      'github-token': 'secret',
      'dry-run': 'true',
    }
    expect(read(set).inputs).toMatchObject({
      scope: 'changed',
      comment: 'on-change',
      commentId: 'hub / prod',
      review: false,
      checkRun: 'VNetProof network',
      uploadSarif: true,
      auditIssue: true,
      token: 'secret',
      dryRun: true,
    })
  })

  test('mistakes say what would be right, all of them', () => {
    expect(read({ 'fail-on': 'eror', paths: '../x\n/etc' }).mistakes).toEqual([
      'input `paths`: `../x` is not inside the workspace',
      'input `paths`: `/etc` is not inside the workspace',
      'input `fail-on` cannot be `eror`; did you mean `error`?',
    ])
    expect(read({ comment: 'on-finding', review: 'yes', 'comment-id': '<!--' }).mistakes).toEqual([
      'input `comment-id` takes up to 60 letters, digits, blanks and `_`, `-`, `.`, `/`',
      'input `comment` cannot be `on-finding`; did you mean `on-findings`?',
      'input `review` cannot be `yes`; known are `true`, `false`',
    ])
    expect(read({ 'fail-on': 'constructor' }).mistakes).toEqual([
      'input `fail-on` cannot be `constructor`; known are `error`, `warning`, `unsure`, `never`',
    ])
  })
})
