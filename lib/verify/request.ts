import { type Fingerprint, type PackageIdentity, requireFields, requireGiven, requireOnly } from "../report/index.js";
import type { PackageFormat } from "../formats/index.js";
import type { PackageSource } from "../bytes/index.js";
import type { PinRecord } from "../policy/index.js";
import { readExpectedContent } from "./checks/expected-content.js";

/** What one verification is asked. */
export interface VerifyRequest {
  /** File name; a hint for format detection and for the report. */
  readonly name?: string;
  readonly format?: PackageFormat;
  /** The `.p7s` beside the package. */
  readonly signature?: Uint8Array;
  /** Judge as of this moment instead of the clock; the verdict says so. */
  readonly at?: Date;
  /**
   * Without `identity` any genuine package passes, another one by the same signer included. It is compared with what the
   * signed bytes say: ids without case, versions as the ecosystem normalises them; a format that says nothing refuses.
   */
  readonly expect?: {
    readonly identity?: PackageIdentity;
    /**
     * What the content hashes to, as a lock file has it: `sha256:`, `sha384:` or `sha512:` and hex. It is counted as if the
     * package had never been signed, so that adding a signature does not change it: NuGet's `contentHash` is this SHA-512 in
     * base64, pub's `sha256` that of the archive.
     */
    readonly content?: Fingerprint;
    readonly publisherDomain?: string;
    readonly organization?: string;
  };
  /**
   * The service index of the repository that the package came from. `VerifierOptions.repositories` is asked what it declares:
   * one that signs everything gives out nothing that it has not signed, and of any other that declares certificates a signed
   * package bears a signature by one of them (NU3034, as NuGet's restore has it). If nobody answers, that is a finding.
   */
  readonly repository?: string;
  /**
   * What the lock file holds for this package, or `first-use` if it holds nothing yet: `Verdict.observed` is then what to
   * store. Left out, nothing is compared and nothing observed: reading a package's name means inflating a file.
   */
  readonly pinned?: PinRecord | "first-use";
  /** Roll-over statements: detached CMS by a pinned signer over the JSON of a `SignerSuccession`. */
  readonly successions?: readonly Uint8Array[];
  readonly signal?: AbortSignal;
}

/**
 * One of many packages. It has no fields of the caller's own: `key` comes back with the result, and says which it was.
 */
export interface VerifyItem extends VerifyRequest {
  readonly key: string;
  /** The package, or what opens it when its turn comes. */
  readonly source: PackageSource | (() => Promise<PackageSource>);
}

const REQUEST = {
  name: "text?",
  format: "format?",
  signature: "bytes?",
  at: "date?",
  expect: "object?",
  repository: "text?",
  successions: "bytes[]?",
  signal: "signal?",
} as const satisfies Record<Exclude<keyof VerifyRequest, "pinned">, string>;

const EXPECTED = { identity: "object?", content: "text?", publisherDomain: "text?", organization: "text?" } as const;
const PINNED = { id: "text", packageVersion: "text", content: "text", signers: "object[]" } as const;

/**
 * @param at how the caller knows the request: `options`, `items[3]`. @param beside names of the other fields that stand there.
 * @throws {ConfigError} a field of it is of another kind or unknown: what `repositry` or `pined` asks for would go unchecked.
 */
export function requireRequest(request: VerifyRequest, at = "request", beside: readonly string[] = []): void {
  requireOnly(request, at, REQUEST, ["pinned", ...beside]);
  const { expect, pinned } = request;
  if (expect !== undefined) requireExpected(expect, `${at}.expect`);
  if (pinned !== undefined && pinned !== "first-use") requireFields(pinned, `${at}.pinned`, PINNED);
}

/** A field by another name would compare nothing, and a package that is another one would pass. */
function requireExpected(expect: NonNullable<VerifyRequest["expect"]>, at: string): void {
  requireOnly(expect, at, EXPECTED);
  if (expect.content !== undefined) readExpectedContent(expect.content, `${at}.content`);
  if (expect.identity !== undefined) requireFields(expect.identity, `${at}.identity`, { id: "text", version: "text" });
}

const ITEM = { key: "text", source: "opener" } as const;
const ITEM_FIELDS: readonly string[] = Object.keys(ITEM);

/** @param at how the caller knows the item: `items[3]`. @throws {ConfigError} as {@link requireRequest}. */
export function requireItem(item: VerifyItem, at: string): void {
  requireGiven(item, at, "item");
  requireFields(item, at, ITEM);
  requireRequest(item, at, ITEM_FIELDS);
}
