import type { Budgets } from "../report/index.js";

/**
 * Limits on attacker-chosen work when a policy says nothing else. Each is far above what real packages need and low
 * enough that a hostile one ends in well under a second. Passing one is a finding, never an exception.
 */
export const defaultBudgets: Budgets = Object.freeze({
  // Zip offsets have 32 bits (APPNOTE 6.3.10 §4.4.1.4), and NuGet signs no Zip64; a detached file may be larger.
  packageBytes: 16 * 2 ** 30,
  // A zip's count has 16 bits, and 0xFFFF announces Zip64 (§4.4.22).
  packageEntries: 65_535,
  // Real signatures: 9 to 25 KiB; with long chains and two timestamps below 100 KiB. Room for a bag of 10,000 certificates.
  signatureBytes: 16 * 2 ** 20,
  // A pub archive is inflated whole, or what hides behind its first member would go unseen; pub.dev takes 100 MB packed.
  // A bomb of this size takes one to two seconds. Manifests have limits of their own (lib/formats/manifest/limits.ts).
  inflatedBytes: 256 * 2 ** 20,
  // Real bags hold 3 to 8 certificates. Others may be put into a genuine one by anybody, and change no verdict: reading so
  // many takes some 30 µs each, and decoys of one name draw on the steps of the search.
  certificates: 16_384,
  attributes: 100,
  timestamps: 10,
  // ASN.1 of CMS and X.509 nests some 20 deep; OpenSSL's template reader stops at 30 (ASN1_MAX_CONSTRUCTED_NEST).
  derDepth: 32,
  // As rustls/webpki (6 intermediates) and Go (bounded by checks), with room for cross-signed bridges; PKITS needs 7.
  pathDepth: 12,
  // As rustls/webpki and Go after CVE-2018-16875.
  signatureChecks: 100,
  // As rustls/webpki (`build_chain_calls`).
  pathBuildSteps: 200_000,
  // As rustls/webpki and Go (`maxConstraintComparisons`).
  nameConstraintComparisons: 250_000,
  // RFC 9618's graph is linear in the policies; OpenSSL after CVE-2023-0464 allows 1000 nodes.
  policyNodes: 1_000,
  // Public CAs' largest CRLs: some 10 MB; the search reads them in place.
  crlBytes: 128 * 2 ** 20,
  // Answers have 1 to 5 KiB; with a responder's chain below 20.
  ocspBytes: 256 * 2 ** 10,
});
