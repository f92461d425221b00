import type { SignatureAlgorithm } from "../crypto/index.js";
import type { HashName, SignatureKind } from "../report/index.js";

/** The ports of signing that test material is handed through; the room that declares them has the same shapes. */

export interface SignRequest {
  readonly message: Uint8Array;
  readonly digest: Uint8Array;
  readonly hash: HashName;
  readonly kind: SignatureKind;
  readonly signal?: AbortSignal;
}

export interface Signer {
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  readonly label: string;
  sign(request: SignRequest): Promise<Uint8Array>;
}

export interface TimestampSource {
  readonly label: string;
  request(timeStampReq: Uint8Array, options: { readonly signal?: AbortSignal }): Promise<Uint8Array>;
}
