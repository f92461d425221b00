import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { type ChainVerdict, createTrustStore, parseCertificates, validateCertificate } from "../../lib/index.js";
import { hasShared, sharedPath } from "../shared.js";

interface PathCase {
  readonly id: string;
  readonly purpose: "codeSigning" | "timeStamping";
  readonly time: string;
  readonly signatureTime?: string;
  readonly roots: readonly string[];
  readonly intermediates: readonly string[];
  readonly leaf: string;
  readonly revocation?: { readonly mode: "off" | "hard" | "soft" };
  readonly crls?: readonly string[];
  readonly ocsp?: readonly string[];
  readonly expected: "valid" | "invalid";
  readonly disputed?: string;
}

function cases(): readonly PathCase[] {
  if (!hasShared("corpora", "paths", "cases")) return [];
  const folder = sharedPath("corpora", "paths", "cases");
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as PathCase);
}

const derOf = (pem: string): Uint8Array => Uint8Array.from(Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64"));

async function judge(one: PathCase): Promise<ChainVerdict> {
  const roots = (await Promise.all(one.roots.map((pem) => parseCertificates(pem)))).flat();
  const mode = one.revocation?.mode ?? "off";
  return validateCertificate(derOf(one.leaf), {
    trust: await createTrustStore(
      one.id,
      roots.map(({ der }) => ({ certificate: der, purposes: ["code-signing", "timestamping"], origin: one.id })),
    ),
    purpose: one.purpose === "codeSigning" ? "code-signing" : "timestamping",
    at: new Date(one.time),
    ...(one.signatureTime === undefined ? {} : { signatureTime: new Date(one.signatureTime) }),
    intermediates: one.intermediates.map(derOf),
    crls: (one.crls ?? []).map(derOf),
    ocsp: (one.ocsp ?? []).map((base64) => Uint8Array.from(Buffer.from(base64, "base64"))),
    revocation: {
      policy:
        mode === "off"
          ? { mode: "off", need: "prefer" }
          : { mode: "offline", need: mode === "hard" ? "require" : "prefer" },
    },
    profile: "cms-detached",
  });
}

/** Disputed cases that ours decides otherwise than the file, and why. */
const DECIDED: ReadonlyMap<string, boolean> = new Map([
  // A certificate that does not say what it is for may be for anything: package profiles ask for code signing in so many words.
  ["d-eku-leaf-absent", false],
]);

describe("validateCertificate on the path cases", () => {
  for (const one of cases()) {
    it(`${one.id}: ${one.expected}${one.disputed === undefined ? "" : " (disputed)"}`, async () => {
      const verdict = await judge(one);
      const expected = DECIDED.get(one.id) ?? one.expected === "valid";
      assert.ok(!DECIDED.has(one.id) || one.disputed !== undefined, "only what is disputed is ours to decide");
      assert.equal(verdict.valid, expected, verdict.issues.map(({ code }) => code).join());
      if (!verdict.valid) assert.ok(verdict.issues.some(({ severity }) => severity === "error"));
    });
  }
});
