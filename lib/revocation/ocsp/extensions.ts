import { equalBytes } from "../../bytes/index.js";
import { DerReader, reading, Tag } from "../../der/index.js";
import { type Extension, ExtensionId, findExtension, readInvalidityDate } from "../../x509/index.js";

/** Extensions of answers that are read, or that change nothing (RFC 6960 §4.4). */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  // Nonce, CRL references, archive cutoff, and revoked for never-issued: a status is read the same with it.
  "1.3.6.1.5.5.7.48.1.2",
  "1.3.6.1.5.5.7.48.1.3",
  ExtensionId.archiveCutoff,
  "1.3.6.1.5.5.7.48.1.9",
  ExtensionId.reasonCode,
  ExtensionId.invalidityDate,
  ExtensionId.certificateIssuer,
]);
const NONCE = "1.3.6.1.5.5.7.48.1.2";

/** Why an answer with these extensions may not be used, if it may not. */
export function extensionProblem(extensions: readonly Extension[]): string | undefined {
  const seen = new Set<string>();
  for (const { oid, critical } of extensions) {
    if (seen.has(oid)) return `it has the extension ${oid} twice`;
    if (critical && !UNDERSTOOD.has(oid)) return `it has the critical extension ${oid}, which is not understood`;
    seen.add(oid);
  }
  return undefined;
}

/** Extensions of CRL entries stand in answers too (RFC 6960 §4.4.5). @returns the fault's text for one that cannot be read. */
export function invalidityDateOf(
  extensions: readonly Extension[],
): { readonly ok: true; readonly value: number | undefined } | { readonly ok: false } {
  const extension = findExtension(extensions, ExtensionId.invalidityDate);
  if (extension === undefined) return { ok: true, value: undefined };
  const date = reading(() => readInvalidityDate(extension.value));
  return date.ok ? date : { ok: false };
}

/**
 * Whether an answer to a question with a nonce is an answer to another one. Without a nonce it may be the right one:
 * most responders sign beforehand and leave it out (RFC 9654 §3).
 */
export function answersOtherQuestion(extensions: readonly Extension[], sent: Uint8Array): boolean {
  const extension = findExtension(extensions, NONCE);
  if (extension === undefined) return false;
  const received = reading(() => {
    const reader = new DerReader(extension.value, "Nonce");
    const nonce = reader.content(reader.read(Tag.octetString, "Nonce"));
    reader.finish();
    return nonce;
  });
  return !received.ok || !equalBytes(received.value, sent);
}
