import type { Certificate } from "../../lib/index.js";
import { child, derTree, type DerNode } from "./der-tree.js";

/** What a byte of a signature file is part of. */
export interface Region {
  /** Of whose: the message itself, a countersignature, a timestamp of either. */
  readonly of: "message" | "countersignature" | "timestamp" | "countersignature timestamp";
  readonly kind: RegionKind;
  readonly start: number;
  readonly end: number;
}
export type RegionKind = CoveredKind | UncoveredKind;
/** What some signature covers, the signatures themselves included. */
export type CoveredKind = "content" | "signed attributes" | "signature value" | "certificate of a chain";
/**
 * What none does; and the commitment of a countersignature, without which it is no repository's: a byte there changed is
 * as good as the countersignature left out, which anybody can do.
 */
export type UncoveredKind =
  | "certificate that no chain uses"
  | "commitment of a countersignature"
  | "framing of unsigned attributes"
  | "framing of the message"
  | "framing of a token";

export const coveredKinds: readonly RegionKind[] = [
  "content",
  "signed attributes",
  "signature value",
  "certificate of a chain",
];

/** Cuts a signature file into regions, without gaps. @param chain whether a certificate is one that a chosen chain uses. */
export function regionsOf(signature: Uint8Array, chain: (der: Uint8Array) => boolean): readonly Region[] {
  const walk = new Walk(signature, chain);
  const end = walk.message(derTree(signature), "message");
  walk.upTo(end);
  return walk.regions;
}

const COUNTERSIGNATURE = Buffer.from("06092a864886f70d010906", "hex");
const COMMITMENT = Buffer.from("060b2a864886f70d0109100210", "hex");
const TIMESTAMP = Buffer.from("060b2a864886f70d010910020e", "hex");

class Walk {
  readonly regions: Region[] = [];
  #at = 0;
  #of: Region["of"] = "message";

  readonly bytes: Uint8Array;
  readonly chain: (der: Uint8Array) => boolean;

  constructor(bytes: Uint8Array, chain: (der: Uint8Array) => boolean) {
    this.bytes = bytes;
    this.chain = chain;
  }

  /** All that lies before `end` and in no region is framing. */
  upTo(end: number): void {
    this.#push(this.#of.endsWith("timestamp") ? "framing of a token" : "framing of the message", end);
  }

  #push(kind: RegionKind, end: number): void {
    if (end > this.#at) this.regions.push({ of: this.#of, kind, start: this.#at, end });
    this.#at = Math.max(this.#at, end);
  }

  #region(kind: RegionKind, node: DerNode): void {
    this.upTo(node.start);
    this.#push(kind, node.end);
  }

  message(contentInfo: DerNode, of: Region["of"]): number {
    this.#of = of;
    const signedData = child(contentInfo, 1, 0);
    for (const field of signedData.children) {
      if (field.tag === 0x30) this.#region("content", child(field, 1, 0));
      if (field.tag === 0xa0) for (const certificate of field.children) this.#certificate(certificate);
    }
    this.signerInfo(child(signedData, -1, 0), of);
    return contentInfo.end;
  }

  #certificate(node: DerNode): void {
    const der = this.bytes.subarray(node.start, node.end);
    this.#region(this.chain(der) ? "certificate of a chain" : "certificate that no chain uses", node);
  }

  signerInfo(node: DerNode, of: Region["of"]): void {
    this.#of = of;
    for (const field of node.children) {
      if (field.tag === 0xa0) this.#signed(field, of);
      if (field.tag === 0x04) this.#region("signature value", field);
      if (field.tag === 0xa1) this.#unsigned(field, of);
    }
    this.upTo(node.end);
  }

  #signed(attributes: DerNode, of: Region["of"]): void {
    this.upTo(attributes.start);
    for (const attribute of attributes.children) {
      const isCommitment = of === "countersignature" && this.#typeOf(attribute).equals(COMMITMENT);
      if (!isCommitment) continue;
      this.#push("signed attributes", attribute.start);
      this.#push("commitment of a countersignature", attribute.end);
    }
    this.#push("signed attributes", attributes.end);
  }

  #typeOf(attribute: DerNode): Buffer {
    const { start, end } = child(attribute, 0);
    return Buffer.from(this.bytes.subarray(start, end));
  }

  #unsigned(attributes: DerNode, of: Region["of"]): void {
    this.upTo(attributes.start);
    for (const attribute of attributes.children) {
      const type = this.#typeOf(attribute);
      this.#framed(child(attribute, 1, 0).start);
      if (type.equals(TIMESTAMP))
        this.upTo(this.message(child(attribute, 1, 0), of === "message" ? "timestamp" : "countersignature timestamp"));
      if (type.equals(COUNTERSIGNATURE)) this.signerInfo(child(attribute, 1, 0), "countersignature");
      this.#of = of;
      this.#framed(attribute.end);
    }
    this.#framed(attributes.end);
  }

  #framed(end: number): void {
    this.#push("framing of unsigned attributes", end);
  }
}

/** Whether a certificate is among these, byte for byte. */
export const among =
  (certificates: readonly Pick<Certificate, "der">[]) =>
  (der: Uint8Array): boolean =>
    certificates.some((one) => Buffer.compare(one.der, der) === 0);
