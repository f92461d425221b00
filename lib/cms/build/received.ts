import { BaseBlock, type ViewWriter } from "asn1js";

/**
 * A whole DER value that came from outside, as a node in what asn1js writes: its octets are copied, never encoded anew.
 * A certificate or an issuer's name must stay what its CA wrote, in whatever form that was.
 */
export class ReceivedDer extends BaseBlock {
  readonly #der: Uint8Array;

  constructor(der: Uint8Array) {
    super();
    this.#der = der;
  }

  override toBER(_sizeOnly?: boolean, writer?: ViewWriter): ArrayBuffer {
    const copy = Uint8Array.from(this.#der).buffer;
    if (writer === undefined) return copy;
    writer.write(copy);
    return new ArrayBuffer(0);
  }
}

/** The octets of a structure that was built here. */
export function toDer(block: { toBER(sizeOnly?: boolean): ArrayBuffer }): Uint8Array<ArrayBuffer> {
  return new Uint8Array(block.toBER(false));
}
