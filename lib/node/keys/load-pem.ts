import { parseCertificates } from "../../cms/index.js";
import type { Signer } from "../../sign/index.js";
import { type LoadKeyOptions, requireOptions, signerOf } from "./key-signer.js";
import type { Password } from "./password.js";
import { readPrivateKey } from "./private-key.js";
import { requireGiven } from "../../report/index.js";

/**
 * A signer over a key file and its certificates.
 *
 * @param key PEM or DER: PKCS#8 plain or encrypted, PKCS#1, SEC1.
 * @param certificates PEM, one or many in any order, the DER of one, or PKCS#7. The signer's own is found by the key; issuers
 *   follow it, without the root.
 * @param password asked for only if the key is encrypted.
 * @throws {ConfigError} the key can't be read or opened, or no certificate is for it. @throws {DecodeError} a certificate
 *   can't be read.
 */
export async function loadPem(
  key: Uint8Array | string,
  certificates: Uint8Array | string,
  password?: Password,
  options: LoadKeyOptions = {},
): Promise<Signer> {
  requireGiven(key, "key", "data");
  requireGiven(certificates, "certificates", "data");
  requireGiven(password, "password", "password?");
  requireOptions(options);
  const privateKey = await readPrivateKey(key, password);
  return signerOf(privateKey, await parseCertificates(certificates), options);
}
