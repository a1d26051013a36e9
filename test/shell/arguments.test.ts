import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { help, readArguments } from '../../src/shell/arguments.ts'

const mistakesOf = (...argv: readonly string[]): readonly string[] => {
  const asked = readArguments(argv)
  return asked.command === 'mistakes' ? asked.mistakes : []
}

describe('the command line', () => {
  test('judges the folder it is typed in when no path is given', () => {
    expect(readArguments(['check'])).toEqual({
      command: 'check',
      paths: ['.'],
      deliveries: [{ format: 'text' }],
      policies: [],
      exclude: [],
      variables: new Map(),
      variableFiles: [],
      plans: [],
      libraries: false,
      colour: true,
    })
  })

  test('takes everything that the help names', () => {
    const argv =
      'check infra hub --policies a --policies ./b --config c.yaml --var x=1 --var=y=a=b --var-file p.tfvars --plan p.json --plan infra/a=b=c.json --fail-on unsure --libraries --service-tags t.json --waivers w.yaml --waivers b.yaml --assume ./a.yaml --exclude **/old --no-color'
    expect(readArguments(argv.split(' '))).toEqual({
      command: 'check',
      paths: ['infra', 'hub'],
      deliveries: [{ format: 'text' }],
      policies: ['a', './b'],
      exclude: ['**/old'],
      config: 'c.yaml',
      variables: new Map([
        ['x', '1'],
        ['y', 'a=b'],
      ]),
      // The file stands behind both, so it wins.
      filesAfter: new Map([
        ['x', 1],
        ['y', 1],
      ]),
      variableFiles: ['p.tfvars'],
      plans: [{ file: 'p.json' }, { root: 'infra/a', file: 'b=c.json' }],
      failOn: 'unsure',
      libraries: true,
      serviceTags: 't.json',
      waivers: ['w.yaml', 'b.yaml'],
      assume: './a.yaml',
      colour: false,
    })
    for (const option of argv.match(/--[a-z-]+/g) ?? []) expect(help).toContain(`  ${option}`)
  })

  test('a variable remembers how many files come after it, however often it is given', () => {
    const asked = readArguments('check --var a=1 --var b=1 --var-file p --var a=2 --var-file q --var c=1'.split(' '))
    expect(asked).toMatchObject({
      variableFiles: ['p', 'q'],
      variables: new Map([
        ['a', '2'],
        ['b', '1'],
        ['c', '1'],
      ]),
    })
    expect(asked.command === 'check' && asked.filesAfter).toEqual(
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    )
  })

  test('formats and outputs go together in order', () => {
    const asked = readArguments([
      'check',
      '--format',
      'json',
      '--output',
      'r.json',
      '--format',
      'sarif',
      '--output',
      '-',
      '--format',
      'text',
    ])
    expect(asked).toMatchObject({ deliveries: [{ format: 'json', file: 'r.json' }, { format: 'sarif' }, { format: 'text' }] })
    expect(readArguments(['check', '--output', 'r.txt'])).toMatchObject({ deliveries: [{ format: 'text', file: 'r.txt' }] })
  })

  test('tells version and help', () => {
    expect(readArguments(['--version'])).toEqual({ command: 'version' })
    expect(readArguments(['-V'])).toEqual({ command: 'version' })
    expect(readArguments(['check', '--help'])).toEqual({ command: 'help' })
    expect(readArguments(['-h'])).toEqual({ command: 'help' })
    expect(readArguments([])).toEqual({ command: 'help' })
  })

  test.each<[string, string]>([
    ['check --formt json', 'there is no option `--formt`; did you mean `--format`?'],
    ['check -x', 'there is no option `-x`; known are'],
    ['chck', 'there is no command `chck`; did you mean `vnetproof check`?'],
    ['--libraries', 'no command is given; `vnetproof check` judges the Terraform here'],
    ['check --format jsn', 'there is no format `jsn`; did you mean `json`?'],
    ['check --format pdf', 'there is no format `pdf`; known are `text`, `json`, `sarif`, `markdown`, `github`'],
    ['check --format', '`--format` needs a value'],
    ['check --config --libraries', '`--config` needs a value'],
    ['check --libraries=yes', '`--libraries` takes no value'],
    ['check --fail-on warnings', '`--fail-on` cannot be `warnings`; did you mean `warning`?'],
    ['check --fail-on error --fail-on never', '`--fail-on` is given 2 times'],
    ['check --var x', '`--var x` is not of the form `name=value`'],
    ['check --var =x', '`--var =x` is not of the form `name=value`'],
    ['check --output a --output b', '2 outputs are given for 1 formats; name a `--format` for each'],
  ])('%s is a mistake that says what would be right', (line, message) => {
    expect(mistakesOf(...line.split(' ')).join('\n')).toContain(message)
  })

  test('all mistakes are told at once', () => {
    expect(mistakesOf('check', '--format', 'x', '--fail-on', 'y', '--var', 'z')).toHaveLength(3)
  })

  test('whatever is typed, an answer comes back', () => {
    const word = fc.oneof(
      fc.constantFrom('check', '--format', '--', '-', '--var', '--no-color=', '--__proto__', '--constructor=x', '--toString', '-hV'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) =>
        ['check', 'help', 'version', 'mistakes'].includes(readArguments(argv).command),
      ),
    )
  })
})
