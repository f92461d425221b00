/**
 * sign: signing, countersigning, timestamping and removing; what verification would refuse is refused before the key is used,
 * and the result is checked before it is returned.
 * Never writes a file. Start with `sign-package.ts`, then `preflight.ts` and `finish.ts`.
 */
export { completeSignature } from "./complete.js";
export { countersignPackage } from "./countersign.js";
export { keySigner, type KeySignerOptions } from "./key-signer.js";
export type {
  CountersignOptions,
  Progress,
  RepositoryClaims,
  SignedPackage,
  SigningContext,
  SignOptions,
  TimestampChoice,
  TimestampOptions,
  UnsignedPackage,
} from "./options.js";
export type { KeylessSigner } from "./order.js";
export type { Pause, Signer, SignRequest, TimestampSource } from "./ports.js";
export { type PreparedSignature, type PrepareOptions, prepareSignature } from "./prepare.js";
export { removeSignature } from "./remove-signature.js";
export { signPackage } from "./sign-package.js";
export { timestampPackage, type TimestampPackageOptions } from "./timestamp-package.js";
