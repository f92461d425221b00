import type { IssuerKey } from "./issuer-key.js";

/**
 * What is known of a certificate's signature under a key. `bad`: it does not verify. `unsupported`: its algorithm is none
 * that we verify. `unusable-key`: the key is not one that anything can be verified with. `budget`: not looked at.
 */
export type SignatureStatus = "good" | "bad" | "unsupported" | "unusable-key" | "budget";

/** What was found out about one certificate, by the bytes of the key. Most certificates meet one key, whose bytes then don't matter. */
export class SignatureResults {
  #first: { readonly key: IssuerKey; readonly status: SignatureStatus } | undefined;
  #byKey: Map<string, SignatureStatus> | undefined;

  find(key: IssuerKey): SignatureStatus | undefined {
    if (this.#first === undefined || this.#first.key === key) return this.#first?.status;
    return this.#all(this.#first).get(key.id);
  }

  keep(key: IssuerKey, status: SignatureStatus): SignatureStatus {
    if (this.#first === undefined || this.#first.key === key) this.#first = { key, status };
    else this.#all(this.#first).set(key.id, status);
    return status;
  }

  #all(first: { readonly key: IssuerKey; readonly status: SignatureStatus }): Map<string, SignatureStatus> {
    return (this.#byKey ??= new Map([[first.key.id, first.status]]));
  }
}
