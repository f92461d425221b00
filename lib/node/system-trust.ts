import { readFile } from "node:fs/promises";
import { parseCertificates } from "../cms/index.js";
import { ConfigError, type Purpose, requireGiven } from "../report/index.js";
import { createTrustStore, type TrustAnchorInput, type TrustStore } from "../trust/index.js";
import { fileFault, systemCode } from "./file-fault.js";

/**
 * Where systems keep roots that are meant for one purpose. Red Hat's family extracts these from its store by purpose, and
 * NuGet reads the same file. Other lists of Linux (`ca-certificates.crt`) are for TLS servers and say nothing of code; a
 * list for timestamping alone is kept nowhere.
 */
const PLACES: readonly { readonly purpose: Purpose; readonly path: string }[] = [
  { purpose: "code-signing", path: "/etc/pki/ca-trust/extracted/pem/objsign-ca-bundle.pem" },
];

/**
 * The platform's own roots, where it keeps them per purpose; the origin of each is the file that it stands in.
 *
 * @param purposes all of them must be had: roots for TLS never stand in.
 * @throws {ConfigError} the platform keeps none for one of them. @throws {DecodeError} its list can't be read.
 */
export async function systemTrust(purposes: readonly Purpose[]): Promise<TrustStore> {
  requireGiven(purposes, "systemTrust.purposes", "text[]");
  const anchors = await Promise.all([...new Set(purposes)].map((purpose) => anchorsFor(purpose)));
  return createTrustStore("system", anchors.flat());
}

async function anchorsFor(purpose: Purpose): Promise<readonly TrustAnchorInput[]> {
  for (const place of PLACES.filter((one) => one.purpose === purpose)) {
    const bundle = await readBundle(place.path);
    if (bundle === undefined) continue;
    const certificates = await parseCertificates(bundle);
    return certificates.map(({ der }) => ({ certificate: der, purposes: [purpose], origin: place.path }));
  }
  throw new ConfigError({
    at: "systemTrust.purposes",
    expected: "purposes for which this platform keeps roots of their own",
    received: `${purpose} on ${process.platform}, which keeps none for it in a file`,
    remedy: "Use bundledTrust() of countersign/trust-list, or give roots of your own to createTrustStore().",
  });
}

async function readBundle(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw fileFault(path, error);
  }
}
