import { booleanValue, type DerReader, readOid, Tag, type Tlv } from "../der/index.js";

/** One extension of a certificate or CRL (RFC 5280 §4.2). */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Contents of extnValue: DER of the extension's own type. */
  readonly value: Uint8Array;
  /** Offset of the Extension in the certificate, for evidence. */
  readonly offset: number;
}

/** Where one lies: bags hold thousands of certificates whose extensions nobody asks for. */
class ReadExtension implements Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly offset: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  constructor(oid: string, critical: boolean, offset: number, bytes: Uint8Array, { contentStart, end }: Tlv) {
    this.oid = oid;
    this.critical = critical;
    this.offset = offset;
    this.#bytes = bytes;
    this.#start = contentStart;
    this.#end = end;
  }

  get value(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }
}

/**
 * Reads a SEQUENCE OF Extension. Duplicates are kept: whether they matter is for the validator to say.
 */
export function readExtensions(reader: DerReader): Extension[] {
  const list = reader.enter(Tag.sequence, "Extensions");
  const extensions: Extension[] = [];
  while (!list.atEnd) extensions.push(readExtension(list));
  if (extensions.length === 0) throw list.fault(list.position, "holds no extension (RFC 5280 §4.1.2.9: at least one)");
  return extensions;
}

/** Reads one Extension. */
export function readExtension(list: DerReader): Extension {
  const offset = list.position;
  const fields = list.enter(Tag.sequence, "Extension");
  const oid = readOid(fields, "extnID");
  const flag = fields.readOptional(Tag.boolean);
  const critical = flag !== undefined && booleanValue(fields, flag);
  // DEFAULT FALSE written out is BER (X.690 §11.5).
  if (flag !== undefined && !critical)
    throw fields.fault(flag.start, "has a critical flag of FALSE written out", "X.690 §11.5");
  const value = fields.read(Tag.octetString, "extnValue");
  fields.finish();
  return new ReadExtension(oid, critical, offset, fields.bytes, value);
}

/** The first extension with this identifier. */
export function findExtension(extensions: readonly Extension[], oid: string): Extension | undefined {
  for (const extension of extensions) if (extension.oid === oid) return extension;
  return undefined;
}
