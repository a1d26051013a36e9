/** Counts what Terraform's own binary was asked: cases for each function, operator and form of expression, and those left out with their reason. */
import { readdirSync, readFileSync } from 'node:fs'

const read = (path) => readFileSync(new URL(`../test/hcl/${path}`, import.meta.url), 'utf8')
const vectors = JSON.parse(read('functions/vectors.json'))
const conversions = JSON.parse(read('convert-vectors.json'))
const plans = readdirSync(new URL('../test/hcl/plans/', import.meta.url)).map((name) => JSON.parse(read(`plans/${name}`)))
const exempt = [...read('functions/vectors.test.ts').matchAll(/^ {2}\['(.*)', '(.*)'\],$/gm)].map(([, expr, why]) => [
  expr.replaceAll("\\'", "'"),
  why,
])

/** Expressions without what stands in quotes, so that operators in texts are not counted. */
const bare = (expr) => expr.replace(/"(?:[^"\\]|\\.)*"/g, '""')
const forms = [
  ['for: list', /\[\s*for\b/],
  ['for: object', /\{\s*for\b/],
  ['for: with if', /\bfor\b.*\bif\b/],
  ['for: grouped', /=>.*\.\.\.\s*\}/],
  ['splat', /\[\*\]|\.\*/],
  ['index and attribute', /[\])}][.[][\w"-]/],
  ['expanded argument', /\.\.\.\)/],
  ['operator + and -', /[\w)\]"]\s*[+-]\s*[\w("[-]/],
  ['operator *, / and %', /[\w)\]"]\s*[*/%]\s*[\w("[-]/],
  ['operator unary -', /^-|[(,[]\s*-/],
  ['operator == and !=', /[!=]=/],
  ['operator <, <=, > and >=', /[^=<]<=?[^<]|[^=]>=?/],
  ['operator &&, || and !', /&&|\|\||!(?!=)/],
  ['conditional', /\?/],
]
const texts = [
  ['template: interpolation', /(?<!\$)\$\{/],
  ['template: if', /(?<!%)%\{\s*~?\s*if\b/],
  ['template: for', /(?<!%)%\{\s*~?\s*for\b/],
  ['escape', /\\.|\$\$\{|%%\{/],
]

const counts = new Map()
const add = (name, { error }) => {
  const row = counts.get(name) ?? { cases: 0, errors: 0 }
  row.cases++
  if (error) row.errors++
  counts.set(name, row)
}
for (const vector of vectors) {
  const plain = bare(vector.expr)
  for (const name of new Set([...plain.matchAll(/(?<![\w:])([a-z][\w:]*)\(/g)].map(([, name]) => name))) add(`function ${name}`, vector)
  for (const [name, form] of forms) if (form.test(plain)) add(name, vector)
  for (const [name, form] of texts) if (form.test(vector.expr)) add(name, vector)
}
for (const conversion of conversions) add('conversion to a declared type', conversion)

const width = Math.max(...[...counts.keys()].map((name) => name.length))
for (const name of [...counts.keys()].sort()) {
  const { cases, errors } = counts.get(name)
  console.log(`${name.padEnd(width)} ${String(cases).padStart(5)}${errors === 0 ? '' : `  (${errors} are errors)`}`)
}
const errors = [...vectors, ...conversions].filter(({ error }) => error).length
const planned = plans.reduce((sum, { worlds }) => sum + worlds.reduce((all, world) => all + Object.keys(world.planned).length, 0), 0)
console.log(
  `\n${vectors.length} expressions and ${conversions.length} conversions (${errors} errors), ${planned} resources of ${plans.length} planned configurations`,
)
console.log(`\n${exempt.length} left out:`)
for (const [expr, why] of exempt) console.log(`  ${expr.padEnd(44)} ${why}`)
