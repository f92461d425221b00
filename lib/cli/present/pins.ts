import type { PinRecord } from "../../index.js";

/** Who a pin names, in words. */
export function signersText({ signers }: PinRecord): string {
  if (signers.length === 0) return "unsigned";
  return signers.map(({ kind, certificate }) => `${kind} ${certificate}`).join(", ");
}
