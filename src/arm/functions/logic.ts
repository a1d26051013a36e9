/** Comparison, conversion and arithmetic: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-logical */
import { Decimal } from 'decimal.js'
import type { Operation } from '../../eval/dialect.ts'
import { number } from '../../eval/value.ts'
import { add, div, equal, greater, greaterOrEquals, integer, less, lessOrEquals, mod, mul, sub } from '../operators.ts'
import { define, type FunctionTable, textOf, truth, wrong } from './define.ts'

const toBool: Operation = ([given], site) => {
  if (given?.kind === 'bool') return given
  const word = textOf(given)?.toLowerCase()
  if (word === 'true' || word === 'false') return truth(word === 'true', site)
  return given?.kind === 'number' && typeof given.value === 'number' ? truth(given.value !== 0, site) : wrong(site, 'true or false', given)
}

const toInt: Operation = ([given], site) => {
  if (given?.kind === 'number') return typeof given.value === 'number' ? given : site.unsupported('the whole part of a fraction')
  const written = textOf(given)?.trim()
  return written !== undefined && /^[+-]?\d{1,19}$/.test(written)
    ? integer(BigInt(written.replace('+', '')), site)
    : wrong(site, 'a whole number', given)
}

const toFloat: Operation = ([given], site) => {
  const written = given?.kind === 'number' ? String(given.value) : textOf(given)
  return written !== undefined && /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/.test(written)
    ? number(new Decimal(written), site.origin)
    : wrong(site, 'a number', given)
}

export const logicFunctions: FunctionTable = {
  equals: define(2, 2, equal, 'anything'),
  less: define(2, 2, less),
  lessorequals: define(2, 2, lessOrEquals),
  greater: define(2, 2, greater),
  greaterorequals: define(2, 2, greaterOrEquals),
  bool: define(1, 1, toBool),
  int: define(1, 1, toInt),
  float: define(1, 1, toFloat),
  add: define(2, 2, add),
  sub: define(2, 2, sub),
  mul: define(2, 2, mul),
  div: define(2, 2, div),
  mod: define(2, 2, mod),
  fail: define(1, 1, ([message], site) => site.fail(textOf(message) ?? 'this deployment fails on purpose')),
}
