import type { TrustStore } from "../../lib/index.js";
import type { TrustAnchor } from "../../lib/trust/index.js";
import { type Contestant, inProcess } from "../contest.js";
import type { BareOperations } from "../subject.js";
import { PkijsPeer } from "./pkijs.js";

/** pkijs with all the roots, and with those alone that the package needs; named as absent where it is not installed. */
export async function pkijsPeers(
  signatures: { readonly genuine: Uint8Array; readonly altered: Uint8Array },
  trust: TrustStore,
  { anchors: needed, signedAt: at }: BareOperations,
): Promise<readonly (Contestant | string)[]> {
  const anchors = [...trust.anchors()];
  const some = anchors.filter(({ certificate }) => certificate !== undefined && needed.has(certificate.fingerprint));
  try {
    return [
      await contestant("pkijs 4, only the roots needed", signatures, some, at),
      await contestant("pkijs 4, all roots", signatures, anchors, at),
    ];
  } catch (error) {
    return [`pkijs 4: skipped, ${String(error)}`];
  }
}

async function contestant(
  name: string,
  { genuine, altered }: { readonly genuine: Uint8Array; readonly altered: Uint8Array },
  anchors: readonly TrustAnchor[],
  at: Date,
): Promise<Contestant> {
  const ders = (purpose: TrustAnchor["purposes"][number]): readonly Uint8Array[] =>
    anchors.flatMap(({ certificate, purposes }) =>
      certificate !== undefined && purposes.includes(purpose) ? [certificate.der] : [],
    );
  const peer = await PkijsPeer.load({
    signature: genuine,
    codeSigningRoots: ders("code-signing"),
    timestampingRoots: ders("timestamping"),
    at,
  });
  const judges = async () => ({ accepts: await peer.verify(), refuses: !(await peer.verify(altered)) });
  return inProcess(name, () => peer.verify(), { count: 1, judges });
}
