/** Names of the functions that a file calls, wherever in it. */
import type { Program } from './declarations.ts'

/** Built-in ones alone: those of a namespace that the file imports are called by two names. */
export const addCalls = (program: Program, names: Set<string>): void => {
  const own = new Set(program.items.flatMap((item) => (item.kind === 'func' ? [item.name.name] : [])))
  const imported = new Set(
    program.items.flatMap((item) =>
      item.kind === 'import' && item.symbols.kind === 'import-list'
        ? item.symbols.items.flatMap((one) =>
            one.kind === 'skipped' ? [] : [one.alias?.name ?? ('name' in one.name ? one.name.name : '')],
          )
        : [],
    ),
  )
  // Nodes are plain data: whatever holds others holds them in its members. Parsing bounds how deep they nest.
  const stack: unknown[] = [program]
  while (stack.length > 0) {
    const node = stack.pop()
    if (typeof node !== 'object' || node === null) continue
    if (Array.isArray(node)) {
      for (const item of node) stack.push(item)
      continue
    }
    const { kind, name } = node as { readonly kind?: unknown; readonly name?: { readonly name?: unknown } }
    if (kind === 'decorator') continue
    if (kind === 'call' && typeof name?.name === 'string' && !own.has(name.name) && !imported.has(name.name)) names.add(name.name)
    for (const value of Object.values(node)) if (typeof value === 'object') stack.push(value)
  }
}
