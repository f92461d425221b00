import { BaseBlock, ObjectIdentifier, type ViewWriter } from "asn1js";

/**
 * A whole DER value that is there already, as a node in what asn1js writes: its octets are copied, never encoded anew. A
 * certificate or an issuer's name must stay what its CA wrote, in whatever form that was; and what is the same in each
 * signature need not be encoded for each.
 */
export class WholeDer extends BaseBlock {
  /** Not to be changed. */
  readonly der: Uint8Array;

  constructor(der: Uint8Array) {
    super();
    this.der = der;
  }

  override toBER(_sizeOnly?: boolean, writer?: ViewWriter): ArrayBuffer {
    const copy = new Uint8Array(this.der).buffer;
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

/** What was built here, encoded once for all the structures that it is to stand in. */
export function encoded(block: { toBER(sizeOnly?: boolean): ArrayBuffer }): WholeDer {
  return new WholeDer(toDer(block));
}

/** An identifier of ours. */
export function oidNode(value: string): WholeDer {
  return encoded(new ObjectIdentifier({ value }));
}
