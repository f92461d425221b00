import { digestIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { octetString, sequence } from "../../lib/testing/encode.js";
import { buildTimestampToken, type TimestampTokenPlan } from "../../lib/testing/index.js";
import { testIssued } from "../../test-certs/index.js";
import { child, derTree, type DerNode } from "./der-tree.js";
import { ATTRIBUTE, type AttributePlan, type Attributes, digest, signerInfo, type SignerPlan } from "./message.js";

/** When tokens say that they were made. */
export const STAMPED = new Date("2026-11-02T00:00:00Z");

/** DER of a token over `stamped`, right but for the changes. */
export function token(stamped: Uint8Array, change: Partial<TimestampTokenPlan> = {}): Uint8Array {
  const signer = change.signer ?? testIssued("timestamp-authority");
  return buildTimestampToken({
    policy: "1.3.6.1.4.1.32473.1",
    messageImprint: sequence(digestIdentifier("sha256"), octetString(digest("sha256", stamped))),
    serialNumber: "01",
    genTime: STAMPED,
    accuracy: { seconds: 1 },
    ordering: false,
    nonce: undefined,
    tsaName: false,
    extensions: [],
    signer,
    certificates: "chain",
    hash: "sha256",
    algorithm: { name: "rsa-pkcs1", hash: "sha256" },
    signingCertificate: "v2",
    namedCertificate: signer.certificate,
    eContentType: "1.2.840.113549.1.9.16.1.4",
    spoil: undefined,
    ...change,
  });
}

/** The token with other versions in it, which its signature does not cover. */
export function withVersions(
  der: Uint8Array,
  { signedData, signerInfo }: { readonly signedData?: number; readonly signerInfo?: number },
): Uint8Array {
  const changed = Uint8Array.from(der);
  const message = child(derTree(der), 1, 0);
  const write = (of: DerNode, version: number | undefined): void => {
    if (version !== undefined) changed[child(of, 0).end - 1] = version;
  };
  write(message, signedData);
  write(child(message, -1, 0), signerInfo);
  return changed;
}

/** Unsigned attributes with a token; for a signer's `unsigned`. */
export const stamped =
  (change: Partial<TimestampTokenPlan> = {}) =>
  async (signature: Uint8Array): Promise<Attributes> => [timestampAttribute(token(signature, change))];

export function timestampAttribute(...tokens: readonly Uint8Array[]): AttributePlan {
  return { type: ATTRIBUTE.timestampToken, values: tokens };
}

/** Unsigned attributes with a repository's countersignature, stamped; and a token for the primary unless it is told not to. */
export const countersigned =
  (plan: Partial<SignerPlan> = {}, primaryToken: Partial<TimestampTokenPlan> | "none" = {}) =>
  async (signature: Uint8Array): Promise<Attributes> => {
    const signer = plan.signer ?? testIssued("repository");
    const der = await signerInfo({ unsigned: stamped(), ...plan, signer }, signature, true);
    const own = primaryToken === "none" ? [] : [timestampAttribute(token(signature, primaryToken))];
    return [...own, { type: ATTRIBUTE.countersignature, values: [der] }];
  };
