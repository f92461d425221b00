import { parseCertificates } from "../index.js";
import { DecodeError } from "../report/index.js";

/**
 * What a file of DER or PEM (RFC 7468) holds, undecoded. A file that is neither goes on as it is: the judge says what is
 * wrong with it.
 */
export function derBlocks(file: Uint8Array): readonly Uint8Array[] {
  if (file[0] === 0x30) return [file];
  const text = Buffer.from(file).toString("latin1");
  const blocks = [...text.matchAll(/-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]*)-----END [A-Z0-9 ]+-----/g)];
  if (blocks.length === 0) return [file];
  return blocks.map(([, body = ""]) => Uint8Array.from(Buffer.from(body, "base64")));
}

/** Certificates for a validation, PKCS #7 files included: one that can't be read is not refused here, but judged. */
export async function certificatesToJudge(file: Uint8Array): Promise<readonly Uint8Array[]> {
  try {
    return (await parseCertificates(file)).map((certificate) => certificate.der);
  } catch (error) {
    if (error instanceof DecodeError) return derBlocks(file);
    throw error;
  }
}
