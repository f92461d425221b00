/**
 * pkijs as a signer that keeps running: `pkijs-sign.mjs MODULE CHAIN.pem KEY.pem CONTENT OUTPUT.p7s`. The task `sign` makes an
 * author's signature in memory, `make` writes it as well.
 */
import { createHash, webcrypto } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { AsnType } from "asn1js";
import type * as Pkijs from "pkijs";
import { bufferOf, readPem } from "./pem.js";
import { loadPkijs } from "./pkijs-module.js";
import { serve } from "./serve.js";

const [name = "", chainPath = "", keyPath = "", contentPath = "", output = ""] = process.argv.slice(2);
const { pkijs, asn1js } = loadPkijs(name);
const { Attribute, ContentInfo, EncapsulatedContentInfo, IssuerAndSerialNumber, SignedAndUnsignedAttributes } = pkijs;

const ders = readPem(chainPath);
const certificates = ders.map((der) => pkijs.Certificate.fromBER(der));
const [certificate] = certificates;
const [keyInfo = new ArrayBuffer(0)] = readPem(keyPath);
const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const key = await webcrypto.subtle.importKey("pkcs8", keyInfo, rsa, false, ["sign"]);
const content = bufferOf(readFileSync(contentPath));
if (certificate === undefined) throw new Error(`${chainPath} holds no certificate`);
const signer: Pkijs.Certificate = certificate;

await serve({ sign, make: async () => writeFileSync(output, Buffer.from(await sign())) });

async function sign(): Promise<ArrayBuffer> {
  const signerInfo = new pkijs.SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: signer.issuer, serialNumber: signer.serialNumber }),
    signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes: attributes() }),
  });
  const encapContentInfo = new EncapsulatedContentInfo({ eContentType: ContentInfo.DATA });
  // Set afterwards: the constructor would cut the octets into a constructed OCTET STRING, which DER forbids.
  encapContentInfo.eContent = octets(content);
  const message = new pkijs.SignedData({ version: 1, encapContentInfo, signerInfos: [signerInfo], certificates });
  await message.sign(key, 0, "SHA-256");
  const info = new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content: message.toSchema(true) });
  return info.toSchema().toBER();
}

/** Those that a NuGet author signature has, in the order of DER. */
function attributes(): Pkijs.Attribute[] {
  return [
    attribute("1.2.840.113549.1.9.3", oid(ContentInfo.DATA)),
    attribute("1.2.840.113549.1.9.5", new asn1js.UTCTime({ valueDate: new Date() })),
    attribute("1.2.840.113549.1.9.16.2.16", sequence(oid("1.2.840.113549.1.9.16.6.1"))),
    attribute("1.2.840.113549.1.9.4", octets(sha256(content))),
    attribute("1.2.840.113549.1.9.16.2.47", signingCertificate()),
  ];
}

/** SigningCertificateV2 (RFC 5035 section 3) with one ESSCertIDv2. */
function signingCertificate(): AsnType {
  const idBlock = { tagClass: 3, tagNumber: 4 };
  const directoryName = new asn1js.Constructed({ idBlock, value: [signer.issuer.toSchema()] });
  const issuerSerial = sequence(sequence(directoryName), signer.serialNumber);
  return sequence(sequence(sequence(octets(sha256(ders[0] ?? content)), issuerSerial)));
}

function attribute(type: string, value: AsnType): Pkijs.Attribute {
  return new Attribute({ type, values: [value] });
}

function sequence(...value: AsnType[]): AsnType {
  return new asn1js.Sequence({ value });
}

function oid(value: string): AsnType {
  return new asn1js.ObjectIdentifier({ value });
}

function octets(valueHex: ArrayBuffer): InstanceType<typeof asn1js.OctetString> {
  return new asn1js.OctetString({ valueHex });
}

function sha256(bytes: ArrayBuffer): ArrayBuffer {
  return bufferOf(createHash("sha256").update(new Uint8Array(bytes)).digest());
}
