import assert from "node:assert/strict";
import { type CryptoProvider, defaultProvider, KeyRing } from "../../lib/crypto/index.js";
import { CertificateBag, delegateValidator, PathContext, SignatureCache } from "../../lib/path/index.js";
import { defaultBudgets } from "../../lib/policy/budgets.js";
import { Budget, type Budgets, type Finding, type IssueCode } from "../../lib/report/index.js";
import {
  type ChainRevocation,
  createRevocationJudge,
  type RevocationAnswer,
  type RevocationEvidence,
  type RevocationJudgeOptions,
  RevocationRun,
  type RevocationRunOptions,
  type RevocationSettings,
} from "../../lib/revocation/index.js";
import {
  authorityExtensions,
  buildCrl,
  type CertificateAuthority,
  createRootAuthority,
  type CrlOptions,
  type ExtensionInput,
  generateTestKey,
  issueAuthority,
  issueCertificate,
  signerExtensions,
  type TestKey,
} from "../../lib/testing/index.js";
import { explicit, implicitPrimitive, namedBits, retag, sequence } from "../../lib/testing/encode.js";
import { generalName, type GeneralNameInput } from "../../lib/testing/extensions.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { strictSettings } from "./chain-with-revocation.js";

export const now = new Date("2030-05-06T07:08:09Z");
const day = 86_400_000;
export const validity = { notBefore: new Date("2029-01-01T00:00:00Z"), notAfter: new Date("2031-01-01T00:00:00Z") };

/** Days before (negative) or after `now`. */
export function days(count: number): Date {
  return new Date(now.getTime() + count * day);
}

/** A root, an issuer below it, and a stranger with the issuer's name and another key: curves, since RSA keys take long. */
export interface SmallPki {
  readonly root: CertificateAuthority;
  readonly issuer: CertificateAuthority;
  readonly stranger: CertificateAuthority;
  readonly leafKey: TestKey;
}
let made: Promise<SmallPki> | undefined;

export function smallPki(): Promise<SmallPki> {
  return (made ??= makePki());
}

async function makePki(): Promise<SmallPki> {
  const keys = await Promise.all([1, 2, 3, 4].map(() => generateTestKey("P-256")));
  const [rootKey, issuerKey, strangerKey, leafKey] = keys;
  assert.ok(rootKey && issuerKey && strangerKey && leafKey);
  const authority = { ...validity, extensions: authorityExtensions() };
  const root = await createRootAuthority({ ...authority, key: rootKey, subject: "Root", serialNumber: "01" });
  const issuer = await issueAuthority(root, { ...authority, key: issuerKey, subject: "Issuer", serialNumber: "02" });
  const strange = { ...authority, key: strangerKey, subject: "Issuer", serialNumber: "03" };
  return { root, issuer, stranger: await createRootAuthority(strange), leafKey };
}

/** DER of a code signer below the issuer, serial number 0a. */
export async function leafWith(
  extensions: readonly ExtensionInput[] = [],
  serialNumber = "0a",
  notAfter: Date = validity.notAfter,
): Promise<Uint8Array> {
  const { issuer, leafKey: key } = await smallPki();
  const all = [...signerExtensions("code-signing"), ...extensions];
  const made = await issueCertificate(issuer, {
    ...validity,
    notAfter,
    key,
    subject: "Leaf",
    serialNumber,
    extensions: all,
  });
  return made.certificate;
}

/** A CRL of the issuer, one day old and good for a week. */
export async function crlWith(options: Partial<CrlOptions> = {}, by?: CertificateAuthority): Promise<Uint8Array> {
  const { issuer } = await smallPki();
  return buildCrl(by ?? issuer, { thisUpdate: days(-1), nextUpdate: days(6), number: 5, ...options });
}

