import { fromHex, latin1Pieces } from "../bytes/index.js";
import type { HashName } from "../report/index.js";
import type { Hasher } from "./provider.js";

/** An incremental SHA-2 from node-forge, for data beyond what WebCrypto should be handed whole. Slow, in flat memory. */
export async function forgeHasher(algorithm: HashName): Promise<Hasher> {
  const { default: forge } = await import("node-forge");
  const digest =
    algorithm === "sha256"
      ? forge.md.sha256.create()
      : algorithm === "sha384"
        ? forge.md.sha384.create()
        : forge.md.sha512.create();
  return {
    update: (bytes) => {
      for (const piece of latin1Pieces(bytes)) digest.update(piece, "raw");
    },
    digest: () => fromHex(digest.digest().toHex()) ?? new Uint8Array(0),
  };
}
