import { certificateName } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";

/** How people know a certificate: its common name, else its subject, else its fingerprint; safe to show. */
export function nameOfSubject({ subject, fingerprint }: Certificate): string {
  return certificateName({ subject, fingerprint });
}
