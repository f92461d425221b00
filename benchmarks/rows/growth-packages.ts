import {
  createTrustStore,
  createVerifier,
  type Outcome,
  type TrustAnchorInput,
  type TrustStore,
} from "../../lib/index.js";
import type { PolicyDocument } from "../../lib/policy/index.js";
import { testAuthority, testCertificate } from "../../test-certs/index.js";
import { author, intermediate } from "../../test/support/signers.js";
import { signedPackage } from "../../test/support/package.js";
import { clock } from "../subject.js";
import { type Series, TO_TEN_THOUSAND } from "./series.js";

/** Packages, by the limits that everybody has. */
export const PACKAGE_SERIES: readonly Series[] = [
  { title: "roots in the trust list", sizes: [50, 500, 5000], most: 0.3, work: withRoots },
  { title: "unrelated certificates in the bag", sizes: TO_TEN_THOUSAND, most: 1.1, work: withBag },
  {
    title: "decoys of one name and key identifier before the issuer",
    sizes: TO_TEN_THOUSAND,
    most: 1.1,
    work: withDecoys,
  },
  { title: "decoys in place of the issuer", sizes: TO_TEN_THOUSAND, most: 1.1, work: withDecoysAlone },
  { title: "entries of the allowlist", sizes: TO_TEN_THOUSAND, most: 1.1, work: withEntries },
];

/** Copies of one certificate under other names. Nobody asks for their signatures, so they need not hold. */
async function others(count: number): Promise<readonly Uint8Array[]> {
  const { certificate } = await intermediate({ subject: "CN=Stranger 00000000" });
  return altered(certificate, Buffer.from("Stranger 00000000"), "Stranger ".length, count);
}

/** Copies with eight octets replaced by digits, `offset` octets after `mark`. */
function altered(original: Uint8Array, mark: Buffer, offset: number, count: number): readonly Uint8Array[] {
  const place = Buffer.from(original).indexOf(mark) + offset;
  return Array.from({ length: count }, (_, index) => {
    const copy = Uint8Array.from(original);
    copy.set(Buffer.from(String(index).padStart(8, "0")), place);
    return copy;
  });
}

function roots(more: readonly TrustAnchorInput[] = []): Promise<TrustStore> {
  const own = testCertificate("code-signing-root");
  return createTrustStore("roots", [{ certificate: own, purposes: ["code-signing"], origin: "test" }, ...more]);
}

/** @param certificates before the signer's own chain. */
async function signedBy(certificates: readonly Uint8Array[] = [], withIssuer = true): Promise<Uint8Array> {
  const signer = await author();
  const own = withIssuer ? [signer.certificate, ...signer.issuers.slice(0, -1)] : [signer.certificate];
  return signedPackage({ primary: { signer }, certificates: [...certificates, ...own] });
}

async function verification(
  bytes: Uint8Array,
  trust: TrustStore,
  { policy, outcomes = ["trusted"] }: { readonly policy?: PolicyDocument; readonly outcomes?: readonly Outcome[] } = {},
): Promise<() => Promise<unknown>> {
  const verifier = createVerifier({ trust, clock, chainCacheSize: 0, ...(policy && { policy }) });
  const { outcome } = await verifier.verify(bytes);
  if (!outcomes.includes(outcome)) throw new Error(`judged ${outcome}, where it should be ${outcomes.join(" or ")}`);
  return () => verifier.verify(bytes);
}

async function withRoots(count: number): Promise<() => Promise<unknown>> {
  const more = (await others(count)).map(
    (certificate) => ({ certificate, purposes: ["code-signing"], origin: "test" }) as const,
  );
  return verification(await signedBy(), await roots(more));
}

async function withBag(count: number): Promise<() => Promise<unknown>> {
  return verification(await signedBy(await others(count)), await roots());
}

async function withDecoys(count: number): Promise<() => Promise<unknown>> {
  return verification(await signedBy(decoys(count)), await roots());
}

/** The search ends with the hundredth signature that does not hold. */
async function withDecoysAlone(count: number): Promise<() => Promise<unknown>> {
  return verification(await signedBy(decoys(count), false), await roots(), { outcomes: ["untrusted", "inconclusive"] });
}

/** All have the issuer's name and key identifier; their keys differ from its own in eight octets of the modulus. */
function decoys(count: number): readonly Uint8Array[] {
  const issuer = testAuthority("code-signing-issuer");
  const modulus = Buffer.from(issuer.key.publicKeyInfo).subarray(60, 100);
  return altered(issuer.certificate, modulus, 0, count);
}

async function withEntries(count: number): Promise<() => Promise<unknown>> {
  const entries = Array.from({ length: count }, (_, index) => ({
    id: `entry ${index}`,
    by: "certificate" as const,
    fingerprint: `sha256:${index.toString(16).padStart(64, "0")}` as const,
    packages: [`Lab.${index}.*`],
  }));
  const policy: PolicyDocument = { version: 1, name: "long", signers: { version: 1, mode: "any-trusted", entries } };
  return verification(await signedBy(), await roots(), { policy });
}
