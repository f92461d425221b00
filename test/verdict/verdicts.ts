import { definePolicy, grade, policies, type Policy } from "../../lib/policy/index.js";
import { type CheckFacts, found } from "../../lib/report/index.js";
import { decide, type DecideInput, type SignatureReport, SignerProof, type Verdict } from "../../lib/verdict/index.js";
import { exampleFindings } from "../report/examples.js";
import { facts, otherPrint, primary, signedFacts, signerRef } from "../policy/facts.js";
import { certificate, validatedChain, verifiedContent, verifiedSigner } from "./proofs.js";

export const at = new Date("2026-11-23T00:00:00Z");
const content = verifiedContent();
const signer = SignerProof.validated(
  verifiedSigner("author-identified"),
  validatedChain("author-identified", "code-signing-root"),
);

export const signature: SignatureReport = {
  kind: "author",
  placement: "primary",
  hash: "sha256",
  algorithm: "rsa-pkcs1",
  standing: "validated",
  signer: certificate("author-identified"),
  chain: [certificate("author-identified"), certificate("code-signing-root")],
  anchor: { name: "Root", origin: "test" },
  claimedTime: at,
  timestamps: [
    {
      genTime: at,
      accuracyMs: 1000,
      policyOid: "1.2.3",
      serialNumber: "01",
      authority: certificate("timestamp-authority"),
    },
  ],
  repository: { serviceIndex: "https://r.example/index.json", owners: ["contoso"] },
  matched: { entry: "us" },
  revocation: [
    {
      certificate: signerRef,
      status: "good",
      attempts: [{ method: "ocsp", origin: "http://o.example", result: "good", thisUpdate: at }],
    },
  ],
};

/** A verdict over facts; good content and signer unless told otherwise. */
export function verdictOver(
  checks: readonly CheckFacts[],
  policy: Policy = policies.standard,
  more: Partial<DecideInput> = {},
): Verdict {
  const grading = grade(checks, { policy, now: at, file: more.name, identity: more.identity });
  return decide({
    grading,
    content,
    signer,
    policy,
    trust: { name: "roots", digest: otherPrint },
    at,
    atFrom: "clock",
    signatures: [signature],
    ...more,
  });
}

export const trusted: Verdict = verdictOver(signedFacts(), policies.standard, {
  name: "good.nupkg",
  identity: { id: "Contoso.Json", version: "1.0.0" },
  contentDigest: otherPrint,
});
export const tampered: Verdict = verdictOver(
  [
    facts(
      "content-integrity",
      [
        found(
          "content-digest-mismatch",
          { algorithm: "sha256", expected: "07aa".repeat(16), actual: "9f2c".repeat(16) },
          { part: "package", start: 10, end: 30 },
        ),
      ],
      primary,
    ),
    {
      check: "revocation",
      subject: primary,
      status: "skipped",
      reason: "an earlier check failed: content-integrity",
      findings: [],
    },
  ],
  policies.standard,
  { name: "sub folder/bad|<b>.nupkg", content: undefined },
);
export const waived: Verdict = verdictOver(
  signedFacts(
    facts(
      "chain",
      [
        found("chain-root-untrusted", {
          certificate: signerRef,
          root: { subject: "CN=R", fingerprint: otherPrint },
          trustList: "roots",
        }),
      ],
      primary,
    ),
  ),
  definePolicy({
    version: 1,
    name: "mine",
    waivers: [
      {
        id: "SEC-1",
        code: "chain-root-untrusted",
        reason: "vendor | moves",
        certificate: otherPrint,
        expires: "2027-01-01T00:00:00Z",
      },
    ],
  }),
  { signer: undefined },
);
/** Every finding of the catalogue at once. */
export const everything: Verdict = verdictOver(
  exampleFindings.map((finding) => facts("chain", [finding], primary)),
  policies.strict,
  { name: "all.nupkg" },
);
