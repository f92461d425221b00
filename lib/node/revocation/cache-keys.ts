import { createHash } from "node:crypto";
import { concatBytes } from "../../bytes/index.js";
import type { RevocationMethod, RevocationSubject } from "../../revocation/index.js";
import { crlPlaces } from "./places.js";

/** Under which keys a cache keeps what it has of this method about a certificate. */
export function cacheKeys(method: RevocationMethod, subject: RevocationSubject): readonly string[] {
  if (method === "ocsp") return [ocspKey(subject)];
  return crlPlaces(subject.certificate)
    .flat()
    .map(({ href }) => href);
}

/** One certificate of one issuer (RFC 6960 §4.1.1), whoever answers for it. */
export function ocspKey({ certificate, issuer }: RevocationSubject): string {
  const parts = [issuer.subject, issuer.publicKeyInfo, certificate.serial];
  const identity = concatBytes(parts.flatMap((part) => [Buffer.from(`${part.length}:`), part]));
  return createHash("sha256").update(identity).digest("hex");
}

/** What an entry is called. */
export function entryName(method: RevocationMethod, key: string): string {
  return `${method}-${createHash("sha256").update(key).digest("hex")}`;
}
