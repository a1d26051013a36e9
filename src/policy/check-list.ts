/** A table of checks in; out come the parts of a policy kind whose rules do no more than list checks by their names. */
import { child, itemsOf, type Tree, textOf } from '../data/tree.ts'
import type { PolicyKind } from './kind.ts'
import { listOf, oneOf, type Reading, required } from './shape.ts'

type Parts<Name extends string> = Pick<PolicyKind<readonly Name[]>, 'at' | 'fields' | 'items' | 'check' | 'ready' | 'judge'>

/** `begin` is called once for each rule, what it gives for each name in it, in order. */
export const checkList = <Name extends string>(
  checks: Readonly<Record<Name, { readonly about: string }>>,
  begin?: (reading: Reading) => (name: Name, item: Tree) => void,
): Parts<Name> => {
  const isCheck = (name: string): name is Name => Object.hasOwn(checks, name)
  const names: readonly Name[] = Object.keys(checks).filter(isCheck)
  return {
    at: ['subject'],
    fields: () => ({
      checks: required(listOf(oneOf(names), { empty: 'an empty list looks at nothing' }), 'what is looked at; each is an item of its own'),
    }),
    items: names.map((item) => ({ item, about: checks[item].about })),
    check: (rule, reading) => {
      const seen = new Set<string>()
      const each = begin?.(reading)
      for (const item of itemsOf(child(rule, 'checks'))) {
        const name = textOf(item)
        if (name === undefined) continue
        if (seen.has(name)) reading.mistake('duplicate-id', `\`${name}\` is written twice`, item.span)
        seen.add(name)
        if (isCheck(name)) each?.(name, item)
      }
    },
    ready: (read) => read.checks as readonly Name[],
    judge: () => [],
  }
}
