import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BareOperation } from "../bare-operations.js";
import type { Contestant } from "../contest.js";
import type { Setting } from "../setting.js";
import type { ForgeOperation } from "./forge-peer.js";
import { peerContestant, programPeer, type Start } from "./peer-process.js";

/** What forge can do of a verification: the RSA operations; its PKCS#7 has no verification to measure. */
export function forgePeers(
  { folder, root }: Setting,
  operations: readonly BareOperation[],
  start: Start,
): readonly (Contestant | string)[] {
  const genuine = operations.map(asText);
  const [first, ...others] = operations;
  const altered = first === undefined ? [] : [flipped(first), ...others].map(asText);
  const path = join(folder, "operations.json");
  writeFileSync(path, JSON.stringify({ genuine, altered }));
  const name = `node-forge, the ${operations.length} operations alone`;
  return [
    peerContestant(name, start(programPeer(root, "forge-peer", [path])), "verify", 1),
    "node-forge, the whole: its PKCS#7 says of verification that it is not implemented",
  ];
}

function asText({ publicKeyInfo, hash, message, signature }: BareOperation): ForgeOperation {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  return { publicKeyInfo: base64(publicKeyInfo), hash, message: base64(message), signature: base64(signature) };
}

function flipped(operation: BareOperation): BareOperation {
  const signature = Uint8Array.from(operation.signature);
  signature[9] = (signature[9] ?? 0) ^ 1;
  return { ...operation, signature };
}
