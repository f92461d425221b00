import { createPublicKey, type KeyObject } from "node:crypto";
import { reading } from "../../der/index.js";
import type { VerifyKey } from "../provider.js";
import { type PublicKeyFacts, readPublicKeyInfo } from "../public-key.js";
import { LONGEST_MODULUS_BITS } from "../rsa-signature.js";

/** What `verify` takes for a key. */
export type KeyInput = KeyObject | { readonly key: Buffer; readonly format: "der"; readonly type: "pkcs1" };

/** An RSA key of a package verifies two signatures at most, but for a CA's that issued to several. */
const USES_AS_RECEIVED = 2;

type UsableKey = Exclude<PublicKeyFacts, { kind: "unsupported" }>;

/**
 * A key as OpenSSL takes it. Most keys of a chain verify one signature, and an authority's those of a package's two
 * timestamps: an RSA key is first given as it was received, which is measured 6 µs cheaper than an object for it, and made an
 * object when it is used once more (20 µs saved by each further use).
 */
export class NativeKey implements VerifyKey {
  readonly algorithm: string;
  readonly bits: number;
  readonly #facts: UsableKey;
  #object: KeyObject | undefined;
  #uses = 0;

  constructor(facts: UsableKey, object: KeyObject | undefined) {
    this.algorithm = facts.kind;
    this.bits = facts.bits;
    this.#facts = facts;
    this.#object = object;
  }

  get object(): KeyObject {
    return (this.#object ??= keyObject(this.#facts));
  }

  /** For one more verification. */
  get input(): KeyInput {
    if (this.#uses === USES_AS_RECEIVED || this.#object !== undefined || this.#facts.kind !== "rsa") return this.object;
    this.#uses++;
    return { key: asBuffer(this.#facts.pkcs1), format: "der", type: "pkcs1" };
  }
}

/** @returns `undefined` for a key that is not sound, or none of those that we verify with. */
export function importNatively(publicKeyInfo: Uint8Array): VerifyKey | undefined {
  const facts = reading(() => readPublicKeyInfo(publicKeyInfo));
  return facts.ok ? importFacts(facts.value) : undefined;
}

/** RSA as PKCS#1 DER and curves as JWK: measured at 2 to 3 µs and 44 µs, against 90 µs through SubjectPublicKeyInfo. */
function importFacts(facts: PublicKeyFacts): VerifyKey | undefined {
  if (facts.kind === "unsupported" || facts.problem !== undefined) return undefined;
  if (facts.kind === "rsa") return facts.bits > LONGEST_MODULUS_BITS ? undefined : new NativeKey(facts, undefined);
  try {
    return new NativeKey(facts, keyObject(facts));
  } catch {
    // OpenSSL refuses it: a point off its curve.
    return undefined;
  }
}

function keyObject(facts: UsableKey): KeyObject {
  if (facts.kind === "rsa") return createPublicKey({ key: asBuffer(facts.pkcs1), format: "der", type: "pkcs1" });
  if (facts.kind === "ed25519")
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: base64url(facts.key) }, format: "jwk" });
  const length = (facts.point.length - 1) / 2;
  const x = base64url(facts.point.subarray(1, 1 + length));
  const y = base64url(facts.point.subarray(1 + length));
  return createPublicKey({ key: { kty: "EC", crv: facts.curve, x, y }, format: "jwk" });
}

function base64url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString("base64url");
}

/** A view, not a copy. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
