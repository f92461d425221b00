import type { Certificate } from "../index.js";
import { shown } from "../report/index.js";

/**
 * Whom a certificate is about, safe to show: its subject. One that was given for minutes may have none and say in its
 * alternative name who asked for it (RFC 5280 §4.1.2.6).
 */
export function subjectText({
  subject,
  subjectAltNames: [name],
  fingerprint,
}: Pick<Certificate, "subject" | "subjectAltNames" | "fingerprint">): string {
  if (subject !== "") return shown(subject);
  return name === undefined ? fingerprint : shown(`${name.kind} ${name.value}`);
}
