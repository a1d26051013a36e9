/** JSON Schemas of policy files, the configuration, files of waivers and of assumptions, and exported models, generated from the shapes that read them. */
import { assumptionsShape } from './assumptions-file.ts'
import { configurationShape } from './configuration.ts'
import { modelSchema } from './model-file.ts'
import { policyShape } from './read.ts'
import type { JsonSchema } from './shape.ts'
import { waiversShape } from './waivers-file.ts'

export { modelSchema }

export const policySchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'VNetProof policy',
  ...policyShape().schema,
})

export const configurationSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'VNetProof configuration',
  ...configurationShape.schema,
})

export const waiversSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'VNetProof waivers',
  ...waiversShape.schema,
})

export const assumptionsSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'VNetProof assumptions',
  ...assumptionsShape.schema,
})
