import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Purpose, TrustStore } from "../../lib/index.js";
import { toPem } from "../../lib/testing/index.js";
import type { BareOperations } from "../bare-operations.js";
import type { Setting } from "../setting.js";
import { signatureIn } from "../signature-entry.js";

/** What the peers that judge a package's signature without the package are given. */
export interface SignatureFiles {
  /** DER of the CMS message. */
  readonly genuine: string;
  readonly altered: string;
  /** PEM of the roots for each purpose. */
  readonly code: string;
  readonly stamps: string;
  /** When chains are to be judged, in seconds since 1970. */
  readonly at: string;
}

/** Written with all the roots of the trust list, and with those alone that the package's chains end at. */
export function signatureFiles(
  { folder, subject }: Setting,
  flipped: Uint8Array,
  trust: TrustStore,
  { signedAt, anchors }: BareOperations,
): { readonly all: SignatureFiles; readonly needed: SignatureFiles } {
  const file = (name: string, content: Uint8Array | string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const messages = {
    genuine: file("genuine.p7s", signatureIn(subject.bytes)),
    altered: file("altered.p7s", signatureIn(flipped)),
    at: String(Math.floor(signedAt.getTime() / 1000)),
  };
  const roots = (kind: string, only?: ReadonlySet<string>): Pick<SignatureFiles, "code" | "stamps"> => ({
    code: file(`${kind}-code-signing.pem`, rootsFor(trust, "code-signing", only)),
    stamps: file(`${kind}-timestamping.pem`, rootsFor(trust, "timestamping", only)),
  });
  return { all: { ...messages, ...roots("all") }, needed: { ...messages, ...roots("needed", anchors) } };
}

/** As the words that `openssl.c` and `pkijs-peer.ts` take. */
export function wordsOf({ genuine, altered, code, stamps, at }: SignatureFiles): readonly string[] {
  return [genuine, altered, code, stamps, at];
}

function rootsFor(trust: TrustStore, purpose: Purpose, only?: ReadonlySet<string>): string {
  return [...trust.anchors()]
    .filter(({ purposes }) => purposes.includes(purpose))
    .flatMap(({ certificate }) => certificate ?? [])
    .filter(({ fingerprint }) => only?.has(fingerprint) ?? true)
    .map(({ der }) => toPem("CERTIFICATE", der))
    .join("");
}
