import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseCertificates } from "../../../lib/cms/index.js";
import type { Policy } from "../../../lib/policy/index.js";
import { createTrustStore, type TrustAnchorInput, type TrustStore } from "../../../lib/trust/index.js";
import type { Verdict } from "../../../lib/verdict/index.js";
import { createVerifier } from "../../../lib/verify/index.js";
import { dotnetVerify, type NugetVerdict } from "../../interop/dotnet.js";
import { makeTool, temporaryFolder } from "../../interop/kit.js";
import { requireCommands } from "../../interop/tools.js";
import { requireShared, sharedPath } from "../../shared.js";

export function caseFile(name: string): string {
  return sharedPath("interop", "cases", "packages", `${name}.nupkg`);
}

let store: Promise<TrustStore> | undefined;

/** Judges one of the interop cases under the roots that they were made for. */
export async function judgeCase(name: string, policy: Policy): Promise<Verdict> {
  store ??= trustedRoots();
  const verifier = createVerifier({ trust: await store, policy, clock: () => new Date("2026-11-24T00:00:00Z") });
  return verifier.verify(readFileSync(caseFile(name)), { name: `${name}.nupkg` });
}

async function trustedRoots(): Promise<TrustStore> {
  const lists = [
    ["codesigning", "code-signing"],
    ["timestamping", "timestamping"],
  ] as const;
  const anchors = lists.map(async ([file, purpose]): Promise<readonly TrustAnchorInput[]> => {
    const certificates = await parseCertificates(readFileSync(rootsFile(file)));
    return certificates.map(({ der }) => ({ certificate: der, purposes: [purpose], origin: file }));
  });
  return createTrustStore("interop cases", (await Promise.all(anchors)).flat());
}

/** Options by which a command trusts the roots that the cases were made for. */
export const caseRoots = (): readonly string[] => [
  ...["--code-signing-roots", rootsFile("codesigning")],
  ...["--timestamping-roots", rootsFile("timestamping")],
];

function rootsFile(name: "codesigning" | "timestamping"): string {
  return sharedPath("interop", "cases", "roots", `${name}.pem`);
}

/**
 * Asks `dotnet nuget verify` about interop cases under nuget.config files, nearest first: one is named with `--configfile`, several
 * lie in folders within each other.
 */
export type AskNuget = (names: readonly string[], texts: readonly string[]) => Promise<readonly NugetVerdict[]>;

/** NuGet's tool under the roots of the cases. */
interface CasesTool {
  readonly tool: string;
  /** For what dotnet writes into the user's home. */
  readonly home: string;
  /** For files of the tests. */
  readonly folder: string;
}

let made: Promise<CasesTool> | undefined;

/** The tool, made once for a run; skips or fails as `requireCommands` does. */
export function casesTool(context: Mocha.Context): Promise<CasesTool> {
  requireCommands(context, "dotnet");
  requireShared(context, "interop", "cases", "packages");
  return (made ??= makeCasesTool());
}

async function makeCasesTool(): Promise<CasesTool> {
  const folder = temporaryFolder();
  const home = join(folder, "home");
  mkdirSync(home);
  const tool = await makeTool(join(folder, "tool"), rootsFile("codesigning"), rootsFile("timestamping"));
  return { tool, home, folder };
}

/** As {@link casesTool}, to be asked. */
export async function nugetForCases(context: Mocha.Context): Promise<AskNuget> {
  const { tool, home, folder } = await casesTool(context);
  return async (names, texts) => {
    const nearest = writeConfigs(mkdtempSync(join(folder, "configs-")), texts);
    const where = texts.length === 1 ? { config: nearest } : { folder: dirname(nearest) };
    return dotnetVerify(names.map(caseFile), { tool, home, ...where });
  };
}

/** @returns the nearest, which lies deepest. */
function writeConfigs(folder: string, texts: readonly string[]): string {
  let at = folder;
  for (const text of texts.toReversed()) {
    at = join(at, "in");
    mkdirSync(at);
    writeFileSync(join(at, "nuget.config"), text);
  }
  return join(at, "nuget.config");
}

/** Whether NuGet accepts a package: it calls some valid for which it has logged an error that it then set aside. */
export function isAccepted({ verdict, saysValid }: NugetVerdict): boolean {
  return verdict === "trusted" || saysValid === true;
}

/** In the words of the recorded answers. */
export function answerOf(verdict: NugetVerdict): string {
  if (isAccepted(verdict)) return "trusted";
  return verdict.codes.length > 0 ? verdict.codes.join() : verdict.errors === undefined ? "nothing" : "error";
}
