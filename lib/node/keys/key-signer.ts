import { createPublicKey, type KeyObject } from "node:crypto";
import { ConfigError, requireOnly } from "../../report/index.js";
import type { Signer } from "../../sign/index.js";
import type { SignatureAlgorithm } from "../../crypto/index.js";
import type { Certificate } from "../../x509/index.js";
import { belongsTo, chainOf } from "./chain-order.js";

/** How a loaded key signs. */
export interface LoadKeyOptions {
  /** Default: by the key; PKCS#1 v1.5 with SHA-256 for RSA. */
  readonly algorithm?: SignatureAlgorithm;
  /** Default: kind of key and subject of its certificate. */
  readonly label?: string;
}

/** @throws {ConfigError} one is of another kind; what the algorithm says is looked at where the key is. */
export function requireOptions(options: LoadKeyOptions): void {
  requireOnly(options, "options", { algorithm: "object?", label: "text?" });
}

/**
 * The signer of a key and the certificates that came with it, in any order.
 *
 * @throws {ConfigError} the key is of a kind that no profile has, or no certificate is for it.
 */
export async function signerOf(
  key: KeyObject,
  certificates: readonly Certificate[],
  options: LoadKeyOptions,
): Promise<Signer> {
  requireKnownKind(key);
  const publicKey = createPublicKey(key);
  const leaf = certificates.find((certificate) => belongsTo(certificate, publicKey));
  if (leaf === undefined) throw noCertificate(certificates);
  const chain = chainOf(leaf, certificates).map((certificate) => certificate.der);
  // Loaded on use: what signs brings the builders of CMS with it, and a verification must not.
  const { keySigner } = await import("../../sign/index.js");
  const label = options.label ?? `${key.asymmetricKeyType ?? "private"} key of ${leaf.subject}`;
  const algorithm = options.algorithm === undefined ? {} : { algorithm: options.algorithm };
  return keySigner(key.export({ format: "der", type: "pkcs8" }), chain, { label, ...algorithm });
}

const KINDS = ["rsa", "rsa-pss", "ed25519", "ec prime256v1", "ec secp384r1", "ec secp521r1"];

function requireKnownKind(key: KeyObject): void {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const kind = `${key.asymmetricKeyType ?? "secret"}${curve === undefined ? "" : ` ${curve}`}`;
  if (KINDS.includes(kind)) return;
  throw new ConfigError({
    at: "key",
    expected: "an RSA, ECDSA (P-256, P-384, P-521) or Ed25519 key",
    received: `a key of kind ${kind}`,
    remedy: "Have a certificate issued for a key of one of these kinds; NuGet takes RSA alone.",
  });
}

function noCertificate(certificates: readonly Certificate[]): ConfigError {
  const subjects = certificates.slice(0, 5).map((certificate) => certificate.subject);
  return new ConfigError({
    at: "certificates",
    expected: "the certificate of the private key",
    received: subjects.length === 0 ? "none" : `certificates of other keys: ${subjects.join("; ")}`,
    remedy: "Give the certificate that was issued for this key, with its issuers.",
  });
}
