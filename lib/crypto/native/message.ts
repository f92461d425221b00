import { createVerify } from "node:crypto";
import type { SignatureAlgorithm, VerifyKey } from "../provider.js";
import { NativeKey } from "./key.js";
import { signatureForm } from "./question.js";

/** A signature check whose message comes in pieces, and which never waits. */
export interface NativeMessage {
  update(bytes: Uint8Array): void;
  verify(): boolean;
}

/** @returns `undefined` where the algorithm needs its message whole, or the key is none of ours. */
export function startNatively(
  key: VerifyKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): NativeMessage | undefined {
  // Ed25519 reads its message twice (RFC 8032 §5.1.7).
  if (!(key instanceof NativeKey) || algorithm.name === "ed25519") return undefined;
  const verifier = createVerify(algorithm.hash);
  return {
    update: (bytes) => void verifier.update(bytes),
    verify: () => {
      try {
        const form = signatureForm(key, algorithm, signature);
        return form !== undefined && verifier.verify({ key: key.object, ...form.options }, form.signature);
      } catch {
        // OpenSSL throws for what can't be a signature of this key (a wrong length, for one): that is a "no" as well.
        return false;
      }
    },
  };
}
