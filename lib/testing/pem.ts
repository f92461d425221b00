import { toBase64 } from "../bytes/index.js";
import { requireWord } from "./given.js";
import { requireGiven } from "../report/index.js";

/** PEM (RFC 7468 §3): lines of 64 characters. */
export function toPem(label: "CERTIFICATE" | "PRIVATE KEY" | "X509 CRL", der: Uint8Array): string {
  requireWord(label, "label", ["CERTIFICATE", "PRIVATE KEY", "X509 CRL"]);
  requireGiven(der, "der", "bytes");
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
