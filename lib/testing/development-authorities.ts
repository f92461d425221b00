import { randomBytes } from "node:crypto";
import { type Clock, ConfigError, requireOnly } from "../report/index.js";
import {
  type CertificateAuthority,
  type CertificateTemplate,
  createRootAuthority,
  issueAuthority,
} from "./certificate-authority.js";
import type { DevelopmentPkiOptions } from "./development-pki.js";
import {
  authorityInformationAccess,
  crlDistributionPoints,
  extendedKeyUsages,
  type ExtensionInput,
} from "./extensions.js";
import { generateTestKey, type TestKey } from "./keys.js";
import { authorityExtensions } from "./profiles.js";
import { createRevocationAuthority, type RevocationAuthority } from "./revocation-authority.js";

const YEAR_MS = 365 * 86_400_000;

/** CAs of a development PKI, by the names under which their keys, CRLs and responders go. */
export type DevelopmentAuthorityRole = "code-signing-root" | "code-signing-issuer" | "timestamping-root";
/** Every certificate of a development PKI that has a key of its own. */
export type DevelopmentRole = DevelopmentAuthorityRole | "author" | "repository" | "timestamp-authority";
/** One key for each. */
export type DevelopmentKeys = { readonly [Role in DevelopmentRole]: TestKey };

/** The options of a PKI, complete: each key made, each source of numbers and time chosen. */
export interface DevelopmentWorkshop {
  readonly at: Date;
  readonly clock: Clock;
  readonly keys: DevelopmentKeys;
  readonly newKey: () => Promise<TestKey>;
  readonly nextSerialNumber: () => string;
  /** Where the CA of that role publishes: CRL, OCSP and issuer's certificate, if there is a base URL. */
  readonly pointers: (issuer: DevelopmentAuthorityRole) => readonly ExtensionInput[];
}

/** Reads the options once and makes the keys that are missing. */
export async function openWorkshop(options: DevelopmentPkiOptions): Promise<DevelopmentWorkshop> {
  const { at = new Date(), revocationUrl } = options;
  requireOnly(options.keys ?? {}, "options.keys", {}, ROLES);
  if (revocationUrl?.endsWith("/") === false) throw unendedUrl();
  const newKey = (): Promise<TestKey> => generateTestKey(options.keyKind);
  return {
    at,
    clock: options.at === undefined ? () => new Date() : () => at,
    keys: await allKeys(options, newKey),
    newKey,
    nextSerialNumber: options.nextSerialNumber ?? randomSerialNumber,
    pointers: (issuer) => (revocationUrl === undefined ? [] : pointersTo(`${revocationUrl}${issuer}`)),
  };
}

const ROLES = Object.keys({
  "code-signing-root": true,
  "code-signing-issuer": true,
  "timestamping-root": true,
  author: true,
  repository: true,
  "timestamp-authority": true,
} satisfies Record<DevelopmentRole, true>);

/** The names of the lists and responders are put behind it as it is. */
function unendedUrl(): ConfigError {
  const expected = "a URL that ends in /";
  const remedy = "Pass the url of serveRevocation, or put a / behind yours.";
  return new ConfigError({ at: "options.revocationUrl", expected, received: "another one", remedy });
}

async function allKeys(options: DevelopmentPkiOptions, newKey: () => Promise<TestKey>): Promise<DevelopmentKeys> {
  const of = async (role: DevelopmentRole): Promise<TestKey> => options.keys?.[role] ?? newKey();
  const [root, issuer, author, repository, timestampingRoot, stamper] = await Promise.all([
    of("code-signing-root"),
    of("code-signing-issuer"),
    of("author"),
    of("repository"),
    of("timestamping-root"),
    of("timestamp-authority"),
  ]);
  return {
    "code-signing-root": root,
    "code-signing-issuer": issuer,
    author,
    repository,
    "timestamping-root": timestampingRoot,
    "timestamp-authority": stamper,
  };
}

/** 16 octets, positive and without a leading zero (RFC 5280 §4.1.2.2). */
function randomSerialNumber(): string {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets.toString("hex");
}

function pointersTo(base: string): readonly ExtensionInput[] {
  return [
    crlDistributionPoints([`${base}.crl`]),
    authorityInformationAccess({ ocsp: [`${base}.ocsp`], caIssuers: [`${base}.cer`] }),
  ];
}

/** The CAs, and what each says of its certificates. */
export interface DevelopmentAuthorities {
  readonly codeSigning: { readonly root: CertificateAuthority; readonly issuer: CertificateAuthority };
  readonly timestampingRoot: CertificateAuthority;
  readonly revocation: ReadonlyMap<DevelopmentAuthorityRole, RevocationAuthority>;
}

/** Makes the CAs one after the other, so that serial numbers given by the caller always fall to the same ones. */
export async function makeAuthorities(workshop: DevelopmentWorkshop): Promise<DevelopmentAuthorities> {
  const root = await createRootAuthority({
    ...template(workshop, "code-signing-root", "Development Code Signing Root"),
    extensions: authorityExtensions(),
  });
  const issuer = await issueAuthority(root, {
    ...template(workshop, "code-signing-issuer", "Development Code Signing Issuer"),
    extensions: [
      ...authorityExtensions({ usages: [extendedKeyUsages.codeSigning] }),
      ...workshop.pointers("code-signing-root"),
    ],
  });
  const timestampingRoot = await createRootAuthority({
    ...template(workshop, "timestamping-root", "Development Timestamping Root"),
    extensions: authorityExtensions(),
  });
  const says = (authority: CertificateAuthority): RevocationAuthority =>
    createRevocationAuthority(authority, { clock: workshop.clock });
  const revocation = new Map<DevelopmentAuthorityRole, RevocationAuthority>([
    ["code-signing-root", says(root)],
    ["code-signing-issuer", says(issuer)],
    ["timestamping-root", says(timestampingRoot)],
  ]);
  return { codeSigning: { root, issuer }, timestampingRoot, revocation };
}

function template(
  workshop: DevelopmentWorkshop,
  role: DevelopmentAuthorityRole,
  commonName: string,
): Omit<CertificateTemplate, "extensions" | "key"> & { readonly key: TestKey } {
  return {
    subject: `CN=${commonName},O=Countersign Development`,
    key: workshop.keys[role],
    notBefore: new Date(workshop.at.getTime() - YEAR_MS),
    notAfter: new Date(workshop.at.getTime() + 20 * YEAR_MS),
    serialNumber: workshop.nextSerialNumber(),
  };
}
