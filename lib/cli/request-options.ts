import type { VerifyRequest } from "../index.js";
import { ConfigError } from "../report/index.js";
import { detachedSignature } from "./detached-signature.js";
import { readDigest } from "./digest-option.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import { readMoment } from "./moment.js";
import { readFileBytes } from "./read-file.js";

/** What is asked of the verifier for one file. */
export type RequestFor = (file: PackageFile) => Promise<VerifyRequest>;

/** For a call that asks nothing of its own: each file by its name, as what its lock file says it is, with the signature beside it. */
export function plainRequests(call: Invocation, more: Pick<VerifyRequest, "pinned"> = {}): RequestFor {
  return async (file) => {
    const signature = await detachedSignature(file, call);
    return {
      ...more,
      name: file.shown,
      signal: call.signal,
      ...(signature === undefined ? {} : { signature }),
      ...(file.expect && { expect: file.expect }),
    };
  };
}

/** Reads what `verify` was asked, once, and gives each file's request. */
export async function requestsOf(call: Invocation, files: readonly PackageFile[]): Promise<RequestFor> {
  requireOneFile("signature", files, call);
  const signature = call.options.text("signature");
  const common = await commonRequest(call);
  return async (file) => {
    const detached = await detachedSignature(file, call, signature);
    const expect = { ...file.expect, ...common.expect };
    // Fields before what is spread: the engine takes four times as long the other way round.
    return {
      name: file.shown,
      ...common,
      ...(detached === undefined ? {} : { signature: detached }),
      ...(Object.keys(expect).length === 0 ? {} : { expect }),
    };
  };
}

async function commonRequest(call: Invocation): Promise<VerifyRequest> {
  const at = call.options.text("at");
  const successions = await Promise.all(call.options.list("succession").map((file) => readFileBytes(file, call)));
  const expect = expectationOf(call);
  return {
    signal: call.signal,
    ...(at === undefined ? {} : { at: readMoment(at, "--at") }),
    ...(successions.length === 0 ? {} : { successions }),
    ...(Object.keys(expect).length === 0 ? {} : { expect }),
  };
}

function expectationOf(call: Invocation): NonNullable<VerifyRequest["expect"]> {
  const identity = call.options.text("expect");
  const content = call.options.text("expect-content");
  const publisherDomain = call.options.text("publisher-domain");
  const organization = call.options.text("organization");
  return {
    ...(identity === undefined ? {} : { identity: readIdentity(identity) }),
    ...(content === undefined ? {} : { content: readDigest(content, "--expect-content") }),
    ...(publisherDomain === undefined ? {} : { publisherDomain }),
    ...(organization === undefined ? {} : { organization }),
  };
}

function readIdentity(text: string): { readonly id: string; readonly version: string } {
  const [, id, version] = /^(.+?)[@/]([^@/]+)$/.exec(text) ?? [];
  if (id !== undefined && version !== undefined) return { id, version };
  throw new ConfigError({
    at: "--expect",
    expected: "a name and a version",
    received: JSON.stringify(text.slice(0, 100)),
    remedy: "Write --expect Newtonsoft.Json@13.0.3",
  });
}

/** What an option says of one file is not taken for all. @throws {ConfigError} it was given beside several. */
export function requireOneFile(option: string, files: readonly PackageFile[], call: Invocation): void {
  if (!call.options.has(option) || files.length === 1) return;
  const received = `${files.length} files`;
  throw new ConfigError({ at: `--${option}`, expected: "one file", received, remedy: "Take the files one by one." });
}
