/** Models of roots in, one JSON document of the published form out. */
import type { ModelRoot } from './model.ts'

/** Raised when a reader of the form before could misread it. */
export const modelFormat = 1

export const modelJson = (roots: readonly ModelRoot[], version: string): string =>
  `${JSON.stringify({ format: modelFormat, tool: { name: 'vnetproof', version }, roots }, undefined, 2)}\n`
