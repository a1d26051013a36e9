/** The pages that explain codes: of diagnostics from `docs/codes/*.yaml`, of the shipped policies from the policies themselves, their tables of sources and their examples. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const made = '<!-- Made by `npm run generate`, not edited by hand. -->\n'

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value])
const ticked = (values) =>
  list(values)
    .map((value) => `\`${value}\``)
    .join(', ')
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)
const linked = (address) => `[${address.replace(/^https:\/\//, '')}](${address})`
const fenced = (language, text) => `\`\`\`${language}\n${text.replace(/\n*$/, '')}\n\`\`\`\n`

/** A bullet for each part that there is. */
const points = (parts) =>
  parts
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([name, text]) => `- **${name}**: ${text}\n`)
    .join('')

const diagnosticSection = (page, key, entry) => {
  const { says, follows, mend, source, example, policy, file = page.file, files = {}, language = page.language } = entry
  const shown = example === undefined || example === '' ? [] : [[example, file, language]]
  const blocks = [
    ...(policy === undefined ? [] : [[policy, 'a policy', 'yaml']]),
    ...shown,
    ...Object.entries(files)
      .filter(([, text]) => text.length < 200 && text !== '{}')
      .map(([path, text]) => [text, path, path.endsWith('.yaml') ? 'yaml' : 'text']),
  ]
  const asked = entry.arguments === undefined ? '' : `, asked for with \`${entry.arguments.join(' ')}\``
  const examples = blocks
    .map(([text, path, written]) => `Example (${path === 'a policy' ? path : `\`${path}\``}${asked}):\n\n${fenced(written, text)}`)
    .join('\n')
  return `## ${key}\n\n${capital(says)}.${follows === undefined ? '' : ` ${follows}`}\n\n${points([
    ['Mend', mend],
    ['Source', source === undefined ? undefined : linked(source)],
  ])}${examples === '' ? '' : `\n${examples}`}`
}

/** What a kind of rule asks of one row, what fails if it does not hold, and how to mend it. */
const flowText = (row) => {
  const traffic = `${ticked(row.protocol ?? 'any')}${row.ports === undefined ? '' : ` ${row.ports.join(', ')}`}`
  const must = { allow: 'all of them have to pass', deny: 'none of them may pass', some: 'some of them have to pass' }[row.expect]
  const unset =
    row.unset === undefined
      ? ''
      : ` Where nobody says who that is: ${row.unset.expect === 'some' ? 'some' : 'all'} of \`${list(row.unset.from ?? row.unset.to).join(', ')}\`.`
  const except = row.except === undefined ? '' : ` Packets of ${ticked(row.except)} apart.`
  return `Packets from ${ticked(row.from)} to ${ticked(row.to)}, ${traffic}, ${row.direction}: ${must}.${unset}${except}`
}

const mendOf = {
  allow:
    'let these packets pass by a rule with a lower priority number than the one that denies them; the report offers one where it is proved',
  some: 'let the clients that are meant pass, by a rule with a lower priority number than the one that denies them',
  deny: 'narrow or remove the rule that lets them pass, or deny them before it',
}

const nameAsks = {
  answered: 'is answered, by whomever',
  private: 'leads to a private address',
  public: 'is answered by public DNS',
  forwarded: 'is forwarded to one of the servers that the policy names',
}

const pathAsks = {
  reach: 'all packets arrive',
  'no-reach': 'no packet arrives',
  through: 'all packets go through what the rule names',
  symmetric: 'replies go back by the appliances that the packets came through',
}

const places = {
  item: 'places',
  asks: 'It is not known where the resource is, so the rule is not judged there.',
  mend: 'give the value that says it: in a variable file, by `--var`, or in a plan; the report names it',
}

/** Under its own name, or after the kind of rule where several kinds have a check of that name. */
const mendOfCheck = (mends, kind, name) => {
  const mend = mends[`${kind}/${name}`] ?? mends[name]
  if (mend === undefined) throw new Error(`docs/codes/checks.yaml does not say how to mend what \`${name}\` of a \`${kind}\` rule tells`)
  return mend
}

