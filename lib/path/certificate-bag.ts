import { bytesKey, equalBytes } from "../bytes/index.js";
import type { DerFault } from "../der/index.js";
import { type Certificate, nameKey, readCertificate, subjectKeyIdentifierOf } from "../x509/index.js";
import type { CertificateMemory } from "./certificate-memory.js";
import { KnownBytes } from "./known-bytes.js";

/** A member that is no certificate: where it stood, its bytes, and where in them reading stopped and why. */
export interface MalformedMember {
  readonly index: number;
  readonly der: Uint8Array;
  readonly fault: DerFault;
}

/** Up to so many members, which is what real bags hold, looking at each is cheaper than an index. */
const FEW = 8;

/**
 * Certificates that came with a signature, or from anywhere else: candidates, never trusted, in any order, perhaps
 * duplicated or malformed. What cannot be read is left out and remembered; what comes twice is kept once. Every look-up
 * is linear at most in what it returns, however large the bag.
 */
export class CertificateBag {
  /** Each once, in the order received. */
  readonly certificates: readonly Certificate[];
  readonly malformed: readonly MalformedMember[];
  readonly #members: Certificate[] = [];
  readonly #faults: MalformedMember[] = [];
  /** Of a bag of many. */
  #known: KnownBytes | undefined;
  #bySubject: Map<string, Certificate[]> | undefined;
  #byPreparedName: ReadonlyMap<string, readonly (readonly Certificate[])[]> | undefined;
  #byKeyIdentifier: Map<string, Certificate[]> | undefined;

  private constructor() {
    this.certificates = this.#members;
    this.malformed = this.#faults;
  }

  /**
   * @param certificates DER, one certificate each.
   * @param memory certificates that were read before in the same run.
   */
  static read(certificates: readonly Uint8Array[], memory?: CertificateMemory): CertificateBag {
    const bag = new CertificateBag();
    certificates.forEach((der, index) => bag.#read(der, index, memory));
    return bag;
  }

  /** A bag of certificates that have been read already. */
  static of(certificates: readonly Certificate[]): CertificateBag {
    const bag = new CertificateBag();
    for (const certificate of certificates) bag.#keep(certificate);
    return bag;
  }

  /** A new bag that holds the members of this one, those very objects, and more. */
  with(certificates: readonly Uint8Array[]): CertificateBag {
    const bag = CertificateBag.of(this.#members);
    bag.#faults.push(...this.#faults);
    certificates.forEach((der, index) => bag.#read(der, this.#members.length + index));
    return bag;
  }

  /** What it costs to look into all that are malformed, in steps of the search: one for each, and one for each KiB of it. */
  get stepsThroughMalformed(): number {
    return this.malformed.reduce((steps, { der }) => steps + 1 + (der.length >> 10), 0);
  }

  /** Members whose subject has these very bytes. */
  withSubject(name: Uint8Array): readonly Certificate[] {
    if (this.#members.length <= FEW) return this.#members.filter(({ subjectName }) => equalBytes(subjectName, name));
    return this.#subjects().get(bytesKey(name)) ?? [];
  }

  #subjects(): ReadonlyMap<string, readonly Certificate[]> {
    return (this.#bySubject ??= indexed(this.#members, ({ subjectName }) => bytesKey(subjectName)));
  }

  /** What it costs to prepare the members' names, in steps of the search: one for each 8 bytes, until the index is made. */
  get stepsToPrepare(): number {
    if (this.#byPreparedName !== undefined) return 0;
    let bytes = 0;
    for (const [named] of this.#subjects().values()) bytes += named?.subjectName.length ?? 0;
    return bytes >> 3;
  }

  /** Members whose subject matches by RFC 5280 §7.1 and has other bytes. The index is made when first asked for. */
  withPreparedSubject(name: Uint8Array): readonly Certificate[] {
    this.#byPreparedName ??= byPreparedName(this.#subjects());
    const matching = this.#byPreparedName.get(nameKey(name)) ?? [];
    return matching.flatMap((named) => (equalBytes(named[0]?.subjectName ?? name, name) ? [] : named));
  }

  /** Members of this issuer and serial number (RFC 5652 §10.2.4), names compared by RFC 5280 §7.1. */
  withIssuerAndSerial(issuer: Uint8Array, serial: Uint8Array): readonly Certificate[] {
    const numbered = this.#members.filter((member) => equalBytes(member.serial, serial));
    const exact = numbered.filter((member) => equalBytes(member.issuerName, issuer));
    if (exact.length > 0 || numbered.length === 0) return exact;
    const wanted = nameKey(issuer);
    return numbered.filter((member) => nameKey(member.issuerName) === wanted);
  }

  /** Members whose subject key identifier extension has this value (RFC 5652 §5.3). */
  withKeyIdentifier(identifier: Uint8Array): readonly Certificate[] {
    if (this.#members.length <= FEW) return this.#members.filter((member) => hasKeyIdentifier(member, identifier));
    this.#byKeyIdentifier ??= indexed(this.#members, (member) => {
      const own = subjectKeyIdentifierOf(member);
      return own && bytesKey(own);
    });
    return this.#byKeyIdentifier.get(bytesKey(identifier)) ?? [];
  }

  #read(der: Uint8Array, index: number, memory?: CertificateMemory): void {
    const read = memory === undefined ? readCertificate(der) : memory.read(der);
    if (read.ok) this.#keep(read.value);
    else this.#faults.push({ index, der, fault: read.fault });
  }

  #keep(certificate: Certificate): void {
    const { der } = certificate;
    if (this.#members.length > FEW) {
      this.#known ??= new KnownBytes(this.#members.map((member) => member.der));
      if (!this.#known.isNew(der)) return;
    } else if (this.#members.some((member) => equalBytes(member.der, der))) return;
    this.#members.push(certificate);
  }
}

function hasKeyIdentifier(certificate: Certificate, identifier: Uint8Array): boolean {
  const own = subjectKeyIdentifierOf(certificate);
  return own !== undefined && equalBytes(own, identifier);
}

/** Members of one subject, by its prepared name: each is prepared once, however many have it. */
function byPreparedName(
  subjects: ReadonlyMap<string, readonly Certificate[]>,
): ReadonlyMap<string, readonly (readonly Certificate[])[]> {
  const index = new Map<string, (readonly Certificate[])[]>();
  for (const named of subjects.values()) {
    const key = nameKey(named[0]?.subjectName ?? new Uint8Array());
    const same = index.get(key);
    if (same === undefined) index.set(key, [named]);
    else same.push(named);
  }
  return index;
}

function indexed(
  members: readonly Certificate[],
  keyOf: (member: Certificate) => string | undefined,
): Map<string, Certificate[]> {
  const index = new Map<string, Certificate[]>();
  for (const member of members) {
    const key = keyOf(member);
    const same = key === undefined ? undefined : index.get(key);
    if (same !== undefined) same.push(member);
    else if (key !== undefined) index.set(key, [member]);
  }
  return index;
}
