/** The part of Mermaid's flowchart grammar that pictures here may use, read strictly: https://mermaid.js.org/syntax/flowchart.html */

export interface Flowchart {
  /** Label lines of each node, as a reader sees them. */
  readonly nodes: ReadonlyMap<string, readonly string[]>
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly edges: readonly { readonly from: string; readonly arrow: string; readonly text: string; readonly to: string }[]
}

/** Words that end or begin something wherever they stand as a name: https://mermaid.js.org/syntax/flowchart.html */
const reserved = /^(?:end|graph|subgraph|flowchart|style|linkStyle|classDef|class|click|default|direction|href|call|[ox])$/

/** Quoted texts hold no quote, backtick, bracket or markup of their own; entities of Mermaid are read back. */
const textOf = (quoted: string): readonly string[] => {
  const lines = quoted.split('<br>')
  for (const line of lines) if (!/^(?:[A-Za-z0-9 ._:/,()=-]|#\d+;)*$/.test(line)) throw new Error(`not plain: ${line}`)
  return lines.map((line) => line.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))))
}

export const parseFlowchart = (text: string): Flowchart => {
  const [head, ...lines] = text.split('\n')
  if (head !== 'flowchart LR') throw new Error(`no flowchart: ${head}`)
  const nodes = new Map<string, readonly string[]>()
  const groups = new Map<string, readonly string[]>()
  const edges: Flowchart['edges'][number][] = []
  let depth = 0
  for (const line of lines) {
    const node = /^ +(\w+)(?:\["([^"]*)"\]|\[\["([^"]*)"\]\]|\{\{"([^"]*)"\}\})$/.exec(line)
    const group = /^ +subgraph (\w+)\["([^"]*)"\]$/.exec(line)
    const edge = /^ {2}(\w+) (<-->|<-\.->|-->|-\.->)\|"([^"]*)"\| (\w+)$/.exec(line)
    if (/^ +end$/.test(line)) depth--
    else if (group !== null) {
      depth++
      groups.set(group[1]!, textOf(group[2]!))
    } else if (node !== null) nodes.set(node[1]!, textOf(node[2] ?? node[3] ?? node[4]!))
    else if (edge !== null) edges.push({ from: edge[1]!, arrow: edge[2]!, text: textOf(edge[3]!).join(), to: edge[4]! })
    else throw new Error(`not understood: ${line}`)
    if (depth < 0) throw new Error('an end too many')
  }
  if (depth !== 0) throw new Error('an end is missing')
  const ids = [...nodes.keys(), ...groups.keys()]
  for (const id of ids) if (reserved.test(id)) throw new Error(`reserved: ${id}`)
  if (new Set(ids).size !== ids.length) throw new Error('two of one name')
  for (const { from, to } of edges) for (const id of [from, to]) if (!ids.includes(id)) throw new Error(`nobody is ${id}`)
  return { nodes, groups, edges }
}
