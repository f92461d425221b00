import {
  constants,
  type KeyObject,
  type SigningOptions,
  type VerifyKeyObjectInput,
  type VerifyPublicKeyInput,
} from "node:crypto";
import type { HashName } from "../../report/index.js";
import { coordinateBytes } from "../curve-point.js";
import { ecdsaValues } from "../ecdsa-signature.js";
import type { SignatureAlgorithm, VerifyKey } from "../provider.js";
import { isAsLongAsModulus } from "../rsa-signature.js";
import type { KeyInput, NativeKey } from "./key.js";

/** What `verify` of node:crypto is asked, whether it answers at once or calls back. */
export interface Question {
  /** `null` where the algorithm brings its own (Ed25519). */
  readonly hash: HashName | null;
  readonly key: KeyObject | VerifyKeyObjectInput | VerifyPublicKeyInput;
  /** As OpenSSL is given it: for ECDSA both values, one behind the other. */
  readonly signature: Uint8Array;
}

/**
 * @returns `undefined` for a value that is none of this algorithm.
 * @throws what OpenSSL says of a key that it does not take.
 */
export function questionFor(
  key: NativeKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Question | undefined {
  if (algorithm.name === "ed25519") return { hash: null, key: key.input, signature };
  const { hash } = algorithm;
  const form = signatureForm(key, algorithm, signature);
  if (form?.options === PKCS1) return { hash, key: key.input, signature };
  return form && { hash, key: withOptions(key.input, form.options), signature: form.signature };
}

/** How a value is given to OpenSSL. */
export interface SignatureForm {
  readonly options: SigningOptions;
  readonly signature: Uint8Array;
}

const PSS: SigningOptions = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const PKCS1: SigningOptions = {};
const BOTH_VALUES: SigningOptions = { dsaEncoding: "ieee-p1363" };

/** @returns `undefined` for a value that is none of this algorithm. */
export function signatureForm(
  key: VerifyKey,
  algorithm: Exclude<SignatureAlgorithm, { name: "ed25519" }>,
  signature: Uint8Array,
): SignatureForm | undefined {
  switch (algorithm.name) {
    case "rsa-pkcs1":
    case "rsa-pss": {
      const options = algorithm.name === "rsa-pss" ? PSS : PKCS1;
      return isAsLongAsModulus(signature, key.bits) ? { options, signature } : undefined;
    }
    case "ecdsa": {
      const values = ecdsaValues(signature, coordinateBytes(algorithm.curve));
      return values && { options: BOTH_VALUES, signature: values };
    }
  }
}

function withOptions(key: KeyInput, options: SigningOptions): Question["key"] {
  return "format" in key ? { ...key, ...options } : { key, ...options };
}
