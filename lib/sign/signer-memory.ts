import { type CryptoProvider, KeyRing } from "../crypto/index.js";
import { CertificateMemory, KnownCertificates, SignatureCache } from "../path/index.js";

/** What the steps of one call share of keys and certificates. */
export interface SigningMemory {
  readonly keys: KeyRing;
  readonly signatures: SignatureCache;
  readonly certificates: CertificateMemory;
}

/** More than the chains of a signer and of its timestamp authorities have. */
const CERTIFICATES_KEPT = 64;

/** What lasts from call to call. */
class Kept {
  readonly signatures = new SignatureCache(CERTIFICATES_KEPT);
  readonly known = new KnownCertificates(CERTIFICATES_KEPT);
}

/** By signer, then by who verified it: what one provider found good, another has not. Dropped with the signer. */
const bySigner = new WeakMap<object, WeakMap<CryptoProvider, Kept>>();

/**
 * What a call begins with. A signer that signs again brings the members of its chain read, and which signatures among them
 * hold: all that follows from their bytes alone, which are compared. Dates, trust and policy are judged in each call.
 *
 * @param signer the object that the caller passes for it; `undefined`: nothing is kept after this call.
 */
export function startMemory(signer: object | undefined, provider: CryptoProvider): SigningMemory {
  const { signatures, known } = signer === undefined ? new Kept() : keptFor(signer, provider);
  return {
    keys: new KeyRing(provider),
    signatures,
    certificates: new CertificateMemory(known),
  };
}

function keptFor(signer: object, provider: CryptoProvider): Kept {
  let byProvider = bySigner.get(signer);
  if (byProvider === undefined) bySigner.set(signer, (byProvider = new WeakMap()));
  let kept = byProvider.get(provider);
  if (kept === undefined) byProvider.set(provider, (kept = new Kept()));
  return kept;
}
