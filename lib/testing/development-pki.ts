import { equalBytes } from "../bytes/index.js";
import { ConfigError, type Purpose, requireFields, requireOnly } from "../report/index.js";
import type { RevocationSource } from "../revocation/index.js";
import { createTrustStore, type TrustAnchorInput, type TrustStore } from "../trust/index.js";
import { type CertificateAuthority, issueCertificate, type IssuedCertificate } from "./certificate-authority.js";
import { requireRevocation, type Revocation } from "./crl.js";
import {
  type DevelopmentAuthorities,
  type DevelopmentKeys,
  type DevelopmentWorkshop,
  makeAuthorities,
  openWorkshop,
} from "./development-authorities.js";
import {
  defectiveExtensions,
  type DevelopmentDefect,
  developmentRevocation,
  issuerWithoutCa,
  requireDefects,
  signerKey,
  signerValidity,
} from "./development-defects.js";
import type { ExtensionInput } from "./extensions.js";
import type { KeyKind, TestKey } from "./keys.js";
import type { Signer, TimestampSource } from "../sign/index.js";
import type { RevocationAuthority } from "./revocation-authority.js";
import { revocationSourceOf } from "./revocation-source.js";
import { signerOf } from "./signer.js";
import { createTimestampAuthority, type TimestampIdentity } from "./timestamp-authority.js";
import { requireExtensions, requireWord } from "./given.js";

/** Everything has a default; keys, numbers and time can be fixed. */
export interface DevelopmentPkiOptions {
  /**
   * The moment around which all validity lies (roots 20 years, signers 10), and the authority's genTime. Default: the
   * system's time, which the authority then goes on reading.
   */
  readonly at?: Date;
  /** Of the author's and the repository's certificates. */
  readonly defects?: readonly DevelopmentDefect[];
  /** Keys made earlier: generating six takes a second or two. */
  readonly keys?: Partial<DevelopmentKeys>;
  /** Kind of the keys that are made. Default RSA 2048. */
  readonly keyKind?: KeyKind;
  /** Hex. Default: 16 random octets, positive. With fixed keys, numbers and `at` every byte repeats (RSA, Ed25519). */
  readonly nextSerialNumber?: () => string;
  /**
   * Base URL, ending in `/`, where `serveRevocation` serves this PKI: CRL, OCSP and issuer URLs then stand in the
   * certificates.
   */
  readonly revocationUrl?: string;
}

/** A development signer, with what it was made of. */
export interface DevelopmentSigner extends Signer {
  readonly issued: IssuedCertificate;
}

/** Keys made for one test run. Never trusted by any default. */
export interface DevelopmentPki {
  /** The roots, each for its own purpose; and the same as what they are made of. */
  readonly trust: TrustStore;
  readonly anchors: readonly (TrustAnchorInput & { readonly certificate: Uint8Array })[];
  readonly author: DevelopmentSigner;
  readonly repository: DevelopmentSigner;
  readonly timestamps: TimestampSource;
  readonly revocation: RevocationSource;
  /** The CA above the signers, and its root. */
  readonly codeSigning: { readonly root: CertificateAuthority; readonly issuer: CertificateAuthority };
  /** For authorities of one's own: `createTimestampAuthority(pki.timestamping, …)`. */
  readonly timestamping: TimestampIdentity;
  /** What each CA says of its certificates, by role; for `serveRevocation`. */
  readonly revocationAuthorities: ReadonlyMap<string, RevocationAuthority>;
  /** One more certificate, with its key, under the CA that its role asks for. */
  issue(options: DevelopmentIssueOptions): Promise<DevelopmentSigner>;
  /** Puts a signer's certificate on its CA's list. */
  revoke(signer: DevelopmentSigner, revocation: Revocation): void;
}

/** A further signer of the development PKI. */
export interface DevelopmentIssueOptions {
  /** RFC 4514 text, or a bare common name. */
  readonly subject: string;
  readonly purpose: Purpose;
  readonly defects?: readonly DevelopmentDefect[];
  readonly key?: TestKey;
  /** Added after the profile's own: alternative names, policies. */
  readonly extensions?: readonly ExtensionInput[];
}

const OPTIONS = {
  at: "date?",
  defects: "text[]?",
  keys: "object?",
  keyKind: "text?",
  nextSerialNumber: "function?",
  revocationUrl: "text?",
} as const;
const ISSUE = { subject: "text", purpose: "text", defects: "text[]?", key: "object?" } as const;

