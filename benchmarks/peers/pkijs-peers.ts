import type { Contestant } from "../contest.js";
import { hasModule, peerContestant, programPeer, type Start } from "./peer-process.js";
import { type SignatureFiles, wordsOf } from "./signature-files.js";

/** Versions by the names that they are installed under. */
export const PKIJS = [
  { name: "pkijs 3", module: "pkijs3" },
  { name: "pkijs 4", module: "pkijs" },
] as const;

/** pkijs with all the roots, and with those alone that the package needs; named as absent where it is not installed. */
export function pkijsPeers(
  root: string,
  { all, needed }: { readonly all: SignatureFiles; readonly needed: SignatureFiles },
  start: Start,
): readonly (Contestant | string)[] {
  return PKIJS.flatMap(({ name, module }): readonly (Contestant | string)[] => {
    if (!hasModule(root, module)) return [`${name}: it is not installed`];
    const contestant = (title: string, files: SignatureFiles): Contestant =>
      peerContestant(title, start(programPeer(root, "pkijs-peer", [module, ...wordsOf(files)])), "verify", 1);
    return [contestant(`${name}, only the roots needed`, needed), contestant(`${name}, all roots`, all)];
  });
}
