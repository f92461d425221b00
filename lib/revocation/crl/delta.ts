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

function fits(base: OpenedCrl, delta: OpenedCrl): boolean {
  const { number, scopeDer, authorityKeyDer } = base.facts;
  const { baseNumber } = delta.facts;
  if (number === undefined || baseNumber === undefined) return false;
  return (
    base.issuerKey === delta.issuerKey &&
    sameBytes(scopeDer, delta.facts.scopeDer) &&
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
