import { readFileSync } from "node:fs";
import { parseCertificates } from "../../../lib/cms/index.js";
import type { Policy } from "../../../lib/policy/index.js";
import { createTrustStore, type TrustAnchorInput, type TrustStore } from "../../../lib/trust/index.js";
import type { Verdict } from "../../../lib/verdict/index.js";
import { createVerifier } from "../../../lib/verify/index.js";
import { sharedPath } from "../../shared.js";

export function caseFile(name: string): string {
  return sharedPath("interop", "cases", "packages", `${name}.nupkg`);
}

let store: Promise<TrustStore> | undefined;

/** Judges one of the interop cases under the roots that they were made for. */
export async function judgeCase(name: string, policy: Policy): Promise<Verdict> {
  store ??= trustedRoots();
  const verifier = createVerifier({ trust: await store, policy, clock: () => new Date("2026-11-24T00:00:00Z") });
  return verifier.verify(readFileSync(caseFile(name)), { name: `${name}.nupkg` });
}

async function trustedRoots(): Promise<TrustStore> {
  const lists = [
    ["codesigning", "code-signing"],
    ["timestamping", "timestamping"],
  ] as const;
  const anchors = lists.map(async ([file, purpose]): Promise<readonly TrustAnchorInput[]> => {
    const certificates = await parseCertificates(readFileSync(sharedPath("interop", "cases", "roots", `${file}.pem`)));
    return certificates.map(({ der }) => ({ certificate: der, purposes: [purpose], origin: file }));
  });
  return createTrustStore("interop cases", (await Promise.all(anchors)).flat());
}
