/** Modules that are known by name: for each, code of our own that makes of its inputs what the module's own code makes of them, as far as networks go. */

/** Code that stands in for a module where the module's own is not at hand. */
export interface StandIn {
  /** The released versions whose code it was compared with. Of others it says nothing. */
  readonly versions: readonly string[]
  /** Its text by folder, in the language of whoever calls the module; the module's own folder has no name. */
  readonly folders: Readonly<Record<string, string>>
}

/** A published module. */
export interface KnownModule {
  /** As the registry calls it, in lower case. */
  readonly name: string
  /** Where its code is kept, `owner/name` in lower case, where it is called by that too. */
  readonly repository?: string
  /** Each version in one of them at most. */
  readonly standIns: readonly StandIn[]
}
