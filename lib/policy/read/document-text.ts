import { ConfigError } from "../../report/index.js";

/**
 * The text of a document as it lies on the disk: UTF-8 (RFC 8259 §8.1), and a byte order mark is dropped. To read on with
 * something in the place of octets that are no text would be to guess whom a list or a pin names: a pin under a name that was
 * saved in another encoding would be nobody's, and its package a first use.
 *
 * @param file how the document is called in errors.
 * @throws {ConfigError} it is in another encoding.
 */
export function documentText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const received = isUtf16(bytes) ? "text in UTF-16" : "octets that are no UTF-8";
    throw new ConfigError({ at: file, expected: "text in UTF-8", received, remedy: "Save the file as UTF-8.", cause });
  }
}

/** By its byte order mark, which PowerShell writes. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
