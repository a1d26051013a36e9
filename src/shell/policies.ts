/** `policies` on the command line: what is asked for → what ships, one policy whole, or what a kind may be asked. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { askedKinds, askedOf, resourceKinds, resourceOf, shippedNames, shippedPolicies } from '../policy/catalogue.ts'
import { plain } from '../report/plain.ts'
import { fieldsJson, fieldsText, policiesJson, policiesText, policyText } from '../report/policy-listing.ts'
import { nearest } from '../text/nearest.ts'
import type { PoliciesArguments } from './arguments.ts'
import { prepared } from './prepare.ts'

interface Place {
  readonly cwd: string
  readonly stdout: { write(text: string): unknown }
}

const missing = (what: string, word: string, known: readonly string[]): string => {
  const near = nearest(word, known)
  return `there is no ${what} \`${word}\`; ${near === undefined ? `there are ${known.map((name) => `\`${name}\``).join(', ')}` : `did you mean \`${near}\`?`}`
}

/** The text, or the mistake. */
const toldOf = async ({ name, fields, format }: PoliciesArguments): Promise<{ readonly text: string } | { readonly mistake: string }> => {
  if (fields !== undefined) {
    const [asked, resource] = [askedOf(fields), resourceOf(fields)]
    const shipped = asked === undefined && resource === undefined ? shippedPolicies(fields)[0] : undefined
    if (shipped !== undefined)
      return {
        mistake: `\`${fields}\` is a policy, which is for \`${shipped.for}\`; ask \`--fields ${shipped.for}\`, or \`vnetproof policies ${fields}\``,
      }
    if (asked === undefined && resource === undefined)
      return { mistake: missing('kind of rules or resources', fields, [...new Set([...askedKinds(), ...resourceKinds])]) }
    const all = {
      name: fields,
      ...(asked === undefined ? {} : { asked }),
      ...(resource === undefined ? {} : { resource }),
      ...(asked?.kind === 'resource' ? { resourceKinds } : {}),
    }
    return { text: format === 'json' ? fieldsJson(all) : fieldsText(all) }
  }
  if (name !== undefined && !shippedNames().includes(name)) return { mistake: missing('policy', name, shippedNames()) }
  const policies = await prepared(() => shippedPolicies(name))
  if (format === 'json') return { text: policiesJson(policies) }
  const [only] = policies
  return { text: name === undefined || only === undefined ? policiesText(policies) : policyText(only) }
}

export const runPolicies = async (
  terminal: Place,
  asked: PoliciesArguments,
  tell: (mistakes: readonly string[]) => 0 | 1 | 2,
): Promise<0 | 1 | 2> => {
  const told = await toldOf(asked)
  if ('mistake' in told) return tell([told.mistake])
  if (asked.file === undefined) {
    terminal.stdout.write(told.text)
    return 0
  }
  try {
    writeFileSync(resolve(terminal.cwd, asked.file), told.text)
    return 0
  } catch (error) {
    return tell([`\`${plain(asked.file)}\` cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}`])
  }
}
