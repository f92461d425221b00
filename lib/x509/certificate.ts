import { toHex } from "../bytes/index.js";
import {
  type AlgorithmIdentifier,
  type CryptoProvider,
  digestOf,
  type PublicKeyFacts,
  readPublicKeyInfo,
  sha1Of,
} from "../crypto/index.js";
import { DerFault, type DerTime, reading } from "../der/index.js";
import type { Fingerprint, HashName } from "../report/index.js";
import { type CertificateStructure, readCertificateStructure } from "./certificate-structure.js";
import { publicUrls, type CertificateUrls } from "./certificate-urls.js";
import { type Extension, findExtension } from "./extension.js";
import { readExtendedKeyUsage } from "./extensions/extended-key-usage.js";
import { publicAltName, readAltNames, type SubjectAltName } from "./extensions/subject-alt-name.js";
import { nameText } from "./name.js";
import { ExtensionId } from "./oids.js";

/** One of very few: a map for them would be the largest part of many a certificate. */
interface Note {
  readonly read: unknown;
  readonly made: unknown;
  readonly next: Note | undefined;
}

/**
 * A certificate: the bytes received and where its fields lie in them (RFC 5280 §4.1). It decides nothing and knows no
 * clock. What only a report asks for (texts, dates, URLs) is read when it is asked for.
 */
export class Certificate {
  /** The bytes received, never re-encoded. */
  readonly der: Uint8Array;
  /** What the issuer signed. */
  readonly tbsCertificate: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Content octets of the serial number. */
  readonly serial: Uint8Array;
  /** DER of the Names. */
  readonly issuerName: Uint8Array;
  readonly subjectName: Uint8Array;
  readonly validFrom: DerTime;
  readonly validUntil: DerTime;
  /** DER SubjectPublicKeyInfo; always the same slice, so that keys can be kept by it. */
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
  /** signatureAlgorithm, and tbsCertificate.signature, which must equal it. */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly signatureValue: Uint8Array;
  #provider: CryptoProvider | undefined;
  #fingerprint: Fingerprint | undefined;
  #sha256: Uint8Array | undefined;
  #sha1: Uint8Array | undefined;
  #publicKeyFingerprint: Fingerprint | undefined;
  #keyFacts: PublicKeyFacts | DerFault | undefined;
  #subject: string | undefined;
  #urls: CertificateUrls | undefined;
  #notes: Note | undefined;

  /** Use {@link readCertificate}. */
  constructor(der: Uint8Array, { tbsCertificate, tbs, signatureAlgorithm, signatureValue }: CertificateStructure) {
    this.der = der;
    this.tbsCertificate = tbsCertificate;
    this.version = tbs.version;
    this.serial = tbs.serial;
    this.issuerName = tbs.issuerName;
    this.subjectName = tbs.subjectName;
    this.validFrom = tbs.validFrom;
    this.validUntil = tbs.validUntil;
    this.publicKeyInfo = tbs.publicKeyInfo;
    this.extensions = tbs.extensions;
    this.signatureAlgorithm = signatureAlgorithm;
    this.innerAlgorithm = tbs.innerAlgorithm;
    this.signatureValue = signatureValue;
  }

