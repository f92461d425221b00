import type { MadeManifest } from "./check-package.js";
import type { Draft } from "./draft.js";
import type { MadeSignature } from "./finished-package.js";
import type { Building, Session } from "./session.js";
import { obtainToken, type StampOrder } from "./stamp.js";

/** What a signature value makes of a draft, and where it goes. */
export interface Signed {
  /** DER. */
  readonly signerInfo: Uint8Array;
  readonly value: Uint8Array;
  readonly place: SignaturePlace;
  /** Absent: no timestamp is asked for. */
  readonly stamping: StampOrder | undefined;
}
export type SignaturePlace =
  /** A message of its own, around the manifest's octets if the profile has them. */
  | { readonly kind: "primary"; readonly octets: Uint8Array | undefined }
  /** On this signature. */
  | { readonly kind: "countersignature"; readonly signature: Uint8Array };

/** Puts a SignerInfo in its place, and has it stamped if that was asked for. */
export async function assemble(
  session: Session,
  draft: Draft,
  { signerInfo, value, place, stamping }: Signed,
): Promise<Omit<MadeSignature, "digests" | "known">> {
  const { spliceUnsignedAttribute, timestampAttribute } = session.build;
  const placement = place.kind;
  const signature = putInPlace(session.build, draft, signerInfo, place);
  const manifest = manifestOf(draft, place);
  if (stamping === undefined) return { signature, manifest, placement, isStamped: false, failures: [] };
  const token = await obtainToken(session, stamping, value);
  const target = placement === "primary" ? "primary" : { countersignature: signerInfo };
  const stamped = spliceUnsignedAttribute(signature, target, timestampAttribute(token.value));
  return { signature: stamped, manifest, placement, isStamped: true, failures: token.failures };
}

function manifestOf({ hash }: Draft, place: SignaturePlace): MadeManifest | undefined {
  return place.kind === "primary" && place.octets !== undefined ? { hash, octets: place.octets } : undefined;
}

function putInPlace(build: Building, draft: Draft, signerInfo: Uint8Array, place: SignaturePlace): Uint8Array {
  const { certificates, hash } = draft;
  if (place.kind === "primary") {
    const content = place.octets && { content: place.octets };
    return build.buildSignedData({ signerInfo, certificates, digestAlgorithm: hash, ...content });
  }
  const countersigned = build.spliceUnsignedAttribute(
    place.signature,
    "primary",
    build.countersignatureAttribute(signerInfo),
  );
  return build.spliceCertificates(countersigned, certificates);
}
