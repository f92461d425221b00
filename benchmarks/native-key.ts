import { defaultProvider, type VerifyKey } from "../lib/crypto/index.js";

/** A key that the native provider takes in, at once. @param publicKeyInfo DER SubjectPublicKeyInfo. */
export function nativeKey(publicKeyInfo: Uint8Array): VerifyKey {
  const key = defaultProvider.importKey(publicKeyInfo);
  if (key === undefined || key instanceof Promise) throw new Error("the native provider takes this key, and at once");
  return key;
}
