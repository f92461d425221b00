import { readFileSync } from "node:fs";
import { type CryptoProvider, KeyRing } from "../../../lib/crypto/index.js";
import { reading } from "../../../lib/der/index.js";
import { formats } from "../../../lib/formats/index.js";
import { PathContext, pathProfile, SignatureCache } from "../../../lib/path/index.js";
import { defaultBudgets } from "../../../lib/policy/index.js";
import { Budget } from "../../../lib/report/index.js";
import { checkSignature, readPackageSignature } from "../../../lib/signature/index.js";
import { readTimestampResponse, verifyTimestamp } from "../../../lib/timestamp/index.js";
import { createTrustStore } from "../../../lib/trust/index.js";
import { createVerifier } from "../../../lib/verify/index.js";
import {
  ExtensionId,
  readBasicConstraints,
  readCertificate,
  readCertificatePolicies,
  readNameConstraints,
} from "../../../lib/x509/index.js";
import { judge } from "../../path/judge.js";
import { sharedPath } from "../../shared.js";
import { corpusJson } from "../corpus.js";
import { providers } from "../providers.js";
import type { Case, Suite } from "../suite.js";

interface Entry {
  readonly file: string;
  readonly kind: string;
  readonly expectation?: { readonly verdict: string };
}

/** The message, the token or the certificate says it of itself: whom one trusts is another question. */
type Judge = (bytes: Uint8Array, provider: CryptoProvider) => Promise<"valid" | "invalid">;

/** A moment after all of them were made. */
const NOW = Date.parse("2026-01-01T00:00:00Z");
const HASHES = ["sha256", "sha384", "sha512"] as const;

/**
 * Messages, tokens, answers of authorities, certificates and packages of other projects. Their CRLs and OCSP answers are
 * judged in test/revocation/corpus.test.ts.
 */
export const cms: readonly Suite[] = providers.map(({ name, provider }) => ({
  name: `cms on ${name}`,
  folder: "cms",
  *cases() {
    const { entries } = corpusJson<{ readonly entries: readonly Entry[] }>("cms", "manifest.json");
    for (const entry of entries) {
      const judged = JUDGES.get(entry.kind);
      if (judged !== undefined && entry.expectation !== undefined) yield caseOf(entry, judged, provider);
    }
  },
}));

/** What counts as agreement, by the corpus's word. */
const EXPECTED: ReadonlyMap<string, readonly string[]> = new Map([
  ["valid", ["valid"]],
  ["invalid", ["invalid"]],
  // Without the signer's certificate nothing is proven.
  ["incomplete", ["invalid"]],
  // It must end in a value.
  ["parse-only", ["valid", "invalid"]],
  ["origin-case", ["valid", "invalid"]],
  ["see-note", ["valid", "invalid"]],
]);

/** What the corpus leaves open, decided. */
const DECIDED: ReadonlyMap<string, "valid" | "invalid"> = new Map([
  // A token holds one signature (RFC 3161 §2.4.2), whatever the second is worth.
  ["tspclient-go/cms/TimeStampTokenWithAnInvalidAndAValidSignerInfo.p7s", "invalid"],
  ["tspclient-go/tsp/TimeStampTokenWithValidAndInvalidSignerInfos.p7s", "invalid"],
  // Its signed attributes were changed after signing.
  ["tspclient-go/cms/TimeStampTokenWithSigningTime.p7s", "invalid"],
  ["tspclient-go/tsp/TimeStampTokenWithoutSigningCertificateV2IssuerSerial.p7s", "invalid"],
  // Without signed attributes a value over chosen octets could pass for a signature (RFC 5652 §5.3, §5.4).
  ["tspclient-go/cms/SignedDataWithoutSignedAttributes.p7s", "invalid"],
  // Nobody signs the set of certificates: strays in it change nothing (RFC 5652 §10.2.3).
  ["sigstore/response-injected-certs.tsr", "valid"],
  // A SignerInfo alone is no message.
  ["rustcrypto/cms/signer_info_sequence_not_set.bin", "invalid"],
]);

function caseOf({ file, expectation }: Entry, judged: Judge, provider: CryptoProvider): Case {
  const decided = DECIDED.get(file);
  const expected = decided === undefined ? EXPECTED.get(expectation?.verdict ?? "") : [decided];
  return { id: file, expected: expected ?? ["a decision"], judge: () => judged(bytesOf(file), provider) };
}

/** DER as it is; of PEM the first block; anything else as it is. */
function bytesOf(file: string): Uint8Array {
  const bytes = readFileSync(sharedPath("corpora", "cms", file));
  const body = /-----BEGIN [^-]+-----(?<body>[^-]+)-----END/.exec(bytes.toString("latin1"))?.groups?.["body"];
  return Uint8Array.from(bytes[0] === 0x30 || body === undefined ? bytes : Buffer.from(body, "base64"));
}

