import type { PackageSource } from "../bytes/index.js";
import { defaultProvider } from "../crypto/index.js";
import { askSigner } from "./ask-signer.js";
import { assemble } from "./assemble.js";
import { cancellable } from "./cancellable.js";
import { digestBy, hashContent, signedContent } from "./content.js";
import { completeSignerInfo, draftSignature, signRequest } from "./draft.js";
import { finish } from "./finish.js";
import { type SignedPackage, PRIMARY_FIELDS, type SignOptions } from "./options.js";
import { primaryOrder, requireSigner } from "./order.js";
import { containerFacts, existingSignatureFacts, preflight, requireFittingKey } from "./preflight.js";
import { openSession } from "./session.js";
import { startMemory } from "./signer-memory.js";
import { stampOrder } from "./stamp.js";

/**
 * Builds a primary signature (RFC 5652, NuGet profile).
 *
 * @throws {SignRefusedError} certificate, key, package or result would not verify.
 * @throws {TransportError} the signer failed, or every timestamp authority did.
 * @throws {ConfigError} {DecodeError} the call is wrong, or a certificate can't be read.
 */
export function signPackage(source: PackageSource, options: SignOptions): Promise<SignedPackage> {
  return cancellable(options, PRIMARY_FIELDS, ["timestamp", "kind", "repository", "hash"], async () => {
    const { signal, signer } = options;
    requireSigner(signer);
    const memory = startMemory(signer, options.crypto ?? defaultProvider);
    const order = primaryOrder(signer, options, memory.certificates);
    const stamping = stampOrder(options.timestamp);
    const session = await openSession(source, options, memory);
    const now = session.clock();
    const { certificates, known } = await preflight(session, order, now, [
      containerFacts(session),
      existingSignatureFacts(session, order),
    ]);
    requireFittingKey(session, order, signer);
    const digests = await hashContent(session, [order.hash]);
    const content = await signedContent(session, order.hash, digestBy(digests, order.hash));
    const draft = await draftSignature(session, order, { certificates, covered: content.messageDigest, now });
    session.progress("signing", 0, 1);
    const value = await askSigner(signer, await signRequest(session, draft), signal);
    const signerInfo = await completeSignerInfo(session, draft, value, signer);
    session.progress("signing", 1, 1);
    const place = { kind: "primary", octets: content.octets } as const;
    const made = await assemble(session, draft, { signerInfo, value, place, stamping });
    const { signature, manifest, placement, isStamped, failures } = made;
    return finish(session, { signature, digests, manifest, placement, isStamped, failures, known });
  });
}
