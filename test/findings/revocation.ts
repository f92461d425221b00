import {
  buildCrl,
  buildOcspResponse,
  distinguishedName,
  issueCertificate,
  ocspCertId,
  serialNumberOf,
} from "../../lib/testing/index.js";
import { testAuthority, testIssued, testKey } from "../../test-certs/index.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

const issuer = testAuthority("code-signing-issuer");
const required = { mode: "offline", need: "require", checks: ["signer"] } as const;

/** Verifies a sound package where an answer is required, with these files at hand. */
const having =
  (files: Readonly<Record<string, Uint8Array>>, more: readonly string[] = []) =>
  async (lab: Lab) => {
    const folder = Object.entries(files).map(([name, bytes]) => lab.file(name, bytes));
    const data = folder.flatMap((name) => ["--revocation-data", name]);
    return verify(lab.package(await authored()), "--policy", lab.policy({ revocation: required }), ...data, ...more);
  };
const crl = (key: typeof issuer.key, nextUpdate: string): Uint8Array =>
  buildCrl(
    { subject: issuer.subject, key },
    { thisUpdate: new Date("2026-10-01T00:00:00Z"), nextUpdate: new Date(nextUpdate), entries: [], number: 1 },
  );

/** An answer of a signer whom the CA has given no right to answer. */
async function strangersAnswer(): Promise<Uint8Array> {
  const stranger = await issueCertificate(issuer, {
    subject: "CN=Lab Stranger",
    key: testKey("ocsp-responder"),
    serialNumber: "4242",
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2059-01-01T00:00:00Z"),
    extensions: [],
  });
  const serial = serialNumberOf(testIssued("author-rsa-2048").certificate);
  const certId = ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, serial);
  const [thisUpdate, nextUpdate] = [new Date("2026-11-24T00:00:00Z"), new Date("2026-12-01T00:00:00Z")];
  return buildOcspResponse({
    responder: { key: testKey("ocsp-responder"), subject: distinguishedName("CN=Lab Stranger") },
    producedAt: thisUpdate,
    responses: [{ status: "good", certId, thisUpdate, nextUpdate }],
    certificates: [stranger.certificate],
  });
}

export const revocationCases = {
  "revocation-unknown": {
    words: having({}),
    exit: 23,
    nuget: "NU3018",
    etsi: "TRY_LATER",
    actor: "network",
    says: /Nobody could say whether "Author author-rsa-2048" is revoked: the certificate names no OCSP responder and no CRL/,
    next: /Ask the certificate’s authority for its CRL .+ --revocation-data/,
  },
  "revocation-stale": {
    words: having({ "stale.crl": crl(issuer.key, "2026-11-01T00:00:00Z") }),
    exit: 23,
    nuget: "NU3018",
    etsi: "TRY_LATER",
    actor: "network",
    says: /"Author author-rsa-2048" is too old: .+ promised an update by 2026-11-01 00:00:00 UTC, and it was 2026-11-24/,
    next: /countersign revocation prefetch lab\.sample\.1\.0\.0\.nupkg/,
  },
  "revocation-evidence-invalid": {
    words: having({ "forged.crl": crl(testKey("foreign"), "2026-12-01T00:00:00Z") }),
    exit: 23,
    severity: "warning",
    etsi: "TRY_LATER",
    actor: "network",
    evidence: { part: "crl" },
    says: /The CRL from .+ cannot be used: /,
    next: /Retry; if it recurs, the responder or its cache is faulty/,
  },
  "revocation-responder-unauthorized": {
    words: async (lab) => having({ "stranger.ocsp": await strangersAnswer() })(lab),
    exit: 23,
    severity: "warning",
    etsi: "TRY_LATER",
    actor: "network",
    evidence: { part: "ocsp" },
    says: /OCSP answer from .+ is signed by ".+", who may not answer for this CA/,
    next: /Report it to the CA/,
  },
  "revocation-not-checked": {
    words: async (lab) => {
      const policy = lab.policy({ severities: { "revocation-not-checked": "warning" } });
      return verify(lab.package(await authored()), "--policy", policy, "--revocation", "off", "--detail", "full");
    },
    exit: 0,
    severity: "warning",
    actor: "user",
    says: /Whether the certificates are revoked was not asked: the policy says so/,
    next: /set revocation\.mode and revocation\.need in the policy/,
  },
} as const satisfies Partial<FindingCases>;
