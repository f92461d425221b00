import { type Inspection, inspectPackage } from "../../index.js";
import { TransportError } from "../../report/index.js";
import { requireOneFile } from "../request-options.js";
import { certificateJson, signatureJson } from "../../verdict/index.js";
import { detachedSignature } from "../detached-signature.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openPackage } from "../inputs/open-package.js";
import type { PackageFile } from "../inputs/package-file.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { inspectionText } from "../present/inspection.js";
import { type Unread, unreadEntry, unreadText } from "../results.js";
import { jsonDocument } from "../text.js";

type Result = { readonly path: string; readonly inspection: Inspection } | Unread;

/** `countersign inspect` */
export async function run(call: Invocation): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call);
  requireOneFile("signature", files, call);
  const results: unknown[] = [];
  let exit: ExitCode = exitCodes.accepted;
  for (const file of files) {
    const result = await inspected(file, call);
    if ("error" in result) exit = exitCodes.transport;
    if (call.options.has("json")) results.push(entryOf(result));
    else show(result, call);
  }
  if (call.options.has("json")) call.stdout.write(jsonDocument({ schema: "countersign.inspection/1", results }));
  return exit;
}

async function inspected(file: PackageFile, call: Invocation): Promise<Result> {
  const path = file.shown;
  try {
    const source = await openPackage(file, call);
    try {
      const signature = await detachedSignature(file, call, call.options.text("signature"));
      const known = signature === undefined ? {} : { signature };
      return { path, inspection: await inspectPackage(source, { name: path, signal: call.signal, ...known }) };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof TransportError) return { path, error };
    throw error;
  }
}

function show(result: Result, { stdout, stderr }: Invocation): void {
  if ("inspection" in result) stdout.write(inspectionText(result.path, result.inspection));
  else stderr.write(unreadText(result));
}

function entryOf(result: Result): unknown {
  if ("error" in result) return unreadEntry(result);
  const { format, identity, signatures, certificates, findings } = result.inspection;
  return {
    path: result.path,
    format,
    ...(identity === undefined ? {} : { identity }),
    signatures: signatures.map(signatureJson),
    certificates: certificates.map(certificateJson),
    findings,
  };
}
