/** A network security group and a wanted rule in; the edit that adds it to the list of the group's rules, in Bicep, out. */
import type { Syntax } from '../bicep/declarations.ts'
import { type BicepSource, plainText, readSource } from '../bicep/source.ts'
import type { ArrayExpression, Expression, ObjectExpression } from '../bicep/syntax.ts'
import { addItem, quotedText, resourceAt, valueAt } from '../bicep/write.ts'
import type { Nsg } from '../model/kinds/nsg.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import type { Code } from './fix-candidates.ts'
import type { WantedRule } from './wanted-rule.ts'

const sources = new WeakMap<Syntax, BicepSource>()

/** What a file of Bicep declares; undefined where it is none of the root's own, or has mistakes. */
export const sourceOf = (file: SourceFile, { syntaxOf }: Pick<Code, 'syntaxOf'>): BicepSource | undefined => {
  const syntax = syntaxOf(file)
  if (syntax === undefined) return undefined
  const source = sources.get(syntax) ?? readSource(syntax)
  sources.set(syntax, source)
  return source
}

const listed = (name: string, plural: string, texts: readonly string[]): string =>
  texts.length === 1 ? `${name}: ${quotedText(texts[0]!)}` : `${plural}: [${texts.map(quotedText).join(', ')}]`

const isObject = (item: ArrayExpression['items'][number]): item is ObjectExpression => item.kind === 'object'

/** The near side as all rules of this direction write it, where they agree. */
const commonNear = (
  rules: readonly ObjectExpression[],
  direction: WantedRule['direction'],
  side: string,
): readonly string[] | undefined => {
  const own = rules.filter((rule) => plainText(valueAt(rule, 'properties', 'direction'))?.toLowerCase() === direction.toLowerCase())
  const texts = own.map((rule) => plainText(valueAt(rule, 'properties', `${side}AddressPrefix`)))
  const [first] = texts
  return first !== undefined && texts.every((text) => text === first) ? [first] : undefined
}

/** Ways to write the near side, the author's own first. */
export const bicepRules = (nsg: Nsg, wanted: WantedRule, code: Code): readonly (readonly Edit[])[] => {
  const source = sourceOf(nsg.span.file, code)
  const own = source === undefined ? undefined : resourceAt(source, nsg.span)
  const list: Expression | undefined = valueAt(own?.object, 'properties', 'securityRules')
  if (own === undefined || list?.kind !== 'array') return []
  const rules = list.items.filter(isObject)
  if (rules.length === 0 || rules.length !== list.items.length) return []
  const [near, far] = wanted.direction === 'Inbound' ? (['destination', 'source'] as const) : (['source', 'destination'] as const)
  const nears = [commonNear(rules, wanted.direction, near), wanted.near].filter((one) => one !== undefined)
  return nears.flatMap((texts) => {
    const address = (side: 'source' | 'destination'): string =>
      listed(`${side}AddressPrefix`, `${side}AddressPrefixes`, side === far ? wanted.far : texts)
    const edit = addItem(own.file, list, [
      '{',
      `  name: ${quotedText(wanted.name)}`,
      '  properties: {',
      ...[
        `priority: ${wanted.priority}`,
        `direction: ${quotedText(wanted.direction)}`,
        `access: ${quotedText(wanted.access)}`,
        `protocol: ${quotedText(wanted.protocol)}`,
        address('source'),
        `sourcePortRange: ${quotedText('*')}`,
        address('destination'),
        listed('destinationPortRange', 'destinationPortRanges', wanted.ports),
      ].map((line) => `    ${line}`),
      '  }',
      '}',
    ])
    return edit === undefined ? [] : [[edit]]
  })
}
