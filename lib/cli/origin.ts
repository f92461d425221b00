import { dirname, join } from "node:path";
import type { Policy } from "../index.js";
import { Field, readJson } from "../policy/index.js";
import { ConfigError } from "../report/index.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import { exists, readFileText } from "./read-file.js";
import type { RequestFor } from "./request-options.js";

/** The repositories that a call may ask what they declare; nobody else is. Each once, as the user wrote it. */
export function askedRepositories(policy: Policy, call: Invocation): readonly string[] {
  const entries = policy.toDocument().signers?.entries ?? [];
  const declared = entries.flatMap((entry) =>
    entry.by === "repository" && entry.certificates === "declared" ? [entry.serviceIndex] : [],
  );
  return [...new Set([...call.options.list("service-index"), ...declared])];
}

/** Says of a file which repository it came from, if anybody knows. */
type OriginOf = (file: PackageFile) => Promise<{ readonly repository?: string }>;

/**
 * Origins by `--service-index`; or by NuGet's own record beside the package, where that names a repository which may be asked.
 * What it returns throws a {@link ConfigError} where several are named, and the file's record names none of them.
 */
function originsOf(asked: readonly string[], call: Invocation): OriginOf {
  const [only, ...others] = call.options.list("service-index");
  if (only !== undefined && others.length === 0) return async () => ({ repository: only });
  return async (file) => {
    const recorded = await recordedOrigin(file, call);
    const repository = asked.find((one) => isSameUrl(one, recorded));
    if (repository === undefined && only !== undefined) throw unknownOrigin(file, recorded);
    return repository === undefined ? {} : { repository };
  };
}

/** The same requests, with the repositories that the files came from. */
export function withOrigins(requested: RequestFor, policy: Policy, call: Invocation): RequestFor {
  const asked = askedRepositories(policy, call);
  if (asked.length === 0) return requested;
  const originOf = originsOf(asked, call);
  return async (file) => ({ ...(await requested(file)), ...(await originOf(file)) });
}

/** `.nupkg.metadata`, which NuGet writes beside each package in its folder: the source that restore took it from. */
async function recordedOrigin({ path }: PackageFile, call: Invocation): Promise<string | undefined> {
  const record = join(dirname(path), ".nupkg.metadata");
  if (!path.endsWith(".nupkg") || !(await exists(record))) return undefined;
  const json = readJson(await readFileText(record, call), record);
  const source = new Field(json.value, record, json).namedMembers().get("source")?.value;
  return typeof source === "string" ? source : undefined;
}

function isSameUrl(one: string, other: string | undefined): boolean {
  if (other === undefined || !URL.canParse(one) || !URL.canParse(other)) return false;
  return new URL(one).href === new URL(other).href;
}

function unknownOrigin({ shown }: PackageFile, recorded: string | undefined): ConfigError {
  return new ConfigError({
    at: "--service-index",
    expected: `one of the repositories named to be where ${shown} came from`,
    received: recorded === undefined ? "no record of it beside the package" : `a record that says ${recorded}`,
    remedy: "Name one repository alone for the packages that came from it, and verify the others by themselves.",
  });
}
