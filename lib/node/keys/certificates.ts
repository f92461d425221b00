import { defaultProvider } from "../../crypto/index.js";
import { DecodeError } from "../../report/index.js";
import { type Certificate, readCertificate } from "../../x509/index.js";

/** @param number of the certificate in its file, from 0. @throws {DecodeError} the bytes are no certificate. */
export async function readOne(der: Uint8Array, number: number): Promise<Certificate> {
  const read = readCertificate(der);
  if (!read.ok) {
    const { structure, offset, problem } = read.fault;
    const remedy = "Export the certificates again.";
    const name = `${structure} (certificate ${number + 1})`;
    throw new DecodeError({ structure: name, offset, problem, remedy, cause: read.fault });
  }
  await read.value.identify(defaultProvider);
  return read.value;
}
