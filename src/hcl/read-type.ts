/** The expression after `type =` in, the type it stands for out; what is no type is told and taken as `any`. */
import type { Type, Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import type { Call, Expression, ObjectExpression } from './syntax.ts'
import { anyType } from './types.ts'

const primitives: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['string', { kind: 'string' }],
  ['number', { kind: 'number' }],
  ['bool', { kind: 'bool' }],
  ['any', anyType],
  // https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/named_values.go: old short forms, still read
  ['list', { kind: 'list', element: anyType }],
  ['map', { kind: 'map', element: anyType }],
])

/** `evaluated` gives the value of a default inside `optional(…)`; it is converted to its type where it is used. */
export const readType = (expression: Expression, file: SourceFile, sink: Sink, evaluated: (expression: Expression) => Value): Type => {
  const refuse = (at: Expression, message: string): Type => {
    sink({ code: 'hcl/type', severity: 'error', message, span: { file, start: at.start, end: at.end } })
    return anyType
  }

  const word = (at: Expression): string | undefined => {
    if (at.kind === 'variable') return at.name
    const [part] = at.kind === 'template' ? at.parts : []
    return at.kind === 'template' && at.parts.length === 1 && part?.kind === 'text' ? part.value : undefined
  }

  const read = (at: Expression): Type => {
    if (at.kind === 'parenthesised') return read(at.inner)
    if (at.kind === 'call') return readCall(at)
    const name = word(at)
    if (name === undefined) return at.kind === 'hole' ? anyType : refuse(at, 'this is no type')
    return primitives.get(name) ?? refuse(at, `\`${name}\` is no type by itself`)
  }

  const readCall = (at: Call): Type => {
    const name = at.name.name
    const [argument, ...more] = at.args
    if (name === 'optional') return refuse(at, '`optional` stands only for an attribute of an object')
    if (name !== 'list' && name !== 'set' && name !== 'map' && name !== 'tuple' && name !== 'object')
      return refuse(at, `\`${name}\` makes no type`)
    if (argument === undefined || more.length > 0) return refuse(at, `\`${name}\` takes one argument`)
    if (name === 'tuple')
      return argument.kind === 'tuple'
        ? { kind: 'tuple', elements: argument.items.map(read) }
        : refuse(argument, '`tuple` takes a list of types')
    if (name === 'object')
      return argument.kind === 'object' ? readObject(argument) : refuse(argument, '`object` takes attributes and their types')
    return { kind: name, element: read(argument) }
  }

  const readObject = (at: ObjectExpression): Type => {
    const attributes = new Map<string, Type>()
    const optional = new Map<string, Value | undefined>()
    for (const entry of at.entries) {
      const name = entry.key.kind === 'variable' ? entry.key.name : undefined
      if (name === undefined) {
        refuse(entry.key, 'the name of an attribute was expected')
        continue
      }
      const { value } = entry
      if (value.kind !== 'call' || value.name.name !== 'optional') {
        attributes.set(name, read(value))
        continue
      }
      const [type, fallback, ...more] = value.args
      if (type === undefined || more.length > 0) refuse(value, '`optional` takes a type and perhaps a default')
      attributes.set(name, type === undefined ? anyType : read(type))
      const given = fallback === undefined ? undefined : evaluated(fallback)
      // A default of null is no default: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes
      optional.set(name, given?.kind === 'null' ? undefined : given)
    }
    return optional.size === 0 ? { kind: 'object', attributes } : { kind: 'object', attributes, optional }
  }

  return read(expression)
}
