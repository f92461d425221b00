import { createTrustStore, type TrustAnchorInput, type TrustStore } from "../index.js";
import { ConfigError, type Purpose } from "../report/index.js";
import { bundledTrust } from "../trust/bundled/index.js";
import { certificatesInFile } from "./certificate-file.js";
import type { Invocation } from "./invocation.js";

const PURPOSES: readonly Purpose[] = ["code-signing", "timestamping"];

/**
 * The roots that a call trusts: the bundled list, or the computer's, with the files given in place of it for their purpose,
 * and the anchors of the trust file beside them.
 */
export async function rootsOf(call: Invocation, more: readonly TrustAnchorInput[] = []): Promise<TrustStore> {
  const given = await givenRoots(call);
  const open = PURPOSES.filter((purpose) => !call.options.has(`${purpose}-roots`));
  const base = open.length === 0 ? undefined : await baseRoots(call, open);
  const anchors = [...given, ...more];
  if (base === undefined) return createTrustStore(nameOf(given), anchors);
  return anchors.length === 0 ? base : await base.with(anchors, `${base.name} and ${nameOf(anchors)}`);
}

async function baseRoots(call: Invocation, purposes: readonly Purpose[]): Promise<TrustStore> {
  if (call.options.has("system-roots")) {
    const { systemTrust } = await import("./rarely/system-roots.js");
    return systemTrust(purposes).catch((error: unknown) => {
      throw error instanceof ConfigError ? asOption(error, purposes) : error;
    });
  }
  const bundled = await bundledTrust();
  return purposes.length === PURPOSES.length ? bundled : onlyFor(purposes, bundled);
}

/** What the library says of its own argument, in the words of the command. */
function asOption({ expected, received, cause }: ConfigError, purposes: readonly Purpose[]): ConfigError {
  const files = purposes.map((purpose) => `--${purpose}-roots PEM`).join(" ");
  const remedy = `Leave --system-roots out, for the bundled list; or name files in its place: ${files}`;
  return new ConfigError({ at: "--system-roots", expected, received, remedy, cause });
}

/** The anchors of a store as far as they serve these purposes. */
async function onlyFor(purposes: readonly Purpose[], store: TrustStore): Promise<TrustStore> {
  const anchors: TrustAnchorInput[] = [];
  for (const { certificate, purposes: all, trustedFrom, trustedUntil, origin } of store.anchors()) {
    const kept = all.filter((purpose) => purposes.includes(purpose));
    if (kept.length === 0 || certificate === undefined) continue;
    anchors.push({
      certificate: certificate.der,
      purposes: kept,
      origin,
      ...(trustedFrom === undefined ? {} : { trustedFrom: new Date(trustedFrom) }),
      ...(trustedUntil === undefined ? {} : { trustedUntil: new Date(trustedUntil) }),
    });
  }
  return createTrustStore(store.name, anchors);
}

async function givenRoots(call: Invocation): Promise<readonly TrustAnchorInput[]> {
  const lists = PURPOSES.map(async (purpose) => {
    const file = call.options.text(`${purpose}-roots`);
    return file === undefined ? [] : anchorsFrom(file, [purpose], call);
  });
  return (await Promise.all(lists)).flat();
}

/**
 * Every certificate of a file as an anchor.
 *
 * @throws {ConfigError} the file holds no certificate.
 */
export async function anchorsFrom(
  file: string,
  purposes: readonly Purpose[],
  call: Invocation,
): Promise<readonly TrustAnchorInput[]> {
  const certificates = await certificatesInFile(file, call);
  if (certificates.length === 0) {
    throw new ConfigError({
      at: file,
      expected: "one certificate or more, PEM or DER",
      received: "none",
      remedy: "Check that the file is the CA’s certificate, not its key or a request.",
    });
  }
  return certificates.map((certificate) => ({ certificate: certificate.der, purposes, origin: file }));
}

function nameOf(anchors: readonly TrustAnchorInput[]): string {
  return [...new Set(anchors.map((anchor) => anchor.origin))].join(", ");
}
