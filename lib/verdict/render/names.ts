import { certificateName, quoted, quotedName, shown, type SignatureRef, type Waiver } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";
import type { Verdict } from "../verdict.js";

/** How people know a certificate: its common name, else its subject or alternative name, else its fingerprint; safe to show. */
export function nameOfSubject(certificate: Certificate): string {
  const other = nameBesideSubject(certificate);
  return other === undefined ? certificateName(certificate) : shown(other);
}

/** The same in quotation marks, which it can't end by itself. */
export function quotedSubject(certificate: Certificate): string {
  const other = nameBesideSubject(certificate);
  return other === undefined ? quotedName(certificate) : quoted(other);
}

/** Where the subject is empty, the alternative name is all that says who it is (RFC 5280 §4.1.2.6). */
function nameBesideSubject({ subject, subjectAltNames }: Certificate): string | undefined {
  return subject === "" ? subjectAltNames[0]?.value : undefined;
}

/** The file's name, else what the package calls itself. */
export function packageTitle({ name, identity }: Pick<Verdict, "name" | "identity">): string {
  if (name !== undefined) return shown(name);
  return identity === undefined ? "the package" : `${shown(identity.id)} ${shown(identity.version)}`;
}

/** `untrusted, refused`; `trusted` needs no more. */
export function headline({ outcome, accepted }: Verdict): string {
  if (outcome === "trusted" && accepted) return "trusted";
  return `${outcome}, ${accepted ? "accepted by the policy" : "refused"}`;
}

/** `waived by SEC-1 until 2027-05-31T00:00:00Z: the vendor signs anew in May`: nothing is set aside without its reason and its end. */
export function waiverText({ id, reason, expires }: Waiver): string {
  const end = expires === undefined ? ", without end" : ` until ${shown(expires)}`;
  return `waived by ${shown(id)}${end}: ${shown(reason)}`;
}

/** `author signature`, `repository countersignature`, with `’s timestamp` where that is meant. */
export function subjectName({ kind, placement, timestamp }: SignatureRef): string {
  const signature = `${kind} ${placement === "primary" ? "signature" : "countersignature"}`;
  return timestamp === true ? `${signature}’s timestamp` : signature;
}

/** Who can mend a finding, for people. */
export const ACTORS = {
  author: "the author",
  repository: "the repository",
  user: "you",
  network: "the network",
} as const;
