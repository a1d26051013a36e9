/** Every budget of the tool in one table: what input can lengthen is bounded here, and going over one is told, never silent. */

export const budget = {
  /** Bytes of one source file; generated Terraform rarely passes 1 MB. */
  fileBytes: 8_000_000,
  /** Bytes read in one run: a large monorepo has tens of megabytes of Terraform. */
  runBytes: 512_000_000,
  /** Files read in one run. */
  runFiles: 200_000,
  /** Bytes of one answer of git; the list of a million files has a hundred megabytes. */
  gitBytes: 256_000_000,
  /** Bytes of files that one question to git asks for, so that few questions are enough and little is read that nobody wants. */
  gitBatchBytes: 16_000_000,
  /** Nesting of expressions and blocks that a parser follows; deeper input is a diagnostic (the JavaScript stack is finite). */
  nesting: 200,
  /** Operations upon one another in one expression (`a + b + …`, `a.b.c…`), so that what walks the tree by recursion keeps its stack. */
  expressionHeight: 1_000,
  /** Diagnostics of one file; whoever has more mends these first. */
  fileDiagnostics: 1_000,
  /** Instances of one `count` or `for_each`: far beyond what a plan would carry. */
  instances: 10_000,
  /** Elements of one evaluated collection (`range`, `setproduct`, `for`). */
  elements: 100_000,
  /** UTF-16 units of one evaluated string. */
  stringLength: 4_000_000,
  /** Known and unknown pieces of one half-known text: ids and names have a handful. */
  textParts: 64,
  /** Steps of evaluation for one configuration. */
  steps: 50_000_000,
  /** Expressions that wait for one another (locals of locals of locals), so that the stack holds. */
  evaluationDepth: 900,
  /** Alternatives that an unknown value may carry before it is simply unknown. */
  alternatives: 16,
  /** Causes that one unknown value names. */
  causes: 8,
  /** Modules within modules. */
  moduleDepth: 32,
  /** Module instances of one configuration. */
  moduleInstances: 20_000,
  /** Pieces of one proof; beyond it the answer is `unsure`. */
  pieces: 20_000,
  /** Pieces of one search whether earlier rules hide a rule; beyond it that is `unsure`. */
  shadowPieces: 4_000,
  /** Pieces of each side when packets of two revisions are compared; beyond it, what differs counts as more. */
  comparedPieces: 500,
  /** Input variables with few values that are tried one by one before a judgement is left `unsure`. */
  splits: 4,
  /** Comparisons of half-known names while references are resolved; beyond it a name may mean every resource of its kind. */
  nameComparisons: 500_000,
  /** Undecided references (associations, separate rules) that are spread over all they may mean; beyond it each resource of the kind is in doubt. */
  undecidedJoins: 32,
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
  /** Nodes of one CEL condition: one fits on a few lines. */
  conditionNodes: 400,
  /** Combinations of alternatives that are tried before a condition is unsure. */
  conditionTries: 256,
} as const
