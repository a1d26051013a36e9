/** Decorators: tokens in, the decorators above a declaration out, each on a line of its own. */
import type { Decorator } from './declarations.ts'
import { readCallArguments } from './parse-collection.ts'
import { spoiltValue } from './parse-items.ts'
import { failNext, passNewlines, peek, type Reader, readIdentifier, startOf, take } from './reader.ts'
import { skipItem } from './recover.ts'
import type { Expression } from './syntax.ts'
import { Kind } from './tokens.ts'

/** The decorators that stand next, none or many, with the line ends behind each. One that cannot be read is a hole. */
export const readDecorators = (reader: Reader): readonly Decorator[] => {
  const decorators: Decorator[] = []
  while (!reader.failed && peek(reader) === Kind.at) {
    const from = reader.at
    const start = startOf(reader)
    take(reader)
    let expression = readDecorator(reader)
    const kind = peek(reader)
    if (!reader.failed && kind !== Kind.newline && kind !== Kind.end)
      failNext(reader, 'missing-newline', 'the end of the line after the decorator')
    if (reader.failed) {
      skipItem(reader, from, false)
      expression = spoiltValue(expression, reader.end)
    }
    decorators.push({ kind: 'decorator', start, end: expression.end, expression })
    passNewlines(reader)
  }
  return decorators
}

/** `name`, `name(…)`, `sys.name(…)`. */
const readDecorator = (reader: Reader): Expression => {
  const name = readIdentifier(reader, 'invalid-decorator', 'the name of a decorator after `@`')
  let from: Expression = { kind: 'variable', ...name }
  if (!reader.failed && peek(reader) === Kind.parenOpen) {
    const args = readCallArguments(reader)
    from = { kind: 'call', start: name.start, end: reader.end, name, args }
  }
  while (!reader.failed && peek(reader) === Kind.dot) {
    take(reader)
    const member = readIdentifier(reader, 'invalid-decorator', 'the name of a decorator after the dot')
    if (!reader.failed && peek(reader) === Kind.parenOpen) {
      const args = readCallArguments(reader)
      from = { kind: 'method-call', start: name.start, end: reader.end, from, name: member, args }
    } else from = { kind: 'property-access', start: name.start, end: member.end, from, safe: false, name: member }
  }
  return from
}
