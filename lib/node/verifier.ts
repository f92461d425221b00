import { rulesOf, toPolicy } from "../policy/index.js";
import type { RevocationSource } from "../revocation/index.js";
import { bundledTrust } from "../trust/bundled/index.js";
import type { Verdict } from "../verdict/index.js";
import { requireGiven, requireOnly } from "../report/index.js";
import {
  createVerifier,
  requireRequest,
  type Verifier,
  verifierFields,
  type VerifierOptions,
  type VerifyItem,
  type VerifyManyResult,
  type VerifyRequest,
} from "../verify/index.js";
import { type FileItem, signatureBeside } from "./batch/file-item.js";
import { verifyFiles, type VerifyFilesOptions } from "./batch/verify-files.js";
import { systemClock } from "./clock.js";
import { openFile } from "./file-source.js";
import { type HttpOptions, readHttpOptions } from "./http/options.js";
import { httpRevocationSource } from "./revocation/http-source.js";

/** System clock, bundled trust, disk cache and HTTP transport filled in; each can be replaced. */
export type NodeVerifierOptions = Partial<VerifierOptions> & {
  /** For revocation data. Default: the user's cache folder. */
  readonly cacheDirectory?: string;
  /** For the revocation source that is filled in. */
  readonly http?: HttpOptions;
};

/** A verifier that also opens files. It holds caches and no other resource: there is nothing to close. */
export interface NodeVerifier extends Verifier {
  /**
   * Judges many files, and yields the results in their order. With `threads` of 2 a second thread hashes what is large; with 3
   * and more, from some 100 files on, so many judge; verdicts are the same. What cannot be sent to a thread that judges stays
   * on the main one: an item with a `source`, a signal or a format of its own; and all items where crypto, formats, issuers,
   * repositories or revocation sources are the caller's own objects (`threadPoolProvider()` is none: threads answer at once), or
   * the policy's revocation mode is `online`.
   *
   * Files are drawn, opened and held only as fast as results are taken. A file whose thread ended gives a `TransportError`
   * of reason `thread-lost`; after `signal` the rest give `aborted`.
   */
  verifyFiles(
    files: Iterable<VerifyItem | FileItem> | AsyncIterable<VerifyItem | FileItem>,
    options?: VerifyFilesOptions,
  ): AsyncIterable<VerifyManyResult>;
}

const OPTIONS = {
  trust: "trust?",
  clock: "clock?",
  revocation: "finder[]?",
  cacheDirectory: "text?",
  http: "object?",
} as const;
const OPTION_FIELDS: readonly string[] = [...verifierFields, ...Object.keys(OPTIONS)];

/**
 * A verifier with Node's defaults. The network is reached only under a policy whose revocation mode is `online`.
 *
 * @throws {ConfigError} an option is contradictory or unknown.
 */
export async function createNodeVerifier(options: NodeVerifierOptions = {}): Promise<NodeVerifier> {
  requireOnly(options, "options", OPTIONS, verifierFields);
  const { cacheDirectory, http, ...rest } = options;
  readHttpOptions(http);
  const policy = toPolicy(rest.policy);
  const { mode } = rulesOf(policy).revocation;
  const complete = {
    ...rest,
    policy,
    trust: rest.trust ?? (await bundledTrust()),
    clock: rest.clock ?? systemClock,
    revocation: rest.revocation ?? (mode === "off" ? [] : [defaultRevocation(http, cacheDirectory)]),
  };
  const verifier = createVerifier(complete);
  const node: NodeVerifier = {
    ...verifier,
    verifyFiles: (files, many) => verifyFiles(verifier, complete, files, many),
  };
  return Object.freeze(node);
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
  requireGiven(path, "path", "text");
  requireRequest(options, "options", OPTION_FIELDS);
  const { name, format, signature, at, expect, repository, pinned, successions, signal, ...rest } = options;
  const verifier = await createNodeVerifier(rest);
  const source = await openFile(path, signal === undefined ? {} : { signal });
  try {
    const beside =
      signature ?? (await signatureBeside(path, format?.id, rulesOf(verifier.policy).budgets.signatureBytes));
    const request = {
      name: name ?? path,
      format,
      signature: beside,
      at,
      expect,
      repository,
      pinned,
      successions,
      signal,
    };
    return await verifier.verify(source, definedOnly(request));
  } finally {
    await source.close();
  }
}

function definedOnly(request: { readonly [K in keyof VerifyRequest]: VerifyRequest[K] | undefined }): VerifyRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
