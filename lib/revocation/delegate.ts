import type { Finding, Result } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";

/** A validated chain as this room sees it; `ValidatedChain` of `path/` is one. */
export interface JudgedChain {
  /** The end entity first; the anchor's own certificate, where it has one, last or left out. */
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
}

/** Somebody other than the issuer has signed evidence: may they? */
export interface DelegateRequest {
  readonly certificate: Certificate;
  /**
   * `crl-signing`: keyUsage, where present, holds cRLSign; no extended key usage is asked for. `ocsp-signing`: extended
   * key usage holds id-kp-OCSPSigning itself (RFC 6960 §4.2.2.2), and keyUsage, where present, digitalSignature.
   */
  readonly purpose: "crl-signing" | "ocsp-signing";
  /** Certificates that may stand between the delegate and the anchor, likeliest first; none of them is trusted. */
  readonly candidates: readonly Certificate[];
  /** The only anchor that counts: the one of the chain that is asked about (RFC 5280 §6.3.3(f)), whatever its purposes. */
  readonly anchor: TrustAnchor;
  /** When the evidence is judged, in milliseconds since 1970. */
  readonly at: number;
  /** Last word on a chain that is otherwise right: the delegate's own revocation. Findings refuse this candidate. */
  readonly accept: (chain: JudgedChain) => Promise<readonly Finding[]>;
}

/**
 * Validates the chain of a delegate (RFC 5280 §6.1) under the budget of the run. `path/` implements it: revocation needs
 * chains, and chains need revocation.
 */
export interface DelegateValidator {
  /** @returns the chain, or the likeliest cause why there is none. */
  validate(request: DelegateRequest): Promise<Result<JudgedChain>>;
}
