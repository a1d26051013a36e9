/** The day it is, `YYYY-MM-DD`, in UTC: the same on every machine that looks at once. */
export const today = (): string => new Date().toISOString().slice(0, 10)
