import { readFileSync } from "node:fs";
import { fromBER } from "asn1js";
import { Certificate, ContentInfo, SignedData, SignerInfo } from "pkijs";

/** The `.signature.p7s` of a package whose signature entry is stored, found by its local header. */
export function signatureOf(packageFile: string): Uint8Array {
  const bytes = readFileSync(packageFile);
  const name = bytes.indexOf(".signature.p7s");
  const header = name - 30;
  const size = bytes.readUInt32LE(header + 22);
  const start = name + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  return new Uint8Array(bytes.subarray(start, start + size));
}

/** pkijs reads what we built, or what a peer did. */
export function readSignedData(signature: Uint8Array): SignedData {
  const content = ContentInfo.fromBER(Uint8Array.from(signature).buffer);
  return new SignedData({ schema: content.content });
}

export function certificateOf(signed: SignedData, commonName: string): Certificate {
  for (const certificate of signed.certificates ?? []) {
    if (!(certificate instanceof Certificate)) continue;
    if (certificate.subject.typesAndValues.some((part) => part.value.valueBlock.value === commonName))
      return certificate;
  }
  throw new Error(`no certificate of ${commonName}`);
}

/** A SignerInfo inside an attribute's value. */
export function signerInfoFrom(der: Uint8Array): SignerInfo {
  return new SignerInfo({ schema: fromBER(Uint8Array.from(der)).result });
}

export function bytesOf(value: { toBER(): ArrayBuffer }): Uint8Array {
  return new Uint8Array(value.toBER());
}
