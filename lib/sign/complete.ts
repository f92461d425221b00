import { equalBytes, type PackageSource, toHex } from "../bytes/index.js";
import { type ContentDigests, defaultProvider, digestOf } from "../crypto/index.js";
import { type CheckFacts, ConfigError, type Finding, found, kindOf } from "../report/index.js";
import { ran } from "../signature/index.js";
import { assemble, type SignaturePlace } from "./assemble.js";
import { cancellable } from "./cancellable.js";
import { digestBy, hashContent, signedContent } from "./content.js";
import { completeSignerInfo } from "./draft.js";
import { readExisting } from "./existing.js";
import { finish } from "./finish.js";
import { CONTEXT_FIELDS, type SignedPackage, type SigningContext } from "./options.js";
import { containerFacts, existingSignatureFacts } from "./preflight.js";
import { type PreparedDraft, readState } from "./prepared-state.js";
import { refusal, requireGood } from "./refusal.js";
import { checkContext, openSession, type Session } from "./session.js";
import { startMemory } from "./signer-memory.js";
import { stampOrder } from "./stamp.js";

/**
 * The second of two steps: puts the signature value that came back into the package that was prepared.
 *
 * @throws {SignRefusedError} the package is another one, the value does not verify, or the result would not.
 * @throws {TransportError} every timestamp authority failed.
 * @throws {ConfigError} `state` is not as `prepareSignature` gave it, or the call is wrong.
 */
export function completeSignature(
  source: PackageSource,
  state: string,
  signatureValue: Uint8Array,
  options: SigningContext,
): Promise<SignedPackage> {
  return cancellable(options, CONTEXT_FIELDS, ["timestamp"], async () => {
    const prepared = readState(state);
    const stamping = stampOrder(options.timestamp);
    const value = requireValue(signatureValue);
    const session = await openSession(source, options, startMemory(undefined, options.crypto ?? defaultProvider));
    requireGood([containerFacts(session), overwriteFacts(session, prepared)], session.file);
    const { place, digests } = await requireSamePackage(session, prepared);
    const signerInfo = await completeSignerInfo(session, prepared.draft, value);
    const made = await assemble(session, prepared.draft, { signerInfo, value, place, stamping });
    return finish(session, { ...made, digests });
  });
}

function requireValue(value: Uint8Array): Uint8Array {
  if (value instanceof Uint8Array && value.length > 0) return Uint8Array.from(value);
  throw new ConfigError({
    at: "signatureValue",
    expected: "the signature value, as octets",
    received: value instanceof Uint8Array ? "no octets" : kindOf(value),
    remedy: "Pass what the key's machine made of the request.",
  });
}

/** The package may have been signed by another since. */
function overwriteFacts(session: Session, { draft, overwrite }: PreparedDraft): CheckFacts {
  return existingSignatureFacts(session, { overwrite: overwrite || draft.placement === "countersignature" });
}

interface SamePackage {
  readonly place: SignaturePlace;
  readonly digests: ContentDigests;
}

/** The state names the package by its content's digest, and the signature that it countersigns by its own. */
async function requireSamePackage(session: Session, prepared: PreparedDraft): Promise<SamePackage> {
  const { hash } = prepared.draft;
  if (prepared.existing === undefined) {
    const digests = await hashContent(session, [hash]);
    requireDigest(session, { algorithm: hash, expected: prepared.content, actual: digestBy(digests, hash) });
    const { octets } = await signedContent(session, hash, prepared.content);
    return { place: { kind: "primary", octets }, digests };
  }
  const { der, digests } = await readExisting(session, checkContext(session, session.clock()), [hash]);
  requireDigest(session, { algorithm: hash, expected: prepared.content, actual: digestBy(digests, hash) });
  const actual = await digestOf(session.keys.provider, "sha256", der);
  requireDigest(session, { algorithm: "sha256", expected: prepared.existing, actual });
  return { place: { kind: "countersignature", signature: der }, digests };
}

interface Compared {
  readonly algorithm: "sha256" | "sha384" | "sha512";
  readonly expected: Uint8Array;
  readonly actual: Uint8Array;
}

function requireDigest({ file }: Session, { algorithm, expected, actual }: Compared): void {
  if (equalBytes(expected, actual)) return;
  const details = { algorithm, expected: toHex(expected), actual: toHex(actual) };
  const finding: Finding = found("content-digest-mismatch", details, { part: "package" });
  throw refusal([ran("content-integrity", undefined, [finding])], file);
}