/** The items of a rule: every judgement that it can give. */
const itemsOf = (rule, kind, mends) => {
  const abouts = new Map(kind.items.map(({ item, about }) => [item, about]))
  const row = (one, asks, mend) => ({
    item: one.id,
    asks,
    mend,
    why: one.why ?? rule.why,
    severity: one.severity ?? rule.severity,
    compared: one.compared,
    when: one.when,
    given: one.given,
  })
  const common = (item, mend, severity = rule.severity) => ({ item, asks: `${capital(abouts.get(item))}.`, mend, severity, why: undefined })
  switch (rule.kind) {
    case 'nsg-matrix':
      return [
        ...list(rule.flows).map((one) => row(one, flowText(one), mendOf[one.expect])),
        ...list(rule.leftovers).map((one) => ({
          ...row(
            one,
            `No rule is left for \`${one.tag}\`${one.ports === undefined ? '' : `, ports ${one.ports.join(', ')}`}, ${one.direction}, which no table asks for any more.`,
            'remove the rule',
          ),
          severity: 'note',
        })),
        ...(rule.nsg === 'required' ? [common('attached', 'attach a network security group to the subnet')] : []),
        ...(list(rule.flows).length > 0 && rule.declared !== 'off'
          ? [
              common('declared', 'write rules for them, so that a deny that somebody adds does not break them', 'note'),
              common('near-miss', 'correct the port, protocol or direction that the message names', 'note'),
            ]
          : []),
        { ...places, severity: rule.severity },
      ]
    case 'forced-tunnel':
      return [
        ...list(rule.require).map((one) =>
          row(
            one,
            `Where Internet traffic is led elsewhere: packets to ${ticked(one.to ?? one.flows)} go ${list(one['any-of'] ?? one['next-hop'])
              .map(
                (way) =>
                  ({
                    internet: 'straight to Internet',
                    'service-endpoint': 'by a service endpoint',
                    'firewall-allows': 'through a firewall that lets them pass',
                  })[way],
              )
              .join(', or ')}.`,
            'add a route for them with next hop `Internet`, or another of these ways',
          ),
        ),
        ...list(rule.symmetric).map((id) => ({
          item: id,
          asks: `Replies to \`${id}\` leave the way the requests come.`,
          mend: 'add a route for the clients with next hop `Internet`',
          severity: rule.severity,
          why: rule.why,
        })),
        ...(rule['allow-only'] === undefined || rule['allow-only'] === 'anything'
          ? []
          : [common('leaks', 'remove the route, or list it in the settings of the policy', rule.leaks ?? rule.severity)]),
        common('default-site', 'give the gateway a default site or BGP, or lead the traffic elsewhere', 'warning'),
        ...(list(rule.require).some((one) => one['or-prefixes'] !== undefined)
          ? [common('by-address', 'write one route for the service tag in their place', 'note')]
          : []),
        { ...places, severity: rule.severity },
      ]
    case 'dns-forwarding':
      return [
        ...list(rule.names).map((one) =>
          row(
            one,
            `In the virtual network ${ticked(one.name)} ${nameAsks[one.expect]}.`,
            'correct the server, rule, zone or link that the steps of the finding name',
          ),
        ),
        ...(rule.servers === undefined
          ? []
          : [
              row(
                rule.servers,
                `The DNS servers of the virtual network ask ${rule.servers['must-reach']} in the end, from inside Azure.`,
                'let them forward to it from a server in a virtual network, or ask the inbound endpoint of a DNS resolver',
              ),
            ]),
        ...(rule.queries === undefined
          ? []
          : [
              row(
                rule.queries,
                'Network security groups let questions to DNS servers out, over udp and tcp 53.',
                'allow udp and tcp 53 to the servers',
              ),
            ]),
        ...(rule.loops === undefined
          ? []
          : [
              row(
                rule.loops,
                'No question for a name comes back to where it was asked.',
                'take out one of the forwarding rules that the steps name',
              ),
            ]),
        ...(rule['private-link-names'] === undefined
          ? []
          : [
              row(
                rule['private-link-names'],
                'Rulesets and servers forward the public name, not only the `privatelink.` one.',
                'forward the public name',
              ),
            ]),
        { ...places, severity: rule.severity },
      ]
    case 'resource':
      return list(rule.expect).map((one) =>
        row(
          one,
          `\`${one.that}\`. Where that is not so, the resource ${one.message}.`,
          one.help ?? 'give the resource what the condition asks for',
        ),
      )
    case 'reach':
      return [
        ...list(rule.paths).map((one) =>
          row(
            one,
            `From ${ticked(one.from ?? 'subnet')} to ${ticked(one.to)}${one.protocol === undefined ? '' : `, ${ticked(one.protocol)}${one.ports === undefined ? '' : ` ${one.ports.join(', ')}`}`}: ${pathAsks[one.expect]}.`,
            one.help ?? 'correct the route, rule or peering that the steps of the finding name; `vnetproof explain` walks them',
          ),
        ),
        { ...places, severity: rule.severity },
      ]
    default:
      return list(rule.checks).map((name) => ({
        item: name,
        asks: `${capital(abouts.get(name))}.`,
        mend: mendOfCheck(mends, rule.kind, name),
        severity: rule.severity,
        why: rule.why,
      }))
  }
}

/** Rows of the policy's README whose first cell is a code, with the link of their last cell. */
const sourcesIn = (readme) =>
  new Map(
    [...readme.matchAll(/^\| `([a-z0-9-]+\/[a-z0-9-]+)` \|.*\| (\[\d{4}-\d{2}-\d{2}\]\([^)]+\)) \|$/gm)].map((match) => [
      match[1],
      match[2],
    ]),
  )

