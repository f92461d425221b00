import { latin1Text } from "../bytes/index.js";
import { defaultProvider } from "../crypto/index.js";
import { DerReader, readOid, reading, Tag } from "../der/index.js";
import { DecodeError, requireGiven } from "../report/index.js";
import { type Certificate, looksLikePem, readCertificate, readPem } from "../x509/index.js";
import { ContentType } from "./oids.js";
import { readSignedData } from "./signed-data.js";

/** What a caller's file may hold: far beyond any real bundle, and still a bound. */
const MOST_CERTIFICATES = 100_000;

/**
 * Reads certificates: DER, one PEM or many, PKCS#7 certs-only, or a mix of PEM blocks. Blocks of other labels (a key
 * beside its certificate) are passed over.
 *
 * @throws {DecodeError} naming structure and offset: bytes that hold no certificate are an error too.
 * @throws {ConfigError} what was given is neither bytes nor text.
 */
export async function parseCertificates(input: Uint8Array | string): Promise<readonly Certificate[]> {
  requireGiven(input, "input", "data");
  const ders = typeof input === "string" ? fromPem(input) : fromBytes(input);
  if (ders.length === 0) throw undecodable("PEM", 0, "holds no certificate");
  const certificates = ders.map(({ der, offset }) => {
    const read = readCertificate(der);
    if (!read.ok) throw undecodable(read.fault.structure, offset + read.fault.offset, read.fault.problem);
    return read.value;
  });
  for (const certificate of certificates) await certificate.identify(defaultProvider);
  return Object.freeze(certificates);
}

interface Located {
  readonly der: Uint8Array;
  readonly offset: number;
}

function fromBytes(bytes: Uint8Array): readonly Located[] {
  const text = bytes[0] === Tag.sequence ? "" : latin1Text(bytes);
  return looksLikePem(text) ? fromPem(text) : fromDer(bytes, 0);
}

function fromPem(text: string): readonly Located[] {
  const blocks = readPem(text);
  if ("problem" in blocks) throw undecodable("PEM", blocks.offset, blocks.problem);
  return blocks.flatMap(({ label, der, offset }) => {
    if (label === "CERTIFICATE" || label === "X509 CERTIFICATE" || label === "TRUSTED CERTIFICATE")
      return [{ der, offset }];
    return label === "PKCS7" || label === "CMS" ? fromDer(der, offset) : [];
  });
}

/** A certificate, or a SignedData that carries some (RFC 5652 §5.1). */
function fromDer(der: Uint8Array, offset: number): readonly Located[] {
  if (beginsWithNumber(der))
    throw undecodable("file", offset, "begins as a PFX or a private key does, not a certificate");
  if (!isSignedData(der)) return [{ der, offset }];
  const read = readSignedData(der, { certificates: MOST_CERTIFICATES, attributes: MOST_CERTIFICATES });
  if (!read.ok) throw undecodable(read.fault.structure, offset + read.fault.offset, read.fault.problem);
  return read.value.certificates.map((certificate) => ({ der: certificate, offset }));
}

/** A version comes first in a PFX (RFC 7292 §4), in PKCS#8, in PKCS#1 and in SEC1; in nothing that holds certificates. */
function beginsWithNumber(der: Uint8Array): boolean {
  const first = reading(() => new DerReader(der, "file").enter(Tag.sequence, "file").peek());
  return first.ok && first.value === Tag.integer;
}

function isSignedData(der: Uint8Array): boolean {
  const type = reading(() =>
    readOid(new DerReader(der, "ContentInfo").enter(Tag.sequence, "ContentInfo"), "contentType"),
  );
  return type.ok && type.value === ContentType.signedData;
}

function undecodable(structure: string, offset: number, problem: string): DecodeError {
  const remedy = "Give certificates as DER, PEM or PKCS#7; openssl x509 -in FILE -text shows what a file holds.";
  return new DecodeError({ structure, offset, problem, remedy });
}
