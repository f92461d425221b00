import { readFileSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { defaultProvider, type VerifyKey } from "../lib/crypto/index.js";
import type { WrittenOperation } from "./bare-operations.js";
import { hashFile } from "./hash-file.js";
import { nativeKey } from "./native-key.js";

/**
 * What a program with the words `OPERATIONS.json THREADS FILE...` does: reads and hashes each file and does a package's
 * public-key operations for each, shared out among threads. Prints the milliseconds of the processor over its import.
 *
 * @param program where it lies. @param also what it does of each file besides.
 */
export async function alone(program: string, also?: (path: string) => Promise<void>): Promise<void> {
  const [written = "", threads = "", ...files] = process.argv.slice(2);
  const started = process.cpuUsage();
  const count = Number(threads);
  if (isMainThread) startOthers(program, count);
  const operations = readOperations(written);
  const buffer = Buffer.alloc(1024 * 1024);
  const own = isMainThread ? 0 : Number(workerData);
  for (let index = own; index < files.length; index += count) {
    const path = files[index] ?? "";
    hashFile(path, buffer);
    for (const holds of operations) if (!holds()) throw new Error("a recorded signature does not verify");
    await also?.(path);
  }
  if (!isMainThread) return;
  const { user, system } = process.cpuUsage(started);
  console.log((user + system) / 1000);
}

function startOthers(program: string, count: number): void {
  for (let thread = 1; thread < count; thread++)
    new Worker(new URL(program), { argv: process.argv.slice(2), workerData: thread });
}

function readOperations(written: string): readonly (() => boolean)[] {
  const keys = new Map<string, VerifyKey>();
  const read = JSON.parse(readFileSync(written, "utf8")) as readonly WrittenOperation[];
  return read.map(({ publicKeyInfo, hash, message, signature }) => {
    const [octets, value] = [Buffer.from(message, "base64"), Buffer.from(signature, "base64")];
    const key = keys.get(publicKeyInfo) ?? nativeKey(Buffer.from(publicKeyInfo, "base64"));
    keys.set(publicKeyInfo, key);
    return () => defaultProvider.verify(key, { name: "rsa-pkcs1", hash }, octets, value) === true;
  });
}
