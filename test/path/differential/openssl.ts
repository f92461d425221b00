import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toPem } from "../../../lib/testing/index.js";
import { runCommand } from "../../interop/tools.js";
import type { RandomChain } from "./chains.js";

/** A peer's word on a chain: undefined if it takes it, else its errors. */
export type Opinion = readonly string[] | undefined;

/**
 * `openssl verify -x509_strict -policy_check` of many chains: one process for a hundred, since their names have nothing
 * in common. Chains that it can't even load are asked about alone.
 */
export async function opensslOpinions(
  chains: readonly RandomChain[],
  at: number,
): Promise<ReadonlyMap<number, Opinion>> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-differential-"));
  try {
    const opinions = new Map<number, Opinion>();
    for (let start = 0; start < chains.length; start += 100) {
      const batch = chains.slice(start, start + 100);
      const together = await ask(batch, folder, at);
      for (const chain of batch)
        opinions.set(
          chain.id,
          (together ?? (await ask([chain], folder, at)))?.get(chain.id) ??
            (together === undefined ? ["cannot be loaded"] : undefined),
        );
    }
    return opinions;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns errors by chain; `undefined` if openssl can't load a file. */
async function ask(
  chains: readonly RandomChain[],
  folder: string,
  at: number,
): Promise<ReadonlyMap<number, readonly string[]> | undefined> {
  const path = (name: string): string => join(folder, name);
  const pem = (certificates: readonly Uint8Array[]): string =>
    certificates.map((der) => toPem("CERTIFICATE", der)).join("");
  writeFileSync(path("roots.pem"), pem(chains.flatMap(({ roots }) => roots)));
  writeFileSync(path("bag.pem"), pem(chains.flatMap(({ intermediates }) => intermediates)));
  for (const { id, leaf } of chains) writeFileSync(path(`${id}.pem`), pem([leaf]));
  const bag = chains.some(({ intermediates }) => intermediates.length > 0) ? ["-untrusted", path("bag.pem")] : [];
  const flags = [
    "-x509_strict",
    "-policy_check",
    "-policy",
    "2.5.29.32.0",
    "-auth_level",
    "0",
    "-no-CAstore",
    "-no-CApath",
  ];
  const files = chains.map(({ id }) => path(`${id}.pem`));
  const time = ["-attime", String(Math.floor(at / 1000))];
  const { stdout, stderr } = await runCommand("openssl", [
    "verify",
    ...flags,
    ...time,
    "-CAfile",
    path("roots.pem"),
    ...bag,
    ...files,
  ]);
  return errorsByChain(`${stdout}\n${stderr}`, chains);
}

function errorsByChain(
  output: string,
  chains: readonly RandomChain[],
): ReadonlyMap<number, readonly string[]> | undefined {
  const accepted = new Set(
    [...output.matchAll(/(?:^|\/)(?<id>\d+)\.pem: OK$/gm)].map((match) => Number(match.groups?.["id"])),
  );
  const errors = new Map<number, string[]>();
  let pending: string[] = [];
  for (const line of output.split("\n")) {
    const error = /^error \d+ at \d+ depth lookup: (?<text>.*)$/.exec(line)?.groups?.["text"];
    if (error !== undefined) pending.push(error);
    const failed = /^error .*\/(?<id>\d+)\.pem: verification failed$/.exec(line)?.groups?.["id"];
    if (failed === undefined) continue;
    errors.set(Number(failed), pending);
    pending = [];
  }
  const isWhole = chains.every(({ id }) => accepted.has(id) || errors.has(id));
  return isWhole ? errors : undefined;
}
