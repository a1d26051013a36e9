/** Where this project lives: addresses of its documents and schemas as they are in the version that runs. */

/** `owner/name` on GitHub. */
export const repository = 'vnetproof/vnetproof'

/** Releases are tagged `v` and the version. A document as GitHub shows it. */
export const documentAddress = (version: string, path: string): string => `https://github.com/${repository}/blob/v${version}/${path}`

/** The same file as its text. */
export const rawAddress = (version: string, path: string): string => `https://raw.githubusercontent.com/${repository}/v${version}/${path}`
