import type { PackageSource } from "../bytes/index.js";
import type { Certificate } from "../x509/index.js";

/** How evidence of revocation comes: an OCSP answer (RFC 6960) or a CRL (RFC 5280 §5). */
export type RevocationMethod = "ocsp" | "crl";

/** Finds evidence; it is not trusted to judge it. Everything that it returns is verified. */
export interface RevocationSource {
  readonly label: string;
  /**
   * Asked for one method at a time: first `offline` for what needs no network, then `online`. An empty answer means that
   * there is nothing here. It should stop when `signal` fires; if it does not, nobody waits for it.
   *
   * @throws {TransportError} whoever keeps the evidence cannot be reached.
   */
  find(query: RevocationQuery): Promise<readonly RevocationEvidence[]>;
  /**
   * Whether nothing is at hand to answer an `offline` question by this method: then nobody asks it, and nothing is made
   * ready for it. Told at once and cheaply, since every certificate of every package comes by. Left out, each is asked.
   */
  readonly keepsNothing?: (method: RevocationMethod, about: RevocationSubject) => boolean;
}

/** Whom a question is about. */
export interface RevocationSubject {
  readonly certificate: Certificate;
  /** DER; `certificate` is absent if the issuer is an anchor given as name and key. */
  readonly issuer: {
    readonly subject: Uint8Array;
    readonly publicKeyInfo: Uint8Array;
    readonly certificate?: Certificate;
  };
}

/** A question about one certificate. */
export interface RevocationQuery extends RevocationSubject {
  /** DER OCSPRequest for this certificate, ready to be sent; empty where only CRLs are asked for. */
  readonly ocspRequest: Uint8Array;
  readonly methods: readonly RevocationMethod[];
  readonly mode: "offline" | "online";
  readonly at: Date;
  readonly signal?: AbortSignal;
}

/** Somebody's word, unread. */
export interface RevocationEvidence {
  readonly kind: RevocationMethod;
  /**
   * DER OCSPResponse (a bare BasicOCSPResponse is read as well) or CertificateList; a big CRL as a source. It must not
   * change: what was read of it holds for as long as it is handed out.
   */
  readonly data: PackageSource;
  readonly origin: string;
  readonly fromCache: boolean;
}
