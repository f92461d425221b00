import { createHash } from "node:crypto";
import { testCertificate, testIssued } from "../../test-certs/index.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

const print = (name: string) => `sha256:${createHash("sha256").update(testCertificate(name)).digest("hex")}`;
const own = { id: "ours", by: "certificate", fingerprint: print("author-rsa-2048") };
const other = { id: "theirs", by: "certificate", fingerprint: print("author-rsa-3072"), packages: ["Lab.Sample"] };
const authors = () => authored();
const repositorys = () => authored({ primary: { signer: testIssued("repository"), kind: "repository" } });

/** Verifies where these entries are the trusted signers. */
const listing =
  (entries: readonly object[], bytes: () => Promise<Uint8Array> = authors) =>
  async (lab: Lab) => {
    lab.trustFile({ entries });
    return verify(lab.package(await bytes()));
  };
const asking =
  (...more: readonly string[]) =>
  async (lab: Lab) =>
    verify(lab.package(await authored()), ...more);

export const signerCases = {
  "signer-not-allowed": {
    words: listing([other]),
    exit: 21,
    nuget: "NU3034",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /No entry of the trusted signers fits the author signature \(certificate /,
    next: /countersign trust add lab\.sample\.1\.0\.0\.nupkg/,
  },
  "signer-pattern-not-covered": {
    words: listing([{ ...own, packages: ["Lab.Another"] }]),
    exit: 21,
    nuget: "NU3034",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /trusted signer "ours" made it, but may not speak for the package "Lab\.Sample"/,
    next: /countersign trust add lab\.sample\.1\.0\.0\.nupkg/,
  },
  "signer-owner-not-allowed": {
    words: listing(
      [{ id: "repo", by: "repository", certificates: [print("repository")], owners: ["Ben"] }],
      repositorys,
    ),
    exit: 21,
    nuget: "NU3034",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /repository signed for ann; allowed are Ben/,
    next: /countersign trust add lab\.sample\.1\.0\.0\.nupkg/,
  },
  "signer-entry-out-of-window": {
    words: listing([{ ...own, until: "2026-11-01T00:00:00Z" }]),
    exit: 21,
    nuget: "NU3034",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /trusted signer "ours" holds until 2026-11-01 00:00:00 UTC, not at 2026-11-24/,
    next: /move the entry’s dates; or .*countersign trust add lab\.sample\.1\.0\.0\.nupkg/,
  },
  "allowlist-empty": {
    words: async (lab) => {
      const policy = lab.policy({ signers: { version: 1, mode: "listed", entries: [] } });
      return verify(lab.package(await authored()), "--policy", policy);
    },
    exit: 21,
    nuget: "NU3034",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /asks for listed signers, and the list is empty/,
    next: /countersign trust add lab\.sample\.1\.0\.0\.nupkg.*; or .*countersign trust init/,
  },
  "allowlist-conflict": {
    words: async (lab) => [
      ...(await listing([own, { ...own, id: "lax", allowUntrustedRoot: true }])(lab)),
      ...["--detail", "full"],
    ],
    exit: 0,
    severity: "warning",
    nuget: "NU3040",
    actor: "user",
    says: /The entries ours, lax contradict each other/,
    next: /Make the entries agree/,
  },
  "identity-mismatch": {
    words: asking("--organization", "Contoso Ltd"),
    exit: 21,
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /organization should be "Contoso Ltd" and is Countersign Test/,
    next: /Check the name that was asked for/,
  },
  "identity-domain-unproven": {
    words: asking("--publisher-domain", "contoso.example.com"),
    exit: 21,
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /Nothing in the signer’s certificate proves that it speaks for "contoso\.example\.com"/,
    next: /countersign trust add lab\.sample\.1\.0\.0\.nupkg/,
  },
} as const satisfies Partial<FindingCases>;
