import { createHash, webcrypto } from "node:crypto";
import * as pkijs from "pkijs";
import { bitString, sequence } from "./encode.js";
import { signatureIdentifier } from "./algorithm-identifiers.js";
import { authorityKeyIdentifier, type ExtensionInput, subjectKeyIdentifier } from "./extensions.js";
import { type TestKey, type TestSignatureAlgorithm, webSigningKey } from "./keys.js";
import { distinguishedName } from "./names.js";
import { Extension, Name, X509CertificateGenerator } from "./x509.js";
import { requireHash, requireIssuer, requireTemplate } from "./given.js";
import { requireFields, requireGiven } from "../report/index.js";

/** A name, a key and the certificate that binds them; it may issue, whether or not its certificate says so. */
export interface CertificateAuthority {
  readonly certificate: Uint8Array;
  readonly key: TestKey;
  /** DER Name. */
  readonly subject: Uint8Array;
  /** Certificates above this one, nearest first and the root last; empty for a root. */
  readonly issuers: readonly Uint8Array[];
}

/** What is to be certified. Nothing has a hidden default but the issuer's usual algorithm and the key identifiers. */
export interface CertificateTemplate {
  /** RFC 4514 text, a bare common name, or a DER Name. */
  readonly subject: string | Uint8Array;
  /** The subject's key; an end entity whose private key lies elsewhere gives its SubjectPublicKeyInfo. */
  readonly key: TestKey | { readonly publicKeyInfo: Uint8Array };
  /** Milliseconds are cut off: certificates hold whole seconds. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hex of the serial number; a zero octet is put before one that would be negative. */
  readonly serialNumber: string;
  /** In order; subject and authority key identifiers are added after them. */
  readonly extensions: readonly ExtensionInput[];
  /** Of the issuer's signature. Default: {@link TestKey.algorithm} of the issuer's key. */
  readonly algorithm?: TestSignatureAlgorithm;
  /** `false` leaves both identifiers out. Default: SHA-1 of the key bits (RFC 5280 §4.2.1.2, method 1). */
  readonly keyIdentifiers?: boolean;
  /** Changes the DER of the TBSCertificate before it is signed: for certificates that no generator would make. */
  readonly edit?: (tbsCertificate: Uint8Array) => Uint8Array;
}

/** An end entity's certificate with its key and the certificates above it, nearest first and the root last. */
export interface IssuedCertificate {
  readonly certificate: Uint8Array;
  readonly key: TestKey;
  readonly issuers: readonly Uint8Array[];
}

/** Makes a self-signed authority. Whether it is a CA is for its template's extensions to say. */
export async function createRootAuthority(
  template: CertificateTemplate & { readonly key: TestKey },
): Promise<CertificateAuthority> {
  requireTemplate(template);
  const subject = distinguishedName(template.subject);
  const certificate = await certify({ key: template.key, subject }, template);
  return { certificate, key: template.key, subject, issuers: [] };
}

/** Certifies a key that the caller holds. */
export async function issueCertificate(
  issuer: CertificateAuthority,
  template: CertificateTemplate & { readonly key: TestKey },
): Promise<IssuedCertificate> {
  requireFields(issuer, "issuer", { certificate: "bytes", issuers: "bytes[]" });
  const certificate = await certify(issuer, template);
  return { certificate, key: template.key, issuers: [issuer.certificate, ...issuer.issuers] };
}

/** Certifies an authority below `issuer`; with the name and key of another one this is a cross-certificate. */
export async function issueAuthority(
  issuer: CertificateAuthority,
  template: CertificateTemplate & { readonly key: TestKey },
): Promise<CertificateAuthority> {
  return { ...(await issueCertificate(issuer, template)), subject: distinguishedName(template.subject) };
}

/** DER of a certificate under an issuer's name and key, the lowest level: nobody's certificate is needed. */
export async function certify(
  issuer: { readonly key: TestKey; readonly subject: Uint8Array },
  template: CertificateTemplate,
): Promise<Uint8Array> {
  requireIssuer(issuer);
  requireTemplate(template);
  const algorithm = template.algorithm ?? issuer.key.algorithm;
  const signing = await webSigningKey(issuer.key, algorithm);
  const made = await X509CertificateGenerator.create(
    {
      serialNumber: template.serialNumber,
      subject: new Name(distinguishedName(template.subject)),
      issuer: new Name(issuer.subject),
      notBefore: wholeSeconds(template.notBefore),
      notAfter: wholeSeconds(template.notAfter),
      publicKey: template.key.publicKeyInfo,
      signingKey: signing.key,
      signingAlgorithm: signing.algorithm,
      extensions: allExtensions(issuer.key, template).map(
        (extension) => new Extension(extension.oid, extension.critical, extension.value),
      ),
    },
    webcrypto,
  );
  const certificate = new Uint8Array(made.rawData);
  if (template.edit === undefined) return certificate;
  const edited = template.edit(tbsOf(certificate));
  requireGiven(edited, "template.edit", "bytes");
  return signTbs(edited, issuer.key, algorithm);
}

function allExtensions(issuerKey: TestKey, template: CertificateTemplate): readonly ExtensionInput[] {
  if (template.keyIdentifiers === false) return template.extensions;
  return [
    ...template.extensions,
    subjectKeyIdentifier(keyIdentifier(template.key.publicKeyInfo)),
    authorityKeyIdentifier(keyIdentifier(issuerKey.publicKeyInfo)),
  ];
}

/** SHA-1 of the key bits (RFC 5280 §4.2.1.2, method 1); also the key hash of OCSP (RFC 6960 §4.1.1). */
export function keyIdentifier(publicKeyInfo: Uint8Array, hash = "sha1"): Uint8Array {
  requireGiven(publicKeyInfo, "publicKeyInfo", "bytes");
  requireHash(hash, "hash");
  const info = pkijs.PublicKeyInfo.fromBER(Uint8Array.from(publicKeyInfo));
  return Uint8Array.from(createHash(hash).update(info.subjectPublicKey.valueBlock.valueHexView).digest());
}

/** A Certificate from its TBSCertificate, carried as it is. */
function signTbs(tbs: Uint8Array, key: TestKey, algorithm: TestSignatureAlgorithm = key.algorithm): Uint8Array {
  return sequence(tbs, signatureIdentifier(algorithm), bitString(key.sign(tbs, algorithm)));
}

/** The TBSCertificate's octets. */
function tbsOf(certificate: Uint8Array): Uint8Array {
  return Uint8Array.from(readCertificate(certificate).tbsView);
}

/** A certificate as pkijs reads it: for its issuer, serial number and key. */
export function readCertificate(certificate: Uint8Array): pkijs.Certificate {
  return pkijs.Certificate.fromBER(Uint8Array.from(certificate));
}

function wholeSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}
