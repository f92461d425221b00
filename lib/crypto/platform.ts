import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { ConfigError } from "../report/index.js";
import type { CryptoProvider, ThreadPoolOptions } from "./provider.js";
import { type WebCryptoLike, webCryptoProvider } from "./webcrypto.js";

/** The platform's own WebCrypto, where `#native` does not lead to Node. */
function platformCrypto(): WebCryptoLike {
  const candidate: unknown = Reflect.get(globalThis, "crypto");
  if (typeof candidate === "object" && candidate !== null && "subtle" in candidate) return candidate as WebCryptoLike;
  throw new ConfigError({
    at: "options.crypto",
    expected: "a crypto provider, since this platform has no WebCrypto",
    received: "none",
    remedy: "Pass webCryptoProvider(...) with an implementation of WebCrypto.",
  });
}

let platform: CryptoProvider | undefined;
const provider = (): CryptoProvider => (platform ??= webCryptoProvider(platformCrypto()));

/**
 * WebCrypto answers later; small digests (a policy's, a certificate's) are wanted at once, and come from a kept library.
 */
const SHA2 = { sha256, sha384, sha512 } as const;

/** WebCrypto as the default provider; looked up when first used, so that importing the library never fails. */
export const defaultProvider: CryptoProvider = {
  name: "webcrypto",
  isFree: () => true,
  digestNow: (algorithm, bytes) => SHA2[algorithm](bytes),
  createHash: (algorithm) => provider().createHash(algorithm),
  digestSha1: (bytes) => provider().digestSha1(bytes),
  importKey: (publicKeyInfo) => provider().importKey(publicKeyInfo),
  verify: (key, algorithm, message, signature) => provider().verify(key, algorithm, message, signature),
  randomBytes: (count) => provider().randomBytes(count),
};

/** WebCrypto works beside the calling thread already, as many operations at once as it likes. */
export const threadPoolProvider: (options?: ThreadPoolOptions) => CryptoProvider = () => defaultProvider;

/** Whether a provider is the platform's own. */
export function isOwnProvider(provider: CryptoProvider): boolean {
  return provider === defaultProvider;
}
