import { readRange } from "../lib/bytes/index.js";
import { nugetV1 } from "../lib/formats/profiles/index.js";
import type { PackageFormat, Verdict, Verifier } from "../lib/index.js";
import { signatureIn } from "./signature-entry.js";

/**
 * The signature of a package as a file by itself, which is what peers are given that know CMS and no packages. What it is over
 * is the provider's to know: see `digestAtHand`.
 */
const signatureFile: PackageFormat = {
  id: "nupkg",
  profile: nugetV1,
  detect: async () => true,
  open: async (source) => ({
    findings: [],
    signature: await readRange(source, 0, source.size),
    signedContent: [{ kind: "range", start: 0, end: source.size }],
    embed: () => undefined,
    remove: () => undefined,
  }),
};

/** Verifies a package's signature without reading the package. */
export function verifiesSignature(verifier: Verifier, package_: Uint8Array): () => Promise<Verdict> {
  const signature = Uint8Array.from(signatureIn(package_));
  return () => verifier.verify(signature, { format: signatureFile });
}
