/** Paths as Terraform gives them to expressions: relative to the root module's folder. */

/** `to` as seen from `from`, both relative to the workspace: `.`, `modules/net`, `../shared`. */
export const relativePath = (from: string, to: string): string => {
  const here = from === '' ? [] : from.split('/')
  const there = to === '' ? [] : to.split('/')
  let shared = 0
  while (shared < here.length && shared < there.length && here[shared] === there[shared]) shared++
  const path = [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/')
  return path === '' ? '.' : path
}
