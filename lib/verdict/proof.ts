import { equalBytes } from "../bytes/index.js";
import type { VerifiedSigner } from "../cms/index.js";
import type { UnanchoredChain, ValidatedChain } from "../path/index.js";
import type { ListedSigner } from "../policy/index.js";
import type { Standing } from "./report.js";

/** What `path/` proves of a chain: up to an anchor, or up to a root that nobody named. */
export type ProvenChain = ValidatedChain | UnanchoredChain;
/**
 * Proof that a signature verifies and that its signer is one to be believed: by a validated chain of its own, by an entry that
 * lists its certificate, or by a countersignature that vouches. Parts of two signatures can't be combined: each maker
 * compares the chain's end entity with the signer's certificate, byte for byte.
 */
export class SignerProof {
  readonly signer: VerifiedSigner;
  readonly chain: ProvenChain;
  readonly standing: Extract<Standing, "validated" | "listed" | "vouched">;
  /** A structural copy is no proof. */
  readonly #proven = true;

  private constructor(signer: VerifiedSigner, chain: ProvenChain, standing: SignerProof["standing"]) {
    this.signer = signer;
    this.chain = chain;
    this.standing = standing;
    Object.freeze(this);
  }

  /** Always true; at run time a look-alike throws here. */
  get isProven(): boolean {
    return this.#proven;
  }

  /** @returns `undefined` if the chain is another certificate's. */
  static validated(signer: VerifiedSigner, chain: ValidatedChain): SignerProof | undefined {
    return isOwn(signer, chain) ? new SignerProof(signer, chain, "validated") : undefined;
  }

  /** @returns `undefined` if the chain or the entry is another certificate's. */
  static listed(signer: VerifiedSigner, chain: UnanchoredChain, entry: ListedSigner): SignerProof | undefined {
    const isListed = entry.isProven && isOwn(signer, chain) && entry.certificate === signer.certificate.fingerprint;
    return isListed ? new SignerProof(signer, chain, "listed") : undefined;
  }

  /**
   * An author whose unknown root or expiry a countersignature stands in for.
   *
   * @param by the proof of the countersignature over this very signature; a vouched one can't vouch in turn.
   * @returns `undefined` if the chain is another certificate's or the countersignature is itself only vouched for.
   */
  static vouched(signer: VerifiedSigner, chain: ProvenChain, by: SignerProof): SignerProof | undefined {
    const stands = by.isProven && by.standing !== "vouched" && by.signer !== signer;
    return stands && isOwn(signer, chain) ? new SignerProof(signer, chain, "vouched") : undefined;
  }
}

function isOwn(signer: VerifiedSigner, { endEntity }: ProvenChain): boolean {
  return signer.isProven && equalBytes(endEntity.der, signer.certificate.der);
}
