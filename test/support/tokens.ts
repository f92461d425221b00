import { digestIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { explicit, octetString, oid, retag, sequence, setOf } from "../../lib/testing/encode.js";
import { buildTimestampToken, type TimestampTokenPlan } from "../../lib/testing/index.js";
import { testIssued } from "../../test-certs/index.js";
import { child, derTree, type DerNode, octetsOf } from "./der-tree.js";
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

/** The token with another TSTInfo, content-type or other attributes, signed once more by its authority. */
export function resigned(
  der: Uint8Array,
  { tstInfo = (usual) => usual, contentType = TST_INFO, attributes: edit = (usual) => usual }: Resigning,
): Uint8Array {
  const message = derTree(der);
  const signedData = child(message, 1, 0);
  const info = child(signedData, -1, 0);
  const content = tstInfo(contentOf(der, child(signedData, 2, 1, 0)));
  const usual = [
    sequence(oid(ATTRIBUTE.contentType), setOf(oid(contentType))),
    sequence(oid(ATTRIBUTE.messageDigest), setOf(octetString(digest("sha256", content)))),
    ...child(info, 3)
      .children.slice(2)
      .map((one) => octetsOf(der, one)),
  ];
  const attributes = setOf(...edit(usual));
  const value = testIssued("timestamp-authority").key.sign(attributes, { name: "rsa-pkcs1", hash: "sha256" });
  const [version, sid, digestAlgorithm, , signatureAlgorithm] = info.children.map((one) => octetsOf(der, one));
  const parts = [version, sid, digestAlgorithm, retag(0xa0, attributes), signatureAlgorithm, octetString(value)];
  const signer = sequence(...parts.filter((one) => one !== undefined));
  const encapsulated = sequence(oid(TST_INFO), explicit(0, octetString(content)));
  const [before, after] = [signedData.children.slice(0, 2), signedData.children.slice(3, -1)].map((list) =>
    list.map((one) => octetsOf(der, one)),
  );
  const inner = sequence(...(before ?? []), encapsulated, ...(after ?? []), setOf(signer));
  return sequence(octetsOf(der, child(message, 0)), explicit(0, inner));
}

interface Resigning {
  readonly tstInfo?: (usual: Uint8Array) => Uint8Array;
  readonly contentType?: string;
  /** Changes the signed attributes: content-type and message-digest, then the others. */
  readonly attributes?: (usual: readonly Uint8Array[]) => readonly Uint8Array[];
}
const TST_INFO = "1.2.840.113549.1.9.16.1.4";

function contentOf(der: Uint8Array, { content, end }: DerNode): Uint8Array {
  return der.subarray(content, end);
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
