/** A code comes in; where it is explained goes out: a page of this project as it is in the version that runs, and the sentence with which its section begins. */
import { codePages } from './code-pages.generated.ts'
import { documentAddress } from './project.ts'
import type { Report } from './report.ts'

interface Section {
  readonly page: string
  readonly says: string
}

const folder = 'docs/codes'
const sections = new Map(codePages.map(([code, page, says]): [string, Section] => [code, { page, says }]))

/** Codes of diagnostics are `area/slug`; mistakes in files of YAML have one section for all sorts of files. */
const sectionOf = (code: string): Section | undefined => sections.get(code) ?? sections.get(`*/${code.slice(code.indexOf('/') + 1)}`)

/** As GitHub makes it of a heading: https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')

/** Undefined for codes of a team's own policies. `isShipped`: whether a policy of that name is one of the program's. */
export const codeAddress = (code: string, version: string, isShipped: (policy: string) => boolean): string | undefined => {
  const [first = '', ...rest] = code.split('/')
  const at = (page: string, heading: string): string => `${documentAddress(version, `${folder}/${page}.md`)}#${anchorOf(heading)}`
  if (rest.length === 2) return isShipped(first) ? at(first, rest.join('/')) : undefined
  const section = rest.length === 1 ? sectionOf(code) : undefined
  if (section === undefined) return undefined
  // Pages about one area leave it out of their headings.
  return at(section.page, section.page === first || !sections.has(code) ? rest.join('/') : code)
}

/** The same for whatever a report tells. */
export const addressesIn = ({ run, policies }: Pick<Report, 'run' | 'policies'>): ((code: string) => string | undefined) => {
  const shipped = new Set(policies.flatMap(({ id, builtin }) => (builtin ? [id] : [])))
  return (code) => codeAddress(code, run.tool.version, (policy) => shipped.has(policy))
}

/** What a code of a diagnostic means, as a clause. */
export const codeSays = (code: string): string | undefined => (code.split('/').length === 2 ? sectionOf(code)?.says : undefined)
