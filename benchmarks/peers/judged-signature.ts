import { createVerifier, type TrustStore } from "../../lib/index.js";
import type { Contestant } from "../contest.js";
import { signatureIn } from "../signature-entry.js";
import { flippedCopy } from "../subject.js";
import { loadPkijs } from "./pkijs-module.js";

/** Whether what was made is accepted as it is. */
export type Judge = (made: Uint8Array) => Promise<boolean>;

/** Whether what was made is accepted, and refused with one bit of its value flipped. */
export async function judged(made: Uint8Array, judge: Judge): ReturnType<NonNullable<Contestant["judges"]>> {
  return { accepts: await judge(made), refuses: !(await judge(withFlippedValue(made))) };
}

export async function acceptsPackage(bytes: Uint8Array, trust: TrustStore): Promise<boolean> {
  return (await createVerifier({ trust, clock: () => new Date() }).verify(bytes)).accepted;
}

/** By pkijs: what forge makes is no NuGet signature. */
export async function acceptsMessage(signature: Uint8Array): Promise<boolean> {
  const { pkijs } = loadPkijs("pkijs");
  try {
    const message = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(signature).content });
    return await message.verify({ signer: 0, checkChain: false });
  } catch {
    return false;
  }
}

/** The value is the last of a message without unsigned attributes. @param made such a message, or a package with one. */
function withFlippedValue(made: Uint8Array): Uint8Array {
  const isPackage = made[0] === 0x50;
  const message = isPackage ? signatureIn(made) : made;
  const place = message.byteOffset - made.byteOffset + message.length - 64;
  if (isPackage) return flippedCopy(made, place);
  const copy = Uint8Array.from(made);
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
}
