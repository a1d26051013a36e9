/** What is thrown where a run comes to need a package that is loaded only where it is needed: it says so to whoever loads it and begins the run again. */

export const notLoaded = (what: string): Error => Object.assign(new Error(`${what} is read before it is made ready`), { isNotLoaded: true })

export const isNotLoaded = (error: unknown): boolean => error instanceof Error && 'isNotLoaded' in error