/** RFC 5280 §4.2.1.13. */
export function distributionPoints(
  ...points: readonly {
    readonly names?: readonly GeneralNameInput[];
    readonly relative?: Uint8Array;
    readonly reasons?: readonly number[];
    readonly crlIssuer?: string | Uint8Array;
  }[]
): ExtensionInput {
  const encoded = points.map(({ names, relative, reasons, crlIssuer }) =>
    sequence(
      names === undefined ? new Uint8Array() : explicit(0, explicit(0, ...names.map(generalName))),
      relative === undefined ? new Uint8Array() : explicit(0, retag(0xa1, relative)),
      reasons === undefined ? new Uint8Array() : implicitPrimitive(1, namedBits(reasons).subarray(2)),
      crlIssuer === undefined ? new Uint8Array() : explicit(2, generalName({ kind: "directory", value: crlIssuer })),
    ),
  );
  return { oid: "2.5.29.31", critical: false, value: sequence(...encoded) };
}

export interface LeafQuestion {
  readonly crls?: readonly Uint8Array[];
  readonly ocsp?: readonly Uint8Array[];
  readonly settings?: Partial<RevocationSettings>;
  readonly run?: Partial<RevocationRunOptions>;
  readonly judge?: Partial<RevocationJudgeOptions>;
  /** DER that came along. */
  readonly bag?: readonly Uint8Array[];
  readonly provider?: CryptoProvider;
  readonly budgets?: Partial<Budgets>;
}
export interface LeafOpinion extends ChainRevocation {
  readonly budget: Budget;
  readonly leaf: RevocationAnswer;
  readonly refusal: readonly Finding[];
  readonly codes: readonly IssueCode[];
  /** Problems of evidence, in order. */
  readonly problems: readonly string[];
}

/** Judges the chain leaf, issuer, root; of the issuer nothing is revoked. */
export async function judgeLeaf(leafDer: Uint8Array, question: LeafQuestion): Promise<LeafOpinion> {
  const { root, issuer } = await smallPki();
  const budget = new Budget({ ...defaultBudgets, ...question.budgets });
  const context = new PathContext(new KeyRing(question.provider ?? defaultProvider), budget, new SignatureCache(0));
  const bag = CertificateBag.read([leafDer, issuer.certificate, ...(question.bag ?? [])]);
  for (const certificate of bag.certificates) await certificate.identify(context.keys.provider);
  const [leaf, intermediate, ...others] = bag.certificates;
  assert.ok(leaf && intermediate);
  const store = await createTrustStore("test", [
    { certificate: root.certificate, purposes: ["code-signing"], origin: "test" },
  ]);
  const [anchor] = store.anchorsNamed(root.subject);
  const anchorCertificate = readCertificate(root.certificate);
  assert.ok(anchor && anchorCertificate.ok);
  await anchorCertificate.value.identify(context.keys.provider);
  const rootCrl = buildCrl(root, { thisUpdate: days(-1), nextUpdate: days(6), number: 1 });
  const run = new RevocationRun({
    settings: { ...strictSettings, ...question.settings },
    sources: [],
    context,
    at: now.getTime(),
    ...question.run,
  });
  const judge = createRevocationJudge(run, {
    role: "signer",
    embedded: [
      ...(question.crls ?? []).map((data, index) => evidence("crl", data, `crl ${index}`)),
      ...(question.ocsp ?? []).map((data, index) => evidence("ocsp", data, `ocsp ${index}`)),
    ],
    // At hand, and not in the signature, so that no source is asked about the issuer.
    supplied: [evidence("crl", rootCrl, "root crl")],
    certificates: others,
    delegates: delegateValidator(context),
    ...question.judge,
  });
  const chain = { certificates: [leaf, intermediate, anchorCertificate.value], anchor };
  const judged = await judge.judge(chain);
  const [first] = judged.answers;
  assert.ok(first);
  return {
    ...judged,
    budget,
    leaf: first,
    refusal: await judge.accept(chain),
    codes: judged.findings.map(({ code }) => code),
    problems: judged.findings.flatMap((one) =>
      one.code === "revocation-evidence-invalid" ? [one.details.problem] : [],
    ),
  };
}

export function evidence(kind: "crl" | "ocsp", data: RevocationEvidence["data"], origin: string): RevocationEvidence {
  return { kind, data, origin, fromCache: false };
}
