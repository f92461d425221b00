import assert from "node:assert/strict";
import { constants, createHash, verify, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HashName } from "../../../lib/report/index.js";
import type { Signer } from "../../../lib/sign/index.js";
import { root } from "../../shared.js";

export function fixture(name: string): Buffer {
  return readFileSync(join(root, "test/node/keys/fixtures", name));
}

/** Common names of a signer's certificates, in order. */
export function namesOf(signer: Pick<Signer, "certificates">): readonly string[] {
  return signer.certificates.map((der) => new X509Certificate(der).subject.replace("CN=", ""));
}

/** Signs by the signer and verifies by its first certificate. */
export async function assertSigns(signer: Signer, hash: HashName): Promise<void> {
  const message = Buffer.from("signed attributes");
  const digest = createHash(hash).update(message).digest();
  const signature = await signer.sign({ message, digest, hash, kind: "author" });
  const key = new X509Certificate(signer.certificates[0]!).publicKey;
  const isPss = signer.algorithm.name === "rsa-pss";
  const padding = isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digest.length } : {};
  const algorithm = signer.algorithm.name === "ed25519" ? null : hash;
  assert.ok(verify(algorithm, message, { key, ...padding }, signature), `${signer.algorithm.name} with ${hash}`);
  assert.equal(verify(algorithm, Buffer.from("other"), { key, ...padding }, signature), false);
}
