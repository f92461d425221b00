import { type CryptoProvider, defaultProvider } from "../../lib/crypto/index.js";
import { type Signer, signPackage } from "../../lib/sign/index.js";
import { createTrustStore, type TrustStore } from "../../lib/trust/index.js";
import { testCertificate, testSigner } from "../../test-certs/index.js";
import { assertRefused, clock, nupkg, testTrust } from "./fixture.js";

describe("a signer that signs again", () => {
  let trust: TrustStore;
  let signer: Signer & { certificates: readonly Uint8Array[]; sign: Signer["sign"] };
  beforeEach(async () => {
    trust = await testTrust();
    signer = { ...testSigner("author-rsa-2048") };
    for (let count = 0; count < 3; count++) await sign();
  });

  const sign = (options: Partial<Parameters<typeof signPackage>[1]> = {}) =>
    signPackage(nupkg(), { signer, trust, clock, timestamp: "none", ...options });

  it("is judged by the clock of each call", async () => {
    await assertRefused(sign({ clock: () => new Date("2070-01-01T00:00:00Z") }), "certificate-expired");
    await sign();
  });

  it("is judged by the trust of each call", async () => {
    const others = await createTrustStore("others", [
      { certificate: testCertificate("timestamping-root"), purposes: ["code-signing"], origin: "test-certs" },
    ]);
    await assertRefused(sign({ trust: others }), "chain-incomplete");
    await sign();
  });

  it("is judged by the certificates that it has by then", async () => {
    signer.certificates = testSigner("author-expired").certificates;
    await assertRefused(sign(), "certificate-expired");
  });

  it("is judged by the bytes that its certificates have by then", async () => {
    signer.certificates = signer.certificates.map((der) => Uint8Array.from(der));
    await sign();
    const [own] = signer.certificates;
    const last = own!.length - 1;
    own![last] = own![last]! ^ 1;
    await assertRefused(sign(), "chain-signature-invalid");
  });

  it("has each value verified", async () => {
    const values: Uint8Array[] = [];
    const good = testSigner("author-rsa-2048");
    signer.sign = async (request) => (values.push(await good.sign(request)), values.at(-1)!);
    await sign();
    signer.sign = async () => values[0]!;
    const later = () => new Date(clock().getTime() + 1000);
    await assertRefused(sign({ clock: later }), "signing-key-mismatch");
  });

  it("is not believed by one provider because another did", async () => {
    const crypto: CryptoProvider = { ...defaultProvider, verify: () => false };
    await assertRefused(sign({ crypto }), "chain-signature-invalid");
    await sign();
  });
});
