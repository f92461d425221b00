import type { HashName } from "../../report/index.js";

/** Names of the signature algorithms that a profile may list; their parameters are the crypto room's. */
export type SignatureAlgorithmName = "rsa-pkcs1" | "rsa-pss" | "ecdsa" | "ed25519";

/** What a format accepts, as data. Each field of a row names its source. */
export interface SignatureProfile {
  readonly id: "nuget-v1" | "cms-detached" | (string & {});
  /** `manifest`: an encapsulated text with hashes (NuGet). `external`: RFC 5652 §5.2, the file itself. */
  readonly content: "manifest" | "external";
  readonly hashes: readonly HashName[];
  readonly algorithms: readonly SignatureAlgorithmName[];
  readonly minimumRsaBits: number;
  /** Object identifiers, by what the signature is: a countersignature needs no content-type. */
  readonly requiredAttributes: {
    readonly author: readonly string[];
    readonly repository: readonly string[];
    readonly countersignature: readonly string[];
  };
  readonly maxTimestamps: number;
}
