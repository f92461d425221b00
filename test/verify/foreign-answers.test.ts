import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { toHex } from "../../lib/bytes/index.js";
import { type CryptoProvider, defaultProvider, type Hasher } from "../../lib/crypto/index.js";
import { createVerifier, signPackage, type Verdict } from "../../lib/index.js";
import { createDevelopmentPki, type DevelopmentPki, revocationSourceOf } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

/** As a test runner has it that gives each file a realm of its own. */
const OfAnotherRealm = runInNewContext("Promise") as PromiseConstructor;

const WAYS: ReadonlyMap<string, <T>(answer: T) => Promise<T>> = new Map([
  ["promises of another realm", <T>(answer: T) => OfAnotherRealm.resolve(answer)],
  [
    "thenables",
    <T>(answer: T) =>
      ({ then: (next: (value: T) => unknown) => Promise.resolve(answer).then(next) }) as unknown as Promise<T>,
  ],
]);

/** The same provider, each of whose answers comes the given way. */
function answering(provider: CryptoProvider, give: <T>(answer: T) => Promise<T>): CryptoProvider {
  const createHash = (algorithm: Parameters<CryptoProvider["createHash"]>[0]): Hasher => {
    const hasher = provider.createHash(algorithm);
    return {
      update: (bytes) => give(hasher.update(bytes) as undefined),
      digest: () => give(hasher.digest() as Uint8Array),
    };
  };
  return {
    name: provider.name,
    randomBytes: (count) => provider.randomBytes(count),
    createHash,
    digestSha1: (bytes) => give(provider.digestSha1(bytes) as Uint8Array),
    importKey: (key) => give(provider.importKey(key) as Awaited<ReturnType<CryptoProvider["importKey"]>>),
    verify: (...question) => give(provider.verify(...question) as boolean),
  };
}

describe("answers of a provider that is somebody else’s", function () {
  this.timeout(60_000);
  const at = new Date("2027-01-01T00:00:00Z");
  let pki: DevelopmentPki;
  let signed: Uint8Array;

  before(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const options = { signer: pki.author, trust: pki.trust, clock: () => at };
    const result = await signPackage(makeArchive("Contoso.Tools", "1.0.0"), {
      ...options,
      timestamp: { sources: [pki.timestamps] },
    });
    signed = await result.toBytes();
  });

  const judge = (crypto: CryptoProvider, mode: "online" | "off" = "online"): Promise<Verdict> =>
    createVerifier({
      trust: pki.trust,
      clock: () => at,
      crypto,
      revocation: [revocationSourceOf(pki.revocationAuthorities.values(), "development PKI")],
      policy: { version: 1, name: "x", extends: "standard", revocation: { mode, need: "require" } },
    }).verify(signed);

  /** Says no of what is signed in CRLs and OCSP answers alone. */
  async function doubtingRevocation(): Promise<CryptoProvider> {
    const verify: CryptoProvider["verify"] = (...question) => defaultProvider.verify(...question);
    const signedOtherwise = new Set<string>();
    const noting: CryptoProvider["verify"] = (key, algorithm, message, signature) => {
      signedOtherwise.add(toHex(message));
      return verify(key, algorithm, message, signature);
    };
    await judge({ ...defaultProvider, verify: noting }, "off");
    const isOther = (message: Uint8Array): boolean => signedOtherwise.has(toHex(message));
    return {
      ...defaultProvider,
      verify: (key, algorithm, message, signature) => isOther(message) && verify(key, algorithm, message, signature),
    };
  }

  const told = ({ outcome, checks }: Verdict): unknown => ({
    outcome,
    checks: checks.map(({ check, status, issues }) => ({ check, status, codes: issues.map(({ code }) => code) })),
  });

  for (const [way, give] of WAYS) {
    it(`are waited for, where they are ${way}`, async () => {
      const own = await judge(defaultProvider);
      assert.equal(own.outcome, "trusted");
      assert.deepEqual(told(await judge(answering(defaultProvider, give))), told(own));
    });

    it(`say no of every signature of a chain and of its revocation, where no is said by ${way}`, async () => {
      const saysNo: CryptoProvider = { ...defaultProvider, verify: () => false };
      const own = await judge(saysNo);
      assert.equal(own.outcome, "tampered");
      assert.deepEqual(told(await judge(answering(saysNo, give))), told(own));
    });
  }

  it("say no of revocation data, where no is not the boolean", async () => {
    const doubting = await doubtingRevocation();
    const own = await judge(doubting);
    assert.ok(own.issues.some(({ code }) => code === "revocation-unknown"));
    for (const give of [...WAYS.values(), <T>(answer: T) => (answer === false ? {} : answer) as Promise<T>]) {
      const verify: CryptoProvider["verify"] = (...question) => give(doubting.verify(...question) as boolean);
      assert.deepEqual(told(await judge({ ...doubting, verify })), told(own));
    }
  });

  it("are a no, whatever they are that is not true", async () => {
    const own = await judge({ ...defaultProvider, verify: () => false });
    const answers = [1, "true", {}, [], new Boolean(true), undefined, Promise.resolve(1), Promise.resolve({})];
    for (const [index, answer] of answers.entries()) {
      const crypto: CryptoProvider = { ...defaultProvider, verify: () => answer as boolean };
      assert.deepEqual(told(await judge(crypto)), told(own), `answer ${index}`);
    }
  });
});
