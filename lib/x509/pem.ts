import { fromBase64 } from "../bytes/index.js";

/** One block of PEM (RFC 7468). */
export interface PemBlock {
  /** `CERTIFICATE`, `PKCS7`, … */
  readonly label: string;
  readonly der: Uint8Array;
  /** Offset of the block's first line in the text. */
  readonly offset: number;
}

/** A block that cannot be read. */
export interface PemFault {
  readonly offset: number;
  readonly problem: string;
}

const BEGIN = "-----BEGIN ";
const END = "-----END ";
const DASHES = "-----";

/** Whether a text holds PEM at all. */
export function looksLikePem(text: string): boolean {
  return text.includes(BEGIN);
}

/**
 * Reads every block of a text; whatever stands between the blocks is explanatory text (RFC 7468 §5.2) and is passed over.
 */
export function readPem(text: string): readonly PemBlock[] | PemFault {
  const blocks: PemBlock[] = [];
  for (let offset = text.indexOf(BEGIN); offset >= 0; ) {
    const block = readBlock(text, offset);
    if ("problem" in block) return block;
    blocks.push(block.block);
    offset = text.indexOf(BEGIN, block.end);
  }
  return blocks;
}

function readBlock(text: string, offset: number): { readonly block: PemBlock; readonly end: number } | PemFault {
  const labelEnd = text.indexOf(DASHES, offset + BEGIN.length);
  const label = labelEnd < 0 ? "" : text.slice(offset + BEGIN.length, labelEnd);
  if (label === "" || label.includes("\n")) return { offset, problem: "has a BEGIN line without a label" };
  const bodyStart = labelEnd + DASHES.length;
  const footer = `${END}${label}${DASHES}`;
  const bodyEnd = text.indexOf(footer, bodyStart);
  if (bodyEnd < 0) return { offset, problem: `has no line that ends "${label}"` };
  const der = fromBase64(withoutSpace(text.slice(bodyStart, bodyEnd)));
  if (der === undefined) return { offset, problem: `has a block "${label}" that is not base64` };
  return { block: { label, der, offset }, end: bodyEnd + footer.length };
}

function withoutSpace(body: string): string {
  return body.replaceAll("\n", "").replaceAll("\r", "").replaceAll(" ", "").replaceAll("\t", "");
}
