import { fromHex } from "../bytes/index.js";
import { digestOf, type SignatureAlgorithm } from "../crypto/index.js";
import {
  ConfigError,
  found,
  type HashName,
  type SignatureKind,
  type SignaturePlacement,
  signatureRef,
  TransportError,
} from "../report/index.js";
import { ran } from "../signature/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import type { SignOrder } from "./order.js";
import type { Signer, SignRequest } from "./ports.js";
import { keyMismatch, trialFits, valueFits } from "./preflight.js";
import { refusal } from "./refusal.js";
import type { Session } from "./session.js";
import { schemeOfValue, schemeText } from "./value-scheme.js";
import { valueShapeFault } from "./value-shape.js";

/** A signature whose value is still to be made. */
export interface Draft {
  readonly kind: SignatureKind;
  readonly placement: SignaturePlacement;
  readonly hash: HashName;
  readonly algorithm: SignatureAlgorithm;
  readonly certificate: Certificate;
  /** DER of every certificate that the signature is to hold. */
  readonly certificates: readonly Uint8Array[];
  /** DER of the SET OF: what is signed. */
  readonly signedAttributes: Uint8Array;
}

/** Makes the signed attributes (RFC 5652 §5.3). @param covered digest of the manifest, the file, or the primary's value. */
export async function draftSignature(
  session: Session,
  order: SignOrder,
  details: { readonly certificates: readonly Uint8Array[]; readonly covered: Uint8Array; readonly now: Date },
): Promise<Draft> {
  const { kind, placement, hash, algorithm, certificate, claims } = order;
  const signedAttributes = session.build.buildSignedAttributes({
    messageDigest: details.covered,
    signingTime: details.now,
    kind,
    hash,
    signerCertificate: certificate.der,
    certificateDigest: knownDigest(order) ?? (await digestOf(session.keys.provider, hash, certificate.der)),
    ...(claims !== undefined && { repository: claims }),
    countersignature: placement === "countersignature",
  });
  return { kind, placement, hash, algorithm, certificate, certificates: details.certificates, signedAttributes };
}

/** The certificate's fingerprint is its digest by SHA-256, and lasts with it. */
function knownDigest({ hash, certificate }: SignOrder): Uint8Array | undefined {
  return hash === "sha256" ? fromHex(certificate.fingerprint.slice("sha256:".length)) : undefined;
}

/** What the key's holder is asked. */
export async function signRequest(session: Pick<Session, "keys" | "signal">, draft: Draft): Promise<SignRequest> {
  const { signedAttributes, hash, kind } = draft;
  const digest = await digestOf(session.keys.provider, hash, signedAttributes);
  const { signal } = session;
  return { message: new Uint8Array(signedAttributes), digest, hash, kind, ...(signal && { signal }) };
}

/**
 * The SignerInfo with its value, which is checked at once.
 *
 * @param signer whose value it is, where it is at hand: it is asked once more where the value does not hold.
 * @throws {SignRefusedError} the value does not verify under the key of the signer's certificate.
 * @throws {TransportError} a signer gave what is no signature value at all, or one by another scheme than asked.
 * @throws {ConfigError} the caller did.
 */
export async function completeSignerInfo(
  session: Session,
  draft: Draft,
  value: Uint8Array,
  signer?: Signer,
): Promise<Uint8Array> {
  const { kind, placement, algorithm, certificate, hash, signedAttributes } = draft;
  if (!(await valueFits(session, draft, signedAttributes, value))) {
    await requireScheme(session, draft, value, signer);
    requireShape(value, certificate, signer);
    if (signer !== undefined && !(await trialFits(session, draft, signer))) throw keyMismatch(session, draft);
    const subject = signatureRef(kind, placement);
    await certificate.identify(session.keys.provider);
    const details = { algorithm: algorithm.name, certificate: certificateRef(certificate, 0) };
    throw refusal([ran("signature-value", subject, [found("signature-value-invalid", details)])], session.file);
  }
  const input = { certificate: certificate.der, hash, algorithm, signedAttributes, signature: value };
  return session.build.buildSignerInfo(input);
}

/** Of a value that does not verify: what can't be one is told as such, not as another key's. */
function requireShape(value: Uint8Array, certificate: Certificate, signer: Signer | undefined): void {
  const fault = valueShapeFault(value, certificate);
  if (fault === undefined) return;
  const { expected, received } = fault;
  const remedy = "Give the signature value alone, as octets; a program of the command may print it in base64 as well.";
  throw wrongValue(signer, "gave no signature value", { expected, received, remedy });
}

/** Of a value that does not verify: what the certificate's key made in another way is told as that, not as another key's. */
async function requireScheme(
  session: Session,
  draft: Draft,
  value: Uint8Array,
  signer: Signer | undefined,
): Promise<void> {
  const received = await schemeOfValue(session, draft, value);
  if (received === undefined) return;
  const expected = schemeText(draft.algorithm);
  const remedy =
    "The key is the right one: have what signs use the expected scheme, or sign by an algorithm that it has.";
  throw wrongValue(signer, "signs in another way than asked", { expected, received, remedy });
}

function wrongValue(
  signer: Signer | undefined,
  problem: string,
  { expected, received, remedy }: { readonly expected: string; readonly received: string; readonly remedy: string },
): Error {
  if (signer === undefined) return new ConfigError({ at: "signatureValue", expected, received, remedy });
  return new TransportError({
    reason: "signer-failed",
    target: signer.label,
    retryable: false,
    message: `The signer "${signer.label}" ${problem}: expected ${expected}, received ${received}.`,
    remedy,
  });
}
