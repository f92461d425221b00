/** node-forge in a process that keeps running: `forge-peer.mjs OPERATIONS.json`, its keys imported beforehand. */
import { readFileSync } from "node:fs";
import forge from "node-forge";
import { serve } from "./serve.js";

/** An operation as it is handed over, its bytes as base64. */
export interface ForgeOperation {
  readonly publicKeyInfo: string;
  readonly hash: "sha256" | "sha384" | "sha512";
  readonly message: string;
  readonly signature: string;
}

type Check = () => boolean;

const [path = ""] = process.argv.slice(2);
const { genuine, altered } = JSON.parse(readFileSync(path, "utf8")) as Record<"genuine" | "altered", ForgeOperation[]>;
const checks = genuine.map(checkOf);
const wrong = altered.map(checkOf);
await serve({
  verify: () => all(checks),
  "judge-genuine": () => all(checks),
  "judge-altered": () => all(wrong),
});

function checkOf({ publicKeyInfo, hash, message, signature }: ForgeOperation): Check {
  const info = forge.asn1.fromDer(forge.util.decode64(publicKeyInfo));
  const key = forge.pki.publicKeyFromAsn1(info);
  const [octets, value] = [forge.util.decode64(message), forge.util.decode64(signature)];
  return () => key.verify(forge.md[hash].create().update(octets).digest().bytes(), value);
}

function all(list: readonly Check[]): boolean {
  try {
    return list.every((check) => check());
  } catch {
    return false; // forge throws where what it decrypts is no DigestInfo
  }
}
