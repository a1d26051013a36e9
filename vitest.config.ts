import { defineConfig } from 'vitest/config'

const results = process.env.VNETPROOF_RESULTS

export default defineConfig({
  // Packages that ship source maps without sources are no news.
  logLevel: 'error',
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/prepare.ts'],
    testTimeout: 120_000,
    server: { deps: { inline: [/@actions\/(languageservice|workflow-parser|expressions)/] } },
    // Where a script wants the numbers as data, they go to the file that it names.
    ...(results === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: results } }),
  },
})
