import { bytesKey, concatBytes } from "../bytes/index.js";
import { defaultProvider } from "../crypto/index.js";
import { freezeDeep } from "../policy/index.js";
import { type Certificate, readCertificate } from "../x509/index.js";
import type { SignatureReport, TimestampReport } from "./report.js";
import { newVerdict, type Verdict, type VerdictFacts } from "./verdict.js";

/** A verdict as plain data, which a structured clone keeps whole: a certificate is the number of its bytes in a table. */
export interface VerdictData {
  readonly facts: VerdictFacts;
  /** What stands in place of `facts.signatures`. */
  readonly signatures: readonly SignatureData[];
  /** DER after DER, in memory of its own, and where each ends. */
  readonly certificates: Uint8Array<ArrayBuffer>;
  readonly ends: readonly number[];
}
type TimestampData = Omit<TimestampReport, "authority"> & { readonly authority?: number };
type SignatureData = Omit<SignatureReport, "signer" | "chain" | "timestamps"> & {
  readonly signer?: number;
  readonly chain?: readonly number[];
  readonly timestamps: readonly TimestampData[];
};

/** Takes a verdict apart, to be sent to another thread of this process. Fields keep their order: it is that of the JSON. */
export function verdictData(verdict: Verdict): VerdictData {
  const table = new Map<Certificate, number>();
  const numberOf = (certificate: Certificate): number => {
    const known = table.get(certificate) ?? table.size;
    table.set(certificate, known);
    return known;
  };
  const signatures = verdict.signatures.map((report) => numbered(report, numberOf));
  const ders = [...table.keys()].map(({ der }) => der);
  let end = 0;
  const ends = ders.map(({ length }) => (end += length));
  return { facts: { ...verdict, signatures: [] }, signatures, certificates: concatBytes(ders), ends };
}

function numbered(report: SignatureReport, numberOf: (certificate: Certificate) => number): SignatureData {
  const { signer, chain, timestamps } = report;
  const stamp = ({ authority, ...rest }: TimestampReport): TimestampData =>
    authority === undefined ? rest : { ...rest, authority: numberOf(authority) };
  return {
    ...report,
    ...(signer === undefined ? undefined : { signer: numberOf(signer) }),
    ...(chain === undefined ? undefined : { chain: chain.map(numberOf) }),
    timestamps: timestamps.map(stamp),
  } as SignatureData;
}

/** Certificates read, however many verdicts name them. */
const KEPT_CERTIFICATES = 1024;

/** Puts verdicts together again that {@link verdictData} took apart in a thread of this process. Nothing else may be passed. */
export class VerdictReader {
  readonly #known = new Map<string, Certificate>();

  read({ facts, signatures, certificates, ends }: VerdictData): Verdict {
    const table = ends.map((end, index) => this.#certificate(certificates.subarray(ends[index - 1] ?? 0, end)));
    return newVerdict({
      ...freezeDeep(facts),
      signatures: Object.freeze(signatures.map((data) => Object.freeze(reportOf(data, table)))),
    });
  }

  #certificate(der: Uint8Array): Certificate {
    const key = bytesKey(der);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // A copy: a slice would keep the whole table of its verdict.
    const read = readCertificate(Uint8Array.from(der));
    if (!read.ok) throw read.fault;
    // Both of our providers have digests at once.
    void read.value.identify(defaultProvider);
    if (this.#known.size >= KEPT_CERTIFICATES) this.#known.clear();
    this.#known.set(key, read.value);
    return read.value;
  }
}

function reportOf(data: SignatureData, table: readonly Certificate[]): SignatureReport {
  const { signer, chain, timestamps } = data;
  const at = (number: number): Certificate => {
    const certificate = table[number];
    if (certificate === undefined) throw new Error(`no certificate has the number ${number}`);
    return certificate;
  };
  return {
    ...data,
    ...(signer === undefined ? undefined : { signer: at(signer) }),
    ...(chain === undefined ? undefined : { chain: chain.map(at) }),
    timestamps: timestamps.map((stamp) => stampOf(stamp, at)),
  } as SignatureReport;
}

function stampOf(data: TimestampData, at: (number: number) => Certificate): TimestampReport {
  const { authority, ...rest } = data;
  return authority === undefined ? rest : { ...rest, authority: at(authority) };
}
