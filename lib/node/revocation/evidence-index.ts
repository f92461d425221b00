import { bytesKey, type PackageSource } from "../../bytes/index.js";
import { reading } from "../../der/index.js";
import type { RevocationEvidence, RevocationQuery } from "../../revocation/index.js";
import {
  CRL_HEAD_BYTES,
  ExtensionId,
  nameKey,
  readCrlHead,
  readDistributionPoints,
  readOcspResponse,
} from "../../x509/index.js";
import type { HeldFile } from "../cache/held-file.js";

/** Evidence by whom it is about, so that a question brings up its own and not a folder full of others'. */
export class EvidenceIndex {
  readonly #crls = new Map<string, RevocationEvidence[]>();
  readonly #answers = new Map<string, RevocationEvidence[]>();

  /** Takes evidence in. @returns false if it is neither a CRL nor an OCSP answer. */
  add(data: Uint8Array | HeldFile, origin: string): boolean {
    return this.#addCrl(data, origin) || (data instanceof Uint8Array && this.#addAnswer(data, origin));
  }

  #addCrl(data: Uint8Array | HeldFile, origin: string): boolean {
    const isWhole = data instanceof Uint8Array;
    const head = readCrlHead(isWhole ? data : data.copy(0, CRL_HEAD_BYTES), isWhole ? data.length : data.size);
    if (!head.ok) return false;
    push(this.#crls, nameKey(head.value.issuerName), evidence("crl", data, origin));
    return true;
  }

  #addAnswer(data: Uint8Array, origin: string): boolean {
    const response = readOcspResponse(data);
    if (!response.ok || response.value.status !== "successful") return false;
    for (const { certId } of response.value.basic.responses) {
      push(this.#answers, bytesKey(certId.serial), evidence("ocsp", data, origin));
    }
    return true;
  }

  /** Answers by serial number alone: whose number it is, the judge looks at. */
  find({ certificate, methods }: RevocationQuery): readonly RevocationEvidence[] {
    const answers = methods.includes("ocsp") ? (this.#answers.get(bytesKey(certificate.serial)) ?? []) : [];
    const issuers = methods.includes("crl") ? crlIssuers(certificate) : [];
    return [...answers, ...[...new Set(issuers)].flatMap((issuer) => this.#crls.get(issuer) ?? [])];
  }
}

function evidence(kind: "crl" | "ocsp", data: PackageSource, origin: string): RevocationEvidence {
  return { kind, data, origin, fromCache: true };
}

function push(index: Map<string, RevocationEvidence[]>, key: string, one: RevocationEvidence): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [one]);
  else if (known.at(-1)?.data !== one.data) known.push(one);
}

/** The certificate's issuer, and whom its distribution points name instead (indirect CRLs, RFC 5280 §4.2.1.13). */
function crlIssuers(certificate: RevocationQuery["certificate"]): readonly string[] {
  const extension = certificate.extension(ExtensionId.crlDistributionPoints);
  const points = extension === undefined ? undefined : reading(() => readDistributionPoints(extension.value));
  const named = points?.ok === true ? points.value.flatMap((point) => point.crlIssuer ?? []) : [];
  const names = named.flatMap((name) => (name.kind === "directory" ? [nameKey(name.name)] : []));
  return [nameKey(certificate.issuerName), ...names];
}
