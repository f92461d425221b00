import { ConfigError } from "../report/index.js";
import type { CryptoProvider } from "./provider.js";
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

/** WebCrypto as the default provider; looked up when first used, so that importing the library never fails. */
export const defaultProvider: CryptoProvider = {
  name: "webcrypto",
  createHash: (algorithm) => provider().createHash(algorithm),
  digestSha1: (bytes) => provider().digestSha1(bytes),
  importKey: (publicKeyInfo) => provider().importKey(publicKeyInfo),
  verify: (key, algorithm, message, signature) => provider().verify(key, algorithm, message, signature),
  randomBytes: (count) => provider().randomBytes(count),
};
