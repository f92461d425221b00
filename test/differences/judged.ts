import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Verdict, verifyPackage } from "../../lib/index.js";
import { dotnetVerify, type NugetVerdict } from "../interop/dotnet.js";
import { temporaryFolder } from "../interop/kit.js";
import { root } from "../shared.js";
import { clock, testTrust } from "../sign/fixture.js";

/** What dotnet said when a row was written, and must still say. */
export interface Evidence {
  readonly verdict: NugetVerdict["verdict"] | "installed";
  readonly codes?: readonly string[];
  readonly warnings?: readonly string[];
  readonly saysValid?: boolean;
  /** Judged by `dotnet restore` in this mode. */
  readonly mode?: "accept" | "require";
}

/** A row of test/interop/exceptions.json, of which the documentation's page is made. */
export interface ExceptionRow {
  /** The case, in plain words. */
  readonly name: string;
  readonly nugetTrusts: boolean;
  readonly ours: "refused" | "trusted";
  /** The finding that refuses it; empty where ours trusts. */
  readonly code: string;
  readonly rule: string;
  readonly reason: string;
  readonly evidence: Evidence;
}

export function exceptionRows(): readonly ExceptionRow[] {
  return JSON.parse(readFileSync(join(root, "test", "interop", "exceptions.json"), "utf8")) as ExceptionRow[];
}

/** Ours, by the test roots at the tests' time, under the policy `standard`. */
export async function ours(bytes: Uint8Array): Promise<Verdict> {
  return verifyPackage(bytes, { trust: await testTrust(), clock });
}

/** Codes of a verdict that are errors, strictest first. */
export function errorsOf(verdict: Verdict): readonly string[] {
  return verdict.issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

/** One dotnet process for all; verdicts by name, without the file. */
export async function dotnetJudges(
  packages: ReadonlyMap<string, Uint8Array>,
  tool: string,
): Promise<ReadonlyMap<string, Evidence>> {
  const folder = temporaryFolder();
  const paths = [...packages.values()].map((bytes, index) => {
    const path = join(folder, `${index}.nupkg`);
    writeFileSync(path, bytes);
    return path;
  });
  const verdicts = await dotnetVerify(paths, { tool });
  return new Map([...packages.keys()].map((name, index) => [name, evidenceOf(verdicts[index])]));
}

function evidenceOf(verdict: NugetVerdict | undefined): Evidence {
  if (verdict === undefined) throw new Error("dotnet gave no verdict");
  const { codes, warnings, saysValid } = verdict;
  return { verdict: verdict.verdict, codes, warnings, ...(saysValid === true && { saysValid }) };
}

/** NuGet calls it valid, though it may have logged an error about what it then let pass. */
export function isTrusted({ verdict, saysValid }: Evidence): boolean {
  return verdict === "trusted" || verdict === "installed" || saysValid === true;
}