/** Lines of examples that a person marked with a code. */
const examplesOf = (top, id) => {
  const found = new Map()
  for (const group of ['fail', 'unsure']) {
    const folder = `policies/${id}/${group}`
    for (const name of existsSync(join(top, folder)) ? readdirSync(join(top, folder)).sort() : []) {
      const path = `${folder}/${name}/main.tf`
      const lines = readFileSync(join(top, path), 'utf8').split('\n')
      for (const [index, line] of lines.entries()) {
        const marked = /^(.*?)#\s*expect: (fails|unsure|note) (.+)$/.exec(line)
        if (marked === null) continue
        let at = index
        if (marked[1].trim() === '') while (at < lines.length && /^\s*(#|$)/.test(lines[at])) at++
        for (const code of marked[3].split(',')) if (!found.has(code.trim())) found.set(code.trim(), { path, line: at + 1, group })
      }
    }
  }
  return found
}

/** A comparison, as on a pull request, may make it worse or less bad. */
const severityText = ({ severity, compared = {} }) => {
  const told = [
    ...(compared.introduced === undefined ? [] : [`${compared.introduced} where a change introduces it`]),
    ...(compared['still-there'] === undefined ? [] : [`${compared['still-there']} where the base has it already`]),
  ]
  return told.length === 0 ? severity : `${severity}; compared with a base ${told.join(', ')}`
}

const policySection = (policy, rule, one, sources, examples) => {
  const key = `${rule.id}/${one.item}`
  const code = `${policy.policy}/${key}`
  const example = examples.get(code)
  const where = [rule.when, one.when]
    .filter((text) => text !== undefined)
    .map((text) => `\`${text}\``)
    .join(' and ')
  const given =
    one.given === undefined
      ? ''
      : `${where === '' ? '' : ', '}setting ${Object.entries(one.given)
          .map(([name, value]) => `\`${name}\` is \`${value}\``)
          .join(', ')}`
  return `## ${key}\n\n${one.asks}\n\n${points([
    ['Severity', severityText(one)],
    ['Why', one.why],
    ['Only where', where + given],
    ['Mend', one.mend],
    [
      'Example',
      example === undefined
        ? undefined
        : `[${example.path}, line ${example.line}](../../${example.path}#L${example.line})${example.group === 'unsure' ? ', where it is unsure' : ''}`,
    ],
    ['Source', sources.get(key) ?? (policy.about === undefined ? undefined : linked(policy.about))],
  ])}`
}

/** Kinds of policies by name; `mends`: of checks. Gives the pages, and codes of diagnostics with the page and the sentence of each. */
export const codePages = (top, policies, kinds) => {
  const folder = join(top, 'docs/codes')
  const { mends } = parse(readFileSync(join(folder, 'checks.yaml'), 'utf8'))
  const pages = []
  const sentences = []
  const index = []
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'checks.yaml')
    .sort()) {
    const id = name.replace(/\.yaml$/, '')
    const page = parse(readFileSync(join(folder, name), 'utf8'))
    const keys = Object.keys(page.codes).sort()
    for (const key of keys)
      sentences.push([key.includes('/') ? key : id === 'mistakes' ? `*/${key}` : `${id}/${key}`, id, page.codes[key].says])
    const head = keys[0].includes('/') ? '' : id === 'mistakes' ? '' : ` Codes begin with \`${id}/\`.`
    pages.push({
      path: `docs/codes/${id}.md`,
      text: `${made}\n# ${page.title}\n\n${page.about}${head}\n\n${keys.map((key) => diagnosticSection(page, key, page.codes[key])).join('\n')}`,
    })
    index.push(
      `| [${page.title}](${id}.md) | ${list(page.areas ?? [id])
        .map((area) => `\`${area}/\``)
        .join(' ')} |`,
    )
  }
  const shipped = []
  for (const text of policies) {
    const policy = parse(text)
    const sources = sourcesIn(readFileSync(join(top, `policies/${policy.policy}/README.md`), 'utf8'))
    const examples = examplesOf(top, policy.policy)
    const sections = policy.rules.flatMap((rule) =>
      itemsOf(rule, kinds.get(rule.kind), mends).map((one) => policySection(policy, rule, one, sources, examples)),
    )
    const head = `Codes begin with \`${policy.policy}/\`. [What the policy judges, and what it leaves out](../../policies/${policy.policy}/README.md).`
    pages.push({ path: `docs/codes/${policy.policy}.md`, text: `${made}\n# ${policy.title}\n\n${head}\n\n${sections.join('\n')}` })
    shipped.push(`| [${policy.title}](${policy.policy}.md) | \`${policy.policy}/\` |`)
  }
  pages.push({
    path: 'docs/codes/README.md',
    text: `${made}\n# Codes\n\nEvery finding and every problem has a code that is never renamed. Each has a section that says what it means, why, an example, and how to mend it.\n\n## Findings of the policies that ship\n\nA finding *fails* with a witness, or is *unsure* and names what is not known: what is asked is the same.\n\n| page | codes begin with |\n|---|---|\n${shipped.join('\n')}\n\n## Everything else\n\n| page | codes begin with |\n|---|---|\n${index.join('\n')}\n`,
  })
  return { pages, sentences }
}
