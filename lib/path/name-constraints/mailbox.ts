import { hostLabels } from "./hosts.js";

/** A mailbox (RFC 5321 §4.1.2). */
export interface Mailbox {
  /** Compared by its octets. */
  readonly local: string;
  /** Labels in lower case. */
  readonly host: readonly string[];
}

/**
 * A quoted local part may hold an `@`, so the last one counts; a local part with a space or a control character is none.
 *
 * @returns `undefined` if the text is no mailbox.
 */
export function splitMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf("@");
  const host = hostLabels(text.slice(at + 1));
  const local = text.slice(0, Math.max(at, 0));
  return local === "" || host === undefined || !isPrintable(local) ? undefined : { local, host };
}

/** ASCII without space and controls. */
export function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}
