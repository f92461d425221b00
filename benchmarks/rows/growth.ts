import { createTrustStore, createVerifier, type TrustAnchorInput, type TrustStore } from "../../lib/index.js";
import type { PolicyDocument } from "../../lib/policy/index.js";
import { testAuthority, testCertificate } from "../../test-certs/index.js";
import { author, intermediate } from "../../test/support/signers.js";
import { signedPackage } from "../../test/support/package.js";
import { contest, inProcess, type Row } from "../contest.js";
import { clock } from "../subject.js";
import { fittedExponent } from "../statistics.js";
import type { Setting } from "../setting.js";

/** How the time of a verification grows with one thing that others choose. */
interface Series {
  readonly title: string;
  readonly sizes: readonly number[];
  /** The exponent that may not be passed. */
  readonly most: number;
  readonly work: (size: number) => Promise<() => Promise<unknown>>;
}

const SERIES: readonly Series[] = [
  { title: "roots in the trust list", sizes: [50, 500, 1000], most: 0.3, work: withRoots },
  { title: "unrelated certificates in the bag", sizes: [10, 100, 1000], most: 1.1, work: withBag },
  { title: "decoys of one name and key identifier in the bag", sizes: [10, 100, 1000], most: 1.1, work: withDecoys },
  { title: "entries of the allowlist", sizes: [10, 100, 1000], most: 1.1, work: withEntries },
];

export async function growth({ rounds }: Setting): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const series of SERIES) rows.push(await grown(series, rounds));
  return rows;
}

async function grown({ title, sizes, most, work }: Series, rounds: number): Promise<Row> {
  const contestants = [];
  for (const size of sizes) {
    const task = await work(size);
    contestants.push(inProcess(size.toLocaleString("en-US"), task, { count: size > 2000 ? 2 : 10, warmUp: 5 }));
  }
  const row = await contest({ title: `growth with ${title}`, unit: "µs", rounds, contestants });
  const points = row.figures.map(({ median }, index) => ({ size: sizes[index] ?? 1, time: median }));
  const reached = fittedExponent(points);
  return { ...row, targets: [{ text: `fitted exponent of the time: at most ${most}`, reached, met: reached <= most }] };
}

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

async function signedBy(certificates: readonly Uint8Array[] = []): Promise<Uint8Array> {
  const signer = await author();
  const own = [signer.certificate, ...signer.issuers.slice(0, -1)];
  return signedPackage({ primary: { signer }, certificates: [...own, ...certificates] });
}

const roomy = { version: 1, name: "roomy", budgets: { certificates: 20_000, signatureBytes: 64 << 20 } } as const;

function verification(bytes: Uint8Array, trust: TrustStore, policy: PolicyDocument = roomy): () => Promise<unknown> {
  const verifier = createVerifier({ trust, clock, policy, chainCacheSize: 0 });
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

/** All have the issuer's name and key identifier; their keys differ from its own in eight octets of the modulus. */
async function withDecoys(count: number): Promise<() => Promise<unknown>> {
  const issuer = testAuthority("code-signing-issuer");
  const modulus = Buffer.from(issuer.key.publicKeyInfo).subarray(60, 100);
  return verification(await signedBy(altered(issuer.certificate, modulus, 0, count)), await roots());
}

async function withEntries(count: number): Promise<() => Promise<unknown>> {
  const entries = Array.from({ length: count }, (_, index) => ({
    id: `entry ${index}`,
    by: "certificate" as const,
    fingerprint: `sha256:${index.toString(16).padStart(64, "0")}` as const,
    packages: [`Lab.${index}.*`],
  }));
  const policy: PolicyDocument = { version: 1, name: "long", signers: { version: 1, mode: "any-trusted", entries } };
  return verification(await signedBy(), await roots(), policy);
}
