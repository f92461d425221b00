import { createHash } from "node:crypto";
import { fromBER, type AsnType, BaseBlock } from "asn1js";
import * as pkijs from "pkijs";

/** What a signature file says, as pkijs and asn1js read it. */
export interface SecondReading {
  /** DER of each certificate, tokens' included, in hex, sorted and each once. */
  readonly certificates: readonly string[];
  readonly signatures: readonly SecondSignature[];
}
export interface SecondSignature {
  readonly kind: string;
  readonly placement: string;
  readonly hash: string;
  /** Serial number of the certificate that the signer identifier names, in hex. */
  readonly signer: string | undefined;
  readonly claimedTime: string | undefined;
  readonly serviceIndex: string | undefined;
  readonly owners: readonly string[];
  readonly timestamps: readonly SecondTimestamp[];
}
interface SecondTimestamp {
  readonly genTime: string;
  readonly accuracyMs: number;
  readonly policyOid: string;
  readonly serialNumber: string;
  readonly authority: string | undefined;
}

const RECEIPT = "1.2.840.113549.1.9.16.6.2";
const HASHES: Readonly<Record<string, string>> = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

export function readByPkijs(signature: Uint8Array): SecondReading {
  const message = readMessage(signature);
  const [primary] = message.signerInfos;
  if (primary === undefined) throw new Error("no signer");
  const bag = certificatesOf(message);
  const counters = unsignedValues(primary, "1.2.840.113549.1.9.6").map(
    (value) => new pkijs.SignerInfo({ schema: value }),
  );
  const receipts = counters.filter((counter) => commitmentOf(counter) === RECEIPT);
  const all = [primary, ...receipts];
  const tokens = all.flatMap(tokensOf);
  const everyCertificate = [...bag, ...tokens.flatMap(certificatesOf)].map(derOf);
  return {
    certificates: [...new Set(everyCertificate)].sort(),
    signatures: all.map((info, index) => readSignature(info, index === 0 ? "primary" : "countersignature", bag)),
  };
}

function readMessage(der: Uint8Array): pkijs.SignedData {
  return new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(Uint8Array.from(der)).content });
}

function certificatesOf(message: pkijs.SignedData): readonly pkijs.Certificate[] {
  return (message.certificates ?? []).filter((one): one is pkijs.Certificate => one instanceof pkijs.Certificate);
}

function tokensOf(info: pkijs.SignerInfo): readonly pkijs.SignedData[] {
  return unsignedValues(info, "1.2.840.113549.1.9.16.2.14").map((value) => readMessage(bytesOf(value)));
}

function readSignature(
  info: pkijs.SignerInfo,
  placement: "primary" | "countersignature",
  bag: readonly pkijs.Certificate[],
): SecondSignature {
  const receipt = commitmentOf(info) === RECEIPT;
  const [time] = signedValues(info, "1.2.840.113549.1.9.5");
  const [url] = receipt ? signedValues(info, "1.3.6.1.4.1.311.84.2.1.1.1") : [];
  const [owners] = receipt ? signedValues(info, "1.3.6.1.4.1.311.84.2.1.1.2") : [];
  return {
    kind: receipt ? "repository" : "author",
    placement,
    hash: HASHES[info.digestAlgorithm.algorithmId] ?? info.digestAlgorithm.algorithmId,
    signer: serialOf(signerOf(info, bag)),
    claimedTime: time === undefined ? undefined : dateOf(time).toISOString(),
    serviceIndex: url === undefined ? undefined : textOf(url),
    owners: owners === undefined ? [] : childrenOf(owners).map(textOf),
    timestamps: tokensOf(info).map(readToken),
  };
}

function readToken(token: pkijs.SignedData): SecondTimestamp {
  const content = token.encapContentInfo.eContent;
  const [info] = token.signerInfos;
  if (content === undefined || info === undefined) throw new Error("an empty token");
  const tst = pkijs.TSTInfo.fromBER(content.getValue());
  return {
    genTime: tst.genTime.toISOString(),
    accuracyMs: accuracyOf(tst),
    policyOid: tst.policy,
    serialNumber: hexOf(tst.serialNumber.valueBlock.valueHexView),
    authority: serialOf(signerOf(info, certificatesOf(token))),
  };
}

/** Milliseconds. pkijs declares it without a type. */
function accuracyOf(tst: pkijs.TSTInfo): number {
  const accuracy: unknown = tst.accuracy;
  if (!(accuracy instanceof pkijs.Accuracy)) return 0;
  return (accuracy.seconds ?? 0) * 1000 + (accuracy.millis ?? 0) + (accuracy.micros ?? 0) / 1000;
}

/** By issuer and serial number, or by the SHA-1 of the key bits or the extension. */
function signerOf(info: pkijs.SignerInfo, bag: readonly pkijs.Certificate[]): pkijs.Certificate | undefined {
  const sid: unknown = info.sid;
  if (sid instanceof pkijs.IssuerAndSerialNumber)
    return bag.find((one) => one.issuer.isEqual(sid.issuer) && one.serialNumber.isEqual(sid.serialNumber));
  const wanted = hexOf((sid as { readonly valueBlock: { readonly valueHexView: Uint8Array } }).valueBlock.valueHexView);
  return bag.find((one) => keyIdentifiersOf(one).includes(wanted));
}

function keyIdentifiersOf(certificate: pkijs.Certificate): readonly string[] {
  const extension = certificate.extensions?.find(({ extnID }) => extnID === "2.5.29.14");
  const bits = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  const stated = extension === undefined ? [] : [hexOf(extension.extnValue.valueBlock.valueHexView.subarray(2))];
  return [...stated, createHash("sha1").update(bits).digest("hex")];
}

function commitmentOf(info: pkijs.SignerInfo): string | undefined {
  const types = signedValues(info, "1.2.840.113549.1.9.16.2.16").map((value) => childrenOf(value)[0]?.toString() ?? "");
  return types.map((text) => text.replace(/^.* : /, "")).find((type) => type.startsWith("1.2.840.113549.1.9.16.6."));
}

const signedValues = (info: pkijs.SignerInfo, type: string): readonly AsnType[] => values(info.signedAttrs, type);
const unsignedValues = (info: pkijs.SignerInfo, type: string): readonly AsnType[] => values(info.unsignedAttrs, type);

function values(attributes: pkijs.SignedAndUnsignedAttributes | undefined, type: string): readonly AsnType[] {
  return (attributes?.attributes ?? []).filter((one) => one.type === type).flatMap((one) => one.values as AsnType[]);
}

function childrenOf(block: AsnType): readonly AsnType[] {
  const parsed = fromBER(bytesOf(block)).result as unknown as { readonly valueBlock: { readonly value?: AsnType[] } };
  return parsed.valueBlock.value ?? [];
}

function dateOf(block: AsnType): Date {
  return (block as unknown as { toDate(): Date }).toDate();
}

function textOf(block: AsnType): string {
  return (block as unknown as { getValue(): string }).getValue();
}

function bytesOf(block: AsnType): Uint8Array<ArrayBuffer> {
  return new Uint8Array((block as BaseBlock).toBER());
}

function derOf(certificate: pkijs.Certificate): string {
  return hexOf(new Uint8Array(certificate.toSchema(false).toBER()));
}

function serialOf(certificate: pkijs.Certificate | undefined): string | undefined {
  return certificate === undefined ? undefined : hexOf(certificate.serialNumber.valueBlock.valueHexView);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
