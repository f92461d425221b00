import { equalBytes } from "../../bytes/index.js";
import { compareCrlNumbers } from "../../x509/index.js";
import type { OpenedCrl } from "./open.js";

/**
 * The deltas that may be combined with a complete CRL, the newest first (RFC 5280 §5.2.4, §6.3.3 (c)): same issuer, same
 * scope, same authority key identifier; the complete CRL is no older than the delta's base and older than the delta.
 */
export function deltasFor<T extends OpenedCrl>(base: OpenedCrl, deltas: readonly T[]): readonly T[] {
  return deltas.filter((delta) => fits(base, delta)).sort((left, right) => -compareNumbers(left, right));
}

/** Whether a delta is newer than this CRL, of the same issuer and scope, whatever base it completes. */
export function isLaterDelta(crl: OpenedCrl, delta: OpenedCrl): boolean {
  return isAlike(crl, delta) && compareNumbers(crl, delta) < 0 && crl.list.thisUpdate < delta.list.thisUpdate;
}

function isAlike(crl: OpenedCrl, delta: OpenedCrl): boolean {
  return crl.issuerKey === delta.issuerKey && sameBytes(crl.facts.scopeDer, delta.facts.scopeDer);
}

function fits(base: OpenedCrl, delta: OpenedCrl): boolean {
  const { number, authorityKeyDer } = base.facts;
  const { baseNumber } = delta.facts;
  if (number === undefined || baseNumber === undefined) return false;
  return (
    isAlike(base, delta) &&
    sameBytes(authorityKeyDer, delta.facts.authorityKeyDer) &&
    compareCrlNumbers(baseNumber, number) <= 0 &&
    compareNumbers(base, delta) < 0
  );
}

/** By CRL number; a CRL without one precedes every other. */
export function compareNumbers(left: OpenedCrl, right: OpenedCrl): number {
  const none = new Uint8Array(0);
  return compareCrlNumbers(left.facts.number ?? none, right.facts.number ?? none);
}

function sameBytes(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  return left === undefined || right === undefined ? left === right : equalBytes(left, right);
}
