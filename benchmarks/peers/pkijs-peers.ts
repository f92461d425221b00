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
  return PKIJS.flatMap((peer) => [
    pkijsContestant(root, peer, needed, start, "only the roots needed"),
    pkijsContestant(root, peer, all, start, "all roots"),
  ]);
}

/** @param task what is timed: `verify`, or `load` for reading the roots. */
export function pkijsContestant(
  root: string,
  { name, module }: (typeof PKIJS)[number],
  files: SignatureFiles,
  start: Start,
  roots: string,
  task: "verify" | "load" = "verify",
): Contestant | string {
  const title = `${name}, ${roots}`;
  if (!hasModule(root, module)) return `${title}: it is not installed`;
  return peerContestant(title, start(programPeer(root, "pkijs-peer", [module, ...wordsOf(files)])), task, 1);
}
