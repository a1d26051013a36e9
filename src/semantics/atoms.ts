/** Sets of addresses that are known by name only, as one point of the network sees them: what each is, and what is surely so of it. */
import type { TagName } from '../azure/tag-relations.ts'
import type { Doubt } from '../eval/value.ts'
import type { AddressRange } from '../net/address.ts'
import type { AtomRelations } from '../net/cells.ts'
import type { Intervals } from '../net/ranges.ts'
import type { AddressFamily } from './family.ts'

export interface Atom {
  /** Equal ids are equal sets. */
  readonly id: string
  /** In words, for messages. */
  readonly name: string
  /** A published service tag. */
  readonly tag?: TagName
  /** Space that somebody gave a virtual network: it never holds all of the public space, nor all of a service tag, nor does a service tag hold it. */
  readonly network?: true
  /** Surely has an IPv4 address. */
  readonly inhabited?: true
  /** Has one address, no more. */
  readonly single?: true
  /** Has no address beyond these; absent: nothing is known. */
  readonly within?: readonly AddressRange[]
  /** Bounded by the space that service tags can have. */
  readonly public?: true
  /** The atoms it lies in. */
  readonly parents?: readonly string[]
  /** Why its addresses are not known; empty for service tags. */
  readonly doubts: readonly Doubt[]
}

export interface Atoms {
  /** Adds the atom unless there is one of that id, which then stays as it is. Returns the id. */
  add(atom: Atom): string
  get(id: string): Atom
  relations<T extends number | bigint>(family: AddressFamily<T>): AtomRelations<T>
}

/** `placed`: what is known of atoms wherever they are named, by their ids. */
export const createAtoms = (placed: ReadonlyMap<string, Atom> = new Map()): Atoms => {
  const atoms = new Map<string, Atom>()
  const lines = new Map<string, readonly string[]>()
  return {
    add: (atom) => {
      if (!atoms.has(atom.id)) atoms.set(atom.id, placed.get(atom.id) ?? atom)
      return atom.id
    },
    get: (id) => atoms.get(id) ?? { id, name: id, doubts: [] },
    relations: <T extends number | bigint>(family: AddressFamily<T>): AtomRelations<T> => {
      const bounds = new Map<string, Intervals<T> | undefined>()
      return {
        within: (id) => {
          if (bounds.has(id)) return bounds.get(id)
          const atom = atoms.get(id)
          const bound = atom?.within !== undefined ? family.pick(atom.within) : atom?.public === true ? family.tags : undefined
          bounds.set(id, bound)
          return bound
        },
        ancestors: (id) => {
          let line = lines.get(id)
          if (line === undefined) lines.set(id, (line = [id, ...(atoms.get(id)?.parents ?? [])]))
          return line
        },
      }
    },
  }
}
