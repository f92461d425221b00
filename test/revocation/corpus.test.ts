import assert from "node:assert/strict";
import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CryptoProvider, defaultProvider, KeyRing } from "../../lib/crypto/index.js";
import { reading } from "../../lib/der/index.js";
import { defaultBudgets } from "../../lib/policy/budgets.js";
import { Budget, failed, found, ok } from "../../lib/report/index.js";
import {
  type ChainRevocation,
  createRevocationJudge,
  type DelegateValidator,
  RevocationRun,
} from "../../lib/revocation/index.js";
import { readCrlFacts } from "../../lib/revocation/crl/facts.js";
import { createTrustStore, type TrustAnchor } from "../../lib/trust/index.js";
import { CrlSearch, readCertificate, readCertificateList, readOcspResponse } from "../../lib/x509/index.js";
import { hasShared, requireShared, sharedPath } from "../shared.js";
import { strictSettings, supplied } from "./chain-with-revocation.js";

interface Entry {
  readonly file: string;
  readonly kind: string;
  readonly expectation?: { readonly verdict: string; readonly reason: string };
  readonly issuer?: string;
  readonly time?: string;
}

function bytesOf(file: string): Uint8Array {
  const bytes = readFileSync(sharedPath("corpora", "cms", file));
  if (bytes[0] === 0x30) return Uint8Array.from(bytes);
  // Of several PEM blocks the first: the issuer, before those above it.
  const [, , base64] = bytes.toString("latin1").split("-----");
  return Uint8Array.from(Buffer.from(base64 ?? "", "base64"));
}

/** Files of which the corpus asks only that they can be parsed, and that we refuse, each with its reason. */
const REFUSED: Readonly<Record<string, string>> = {
  // Not what their folder says: certificates and keys of the tests beside them.
  "rustcrypto/ocsp/rsa-2048-sha256-ca-crl.der": "ResponderID",
  "rustcrypto/ocsp/rsa-2048-sha256-ca-key.der": "OCSPResponseStatus",
  "rustcrypto/ocsp/rsa-2048-sha256-ca.der": "version 3",
  "rustcrypto/ocsp/rsa-2048-sha256-crt-key.der": "OCSPResponseStatus",
  "rustcrypto/ocsp/rsa-2048-sha256-crt.der": "ResponderID",
  "rustcrypto/ocsp/rsa-2048-sha256-ocsp-crt-key.der": "OCSPResponseStatus",
  "rustcrypto/ocsp/rsa-2048-sha256-ocsp-crt.der": "version 3",
  // RFC 6960 §4.2.1: there is one type of answer, a successful response has one, and statuses are numbered to 6.
  "pyca/x509/ocsp/resp-response-type-unknown-oid.der": "not a basic one",
  "pyca/x509/ocsp/resp-successful-no-response-bytes.der": "holds no answer",
  "pyca/x509/ocsp/resp-unknown-response-status.der": "a status that does not exist",
  // RFC 5280 §5.3.3: entries name an issuer in indirect CRLs alone.
  "pyca/x509/custom/crl_all_reasons.pem": "not indirect",
  // RFC 5280 §5.3: a CRL with an entry extension that is critical and not understood may not be used.
  "pyca/x509/custom/crl_md2_unknown_crit_entry_ext.pem": "not understood",
};

/** Invalid for what only a judge sees: its signature. */
const WELL_FORMED = new Set(["pyca/x509/custom/invalid_signature_crl.pem"]);

describe("CRLs and OCSP answers of other projects", () => {
  before(function () {
    requireShared(this, "corpora", "cms");
  });
  if (!hasShared("corpora", "cms")) return;
  const manifest = JSON.parse(readFileSync(sharedPath("corpora", "cms", "manifest.json"), "utf8")) as {
    readonly entries: readonly Entry[];
  };
  const entries = manifest.entries.filter(({ kind }) => kind === "crl" || kind === "ocsp-response");

  for (const entry of entries.filter(({ issuer }) => issuer === undefined)) {
    const isInvalid = entry.expectation?.verdict === "invalid" && !WELL_FORMED.has(entry.file);
    const refusal = REFUSED[entry.file] ?? (isInvalid ? "" : undefined);
    it(`${refusal === undefined ? "reads" : "refuses"} ${entry.file}`, () => {
      const problem = entry.kind === "crl" ? crlProblem(bytesOf(entry.file)) : ocspProblem(bytesOf(entry.file));
      if (refusal === undefined) assert.equal(problem, undefined);
      else assert.ok(problem?.includes(refusal), problem);
    });
  }

  const answers = entries.filter(({ issuer }) => issuer !== undefined);
  for (const entry of answers) {
    it(`calls ${entry.file} no answer: OpenSSL's are signed with SHA-1`, async () => {
      const { answers: found } = await judgeAnswer(entry, entry.issuer ?? "", defaultProvider, undefined);
      assert.equal(found[0]?.status, "unknown");
    });
    const expected = entry.expectation?.verdict === "valid" ? "good" : "unknown";
    it(`calls ${entry.file} ${expected} if SHA-1 is let pass: ${entry.expectation?.reason ?? ""}`, async () => {
      const { answers: found } = await judgeWithSha1(entry, entry.issuer ?? "");
      assert.equal(found[0]?.status, expected);
    });
  }

  // The issuers of other names beside them (WSNIC) make no chain, and only chains are judged.
  for (const entry of answers.filter(({ expectation }) => expectation?.verdict === "valid")) {
    const issuer = entry.issuer?.replace("ocsp/", "ocsp/WKIC_") ?? "";
    it(`does not take ${entry.file} for an answer about a certificate of ${issuer}`, async () => {
      const { answers: found } = await judgeWithSha1(entry, issuer);
      assert.equal(found[0]?.status, "unknown");
    });
  }
});

