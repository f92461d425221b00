import { policies, type Verdict } from "../index.js";
import { createNodeVerifier } from "../node/index.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import { judgePackage } from "./judge-package.js";
import { plainRequests } from "./request-options.js";
import { rootsOf } from "./roots-options.js";
import { anchorsOf, type TrustFile } from "./trust-file/document.js";

/**
 * One package by the standard policy and the roots of the call, without any allowlist: who really signed it.
 *
 * @param file its roots count beside those of the call.
 * @throws {TransportError} it can't be read.
 */
export async function judgeOne(
  packageFile: PackageFile,
  call: Invocation,
  file: TrustFile | undefined,
): Promise<Verdict> {
  const trust = await rootsOf(call, file === undefined ? [] : anchorsOf(file, "countersign.trust.json"));
  const verifier = await createNodeVerifier({ trust, policy: policies.standard, clock: call.clock });
  // As a first use: the package is then asked for its name.
  return judgePackage(packageFile, verifier, plainRequests(call, { pinned: "first-use" }), call);
}
