import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, runCommand } from "./tools.js";

/** What `openssl` says of bytes in memory; each call has a folder of its own, gone when it returns. */
export interface OpensslOpinion {
  readonly accepted: boolean;
  /** Everything that it printed. */
  readonly says: string;
}

/** `openssl cms -verify -binary -purpose any`. @param roots a PEM file. */
export async function opensslCmsVerify(input: {
  readonly signature: Uint8Array;
  /** Absent: the content is inside. */
  readonly content?: Uint8Array;
  readonly roots: string;
  /** Unix time in place of now. */
  readonly at?: Date;
}): Promise<OpensslOpinion> {
  return withFiles({ signature: input.signature, content: input.content }, async (path) => {
    const content = input.content === undefined ? [] : ["-content", path("content")];
    const options = ["-binary", "-purpose", "any", "-inform", "DER", "-CAfile", input.roots, ...attime(input.at)];
    const args = ["cms", "-verify", ...options, "-in", path("signature"), ...content, "-out", path("out")];
    return opinion(await runCommand("openssl", args));
  });
}

/** `openssl ts -verify` of a response against its query, or of a token against the bytes that it stamps. */
export async function opensslTsVerify(
  input: { readonly roots: string; readonly at?: Date } & (
    | { readonly response: Uint8Array; readonly query: Uint8Array }
    | { readonly token: Uint8Array; readonly data: Uint8Array }
  ),
): Promise<OpensslOpinion> {
  const [answer, subject] = "token" in input ? [input.token, input.data] : [input.response, input.query];
  return withFiles({ answer, subject }, async (path) => {
    const kind = "token" in input ? ["-token_in", "-data"] : ["-queryfile"];
    const trust = ["-CAfile", input.roots, ...attime(input.at)];
    const args = ["ts", "-verify", "-in", path("answer"), ...kind, path("subject"), ...trust];
    return opinion(await runCommand("openssl", args));
  });
}

/** DER TimeStampReq for `data`, made by openssl, with a nonce. */
export async function opensslTsQuery(
  data: Uint8Array,
  options: { readonly hash?: string; readonly certificates?: boolean } = {},
): Promise<Uint8Array> {
  return withFiles({ data }, async (path, read) => {
    const wish = options.certificates === false ? [] : ["-cert"];
    const hash = `-${options.hash ?? "sha256"}`;
    const made = await runCommand("openssl", [
      "ts",
      "-query",
      "-data",
      path("data"),
      hash,
      ...wish,
      "-out",
      path("query"),
    ]);
    if (made.status !== 0) throw new Error(made.stderr);
    return read("query");
  });
}

/** Everything that `openssl` shows of a DER file; it fails where openssl can't read it. */
export async function opensslText(kind: "x509" | "crl" | "pkey", der: Uint8Array): Promise<string> {
  return withFiles({ der }, async (path) => {
    const result = await runCommand("openssl", [kind, "-inform", "DER", "-in", path("der"), "-noout", "-text"]);
    if (result.status !== 0) throw new Error(result.stderr);
    return result.stdout;
  });
}

function attime(at: Date | undefined): readonly string[] {
  return at === undefined ? [] : ["-attime", String(Math.floor(at.getTime() / 1000))];
}

function opinion(result: CommandResult): OpensslOpinion {
  return { accepted: result.status === 0, says: `${result.stdout}${result.stderr}` };
}

/** Runs `use` with a folder that holds the given files under their names. */
export async function withFiles<Result>(
  files: Readonly<Record<string, Uint8Array | undefined>>,
  use: (path: (name: string) => string, read: (name: string) => Uint8Array) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-openssl-"));
  const path = (name: string): string => join(folder, name);
  try {
    for (const [name, bytes] of Object.entries(files)) if (bytes !== undefined) writeFileSync(path(name), bytes);
    return await use(path, (name) => Uint8Array.from(readFileSync(path(name))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
