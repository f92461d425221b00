import type { PackageSource } from "../bytes/index.js";
import { defaultProvider, digestOf } from "../crypto/index.js";
import type { HashName } from "../report/index.js";
import { askSigner } from "./ask-signer.js";
import { assemble } from "./assemble.js";
import { cancellable } from "./cancellable.js";
import { completeSignerInfo, type Draft, draftSignature, signRequest } from "./draft.js";
import { countersignableFacts, type ExistingSignature, readExisting, vouchingToCome } from "./existing.js";
import { finish } from "./finish.js";
import { type CountersignOptions, type SignedPackage, SIGNER_FIELDS } from "./options.js";
import { countersignatureOrder, requireSigner, type SignOrder } from "./order.js";
import { preflight, requireFittingKey } from "./preflight.js";
import { checkContext, openSession, type Session } from "./session.js";
import { startMemory } from "./signer-memory.js";
import { stampOrder } from "./stamp.js";

/**
 * Adds a repository countersignature (RFC 5652 §11.4); the author's bytes stay as they are.
 *
 * @throws {SignRefusedError} the package is not signed by an author alone, or certificate, key or result would not verify.
 * @throws {TransportError} the signer failed, or every timestamp authority did.
 * @throws {ConfigError} {DecodeError} the call is wrong, or a certificate can't be read.
 */
export function countersignPackage(source: PackageSource, options: CountersignOptions): Promise<SignedPackage> {
  return cancellable(options, SIGNER_FIELDS, ["timestamp", "repository", "hash"], async () => {
    const { signal, signer } = options;
    requireSigner(signer);
    const memory = startMemory(signer, options.crypto ?? defaultProvider);
    const order = countersignatureOrder(signer, options, memory.certificates);
    const stamping = stampOrder(options.timestamp);
    const session = await openSession(source, options, memory);
    const { existing, draft } = await draftCountersignature(session, order, () => {
      requireFittingKey(session, order, signer);
    });
    session.progress("signing", 0, 1);
    const value = await askSigner(signer, await signRequest(session, draft), signal);
    const signerInfo = await completeSignerInfo(session, draft, value, signer);
    session.progress("signing", 1, 1);
    const place = { kind: "countersignature", signature: existing.der } as const;
    const made = await assemble(session, draft, { signerInfo, value, place, stamping });
    return finish(session, { ...made, digests: existing.digests });
  });
}

/** Checks what is there and what is to be added, and makes the signed attributes over the primary signature's value. */
export async function draftCountersignature(
  session: Session,
  order: SignOrder,
  lastCheck: () => void,
  also: readonly HashName[] = [],
): Promise<{ readonly existing: ExistingSignature; readonly draft: Draft }> {
  const now = session.clock();
  const context = checkContext(session, now);
  const existing = await readExisting(session, context, also);
  const facts = [...existing.checked.facts, countersignableFacts(existing)];
  const { certificates } = await preflight(session, order, now, facts, vouchingToCome(existing, context));
  lastCheck();
  const covered = await digestOf(session.keys.provider, order.hash, existing.signature.primary.signerInfo.signature);
  return { existing, draft: await draftSignature(session, order, { certificates, covered, now }) };
}
