import type { CryptoProvider } from "../lib/crypto/index.js";
import { signPackage, type SignedPackage, type TrustStore } from "../lib/index.js";
import { testKey, testSigner } from "../test-certs/index.js";
import { testTrust } from "../test/sign/fixture.js";
import { unsignedPackage } from "../test/support/package.js";
import { AUTHOR } from "./peers/signers.js";

/** An author's signature with a local RSA-3072 key and no timestamp, of a small package; and the key's operation alone. */
export interface SigningWork {
  readonly unsigned: Uint8Array;
  readonly trust: TrustStore;
  readonly signBy: (crypto?: CryptoProvider) => () => Promise<SignedPackage>;
  readonly bare: () => Uint8Array;
}

export async function signingWork(): Promise<SigningWork> {
  const unsigned = unsignedPackage();
  const trust = await testTrust();
  const [key, signer] = [testKey(AUTHOR), testSigner(AUTHOR)];
  const message = Buffer.alloc(300, 7);
  const clock = (): Date => new Date();
  return {
    unsigned,
    trust,
    signBy: (crypto) => () =>
      signPackage(unsigned, { signer, trust, clock, timestamp: "none", name: "a.nupkg", ...(crypto && { crypto }) }),
    bare: () => key.sign(message, { name: "rsa-pkcs1", hash: "sha256" }),
  };
}
