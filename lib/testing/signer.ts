import type { SignatureAlgorithm } from "../crypto/index.js";
import { type HashName, requireGiven } from "../report/index.js";
import type { IssuedCertificate } from "./certificate-authority.js";
import type { TestKey } from "./keys.js";
import type { Signer } from "../sign/index.js";
import { requireAlgorithm, requireIssued } from "./given.js";

/** A signer over a test key. `certificates` leave out the root, as the port asks. */
export function signerOf(issued: IssuedCertificate, label: string, algorithm?: SignatureAlgorithm): Signer {
  requireIssued(issued, "issued");
  requireGiven(label, "label", "text");
  requireAlgorithm(algorithm, "algorithm");
  const chosen = algorithm ?? issued.key.algorithm;
  return {
    certificates: [issued.certificate, ...issued.issuers.slice(0, -1)],
    algorithm: chosen,
    label,
    sign: async (request) => signWith(issued.key, chosen, request.message, request.hash),
  };
}

function signWith(key: TestKey, algorithm: SignatureAlgorithm, message: Uint8Array, hash: HashName): Uint8Array {
  return key.sign(message, algorithm.name === "ed25519" ? algorithm : { ...algorithm, hash });
}
