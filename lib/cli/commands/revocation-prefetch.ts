import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { definePolicy, type SignatureReport, type Verifier } from "../../index.js";
import {
  createNodeVerifier,
  defaultCacheDirectory,
  exportRevocationArchive,
  httpRevocationSource,
  writeSignedPackage,
} from "../../node/index.js";
import { shown, type TransportError, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { PackageFile } from "../inputs/package-file.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgePackage } from "../judge-package.js";
import { adviceOn } from "../present/unknown-status.js";
import { plainRequests } from "../request-options.js";
import { rootsOf } from "../roots-options.js";
import { jsonDocument } from "../text.js";
import { anchorsOf } from "../trust-file/document.js";
import { trustFileForRoots } from "../trust-file/roots-alone.js";
import { cacheOf, revocationSettings } from "../verifier-options.js";
import { temporaryFolder } from "../write-file.js";

type Status = SignatureReport["revocation"][number];

/** `countersign revocation prefetch` */
export async function run(call: Invocation): Promise<ExitCode> {
  const bundle = call.options.text("bundle");
  const isOwnFolder = bundle !== undefined && cacheOf(call) === undefined;
  const folder = isOwnFolder ? await temporaryFolder() : (cacheOf(call) ?? defaultCacheDirectory());
  try {
    const { known, broken, unsigned, fault } = await statusesOf(
      await packageFiles(call.operands, call, call.options.text("package-folder")),
      folder,
      call,
    );
    if (fault !== undefined) throw fault;
    if (bundle !== undefined) {
      await writeSignedPackage(resolve(call.workingDirectory, bundle), exportRevocationArchive(folder));
    }
    show(known, bundle, isOwnFolder ? undefined : folder, call);
    for (const line of adviceOn(known.filter(isUnknown))) call.stderr.write(`note: ${line}\n`);
    if (unsigned.length > 0) call.stderr.write(`note: ${withoutSignature(unsigned)}\n`);
    for (const name of broken)
      call.stderr.write(
        `note: ${visible(name)}: a chain does not hold and was not asked about; countersign verify says why\n`,
      );
    return broken.length > 0 || known.some(isUnknown) ? exitCodes.inconclusive : exitCodes.accepted;
  } finally {
    if (isOwnFolder) await rm(folder, { recursive: true, force: true });
  }
}

/** Whoever carries the archive away would take what is missing for fetched. */
function withoutSignature(names: readonly string[]): string {
  const [first = ""] = names;
  const who = names.length === 1 ? visible(first) : `${visible(first)} and ${names.length - 1} more`;
  return `${who}: no signature that could be read, so nothing was asked for it; countersign verify says why`;
}

interface Statuses {
  readonly known: readonly Status[];
  /** Packages with a signature whose chain does not hold: of whom nobody asked what is revoked. */
  readonly broken: readonly string[];
  /** Packages without a signature that could be read. */
  readonly unsigned: readonly string[];
  /** Why an answer was not kept: whoever builds without a network would miss it. */
  readonly fault: TransportError | undefined;
}

/** What is known now of each certificate of each chain, asked for once, online. */
async function statusesOf(files: readonly PackageFile[], cacheDirectory: string, call: Invocation): Promise<Statuses> {
  let fault: TransportError | undefined;
  const verifier = await askingVerifier(cacheDirectory, (told) => (fault ??= told), call);
  const statuses = new Map<string, Status>();
  const broken: string[] = [];
  const unsigned: string[] = [];
  for (const file of files) {
    const { signatures, checks } = await judgePackage(file, verifier, plainRequests(call), call);
    if (signatures.length === 0) unsigned.push(file.shown);
    for (const signature of signatures) for (const status of signature.revocation) note(status, statuses);
    if (checks.some(({ check, status }) => CHAINS.includes(check) && status === "failed")) broken.push(file.shown);
  }
  return { known: [...statuses.values()], broken, unsigned, fault };
}

const CHAINS: readonly string[] = ["chain", "timestamp-chain"];

async function askingVerifier(
  cacheDirectory: string,
  onCacheFault: (fault: TransportError) => void,
  call: Invocation,
): Promise<Verifier> {
  const revocation = { mode: "online", need: "prefer", deadlineMs: 60_000 } as const;
  const located = await trustFileForRoots(call);
  const anchors = located === undefined ? [] : anchorsOf(located.file, located.path);
  return createNodeVerifier({
    trust: await rootsOf(call, anchors),
    clock: call.clock,
    policy: definePolicy({ version: 1, name: "prefetch", extends: "standard", revocation }),
    revocation: [httpRevocationSource({ ...revocationSettings(call), cacheDirectory, onCacheFault })],
    ocspNonce: call.options.has("ocsp-nonce"),
  });
}

/** A chain that does not hold is not asked about, and must not hide what is known of its certificates from another. */
function note(status: Status, statuses: Map<string, Status>): void {
  const { fingerprint } = status.certificate;
  if (status.status !== "not-checked" || !statuses.has(fingerprint)) statuses.set(fingerprint, status);
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
    const asked = attempts.map(({ method, origin, result }) => `${method} ${shown(origin)}: ${result}`).join("; ");
    const origins = status === "unknown" ? asked || "it names no responder and no list" : asked;
    call.stdout.write(`${status.padEnd(11)} ${shown(certificate.subject)}${origins === "" ? "" : ` (${origins})`}\n`);
  }
  call.stdout.write(
    `kept in ${[bundle, folder].flatMap((place) => (place === undefined ? [] : visible(place))).join(" and ")}\n`,
  );
}