function crlProblem(bytes: Uint8Array): string | undefined {
  const list = readCertificateList(bytes);
  if (!list.ok) return list.fault.message;
  const facts = readCrlFacts(list.value);
  if (!facts.ok) return "structure" in facts.fault ? facts.fault.message : facts.fault.problem;
  const { issuerName, entries } = list.value;
  const search = new CrlSearch(facts.value, issuerName, { serial: Uint8Array.of(1), issuerName }, () => undefined);
  const walked = reading(() => search.walk(bytes, entries.start, entries.end, true));
  return walked.ok ? undefined : walked.fault.message;
}

function ocspProblem(bytes: Uint8Array): string | undefined {
  const answer = readOcspResponse(bytes);
  return answer.ok ? undefined : answer.fault.message;
}

/** Judges one of OpenSSL's answers; the certificate that it is about has the answer's own short name. */
async function judgeAnswer(
  entry: Entry,
  issuerFile: string,
  provider: CryptoProvider,
  delegates: DelegateValidator | undefined,
  answer: Uint8Array = bytesOf(entry.file),
): Promise<ChainRevocation> {
  const name = /(N?D\d)\.der$/.exec(entry.file)?.[1] ?? "";
  const kind = name.endsWith("2") ? "ICA" : "EE";
  const certificate = readCertificate(bytesOf(`openssl/ocsp/${name}_Cert_${kind}.pem`));
  if (!certificate.ok) throw certificate.fault;
  await certificate.value.identify(defaultProvider);
  const context = { keys: new KeyRing(provider), budget: new Budget(defaultBudgets) };
  const run = new RevocationRun({ settings: strictSettings, sources: [], context, at: withinAnswer(answer) });
  const judge = createRevocationJudge(run, {
    role: "signer",
    embedded: supplied("ocsp", [answer]),
    ...(delegates && { delegates }),
  });
  return judge.judge({ certificates: [certificate.value], anchor: await anchorOf(issuerFile) });
}

/** OpenSSL's tests leave dates alone; the answers are long stale, and ours never does. */
function withinAnswer(answer: Uint8Array): number {
  const read = readOcspResponse(answer);
  assert.ok(read.ok && read.value.status === "successful");
  return Math.max(read.value.basic.producedAt, ...read.value.basic.responses.map(({ thisUpdate }) => thisUpdate));
}

async function anchorOf(issuerFile: string): Promise<TrustAnchor> {
  const issuer = readCertificate(bytesOf(issuerFile));
  if (!issuer.ok) throw issuer.fault;
  const { subjectName: subject, publicKeyInfo } = issuer.value;
  const store = await createTrustStore("OpenSSL", [
    { nameAndKey: { subject, publicKeyInfo }, purposes: ["code-signing"], origin: issuerFile },
  ]);
  const [anchor] = store.anchorsNamed(subject);
  assert.ok(anchor);
  return anchor;
}

/** The same answers with their algorithm called SHA-256 and checked as SHA-1: everything but the hash is then judged. */
async function judgeWithSha1(entry: Entry, issuerFile: string): Promise<ChainRevocation> {
  const publicKeys = new WeakMap<object, Uint8Array>();
  const provider: CryptoProvider = {
    ...defaultProvider,
    importKey: async (publicKeyInfo) => {
      const key = await defaultProvider.importKey(publicKeyInfo);
      if (key !== undefined) publicKeys.set(key, publicKeyInfo);
      return key;
    },
    verify: (key, _algorithm, message, signature) => {
      const spki = Buffer.from(publicKeys.get(key) ?? new Uint8Array());
      return verify("sha1", message, createPublicKey({ key: spki, format: "der", type: "spki" }), signature);
    },
  };
  const issuer = new X509Certificate(bytesOf(issuerFile));
  const delegates: DelegateValidator = {
    validate: async ({ certificate, anchor }) =>
      new X509Certificate(certificate.der).verify(issuer.publicKey)
        ? ok({ certificates: [certificate], anchor })
        : failed(
            found("chain-incomplete", {
              certificate: { subject: "", fingerprint: "sha256:" },
              issuer: "",
              candidatesTried: 1,
            }),
          ),
  };
  return judgeAnswer(entry, issuerFile, provider, delegates, renamed(bytesOf(entry.file)));
}

/** sha1WithRSAEncryption of the answer itself, which no signature covers, becomes sha256WithRSAEncryption. */
function renamed(answer: Uint8Array): Uint8Array {
  const read = readOcspResponse(answer);
  assert.ok(read.ok && read.value.status === "successful");
  const { der } = read.value.basic.signatureAlgorithm;
  const copy = Uint8Array.from(answer);
  copy[der.byteOffset - answer.byteOffset + 12] = 11;
  return copy;
}
