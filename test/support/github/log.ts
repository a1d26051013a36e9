/** What a step printed → the commands that a runner reads in it and the lines that it shows: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs */

export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

export interface Log {
  readonly commands: readonly Command[]
  /** Lines that are shown as they are. */
  readonly lines: readonly string[]
}

const unescapedData = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
const unescapedProperty = (text: string): string => unescapedData(text.replaceAll('%3A', ':').replaceAll('%2C', ','))

/** Those that a runner acts upon; `##[name]` may stand anywhere in a line. */
const registered: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'internal-set-repo-path',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
])

const propertiesOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .trim()
      .split(',')
      .filter((pair) => pair.includes('='))
      .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')).trim(), unescapedProperty(pair.slice(pair.indexOf('=') + 1))]),
  )

const commandIn = (line: string, resume: string | undefined): Command | undefined => {
  const isKnown = (name: string): boolean => registered.has(name.toLowerCase()) || name === resume
  const [, name, properties = '', message = ''] = /^\s*::([^\s:]+)([^:]*)::(.*)$/.exec(line) ?? []
  if (name !== undefined && isKnown(name)) return { name, properties: propertiesOf(properties), message: unescapedData(message) }
  const [, old, more = '', rest = ''] = /##\[([^\]\s]+)([^\]]*)\](.*)$/.exec(line) ?? []
  return old !== undefined && isKnown(old) ? { name: old, properties: propertiesOf(more), message: rest } : undefined
}

export const readLog = (stdout: string): Log => {
  const commands: Command[] = []
  const lines: string[] = []
  let resume: string | undefined
  for (const line of stdout.split(/\r\n|\n|\r/)) {
    const command = commandIn(line, resume)
    if (command === undefined || (resume !== undefined && command.name !== resume)) {
      lines.push(line)
      continue
    }
    if (command.name === resume) resume = undefined
    else if (command.name === 'stop-commands') resume = command.message
    else commands.push(command)
  }
  return { commands, lines }
}
