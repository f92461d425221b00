import { andThen, equalBytes, type Eventual, toHex } from "../bytes/index.js";
import {
  digestOf,
  isAsLongAsModulus,
  type KeyRing,
  type PublicKeyFacts,
  readPublicKeyInfo,
  type SignatureAlgorithm,
  signatureAlgorithmOf,
} from "../crypto/index.js";
import { DerFault, reading } from "../der/index.js";
import type { Budget } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import { IssuerKey } from "./issuer-key.js";
import type { SignatureCache } from "./signature-cache.js";
import { SignatureResults, type SignatureStatus } from "./signature-results.js";
import { tailOf } from "./tail.js";

/** Kinds of key that each signature algorithm needs; the hash does not matter here. */
const KEY_KIND_BY_ALGORITHM: ReadonlyMap<string, PublicKeyFacts["kind"]> = new Map<string, PublicKeyFacts["kind"]>([
  ["1.2.840.113549.1.1.11", "rsa"],
  ["1.2.840.113549.1.1.12", "rsa"],
  ["1.2.840.113549.1.1.13", "rsa"],
  ["1.2.840.113549.1.1.10", "rsa"],
  ["1.2.840.10045.4.3.2", "ec"],
  ["1.2.840.10045.4.3.3", "ec"],
  ["1.2.840.10045.4.3.4", "ec"],
  ["1.3.101.112", "ed25519"],
]);

/** Whether certificates may be signed with it at all; by which key and with what parameters is another question. */
export function isCertificateSignature(oid: string): boolean {
  return KEY_KIND_BY_ALGORITHM.has(oid);
}

/** The signatures of one run: each pair of certificate and issuer's key is verified once. */
export class SignatureChecks {
  readonly #keys: KeyRing;
  readonly #budget: Budget;
  readonly #cache: SignatureCache;
  readonly #results = new Map<Certificate, SignatureResults>();
  /** The same by the end of the signature: certificates that come in several bags are verified once. */
  readonly #byTail = new Map<number, Certificate[]>();
  readonly #issuerKeys = new Map<Uint8Array, IssuerKey>();

  constructor(keys: KeyRing, budget: Budget, cache: SignatureCache) {
    this.#keys = keys;
    this.#budget = budget;
    this.#cache = cache;
  }

  /** A certificate's key as an issuer's; one object for each slice. */
  keyOf({ publicKeyInfo, keyFacts }: Certificate): IssuerKey {
    return this.#issuerKeys.get(publicKeyInfo) ?? this.#keepKey(new IssuerKey(publicKeyInfo, keyFacts));
  }

  /** An anchor's key. */
  anchorKey({ certificate, publicKeyInfo }: TrustAnchor): IssuerKey {
    if (certificate !== undefined) return this.keyOf(certificate);
    const known = this.#issuerKeys.get(publicKeyInfo);
    if (known !== undefined) return known;
    const facts = reading(() => readPublicKeyInfo(publicKeyInfo));
    return this.#keepKey(new IssuerKey(publicKeyInfo, facts.ok ? facts.value : facts.fault));
  }

