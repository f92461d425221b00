import type { RandomAccessSource, Segment } from "../bytes/index.js";
import type { Budgets, Finding, PackageIdentity, Result } from "../report/index.js";
import type { SignatureProfile } from "./profiles/index.js";

/**
 * How one kind of package holds a signature. The signature itself is opaque here: a format that needs to look inside it
 * is in the wrong room.
 */
export interface PackageFormat {
  readonly id: string;
  readonly profile: SignatureProfile;
  /**
   * Set on a format that recognises every file. Detection then chooses it only when a signature came with the file: a
   * damaged package must not turn into an unsigned file of another kind.
   */
  readonly recognisesAnyFile?: true;
  /**
   * Cheap: reads at most 64 KiB from either end.
   *
   * @throws TransportError the source is shorter than its size promises.
   */
  detect(source: RandomAccessSource, name: string | undefined): Promise<boolean>;
  /**
   * Reads the structure and says what is wrong with it; bad bytes are findings.
   *
   * @param detached the signature file's bytes, for formats that keep it beside the package.
   * @throws TransportError the source is shorter than its size promises.
   */
  open(source: RandomAccessSource, detached: Uint8Array | undefined, budgets: Budgets): Promise<OpenedPackage>;
}

/** A package whose structure was read as far as it could be. Holds on to the source, not to its bytes. */
export interface OpenedPackage {
  /** What reading found; `package-unsigned` among it where no signature stands, and only then. */
  readonly findings: readonly Finding[];
  /** What a format knows for nothing. Where it takes reading, see {@link readIdentity}. */
  readonly identity?: PackageIdentity;
  /** What speaks against putting a signature in, beyond `findings`: signing refuses with these, verifying ignores them. */
  readonly signingFindings?: readonly Finding[];
  /** `undefined`: there is none, or it cannot be located; `findings` say which. */
  readonly signature: Uint8Array | undefined;
  /** What is hashed, in order: the package as if it had never been signed. Empty if that cannot be told. */
  readonly signedContent: readonly Segment[];
  /** The file with this signature in place of any former one; `undefined`: kept beside it, or the structure is unknown. */
  embed(signature: Uint8Array): readonly Segment[] | undefined;
  /** The file without its signature; `undefined` as for {@link embed}. */
  remove(): readonly Segment[] | undefined;
  /**
   * Name and version as the signed bytes state them, read (and inflated) only when something asks.
   *
   * @returns `undefined` as the value if the package names nothing, or if two readers could find two names (`findings` say so).
   * @throws TransportError the source is shorter than its size promises.
   */
  readIdentity?(): Promise<Result<PackageIdentity | undefined>>;
}
