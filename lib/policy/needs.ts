import type { Fingerprint, HashName } from "../report/index.js";
import { type Policy, rulesOf } from "./policy.js";
import type { TrustedSigner } from "./trusted-signers.js";

/** Whether the policy asks what a package is called: reading it means inflating a file. */
export function needsIdentity(policy: Policy): boolean {
  const { signers, waivers } = rulesOf(policy);
  return (
    waivers.some((waiver) => waiver.packages !== undefined) ||
    (signers?.entries.some((entry) => entry.packages !== undefined) ?? false)
  );
}

/** Whether entries ask what a repository declares as its own certificates. */
export function needsDeclarations(policy: Policy): boolean {
  return (
    rulesOf(policy).signers?.entries.some((entry) => entry.by === "repository" && entry.certificates === "declared") ??
    false
  );
}

/** The hashes, besides SHA-256, by which the policy names certificates and keys. */
export function fingerprintHashes(policy: Policy): readonly HashName[] {
  const { signers, waivers } = rulesOf(policy);
  const fingerprints = [
    ...waivers.flatMap(({ certificate }) => certificate ?? []),
    ...(signers?.entries.flatMap(fingerprintsOf) ?? []),
  ];
  return (["sha384", "sha512"] as const).filter((hash) => fingerprints.some((one) => one.startsWith(hash)));
}

function fingerprintsOf(entry: TrustedSigner): readonly Fingerprint[] {
  switch (entry.by) {
    case "certificate":
    case "public-key":
      return [entry.fingerprint];
    case "subject":
    case "extended-key-usage":
    case "certificate-policy":
      return [entry.ca];
    case "repository":
      return entry.certificates === "declared" ? [] : entry.certificates;
    case "identity":
      return [];
  }
}
