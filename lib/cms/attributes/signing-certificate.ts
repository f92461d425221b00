import { andThen, equalBytes, type Eventual, toHex } from "../../bytes/index.js";
import { type CryptoProvider, hashOf, readAlgorithmIdentifier } from "../../crypto/index.js";
import { DerReader, readInteger, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { type Certificate, readGeneralName, readPolicyInformation, sameName } from "../../x509/index.js";

/** ESSCertID or ESSCertIDv2 (RFC 5035 §4, §5). */
export interface SigningCertificateId {
  /** `sha1` by the first version of the attribute; `undefined` for a hash that nothing here accepts. */
  readonly hash: HashName | "sha1" | undefined;
  readonly digest: Uint8Array;
  readonly issuerSerial: { readonly issuer: Uint8Array; readonly serial: Uint8Array } | undefined;
}

/** signing-certificate-v2 (RFC 5035 §3): the certificates in the order received, the signer's first. @throws {DerFault} */
export function readSigningCertificateV2(der: Uint8Array): readonly SigningCertificateId[] {
  return readIds(der, "SigningCertificateV2", (fields) => {
    // DEFAULT sha-256, and it is written out all the same by everybody.
    const hash = fields.peek() === Tag.sequence ? hashOf(readAlgorithmIdentifier(fields, "hashAlgorithm")) : "sha256";
    return readId(fields, hash);
  });
}

/** signing-certificate (RFC 2634 §5.4), which knows SHA-1 only. @throws {DerFault} */
export function readSigningCertificateV1(der: Uint8Array): readonly SigningCertificateId[] {
  return readIds(der, "SigningCertificate", (fields) => readId(fields, "sha1"));
}

function readIds(
  der: Uint8Array,
  structure: string,
  read: (fields: DerReader) => SigningCertificateId,
): readonly SigningCertificateId[] {
  const reader = new DerReader(der, structure);
  const outer = reader.enter(Tag.sequence, structure);
  reader.finish();
  const list = outer.enter(Tag.sequence, "certs");
  const ids: SigningCertificateId[] = [];
  while (!list.atEnd) {
    const fields = list.enter(Tag.sequence, "ESSCertID");
    ids.push(read(fields));
    fields.finish();
  }
  // The policies that may follow bind nobody here; their form is read, so that nothing is left unread.
  const policies = outer.enterOptional(Tag.sequence, "policies");
  while (policies?.atEnd === false) readPolicyInformation(policies);
  outer.finish();
  if (ids.length === 0) throw list.fault(list.position, "names no certificate");
  return ids;
}

function readId(fields: DerReader, hash: SigningCertificateId["hash"]): SigningCertificateId {
  const digest = fields.content(fields.read(Tag.octetString, "certHash"));
  const pair = fields.enterOptional(Tag.sequence, "IssuerSerial");
  if (pair === undefined) return { hash, digest, issuerSerial: undefined };
  const issuer = readIssuer(pair);
  const serial = readInteger(pair, "serialNumber");
  pair.finish();
  return { hash, digest, issuerSerial: { issuer, serial } };
}

/** GeneralNames that hold the issuer's name and nothing else (RFC 5035 §4): a second one would be of nobody. */
function readIssuer(pair: DerReader): Uint8Array {
  const names = pair.enter(Tag.sequence, "GeneralNames");
  const name = readGeneralName(names);
  if (name.kind !== "directory") throw names.fault(names.position, "names an issuer otherwise than by a directoryName");
  names.finish();
  return name.name;
}

/** Where an identifier names another certificate. */
export interface SigningCertificateMismatch {
  readonly expected: string;
  readonly actual: string;
  readonly field: "hash" | "issuer-serial";
}

/**
 * Whether an identifier names this certificate: serial and issuer where they are given, and the hash always.
 */
export function matchSigningCertificate(
  id: SigningCertificateId,
  certificate: Certificate,
  provider: CryptoProvider,
): Eventual<SigningCertificateMismatch | undefined> {
  const named = issuerSerialMismatch(id, certificate);
  if (named !== undefined) return named;
  if (id.hash === undefined) return { expected: "a SHA-2 hash", actual: "another", field: "hash" };
  return andThen(certificate.digest(id.hash, provider), (digest) =>
    equalBytes(digest, id.digest)
      ? undefined
      : { expected: toHex(id.digest), actual: toHex(digest), field: "hash" as const },
  );
}

function issuerSerialMismatch(
  { issuerSerial }: SigningCertificateId,
  certificate: Certificate,
): SigningCertificateMismatch | undefined {
  if (issuerSerial === undefined) return undefined;
  if (!equalBytes(issuerSerial.serial, certificate.serial))
    return { expected: toHex(issuerSerial.serial), actual: certificate.serialNumber, field: "issuer-serial" };
  if (sameName(issuerSerial.issuer, certificate.issuerName)) return undefined;
  return { expected: toHex(issuerSerial.issuer), actual: toHex(certificate.issuerName), field: "issuer-serial" };
}