  #keepKey(key: IssuerKey): IssuerKey {
    this.#issuerKeys.set(key.publicKeyInfo, key);
    return key;
  }

  /** Whether the key could have made the signature at all, by kind and length: no public-key operation, nothing charged. */
  isPlausible(certificate: Certificate, key: IssuerKey): boolean {
    const { facts } = key;
    if (facts instanceof DerFault || facts.kind === "unsupported") return false;
    if (KEY_KIND_BY_ALGORITHM.get(certificate.signatureAlgorithm.oid) !== facts.kind) return false;
    return facts.kind !== "rsa" || isAsLongAsModulus(certificate.signatureValue, facts.bits);
  }

  /** RFC 5280 §6.1.3(a)(1). */
  check(certificate: Certificate, key: IssuerKey): Eventual<SignatureStatus> {
    const results = this.#resultsOf(certificate);
    const known = results.find(key);
    if (known !== undefined && known !== "budget") return known;
    return andThen(this.#judge(certificate, key), (status) => results.keep(key, status));
  }

  #resultsOf(certificate: Certificate): SignatureResults {
    const known = this.#results.get(certificate);
    if (known !== undefined) return known;
    const twin = this.#findTwin(certificate);
    const results = (twin && this.#results.get(twin)) ?? new SignatureResults();
    this.#results.set(certificate, results);
    return results;
  }

  /** Another object over the same bytes. */
  #findTwin(certificate: Certificate): Certificate | undefined {
    const tail = tailOf(certificate.signatureValue);
    const alike = this.#byTail.get(tail);
    if (alike === undefined) this.#byTail.set(tail, [certificate]);
    // Signatures that end alike are equal or made to be alike: the latter are left to be verified on their own.
    else if (alike.length < MOST_ALIKE) alike.push(certificate);
    return alike?.find((other) => other !== certificate && equalBytes(other.der, certificate.der));
  }

  #judge(certificate: Certificate, key: IssuerKey): Eventual<SignatureStatus> {
    const algorithm = this.#algorithmOf(certificate, key);
    if (typeof algorithm === "string") return algorithm;
    // Charged before it is done, and whether or not an earlier run did it: a verdict is the same warm and cold.
    if (!this.#budget.draw("signatureChecks")) return "budget";
    return this.#cache.size === 0
      ? this.#verify(certificate, key, algorithm)
      : this.#verifyOrRemember(certificate, key, algorithm);
  }

  /** By which algorithm the key would have signed; else what is wrong with that. */
  #algorithmOf(certificate: Certificate, key: IssuerKey): SignatureAlgorithm | SignatureStatus {
    const { facts } = key;
    if (facts instanceof DerFault) return "unusable-key";
    if (!isCertificateSignature(certificate.signatureAlgorithm.oid)) return "unsupported";
    if (facts.kind === "unsupported" || facts.problem !== undefined) return "unusable-key";
    if (!this.isPlausible(certificate, key)) return "bad";
    const algorithm = reading(() => signatureAlgorithmOf(certificate.signatureAlgorithm, facts));
    return (algorithm.ok ? algorithm.value : undefined) ?? "unsupported";
  }

  /**
   * Begins a check that will likely be asked for. Nothing is charged: {@link SignatureChecks.check} charges it when asked.
   *
   * @returns whether it is one that had to be begun: not one that cannot be made, or was found good in an earlier run.
   */
  async begin(certificate: Certificate, key: IssuerKey): Promise<boolean> {
    const algorithm = this.#algorithmOf(certificate, key);
    if (typeof algorithm === "string" || (await this.#isRemembered(certificate, key))) return false;
    const { tbsCertificate: message, signatureValue: signature } = certificate;
    this.#keys.begin(key.publicKeyInfo, { algorithm, message, signature });
    return true;
  }

  async #isRemembered(certificate: Certificate, key: IssuerKey): Promise<boolean> {
    if (this.#cache.size === 0) return false;
    return this.#cache.has(await this.#nameOf(certificate.der), await this.#nameOf(key.publicKeyInfo));
  }

  #verifyOrRemember(
    certificate: Certificate,
    key: IssuerKey,
    algorithm: SignatureAlgorithm,
  ): Eventual<SignatureStatus> {
    const [own, issuers] = [this.#nameOf(certificate.der), this.#nameOf(key.publicKeyInfo)];
    if (typeof own === "string" && typeof issuers === "string")
      return this.#throughCache([own, issuers], certificate, key, algorithm);
    return Promise.all([own, issuers]).then((pair) => this.#throughCache(pair, certificate, key, algorithm));
  }

  #throughCache(
    pair: readonly [certificate: string, key: string],
    certificate: Certificate,
    key: IssuerKey,
    algorithm: SignatureAlgorithm,
  ): Eventual<SignatureStatus> {
    if (this.#cache.has(...pair)) return "good";
    return andThen(this.#verify(certificate, key, algorithm), (status) => {
      if (status === "good") this.#cache.add(...pair);
      return status;
    });
  }

  #verify(certificate: Certificate, key: IssuerKey, algorithm: SignatureAlgorithm): Eventual<SignatureStatus> {
    const { tbsCertificate: message, signatureValue: signature } = certificate;
    return andThen(this.#keys.keyOf(key.publicKeyInfo), (taken): Eventual<SignatureStatus> => {
      if (taken === undefined) return "unusable-key";
      return andThen(this.#keys.verify({ key: taken, algorithm, message, signature }), statusOf);
    });
  }

  /** Digest of a slice that a certificate hands out, which is found out once for each. */
  #nameOf(slice: Uint8Array): Eventual<string> {
    const { names } = this.#cache;
    const known = names.get(slice);
    if (known !== undefined) return known;
    return andThen(digestOf(this.#keys.provider, "sha256", slice), (digest) => {
      const name = toHex(digest);
      names.set(slice, name);
      return name;
    });
  }
}

const MOST_ALIKE = 8;

function statusOf(good: boolean): SignatureStatus {
  return good ? "good" : "bad";
}
