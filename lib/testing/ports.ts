import type { PackageSource } from "../bytes/index.js";
import type { Fingerprint, HashName, Purpose, SignatureKind } from "../report/index.js";

/** The ports that test material is handed through; the rooms that declare them have the same shapes. */

export type SignatureAlgorithm =
  | { readonly name: "rsa-pkcs1" | "rsa-pss"; readonly hash: HashName }
  | { readonly name: "ecdsa"; readonly hash: HashName; readonly curve: "P-256" | "P-384" | "P-521" }
  | { readonly name: "ed25519" };

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

/** The part of a revocation query that the development PKI looks at. */
export interface RevocationQuery {
  readonly issuer: { readonly subject: Uint8Array; readonly publicKeyInfo: Uint8Array };
  readonly ocspRequest: Uint8Array;
  readonly methods: readonly ("ocsp" | "crl")[];
  readonly at: Date;
  readonly signal?: AbortSignal;
}

export interface RevocationEvidence {
  readonly kind: "ocsp" | "crl";
  readonly data: PackageSource;
  readonly origin: string;
  readonly fromCache: boolean;
}

export interface RevocationSource {
  readonly label: string;
  find(query: RevocationQuery): Promise<readonly RevocationEvidence[]>;
}

export interface TrustAnchorInput {
  readonly certificate: Uint8Array;
  readonly purposes: readonly Purpose[];
  readonly origin: string;
}

export interface TrustStore {
  readonly name: string;
  readonly digest: Fingerprint;
  readonly size: number;
}