function contextOf(provider: CryptoProvider): PathContext {
  return new PathContext(new KeyRing(provider), new Budget(defaultBudgets), new SignatureCache(0));
}

/** Its form, its hashes and its signature: what it stamped is not in the corpus, and its authority is nobody's root. */
const judgeToken: Judge = async (token, provider) => {
  const { steps } = await verifyTimestamp({
    token,
    stamped: Uint8Array.of(0),
    limits: defaultBudgets,
    hashes: HASHES,
    profile: pathProfile("cms-detached", "timestamping"),
    trust: await createTrustStore("nobody", []),
    context: contextOf(provider),
    now: NOW,
    nowFrom: "caller",
  });
  const own = ["timestamp-structure", "timestamp-imprint", "timestamp-signature", "timestamp-time"] as const;
  const findings = own.map((step) => steps.get(step));
  const isRight = findings.every((found) => found?.every(({ code }) => code === "timestamp-imprint-mismatch"));
  return isRight ? "valid" : "invalid";
};

const judgeResponse: Judge = async (bytes, provider) => {
  const answer = readTimestampResponse(bytes);
  return answer.kind === "granted" ? judgeToken(answer.token, provider) : "invalid";
};

const judgeResponseOrToken: Judge = async (bytes, provider) =>
  readTimestampResponse(bytes).kind === "granted" ? judgeResponse(bytes, provider) : judgeToken(bytes, provider);

/** As a signature over what it holds. That it is no package's manifest, and whose it is, is not asked. */
const judgeMessage: Judge = async (bytes, provider) => {
  const read = readPackageSignature(bytes, defaultBudgets);
  if (!read.ok) return "invalid";
  const { facts } = await checkSignature(read.value, read.value.primary, {
    profile: formats.nupkg.profile,
    profiles: {
      signing: pathProfile("rfc5280", "any"),
      timestamping: pathProfile("rfc5280", "any"),
    },
    limits: defaultBudgets,
    trust: await createTrustStore("nobody", []),
    path: contextOf(provider),
    now: NOW,
    nowFrom: "caller",
    issuers: undefined,
    revocation: undefined,
  });
  const own = ["cms-structure", "cms-profile", "signed-attributes", "signature-value"];
  const findings = facts.filter(({ check }) => own.includes(check)).flatMap((fact) => fact.findings);
  return findings.every(({ code }) => code === "signature-content-malformed") ? "valid" : "invalid";
};

const READERS: ReadonlyMap<string, (value: Uint8Array) => unknown> = new Map<string, (value: Uint8Array) => unknown>([
  [ExtensionId.basicConstraints, readBasicConstraints],
  [ExtensionId.certificatePolicies, readCertificatePolicies],
  [ExtensionId.nameConstraints, readNameConstraints],
]);

/** Whether anything is wrong with the certificate by itself; what is said of its chain is not. */
const judgeCertificate: Judge = async (bytes, provider) => {
  const read = readCertificate(bytes);
  if (!read.ok) return "invalid";
  const { extensions, validFrom } = read.value;
  const isReadable = extensions.every(({ oid, value }) => reading(() => READERS.get(oid)?.(value)).ok);
  const { findings } = await judge({ leaf: bytes, at: validFrom.milliseconds, provider });
  const ofChain = ["chain-incomplete", "chain-root-untrusted"];
  return isReadable && findings.every(({ code }) => ofChain.includes(code)) ? "valid" : "invalid";
};

/** Structures that none of our readers is for: each is offered to all of them. */
const judgeAnything: Judge = async (bytes, provider) => {
  const said = [judgeCertificate, judgeMessage, judgeResponse, judgeToken].map((one) => one(bytes, provider));
  return (await Promise.all(said)).includes("valid") ? "valid" : "invalid";
};

const judgePackage: Judge = async (bytes, provider) => {
  const verifier = createVerifier({
    trust: await createTrustStore("nobody", []),
    clock: () => new Date(NOW),
    crypto: provider,
  });
  return (await verifier.verify(bytes)).accepted ? "valid" : "invalid";
};

const JUDGES: ReadonlyMap<string, Judge> = new Map([
  ["tsp-token", judgeToken],
  ["tsp-response", judgeResponse],
  ["tsp-response-or-token", judgeResponseOrToken],
  ["cms-signed-data", judgeMessage],
  ["cms", judgeMessage],
  ["certificate", judgeCertificate],
  ["nupkg", judgePackage],
  ["asn1", judgeAnything],
  ["ocsp-request", judgeAnything],
]);
