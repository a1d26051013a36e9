/** What Azure asks of forwarding rulesets and private zones, by the virtual network that they are linked to. */

import type { TextPiece } from '../../model/entity.ts'
import { placeOf } from '../naming.ts'
import { type About, andOthers, bad, ofThisRun, open, type ResolverCheck, right, sameRegion, settle, within } from './found.ts'

const hasRulesets = ({ network }: About): boolean => network.ofKind('dns-forwarding-ruleset').length > 0

/** https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets#ruleset-links */
const rulesetRegion: ResolverCheck = {
  about: 'rulesets that are linked to it are in its region',
  judge: (about) => {
    const { links, more } = about.network.naming.rulesetsLinkedTo(about.at)
    return settle(
      about,
      `whether forwarding rulesets linked to \`${about.at.id}\` are in its region`,
      andOthers(
        more,
        links.flatMap(({ ruleset, certain, doubts }) =>
          ruleset === undefined
            ? []
            : [
                within(
                  sameRegion(
                    ruleset.id,
                    ruleset.location,
                    about,
                    'which it is linked to',
                    'link a ruleset of the region of the virtual network',
                  ),
                  certain ? [] : doubts,
                ),
              ],
        ),
        hasRulesets(about),
      ),
    )
  },
}

/** https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#dns-forwarding-rulesets */
const mostRules = 1_000

const labelsOf = (domain: string): number => domain.split('.').filter((label) => label !== '').length

const rules: ResolverCheck = {
  about: 'rules of rulesets that are linked to it have a domain that ends with a dot, of 2 to 34 labels or none, and are 1000 at most',
  judge: (about) => {
    const { naming } = about.network
    const { links, more } = naming.rulesetsLinkedTo(about.at)
    return settle(
      about,
      `whether forwarding rules for \`${about.at.id}\` are such as Azure takes`,
      andOthers(
        more,
        links.flatMap(({ ruleset }) => {
          if (ruleset === undefined) return []
          const { rules: all, more: hidden } = naming.rulesIn(ruleset)
          const sure = all.filter(({ certain }) => certain)
          const tooMany =
            sure.length > mostRules
              ? [bad(ruleset.id, `\`${ruleset.id}\` has ${sure.length} rules`, ruleset.span, `a ruleset takes ${mostRules} rules at most`)]
              : []
          return [
            ofThisRun(hidden).length === 0 ? right : open(ofThisRun(hidden)),
            ...tooMany,
            ...all.map(({ rule, certain, doubts }) => {
              const { domain, address } = rule
              if (!domain.known) return open(domain.doubts)
              const labels = labelsOf(domain.value)
              const isWhole = domain.value.endsWith('.')
              if (isWhole && (labels === 0 || (labels >= 2 && labels <= 34))) return right
              const why = isWhole ? `has ${labels} ${labels === 1 ? 'label' : 'labels'}` : 'does not end with a dot'
              const help = isWhole ? 'name a domain of 2 to 34 labels, or `.` for all' : `write \`${domain.value}.\``
              return certain ? bad(address, `the domain \`${domain.value}\` of \`${address}\` ${why}`, placeOf(domain), help) : open(doubts)
            }),
          ]
        }),
        hasRulesets(about),
      ),
    )
  },
}

const isDotted = (pieces: readonly TextPiece[] | undefined): boolean =>
  pieces?.some((piece) => typeof piece === 'string' && /[^.]\.[^.]/.test(piece)) === true

/** https://learn.microsoft.com/azure/dns/private-dns-privatednszone#restrictions */
const zones: ResolverCheck = {
  about: 'private zones that are linked to it have names of more than one label',
  judge: (about) => {
    const { links, more } = about.network.naming.zonesLinkedTo(about.at)
    return settle(
      about,
      `whether private DNS zones linked to \`${about.at.id}\` have names that Azure takes`,
      andOthers(
        more,
        links.map(({ zone, name, certain, doubts, link }) => {
          // A dot that is surely inside makes two labels, whatever else is not known.
          if (!name.known) return isDotted(name.pieces) ? right : open(name.doubts)
          const labels = labelsOf(name.value)
          if (labels >= 2) return right
          if (!certain) return open(doubts)
          const id = zone?.id ?? link.address
          const words = `the private zone \`${name.value}\` has but one label`
          return bad(id, words, zone === undefined ? link.span : placeOf(name), 'name a zone of two labels or more: `corp.example`')
        }),
        about.network.ofKind('private-dns-zone').length > 0,
      ),
    )
  },
}

export const linkedChecks = { 'ruleset-region': rulesetRegion, rules, zones } as const
