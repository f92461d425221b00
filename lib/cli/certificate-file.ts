import { type Certificate, parseCertificates } from "../index.js";
import { clauseOf, ConfigError, DecodeError } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { readFileBytes } from "./read-file.js";

/**
 * Every certificate of a file, PEM or DER.
 *
 * @throws {ConfigError} one can't be read: which file, and why. @throws {TransportError} the file can't be.
 */
export async function certificatesInFile(file: string, call: Invocation): Promise<readonly Certificate[]> {
  const bytes = await readFileBytes(file, call);
  try {
    return await parseCertificates(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { remedy, cause } = error;
    throw new ConfigError({
      at: file,
      expected: "certificates, PEM or DER",
      received: clauseOf(error),
      remedy,
      cause,
    });
  }
}
