/** What a run of a workflow offers; `@actions/core` is one. */

interface Properties {
  readonly title?: string
  readonly file?: string
  readonly startLine?: number
  readonly endLine?: number
  readonly startColumn?: number
  readonly endColumn?: number
}

export interface Runner {
  getInput(name: string): string
  setOutput(name: string, value: string | number): void
  /** From now on the log shows stars in its place. */
  setSecret(text: string): void
  error(message: string, properties?: Properties): void
  warning(message: string, properties?: Properties): void
  notice(message: string, properties?: Properties): void
  setFailed(message: string): void
  /** Adds Markdown to the job summary. */
  summarise(markdown: string): Promise<void>
  print(text: string): void
}
