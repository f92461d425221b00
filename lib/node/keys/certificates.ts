import { defaultProvider } from "../../crypto/index.js";
import { DecodeError } from "../../report/index.js";
import { type Certificate, readCertificate } from "../../x509/index.js";
import { pemText } from "./private-key.js";

/**
 * Reads certificates: PEM, one or many, or the DER of one.
 *
 * @throws {DecodeError} one of them can't be read.
 */
export async function readCertificates(data: Uint8Array | string): Promise<readonly Certificate[]> {
  const text = typeof data === "string" ? data : pemText(data);
  const ders = text === undefined ? [Uint8Array.from(Buffer.from(data))] : pemBlocks(text);
  return Promise.all(ders.map((der, index) => readOne(der, index)));
}

/** @throws {DecodeError} the bytes are no certificate. */
export async function readOne(der: Uint8Array, index: number): Promise<Certificate> {
  const read = readCertificate(der);
  if (!read.ok) {
    const { structure, offset, problem } = read.fault;
    const remedy = "Export the certificates again, as PEM or DER.";
    throw new DecodeError({
      structure: `${structure} (certificate ${index + 1})`,
      offset,
      problem,
      remedy,
      cause: read.fault,
    });
  }
  await read.value.identify(defaultProvider);
  return read.value;
}

function pemBlocks(text: string): readonly Uint8Array[] {
  const blocks = text.matchAll(
    /-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END (?:X509 )?CERTIFICATE-----/g,
  );
  return [...blocks].map((block) => Uint8Array.from(Buffer.from(block[1] ?? "", "base64")));
}
