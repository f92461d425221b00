import { readFileSync } from "node:fs";
import { createTrustStore, parseCertificates, type Purpose, type TrustStore } from "../../lib/index.js";
import { sharedPath } from "../shared.js";

/** The roots that dotnet trusted when the kit's cases were judged. */
export async function kitTrust(): Promise<TrustStore> {
  const anchors = async (file: string, purpose: Purpose) => {
    const certificates = await parseCertificates(readFileSync(sharedPath("interop", "cases", "roots", file)));
    return certificates.map(({ der }) => ({ certificate: der, purposes: [purpose], origin: file }));
  };
  const roots = [
    ...(await anchors("codesigning.pem", "code-signing")),
    ...(await anchors("timestamping.pem", "timestamping")),
  ];
  return createTrustStore("interop kit", roots);
}
