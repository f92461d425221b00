import { CrlSearch } from "../../x509/index.js";
import type { Inquiry } from "../inquiry.js";
import type { Judging } from "../judging.js";
import type { KeyHolder } from "../key-holder.js";
import type { OpenedCrl, UnusableCrl } from "./open.js";
import { coverageOf, type CrlSubject } from "./scope.js";

/**
 * Whether one of these was made after a CRL, for the same certificates and by its very signer. It must not be used (RFC 5280
 * §5.2), and yet it tells that the older one is not the last word of its issuer, by which whoever was revoked since would be good
 * for days. Nobody but the issuer can make one, and whoever brings it could as well have kept back the older.
 */
export async function isOvertaken(
  older: OpenedCrl,
  signer: KeyHolder,
  unusable: readonly UnusableCrl[],
  subject: CrlSubject,
  inquiry: Inquiry,
  judging: Judging,
): Promise<boolean> {
  for (const newer of unusable)
    if (
      isNewer(newer, older, judging) &&
      subject.points.some((point) => coverageOf(newer, subject, point).covers) &&
      (await isSignedBy(newer, signer, inquiry, judging))
    )
      return true;
  return false;
}

/** One from after the time of judging is nobody's last word by then. */
function isNewer({ issuerKey, list }: UnusableCrl, older: OpenedCrl, { at, skewMs }: Judging): boolean {
  const { thisUpdate } = list;
  return issuerKey === older.issuerKey && thisUpdate > older.list.thisUpdate && thisUpdate <= at + skewMs;
}

/** Entries that are not well-formed make no difference: by then its signature is known to be right. */
async function isSignedBy(
  { list, body }: UnusableCrl,
  signer: KeyHolder,
  { certificate }: Inquiry,
  { context }: Judging,
): Promise<boolean> {
  const kind = { version: list.version, isIndirect: false, isDelta: false };
  const target = { serial: certificate.serial, issuerName: certificate.issuerName };
  const search = new CrlSearch(kind, list.issuerName, target, () => undefined);
  const { status } = await body.consult(context, signer, search);
  return status === "good" || status === "malformed";
}
