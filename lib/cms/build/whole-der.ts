import { BaseBlock, type ViewWriter } from "asn1js";

/**
 * DER that is there already, as a node in what asn1js writes: its octets are copied, never encoded anew. A certificate or
 * an issuer's name must stay what its CA wrote, in whatever form that was.
 */
export class WholeDer extends BaseBlock {
  readonly #der: Uint8Array;

  constructor(der: Uint8Array) {
    super();
    this.#der = der;
  }

  override toBER(_sizeOnly?: boolean, writer?: ViewWriter): ArrayBuffer {
    const copy = new Uint8Array(this.#der).buffer;
    if (writer === undefined) return copy;
    writer.write(copy);
    return NOTHING;
  }
}

const NOTHING = new ArrayBuffer(0);

/** The octets of a structure that was built here. */
export function toDer(block: { toBER(sizeOnly?: boolean): ArrayBuffer }): Uint8Array<ArrayBuffer> {
  return new Uint8Array(block.toBER(false));
}
