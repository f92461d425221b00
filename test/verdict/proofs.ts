import { VerifiedSigner } from "../../lib/cms/verify-signer.js";
import type { SignerInfo } from "../../lib/cms/index.js";
import { defaultProvider, VerifiedContent } from "../../lib/crypto/index.js";
import { provenChain, unanchoredChain } from "../../lib/path/chain.js";
import type { UnanchoredChain, ValidatedChain } from "../../lib/path/index.js";
import type { TrustAnchor } from "../../lib/trust/index.js";
import { type Certificate, readCertificate } from "../../lib/x509/index.js";
import { testCertificate } from "../../test-certs/index.js";

/** A certificate of the committed test PKI, read and identified. */
export function certificate(name: string): Certificate {
  const read = readCertificate(testCertificate(name));
  if (!read.ok) throw new Error(`${name} cannot be read`);
  void read.value.identify(defaultProvider);
  return read.value;
}

/** As if a signature had been verified; tests of `cms` show what it takes. */
export function verifiedSigner(name: string): VerifiedSigner {
  const none = {} as SignerInfo;
  return new VerifiedSigner(certificate(name), none, {
    algorithm: { name: "rsa-pkcs1", hash: "sha256" },
    hash: "sha256",
  });
}

/** As if a path had been found; tests of `path` show what it takes. */
export function validatedChain(name: string, ...issuers: readonly string[]): ValidatedChain {
  const certificates = [name, ...issuers].map(certificate);
  return provenChain({ endEntity: certificate(name), certificates, anchor: {} as TrustAnchor, policies: [] });
}

/** The same, but that nobody named the root. */
export function rootedChain(name: string, root: string): UnanchoredChain {
  const certificates = [name, root].map(certificate);
  return unanchoredChain({ endEntity: certificate(name), certificates, root: certificate(root) });
}

/** As if the bytes had been hashed and were those that were signed. */
export function verifiedContent(): VerifiedContent {
  const digest = new Uint8Array(32);
  const content = VerifiedContent.compare(new Map([["sha256", digest]]), [{ algorithm: "sha256", digest }]);
  if (!(content instanceof VerifiedContent)) throw new Error("a digest must equal itself");
  return content;
}
