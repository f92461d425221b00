import { existsSync } from "node:fs";
import { rulesOf, toPolicy } from "../policy/index.js";
import type { RevocationSource } from "../revocation/index.js";
import { bundledTrust } from "../trust/bundled/index.js";
import type { Verdict } from "../verdict/index.js";
import { createVerifier, type Verifier, type VerifierOptions, type VerifyRequest } from "../verify/index.js";
import { systemClock } from "./clock.js";
import { openFile } from "./file-source.js";
import type { HttpOptions } from "./http/options.js";
import { httpRevocationSource } from "./revocation/http-source.js";

/** System clock, bundled trust, disk cache and HTTP transport filled in; each can be replaced. */
export type NodeVerifierOptions = Partial<VerifierOptions> & {
  /** For revocation data. Default: the user's cache folder. */
  readonly cacheDirectory?: string;
  /** For the revocation source that is filled in. */
  readonly http?: HttpOptions;
};

/**
 * A verifier with Node's defaults. The network is reached only under a policy whose revocation mode is `online`.
 *
 * @throws {ConfigError} an option is contradictory or unknown.
 */
export async function createNodeVerifier(options: NodeVerifierOptions = {}): Promise<Verifier> {
  const { cacheDirectory, http, ...rest } = options;
  const policy = toPolicy(rest.policy);
  const { mode } = rulesOf(policy).revocation;
  return createVerifier({
    ...rest,
    policy,
    trust: rest.trust ?? (await bundledTrust()),
    clock: rest.clock ?? systemClock,
    revocation: rest.revocation ?? (mode === "off" ? [] : [defaultRevocation(http, cacheDirectory)]),
  });
}

function defaultRevocation(http: HttpOptions | undefined, cacheDirectory: string | undefined): RevocationSource {
  return httpRevocationSource({ ...http, ...(cacheDirectory === undefined ? {} : { cacheDirectory }) });
}

/**
 * Verifies one file. A `.p7s` beside it is found by itself, for formats that keep the signature there.
 *
 * @throws {TransportError} the file, or the `.p7s`, can't be read. @throws {ConfigError} an option is wrong.
 */
export async function verifyFile(path: string, options: NodeVerifierOptions & VerifyRequest = {}): Promise<Verdict> {
  const { name, format, signature, at, expect, repository, pinned, successions, signal, ...rest } = options;
  const verifier = await createNodeVerifier(rest);
  const source = await openFile(path, signal === undefined ? {} : { signal });
  try {
    const beside =
      signature ?? (await signatureBeside(path, format?.id, rulesOf(verifier.policy).budgets.signatureBytes));
    const request = { name: name ?? path, format, signature: beside, at, expect, repository, pinned, successions, signal };
    return await verifier.verify(source, definedOnly(request));
  } finally {
    await source.close();
  }
}

/** A NuGet package carries its signature inside, so a `.p7s` beside it says nothing of it. */
async function signatureBeside(
  path: string,
  format: string | undefined,
  limit: number,
): Promise<Uint8Array | undefined> {
  const isEmbedded = format === undefined ? /\.s?nupkg$/i.test(path) : format === "nupkg";
  const beside = `${path}.p7s`;
  if (isEmbedded || !existsSync(beside)) return undefined;
  const file = await openFile(beside);
  try {
    // One byte beyond the limit is enough to be refused for it.
    return new Uint8Array(await file.slice(0, limit + 1).arrayBuffer());
  } finally {
    await file.close();
  }
}

function definedOnly(request: { readonly [K in keyof VerifyRequest]: VerifyRequest[K] | undefined }): VerifyRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
