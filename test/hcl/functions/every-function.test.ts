/** Every function of Terraform 1.11 (`terraform metadata functions`) has vectors from its binary, or is unknown on purpose. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evaluate } from '../../../src/eval/evaluate.ts'
import { emptyScope } from '../../../src/eval/scope.ts'
import { isFailure, isWhollyKnown } from '../../../src/eval/value.ts'
import { terraformDialect } from '../../../src/hcl/dialect.ts'
import { lowerExpression } from '../../../src/hcl/lower.ts'
import { parseExpressionFile } from '../../../src/hcl/parse.ts'
import { fileOf } from '../../support/source.ts'

const names = `
  abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil chomp
  chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode dirname distinct
  element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256
  filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode jsonencode keys length log lookup
  lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp pow range regex regexall replace reverse
  rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith
  strcontains strrev substr sum templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool
  tolist tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try upper urlencode uuid uuidv5 values
  yamldecode yamlencode zipmap
`
  .trim()
  .split(/\s+/)

/** Why there is no value, by a call that has none. */
const onPurpose: ReadonlyMap<string, string> = new Map([
  ['timestamp()', 'the time of the run'],
  ['plantimestamp()', 'the time of the plan'],
  ['uuid()', 'chance'],
  ['bcrypt("a")', 'chance: the salt'],
  ['rsadecrypt("a", "b")', 'private keys are not read'],
  ['base64gzip("a")', 'bytes of one implementation of compression, which may change'],
])

/** Vectors are expressions, and whole configurations for what reads files. */
const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as readonly { readonly expr: string }[]
const plans = readdirSync(new URL('../plans/', import.meta.url)).map((name) =>
  readFileSync(new URL(`../plans/${name}`, import.meta.url), 'utf8'),
)
const callsOf = (name: string): number => {
  const call = new RegExp(`(?<![\\w:])${name}\\(`, 'g')
  return [...vectors.map(({ expr }) => expr), ...plans].reduce((sum, text) => sum + (text.match(call)?.length ?? 0), 0)
}

test.each(names.filter((name) => ![...onPurpose.keys()].some((call) => call.startsWith(`${name}(`))))('%s has vectors', (name) => {
  expect(callsOf(name)).toBeGreaterThanOrEqual(name.startsWith('file') ? 1 : 2)
})

test.each([...onPurpose.keys()])('%s is not known, and no failure', (call) => {
  const file = fileOf(call)
  const value = evaluate(
    lowerExpression(
      parseExpressionFile(file, () => {}),
      file,
    ),
    emptyScope,
    terraformDialect,
  )
  expect(isWhollyKnown(value)).toBe(false)
  expect(isFailure(value)).toBe(false)
})
