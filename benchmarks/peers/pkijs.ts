import type * as Pkijs from "pkijs";

/** What pkijs needs to judge the signatures of a package, without any of our code. */
export interface PkijsInput {
  /** DER of the CMS message. */
  readonly signature: Uint8Array;
  readonly codeSigningRoots: readonly Uint8Array[];
  readonly timestampingRoots: readonly Uint8Array[];
  readonly at: Date;
}

const COUNTERSIGNATURE = "1.2.840.113549.1.9.6";
const TIMESTAMP_TOKEN = "1.2.840.113549.1.9.16.2.14";

/** The same work by pkijs: both signatures, both timestamps, their chains up to the roots given. */
export class PkijsPeer {
  readonly #pkijs: typeof Pkijs;
  readonly #input: PkijsInput;
  #code: Pkijs.Certificate[] = [];
  #stamps: Pkijs.Certificate[] = [];

  private constructor(pkijs: typeof Pkijs, input: PkijsInput) {
    this.#pkijs = pkijs;
    this.#input = input;
  }

  static async load(input: PkijsInput): Promise<PkijsPeer> {
    const peer = new PkijsPeer(await import("pkijs"), input);
    peer.#loadRoots();
    return peer;
  }

  #loadRoots(): void {
    const read = (roots: readonly Uint8Array[]): Pkijs.Certificate[] =>
      roots.flatMap((der) => {
        try {
          return [this.#pkijs.Certificate.fromBER(copyOf(der))];
        } catch {
          return [];
        }
      });
    this.#code = read(this.#input.codeSigningRoots);
    this.#stamps = read(this.#input.timestampingRoots);
  }

  /** @param signature in place of the genuine one. */
  async verify(signature = this.#input.signature): Promise<boolean> {
    const { ContentInfo, SignedData } = this.#pkijs;
    const content = ContentInfo.fromBER(copyOf(signature));
    const message = new SignedData({ schema: content.content });
    const [primary] = message.signerInfos;
    if (primary === undefined || !(await this.#holds(message, this.#code))) return false;
    const countersigned = this.#countersignature(message, primary);
    if (countersigned === undefined || !(await this.#holds(countersigned, this.#code))) return false;
    for (const signer of [primary, countersigned.signerInfos[0]]) {
      if (signer === undefined || !(await this.#stamped(signer))) return false;
    }
    return true;
  }

  async #holds(message: Pkijs.SignedData, trustedCerts: Pkijs.Certificate[], data?: ArrayBuffer): Promise<boolean> {
    try {
      const more = data === undefined ? {} : { data };
      const asked = { signer: 0, trustedCerts, checkDate: this.#input.at, checkChain: true, ...more };
      return await message.verify(asked);
    } catch {
      return false;
    }
  }

  /** The countersignature as a message of its own, over the value of the primary signature (RFC 5652 §11.4). */
  #countersignature(message: Pkijs.SignedData, primary: Pkijs.SignerInfo): Pkijs.SignedData | undefined {
    const { EncapsulatedContentInfo, SignedData, SignerInfo } = this.#pkijs;
    const attribute = primary.unsignedAttrs?.attributes.find(({ type }) => type === COUNTERSIGNATURE);
    if (attribute === undefined) return undefined;
    return new SignedData({
      version: 1,
      encapContentInfo: new EncapsulatedContentInfo({
        eContentType: "1.2.840.113549.1.7.1",
        eContent: primary.signature,
      }),
      signerInfos: [new SignerInfo({ schema: attribute.values[0] })],
      certificates: message.certificates ?? [],
    });
  }

  async #stamped(signer: Pkijs.SignerInfo): Promise<boolean> {
    const { ContentInfo, SignedData } = this.#pkijs;
    const attribute = signer.unsignedAttrs?.attributes.find(({ type }) => type === TIMESTAMP_TOKEN);
    if (attribute === undefined) return false;
    const token = new SignedData({ schema: new ContentInfo({ schema: attribute.values[0] }).content });
    return this.#holds(token, this.#stamps, signer.signature.valueBlock.valueHexView.slice().buffer);
  }
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
