import { readdirSync } from "node:fs";
import type { CryptoProvider } from "../../../lib/crypto/index.js";
import { readCertificate } from "../../../lib/x509/index.js";
import { judgeCase, supplied } from "../../revocation/chain-with-revocation.js";
import { sharedPath } from "../../shared.js";
import { corpusJson, fromBase64, fromPem } from "../corpus.js";
import { providers } from "../providers.js";
import type { Case, Suite } from "../suite.js";

interface PathCase {
  readonly id: string;
  readonly purpose: "codeSigning" | "timeStamping";
  readonly time: string;
  readonly signatureTime?: string;
  readonly roots: readonly string[];
  readonly intermediates: readonly string[];
  readonly leaf: string;
  readonly revocation: { readonly mode: "off" | "hard" | "soft" };
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  readonly expected: "valid" | "invalid";
}

/**
 * Our own path cases, whole, under the profile `cms-detached`: they are of code signing, with keys of every kind. Disputed
 * cases are decided in exceptions.json, each with its reason.
 */
export const paths: readonly Suite[] = providers.map(({ name, provider }) => ({
  name: `paths on ${name}`,
  folder: "paths",
  *cases() {
    for (const file of readdirSync(sharedPath("corpora", "paths", "cases")).sort())
      yield caseOf(corpusJson<PathCase>("paths", "cases", file), provider);
  },
}));

function caseOf(test: PathCase, provider: CryptoProvider): Case {
  const { id, expected } = test;
  return { id, expected: [expected], judge: () => verdictOf(test, provider) };
}

async function verdictOf(test: PathCase, provider: CryptoProvider): Promise<string> {
  const leaf = fromPem(test.leaf);
  const [root] = test.roots.map(fromPem);
  if (!readCertificate(leaf).ok || root === undefined) return "invalid";
  const signatureTime = test.signatureTime === undefined ? undefined : Date.parse(test.signatureTime);
  const { mode } = test.revocation;
  const { outcome } = await judgeCase({
    provider,
    leaf,
    intermediates: test.intermediates.map(fromPem),
    root,
    at: signatureTime ?? Date.parse(test.time),
    purpose: test.purpose === "codeSigning" ? "code-signing" : "timestamping",
    profile: "cms-detached",
    settings: mode === "off" ? { mode: "off" } : { need: mode === "hard" ? "require" : "prefer" },
    run: { at: Date.parse(test.time) },
    judge: signatureTime === undefined ? {} : { signatureTime },
    evidence: [...supplied("crl", test.crls.map(fromPem)), ...supplied("ocsp", test.ocsp.map(fromBase64))],
  });
  return outcome.kind === "validated" ? "valid" : "invalid";
}
