import type { SignatureAlgorithm } from "../crypto/index.js";
import type { HashName, SignatureKind, SignaturePlacement } from "../report/index.js";

/** The words that options and prepared states are written in. */
export const KINDS: readonly SignatureKind[] = ["author", "repository"];
export const PLACEMENTS: readonly SignaturePlacement[] = ["primary", "countersignature"];
export const HASHES: readonly HashName[] = ["sha256", "sha384", "sha512"];
export const ALGORITHMS: readonly SignatureAlgorithm["name"][] = ["rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519"];