  /** RFC 4514 text, for people. Comparisons use the DER. */
  get subject(): string {
    return (this.#subject ??= nameText(this.subjectName));
  }
  get issuer(): string {
    return nameText(this.issuerName);
  }
  /** Hex of the INTEGER's content octets. */
  get serialNumber(): string {
    return toHex(this.serial);
  }
  get notBefore(): Date {
    return new Date(this.validFrom.milliseconds);
  }
  get notAfter(): Date {
    return new Date(this.validUntil.milliseconds);
  }
  /** SHA-256 of the DER. */
  get fingerprint(): Fingerprint {
    return (this.#fingerprint ??= this.#sha256 === undefined ? this.#digestNow(this.der) : fingerprintOf(this.#sha256));
  }
  /** SHA-256 of the SubjectPublicKeyInfo's DER: survives renewal on one key. */
  get publicKeyFingerprint(): Fingerprint {
    return (this.#publicKeyFingerprint ??= this.#digestNow(this.publicKeyInfo));
  }
  get publicKey(): { readonly algorithm: string; readonly bits: number; readonly curve?: string } {
    const facts = this.keyFacts;
    if (facts instanceof DerFault || facts.kind === "unsupported") return { algorithm: "unsupported", bits: 0 };
    return facts.kind === "ec"
      ? { algorithm: "ec", bits: facts.bits, curve: facts.curve }
      : { algorithm: facts.kind, bits: facts.bits };
  }
  /** Empty if there are none, or none that can be read. */
  get subjectAltNames(): readonly SubjectAltName[] {
    return this.#listOf(ExtensionId.subjectAltName, (value) => readAltNames(value).map(publicAltName));
  }
  /** Empty if there are none, or none that can be read. */
  get extendedKeyUsage(): readonly string[] {
    return this.#listOf(ExtensionId.extendedKeyUsage, readExtendedKeyUsage);
  }
  /** URLs as written: an attacker may have chosen them. */
  get urls(): CertificateUrls {
    return (this.#urls ??= publicUrls(this.extensions));
  }

  /** The subject's key, or why it cannot be read. */
  get keyFacts(): PublicKeyFacts | DerFault {
    if (this.#keyFacts === undefined) {
      const facts = reading(() => readPublicKeyInfo(this.publicKeyInfo));
      this.#keyFacts = facts.ok ? facts.value : facts.fault;
    }
    return this.#keyFacts;
  }

  /**
   * What a room above finds out from these bytes alone, found out once. It is kept here and in no WeakMap of that room: the
   * collector of young objects takes what such a map holds for alive, so that each certificate of each package grew old.
   *
   * @param read one function for all certificates, by which it is found again; what it returns is never `undefined`.
   */
  noted<T>(read: (certificate: Certificate) => T): T {
    for (let note = this.#notes; note !== undefined; note = note.next) if (note.read === read) return note.made as T;
    const made = read(this);
    this.#notes = { read, made, next: this.#notes };
    return made;
  }

  /** The first extension with this dotted identifier. */
  extension(oid: string): Extension | undefined {
    return findExtension(this.extensions, oid);
  }

  /**
   * Lets fingerprints be read from now on. With a provider that need not wait they are computed when asked for; with
   * another one, here. Every certificate that leaves a room's door has been identified.
   */
  identify(provider: CryptoProvider): void | Promise<void> {
    if (this.#provider !== undefined || this.#fingerprint !== undefined) return;
    if (provider.digestNow !== undefined) {
      this.#provider = provider;
      return;
    }
    return this.#identifyLater(provider);
  }

  async #identifyLater(provider: CryptoProvider): Promise<void> {
    const digests = await Promise.all([
      this.digest("sha256", provider),
      digestOf(provider, "sha256", this.publicKeyInfo),
    ]);
    this.#fingerprint = fingerprintOf(digests[0]);
    this.#publicKeyFingerprint = fingerprintOf(digests[1]);
  }

  /**
   * Digest of the DER, by which a signature names its certificate (RFC 5035 §4). Those by the hashes that nearly all take are
   * made once: a timestamp authority's certificate comes with every package.
   */
  digest(hash: HashName | "sha1", provider: CryptoProvider): Uint8Array | Promise<Uint8Array> {
    const known = hash === "sha256" ? this.#sha256 : hash === "sha1" ? this.#sha1 : undefined;
    if (known !== undefined) return known;
    const digest = hash === "sha1" ? sha1Of(provider, this.der) : digestOf(provider, hash, this.der);
    return digest instanceof Uint8Array ? this.#keep(hash, digest) : digest.then((made) => this.#keep(hash, made));
  }

  #keep(hash: HashName | "sha1", digest: Uint8Array): Uint8Array {
    if (hash === "sha256") this.#sha256 = digest;
    else if (hash === "sha1") this.#sha1 = digest;
    return digest;
  }

  #digestNow(bytes: Uint8Array): Fingerprint {
    const digest = this.#provider?.digestNow?.("sha256", bytes);
    if (digest === undefined)
      throw new Error("a certificate's fingerprint was read before the certificate was identified");
    return fingerprintOf(digest);
  }

  #listOf<T>(oid: string, read: (value: Uint8Array) => readonly T[]): readonly T[] {
    const extension = this.extension(oid);
    if (extension === undefined) return [];
    const list = reading(() => read(extension.value));
    return list.ok ? list.value : [];
  }
}

function fingerprintOf(sha256: Uint8Array): Fingerprint {
  return `sha256:${toHex(sha256)}`;
}

/**
 * Reads exactly one certificate: strict DER, nothing after it.
 *
 * @returns the certificate over these very bytes, or where reading stopped and why.
 */
export function readCertificate(
  der: Uint8Array,
): { readonly ok: true; readonly value: Certificate } | { readonly ok: false; readonly fault: DerFault } {
  return reading(() => new Certificate(der, readCertificateStructure(der)));
}
