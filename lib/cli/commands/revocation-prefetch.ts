import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { definePolicy, type SignatureReport, type Verifier } from "../../index.js";
import {
  createNodeVerifier,
  defaultCacheDirectory,
  exportRevocationArchive,
  httpRevocationSource,
  openFile,
  writeSignedPackage,
} from "../../node/index.js";
import { shown, visible } from "../../report/index.js";
import { detachedSignature } from "../detached-signature.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { type PackageFile, packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { rootsOf } from "../roots-options.js";
import { jsonDocument } from "../text.js";
import { cacheOf, revocationSettings } from "../verifier-options.js";

type Status = SignatureReport["revocation"][number];

/** `countersign revocation prefetch` */
export async function run(call: Invocation): Promise<ExitCode> {
  const bundle = call.options.text("bundle");
  const isOwnFolder = bundle !== undefined && cacheOf(call) === undefined;
  const folder = isOwnFolder
    ? await mkdtemp(join(tmpdir(), "countersign-"))
    : (cacheOf(call) ?? defaultCacheDirectory());
  try {
    const statuses = await statusesOf(await packageFiles(call.operands, call), folder, call);
    if (bundle !== undefined) {
      await writeSignedPackage(resolve(call.workingDirectory, bundle), exportRevocationArchive(folder));
    }
    show([...statuses.values()], bundle, isOwnFolder ? undefined : folder, call);
    return [...statuses.values()].some(isUnknown) ? exitCodes.inconclusive : exitCodes.accepted;
  } finally {
    if (isOwnFolder) await rm(folder, { recursive: true, force: true });
  }
}

/** What is known now of each certificate of each chain, asked for once, online. */
async function statusesOf(
  files: readonly PackageFile[],
  cacheDirectory: string,
  call: Invocation,
): Promise<ReadonlyMap<string, Status>> {
  const revocation = { mode: "online", need: "prefer", deadlineMs: 60_000 } as const;
  const verifier = await createNodeVerifier({
    trust: await rootsOf(call),
    clock: call.clock,
    policy: definePolicy({ version: 1, name: "prefetch", extends: "standard", revocation }),
    revocation: [httpRevocationSource({ ...revocationSettings(call), cacheDirectory })],
    ocspNonce: call.options.has("ocsp-nonce"),
  });
  const statuses = new Map<string, Status>();
  for (const file of files) {
    for (const signature of await signaturesOf(file, verifier, call)) {
      for (const status of signature.revocation) note(status, statuses);
    }
  }
  return statuses;
}

/** A chain that does not hold is not asked about, and must not hide what is known of its certificates from another. */
function note(status: Status, statuses: Map<string, Status>): void {
  const { fingerprint } = status.certificate;
  if (status.status !== "not-checked" || !statuses.has(fingerprint)) statuses.set(fingerprint, status);
}

async function signaturesOf(
  file: PackageFile,
  verifier: Verifier,
  call: Invocation,
): Promise<readonly SignatureReport[]> {
  const source = await openFile(file.path, { signal: call.signal });
  try {
    const signature = await detachedSignature(file, call);
    const known = signature === undefined ? {} : { signature };
    return (await verifier.verify(source, { name: file.shown, signal: call.signal, ...known })).signatures;
  } finally {
    await source.close();
  }
}

function isUnknown({ status }: Status): boolean {
  return status === "unknown";
}

function show(
  statuses: readonly Status[],
  bundle: string | undefined,
  folder: string | undefined,
  call: Invocation,
): void {
  const certificates = statuses.map(({ certificate, status, attempts }) => ({ certificate, status, attempts }));
  if (call.options.has("json")) {
    call.stdout.write(jsonDocument({ schema: "countersign.prefetch/1", cache: folder, bundle, certificates }));
    return;
  }
  for (const { certificate, status, attempts } of certificates) {
    const origins = attempts.map(({ method, origin, result }) => `${method} ${shown(origin)}: ${result}`).join("; ");
    call.stdout.write(`${status.padEnd(11)} ${shown(certificate.subject)}${origins === "" ? "" : ` (${origins})`}\n`);
  }
  call.stdout.write(
    `kept in ${[bundle, folder].flatMap((place) => (place === undefined ? [] : visible(place))).join(" and ")}\n`,
  );
}
