import { testIssued } from "../../test-certs/index.js";
import { library, nuspec, unsignedPackage } from "../support/package.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

const lock = ["--lock", "countersign.lock.json", "--frozen"] as const;

/** Pins the author of a first package, then verifies another in its place. */
const after =
  (bytes: () => Promise<Uint8Array> | Uint8Array, ...more: readonly string[]) =>
  async (lab: Lab) => {
    const first = await lab.run(
      verify(lab.package(await authored(), "first.nupkg"), "--lock", "countersign.lock.json"),
    );
    if (first.code !== 0) throw new Error(first.stdout + first.stderr);
    return verify(lab.package(await bytes()), ...lock, ...more);
  };

export const pinCases = {
  "pin-signature-lost": {
    words: after(() => unsignedPackage(), "--level", "warn"),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /An earlier version was signed by the author with the certificate .+; this one is not signed/,
    next: /countersign pin accept lab\.sample\.1\.0\.0\.nupkg/,
  },
  "pin-kind-weakened": {
    words: after(() => authored({ primary: { signer: testIssued("repository"), kind: "repository" } })),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /had an author signature; this one has a repository signature alone/,
    next: /countersign pin accept lab\.sample\.1\.0\.0\.nupkg/,
  },
  "pin-signer-changed": {
    words: after(() => authored({ primary: { signer: testIssued("author-rsa-3072") } })),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /was signed by the author with the certificate .+, this one by the author with the certificate .+ not announced/,
    next: /countersign pin accept lab\.sample\.1\.0\.0\.nupkg/,
  },
  "pin-content-changed": {
    words: after(() => authored({}, { zip: { entries: [nuspec, { ...library, content: "other code" }] } })),
    exit: 20,
    etsi: "HASH_FAILURE",
    actor: "repository",
    says: /Version 1\.0\.0 has other bytes than when it was pinned: .+ instead of/,
    next: /Don’t use it/,
  },
  "pin-first-use": {
    words: async (lab) =>
      verify(
        lab.package(await authored()),
        ...lock,
        ...["--policy", lab.policy({ severities: { "pin-first-use": "warning" } }), "--detail", "full"],
      ),
    exit: 0,
    severity: "warning",
    actor: "user",
    says: /Nothing was pinned for this package; this is its first use, signed by the author with the certificate/,
    next: /Nothing need be done/,
  },
} as const satisfies Partial<FindingCases>;
