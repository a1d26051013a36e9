/** Every budget of the tool in one table: what input can lengthen is bounded here, and going over one is told, never silent. */

export const budget = {
  /** Bytes of one source file; generated Terraform rarely passes 1 MB. */
  fileBytes: 8_000_000,
  /** Bytes of a plan as JSON: one of a monorepo has fifty megabytes, and 64 are judged within a gigabyte of memory. */
  planBytes: 64_000_000,
  /** Bytes read in one run: a large monorepo has tens of megabytes of Terraform. */
  runBytes: 512_000_000,
  /** Files read in one run. */
  runFiles: 200_000,
  /** Bytes of one answer of git; the list of a million files has a hundred megabytes. */
  gitBytes: 256_000_000,
  /** Bytes of files that one question to git asks for, so that few questions are enough and little is read that nobody wants. */
  gitBatchBytes: 16_000_000,
  /** Milliseconds of one command of git; the trees of a monorepo come in seconds. */
  gitMilliseconds: 120_000,
  /** Files of a pull request: GitHub lists no more (https://docs.github.com/rest/pulls/pulls#list-pull-requests-files). */
  changedFiles: 3_000,
  /** Files that are asked of GitHub one by one; for more of them the whole revision is asked for at once. */
  blobRequests: 40,
  /** Files that such an archive leaves out or alters, asked one by one: a job's token has a thousand requests an hour. */
  archiveGaps: 200,
  /** Bytes of an archive, unpacked: a large monorepo has some hundred megabytes. */
  archiveBytes: 2_000_000_000,
  /** Milliseconds until such an archive is whole. */
  archiveMilliseconds: 300_000,
  /** Bytes of files that are fetched before anyone asks for them. */
  eagerBytes: 128_000_000,
  /** Lines removed and added between two texts before they are matched by what is unique in them alone. */
  lineEdits: 200,
  /** Bytes of a file whose diff is made here because GitHub has none. */
  diffedBytes: 2_000_000,
  /** Such files. */
  diffedFiles: 200,
  /** Nesting of expressions and blocks that a parser follows; deeper input is a diagnostic (the JavaScript stack is finite). */
  nesting: 200,
  /** Operations upon one another in one expression (`a + b + …`, `a.b.c…`), so that what walks the tree by recursion keeps its stack. */
  expressionHeight: 1_000,
  /** Diagnostics of one file; whoever has more mends these first. */
  fileDiagnostics: 1_000,
  /** Instances of one `count` or `for_each`: far beyond what a plan would carry. */
  instances: 10_000,
  /** Resources of one deployment with all that are nested in it: Azure takes 800 in one template (https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits). */
  deployedResources: 20_000,
  /** Elements of one evaluated collection (`range`, `setproduct`, `for`). */
  elements: 100_000,
  /** Values within one value, each counted as often as it stands there: eight megabytes of JSON have a million. */
  valueNodes: 2_000_000,
  /** UTF-16 units of one evaluated string. */
  stringLength: 4_000_000,
  /** Known and unknown pieces of one half-known text: ids and names have a handful. */
  textParts: 64,
  /** Steps of evaluation for one configuration. */
  steps: 50_000_000,
  /** Expressions that wait for one another (locals of locals of locals), so that the stack holds. */
  evaluationDepth: 900,
  /** Steps that one call of such a function, or one round of a loop, counts for: what it gives takes room. */
  callSteps: 25,
  /** Steps that one element of a list or an object counts for that a function gives; eight characters of a text count for one. */
  elementSteps: 10,
  /** How many of those expressions one call of a function that the code itself defines counts for: it takes that much more of the stack. */
  callDepth: 12,
  /** Alternatives that an unknown value may carry before it is simply unknown. */
  alternatives: 16,
  /** Causes that one unknown value names. */
  causes: 8,
  /** Modules within modules. */
  moduleDepth: 32,
  /** Characters of JSON that are looked through for templates, so that data files leave room for code. */
  templateSearch: 256_000_000,
  /** Characters of Bicep of which the syntax is held; beyond it a file that several roots use is parsed again. */
  keptSyntax: 2_000_000,
  /** Resources of roots that are files, held with all that was evaluated of them; beyond it such a root is evaluated again where it is asked for. */
  keptResources: 1_000,
  /** Module instances of one configuration. */
  moduleInstances: 20_000,
  /** Pieces of one proof; beyond it the answer is `unsure`. */
  pieces: 20_000,
  /** Pieces of one search whether earlier rules hide a rule; beyond it that is `unsure`. */
  shadowPieces: 4_000,
  /** Pieces of each side when packets of two revisions are compared; beyond it, what differs counts as more. */
  comparedPieces: 500,
  /** Times that a question about next hops is cut by sets known by name; beyond it what they may hold goes either way. */
  routeSplits: 512,
  /** Ways that one question for a name may take before they are not told one by one. */
  dnsPaths: 64,
  /** Steps of one such way: real chains have a handful. */
  dnsSteps: 48,
  /** Changes that are thought of together to bring one name to a private address: a zone, its link and its records are three. */
  nameChanges: 3,
  /** Sets of changes that are tried for one name: each resolves it again, some milliseconds. */
  nameTries: 400,
  /** Of those that do, how many are told. */
  nameAdvice: 6,
  /** Subnets, each led in its own way, whose routes are kept at one time: some megabytes each where tables are full. */
  routedPoints: 16,
  /** Steps of a packet set on its way, over all the ways that it may take; beyond it the rest is `unsure`. */
  reachSteps: 4_000,
  /** Parts into which the ways of a packet set may cut it; beyond it the rest is told as one. */
  reachPieces: 1_000,
  /** Pairs of ends that one judgement of paths looks through one by one: some milliseconds each; beyond it those of one start are asked together. */
  reachPairs: 400,
  /** Starts of paths that one judgement looks through; beyond it the rest is `unsure`. */
  reachStarts: 1_000,
  /** Network interfaces of one subnet whose own groups are told apart by their addresses. */
  interfacesApart: 32,
  /** Input variables with few values that are tried one by one before a judgement is left `unsure`. */
  splits: 4,
  /** Comparisons of half-known names while references are resolved; beyond it a name may mean every resource of its kind. */
  nameComparisons: 500_000,
  /** Undecided references (associations, separate rules) that are spread over all they may mean; beyond it each resource of the kind is in doubt. */
  undecidedJoins: 32,
  /** Failing findings of one run, worst first, for which a fix is looked for: more than one review takes in. */
  fixedFindings: 20,
  /** Changes that are judged for one finding before it is left without a fix. */
  fixTries: 8,
  /** Characters of code that are judged again in one run to prove fixes: some seconds of work. */
  fixBytes: 6_000_000,
  /** Mentions of one name in a module that are looked at to see who reads it. */
  fixMentions: 200,
  /** Security rules of a group for which a fix is looked for; Azure takes a thousand. */
  fixRules: 2_000,
  /** Roots that are judged though the base does not say so, variable sets apart: a pull request that adds more than a few is rare, and each costs a judgement of its own. */
  besides: 200,
  /** Folders within folders that a search for roots enters. */
  folderDepth: 40,
  /** Characters of one policy, configuration or assumptions file: written by hand, some kilobytes. */
  yamlLength: 1_000_000,
  /** Brackets within brackets, and indicators on one line, in YAML: its composer recurses and an overflowing stack would end the process. */
  yamlNesting: 60,
  /** Leading spaces of a line of YAML, which bound the nesting of blocks, for the same reason. */
  yamlIndentation: 240,
  /** Waivers written in the code of one run: each is an exception that a person wrote. */
  inlineWaivers: 5_000,
  /** Waivers of one file that are patterns, and so are compared with each finding of their code. */
  waiverPatterns: 1_000,
  /** Characters of a waiver's reason and owner that are kept. */
  waiverReason: 2_000,
  /** Subnets of one picture that are drawn one by one; with more of them they are counted. */
  diagramSubnets: 40,
  /** Edges of a picture, and virtual networks in it: beyond that nobody follows them, and a table says it. */
  diagramEdges: 60,
  /** Pictures of one report, a root each. */
  diagrams: 3,
  /** Rows of such a table. */
  diagramRows: 200,
  /** Prefixes that are assumed: ExpressRoute takes no more (https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-expressroute-limits). */
  assumedPrefixes: 10_000,
  /** Nodes of one CEL condition: one fits on a few lines. */
  conditionNodes: 400,
  /** Comments of one review: more than a reader takes in at once, and far below what GitHub refuses. */
  reviewComments: 30,
  /** UTF-16 units of an open comment: what closing it adds around its text has to find room too. */
  openCommentLength: 60_000,
  /** UTF-16 units of the one comment that sums up: GitHub takes 65,536 characters. */
  stickyLength: 65_000,
  /** Rows of a table in a comment; whoever wants more of them reads the summary. */
  commentRows: 50,
  /** Lines on which one comment stands: more of them hide what is meant. */
  commentLines: 10,
  /** Lines of a fix that is shown whole, and offered as a suggestion. */
  fixLines: 60,
  /** UTF-16 units of such a fix. */
  fixLength: 8_000,
  /** Lines of one finding that are looked up in a diff: a block that is longer is met in its first ones. */
  anchorLines: 1_000,
  /** Open comments of one identity that are told apart by their text. */
  alikeComments: 20,
  /** UTF-16 units of a check run's title, and of an annotation's: GitHub takes 255. */
  checkTitle: 255,
  /** Bytes of a check run's summary, and of the message of an annotation: GitHub takes 65,535 and 64 KB. */
  checkBytes: 65_535,
  /** Combinations of alternatives that are tried before a condition is unsure. */
  conditionTries: 256,
  /** Seconds of one request to GitHub, which ends its own after ten; an upload over a slow line takes longer. */
  githubRequestSeconds: 30,
  /** Seconds that a limit of GitHub may ask to wait: where it does not say, a minute is meant. */
  githubLongestWait: 60,
  /** Seconds that one run waits for GitHub in all, so that its slowness never holds up a verdict for long. */
  githubWaitSeconds: 120,
  /** Pages of a hundred comments or issues that are read to see what is posted: past three thousand nobody reads them either. */
  githubPages: 30,
  /** Characters of a comment or an issue: GitHub takes no more. */
  commentLength: 65_536,
  /** Comments posted one by one, a few seconds apart, when GitHub refuses them as one review. */
  singleComments: 10,
  /** Annotations of a check run, fifty in a request. */
  checkAnnotations: 500,
  /** Bytes of a compressed SARIF report: GitHub takes no more. */
  sarifBytes: 10_000_000,
  /** Times that a run is judged again because it wanted to read what was not at hand; each round can ask for what the one before led to. */
  fetchRounds: 3,
  /** Sensitive texts of one root that are looked for in what is told. */
  secrets: 10_000,
} as const
