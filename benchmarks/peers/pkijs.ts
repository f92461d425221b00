import type * as Pkijs from "pkijs";
import { bufferOf, readPem } from "./pem.js";
import { loadPkijs, type PkijsModule } from "./pkijs-module.js";

const COUNTERSIGNATURE = "1.2.840.113549.1.9.6";
const TIMESTAMP_TOKEN = "1.2.840.113549.1.9.16.2.14";

/** The same work by pkijs, without any of our code: both signatures, both timestamps, their chains up to the roots given. */
export class PkijsPeer {
  readonly #pkijs: PkijsModule;
  readonly #code: Pkijs.Certificate[];
  readonly #stamps: Pkijs.Certificate[];
  readonly #at: Date;

  private constructor(pkijs: PkijsModule, code: string, stamps: string, at: Date) {
    this.#pkijs = pkijs;
    this.#code = rootsIn(pkijs, code);
    this.#stamps = rootsIn(pkijs, stamps);
    this.#at = at;
  }

  /** @param code PEM file of the roots for each purpose. @param at in seconds since 1970. */
  static load(name: string, code: string, stamps: string, at: string): PkijsPeer {
    return new PkijsPeer(loadPkijs(name).pkijs, code, stamps, new Date(Number(at) * 1000));
  }

  /** @param signature DER of the CMS message. */
  async verify(signature: Uint8Array): Promise<boolean> {
    const { ContentInfo, SignedData } = this.#pkijs;
    const content = ContentInfo.fromBER(bufferOf(signature));
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
      const asked = { signer: 0, trustedCerts, checkDate: this.#at, checkChain: true, ...more };
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

/** The roots that pkijs can read. */
function rootsIn(pkijs: PkijsModule, path: string): Pkijs.Certificate[] {
  return readPem(path).flatMap((der) => {
    try {
      return [pkijs.Certificate.fromBER(der)];
    } catch {
      return [];
    }
  });
}
