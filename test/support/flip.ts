import type { Verdict, Verifier } from "../../lib/index.js";
import { mendCrc, signatureSlot, type SignatureSlot } from "./signature-slot.js";

/** Judges a package with one bit of it flipped, in place, and puts the bit back. */
export class Flipper {
  readonly slot: SignatureSlot;

  readonly bytes: Uint8Array;
  readonly verifier: Verifier;

  constructor(bytes: Uint8Array, verifier: Verifier) {
    this.bytes = bytes;
    this.verifier = verifier;
    this.slot = signatureSlot(bytes);
  }

  /** The CRC-32 of the signature is mended, so that what is left to refuse it is the signature. */
  async judge(place: number, bit: number): Promise<Verdict> {
    const { start, end } = this.slot.signature;
    const inside = place >= start && place < end;
    const flip = (): void => {
      this.bytes[place] = (this.bytes[place] ?? 0) ^ (1 << bit);
      if (inside) mendCrc(this.bytes, this.slot);
    };
    flip();
    try {
      return await this.verifier.verify(this.bytes);
    } finally {
      flip();
    }
  }
}