/** Makes a code-signing hierarchy (root, issuer, author, repository) and a timestamping one (root, authority). */
export async function createDevelopmentPki(options: DevelopmentPkiOptions = {}): Promise<DevelopmentPki> {
  requireOnly(options, "options", OPTIONS);
  requireDefects(options.defects);
  const workshop = await openWorkshop(options);
  const authorities = await makeAuthorities(workshop);
  const issue = (wanted: DevelopmentIssueOptions): Promise<DevelopmentSigner> =>
    issueSigner(workshop, authorities, wanted);
  const { codeSigning, timestampingRoot, revocation } = authorities;
  const defects = options.defects ?? [];
  // One after the other, so that numbers given by the caller fall to the same certificates each time.
  const author = await issue({ ...AUTHOR, defects, key: workshop.keys.author });
  const repository = await issue({ ...REPOSITORY, defects, key: workshop.keys.repository });
  const stamper = await issue({ ...TIMESTAMP_AUTHORITY, key: workshop.keys["timestamp-authority"] });
  const timestamping: TimestampIdentity = { signer: stamper.issued, issuer: timestampingRoot };
  const anchors = anchorsOf(codeSigning.root, timestampingRoot);
  return {
    trust: await createTrustStore("development PKI", anchors),
    anchors,
    author,
    repository,
    timestamps: createTimestampAuthority(timestamping, { clock: workshop.clock }),
    revocation: revocationSourceOf(revocation.values(), "development PKI"),
    codeSigning,
    timestamping,
    revocationAuthorities: revocation,
    issue,
    revoke: (signer, reason) => revokeSigner(revocation.values(), signer, reason),
  };
}

const AUTHOR = {
  subject: "CN=Development Author,O=Countersign Development",
  purpose: "code-signing",
} as const;
const REPOSITORY = {
  subject: "CN=Development Repository,O=Countersign Development",
  purpose: "code-signing",
} as const;
const TIMESTAMP_AUTHORITY = {
  subject: "CN=Development Timestamp Authority,O=Countersign Development",
  purpose: "timestamping",
} as const;

function anchorsOf(codeSigning: CertificateAuthority, timestamping: CertificateAuthority): DevelopmentPki["anchors"] {
  const origin = "development PKI";
  return [
    { certificate: codeSigning.certificate, purposes: ["code-signing"], origin },
    { certificate: timestamping.certificate, purposes: ["timestamping"], origin },
  ];
}

async function issueSigner(
  workshop: DevelopmentWorkshop,
  authorities: DevelopmentAuthorities,
  wanted: DevelopmentIssueOptions,
): Promise<DevelopmentSigner> {
  requireOnly(wanted, "options", ISSUE, ["extensions"]);
  requireWord(wanted.purpose, "options.purpose", ["code-signing", "timestamping"]);
  requireExtensions(wanted.extensions, "options.extensions");
  requireDefects(wanted.defects);
  const defects = wanted.defects ?? [];
  const [role, above] =
    wanted.purpose === "timestamping"
      ? (["timestamping-root", authorities.timestampingRoot] as const)
      : (["code-signing-issuer", authorities.codeSigning.issuer] as const);
  const issuer = defects.includes("no-ca")
    ? await issuerWithoutCa(above, workshop.at, workshop.nextSerialNumber())
    : above;
  const issued = await issueCertificate(issuer, {
    subject: wanted.subject,
    ...signerValidity(workshop.at, defects),
    serialNumber: workshop.nextSerialNumber(),
    key: await signerKey(wanted.key, defects, workshop.newKey),
    extensions: [
      ...defectiveExtensions(wanted.purpose, defects),
      ...workshop.pointers(role),
      ...(wanted.extensions ?? []),
    ],
  });
  if (defects.includes("revoked")) {
    authorities.revocation.get(role)?.revoke(issued.certificate, developmentRevocation(workshop.at));
  }
  return { ...signerOf(issued, `development key of ${wanted.subject}`), issued };
}

/** @throws {ConfigError} none of the authorities issued it. */
function revokeSigner(authorities: Iterable<RevocationAuthority>, signer: DevelopmentSigner, why: Revocation): void {
  requireFields(signer, "signer", { issued: "object" });
  requireRevocation(why);
  const [issuer] = signer.issued.issuers;
  for (const authority of authorities) {
    if (issuer !== undefined && equalBytes(authority.issuer.certificate, issuer)) {
      authority.revoke(signer.issued.certificate, why);
      return;
    }
  }
  throw new ConfigError({
    at: "signer",
    expected: "a signer that this PKI issued",
    received: signer.label,
    remedy: "Revoke it through the revocation authority of its own CA.",
  });
}
