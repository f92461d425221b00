import { dateText, found } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";
import type { CertificateFault } from "../certificate-facts.js";
import type { PathTimes } from "../request.js";

/**
 * RFC 5280 §6.1.3(a)(2) for a CA or an anchor: both ends of the validity belong to it. Where the caller allows it, a CA's
 * certificate may begin after `at` (see `PathTimes.issuersBegunBy`).
 */
export function issuerDateFaults({ validFrom, validUntil }: Certificate, times: PathTimes): CertificateFault[] {
  const faults: CertificateFault[] = [];
  const { at, issuersBegunBy = at } = times;
  if (issuersBegunBy < validFrom.milliseconds) faults.push(notYetValid(validFrom.milliseconds, at, times));
  if (at > validUntil.milliseconds) faults.push(expired(validUntil.milliseconds, at, times));
  return faults;
}

/**
 * The same for the end entity, which must have begun by now as well (NuGet: NU3017), and must cover an interval strictly
 * where there is one.
 */
export function endEntityDateFaults({ validFrom, validUntil }: Certificate, times: PathTimes): CertificateFault[] {
  const { at, from = at, now } = times;
  const strictly = times.from !== undefined;
  const begin = validFrom.milliseconds;
  const end = validUntil.milliseconds;
  const faults: CertificateFault[] = [];
  if (strictly ? from <= begin : from < begin) faults.push(notYetValid(begin, from, times));
  else if (now < begin) faults.push(notYetValid(begin, now, { ...times, origin: "clock" }));
  if (strictly ? at >= end : at > end) faults.push(expired(end, at, times));
  return faults;
}

function notYetValid(notBefore: number, at: number, { origin }: PathTimes): CertificateFault {
  return (certificate) =>
    found("certificate-not-yet-valid", {
      certificate,
      notBefore: dateText(notBefore),
      at: dateText(at),
      timeFrom: origin,
    });
}

function expired(notAfter: number, at: number, { origin }: PathTimes): CertificateFault {
  return (certificate) =>
    found("certificate-expired", { certificate, notAfter: dateText(notAfter), at: dateText(at), timeFrom: origin });
}
