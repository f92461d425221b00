import { defaultProvider } from "../../../lib/crypto/index.js";
import { buildOcspRequest } from "../../../lib/revocation/ocsp/request.js";
import type { RevocationMethod, RevocationQuery } from "../../../lib/revocation/index.js";
import {
  authorityInformationAccess,
  basicConstraints,
  type CertificateAuthority,
  crlDistributionPoints,
  createRevocationAuthority,
  createRootAuthority,
  type ExtensionInput,
  generateTestKey,
  issueCertificate,
  type RevocationAuthority,
  type RevocationAuthorityOptions,
  serveRevocation,
} from "../../../lib/testing/index.js";
import { type Certificate, readCertificate } from "../../../lib/x509/index.js";

const key = generateTestKey("P-256");
export const at: Date = new Date("2030-06-01T00:00:00Z");
const validity = { notBefore: new Date("2030-01-01T00:00:00Z"), notAfter: new Date("2031-01-01T00:00:00Z") };

export async function makeAuthority(name = "Test CA"): Promise<CertificateAuthority> {
  return createRootAuthority({
    subject: `CN=${name}`,
    key: await key,
    ...validity,
    serialNumber: "01",
    extensions: [basicConstraints(true)],
  });
}

/** A certificate with these URLs in it. */
export async function issue(
  issuer: CertificateAuthority,
  serialNumber: string,
  extensions: readonly ExtensionInput[],
): Promise<Certificate> {
  const { certificate } = await issueCertificate(issuer, {
    subject: "CN=leaf",
    key: await key,
    ...validity,
    serialNumber,
    extensions,
  });
  return read(certificate);
}

export function read(der: Uint8Array): Certificate {
  const result = readCertificate(der);
  if (!result.ok) throw result.fault;
  void result.value.identify(defaultProvider);
  return result.value;
}

export async function question(
  certificate: Certificate,
  authority: CertificateAuthority,
  mode: RevocationQuery["mode"],
  methods: readonly RevocationMethod[] = ["ocsp", "crl"],
  signal?: AbortSignal,
): Promise<RevocationQuery> {
  const issuerCertificate = read(authority.certificate);
  const issuer = {
    subject: issuerCertificate.subjectName,
    publicKeyInfo: issuerCertificate.publicKeyInfo,
    certificate: issuerCertificate,
  };
  const inquiry = { certificate, issuer } as Parameters<typeof buildOcspRequest>[1];
  const ocspRequest = await buildOcspRequest(defaultProvider, inquiry, undefined);
  return { certificate, issuer, ocspRequest, methods, mode, at, ...(signal === undefined ? {} : { signal }) };
}

export interface Served {
  readonly authority: CertificateAuthority;
  readonly revocation: RevocationAuthority;
  readonly leaf: Certificate;
  readonly url: string;
}

/** A CA with its responder and CRL on loopback, and a certificate that names both. */
export async function withAuthority<T>(
  options: RevocationAuthorityOptions,
  use: (served: Served) => Promise<T>,
  settings: Parameters<typeof serveRevocation>[1] = {},
): Promise<T> {
  const authorities = new Map<string, RevocationAuthority>();
  const server = await serveRevocation(authorities, settings);
  try {
    const authority = await makeAuthority();
    const revocation = createRevocationAuthority(authority, { clock: () => at, ...options });
    authorities.set("ca", revocation);
    const leaf = await issue(authority, "0a0b", [
      crlDistributionPoints([`${server.url}ca.crl`]),
      authorityInformationAccess({ ocsp: [`${server.url}ca.ocsp`] }),
    ]);
    return await use({ authority, revocation, leaf, url: server.url });
  } finally {
    await server.close();
  }
}
