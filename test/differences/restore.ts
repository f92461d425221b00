import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, type InteropKit } from "../interop/kit.js";
import { mustRun, runCommand } from "../interop/tools.js";
import { sharedPath } from "../shared.js";

/** A private dotnet that trusts the test roots alone. @returns its folder. */
export async function dotnetRoot({ roots }: InteropKit): Promise<string> {
  const folder = join(temporaryFolder(), "dotnet");
  const script = sharedPath("interop", "make-dotnet-root.sh");
  await mustRun("bash", [script, folder, roots.codeSigning, roots.timestamping]);
  return folder;
}

/** What `dotnet restore` did with the packages of a folder. */
export interface Restored {
  /** Ids in lower case of what it installed. */
  readonly installed: readonly string[];
  readonly says: string;
}

/** Restores every package, of version 1.0.0, by its id, from memory. */
export async function restore(
  dotnet: string,
  packages: ReadonlyMap<string, Uint8Array>,
  config: string,
): Promise<Restored> {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  for (const name of ["feed", "home", "packages"]) mkdirSync(at(name));
  for (const [id, bytes] of packages) writeFileSync(at("feed", `${id}.1.0.0.nupkg`), bytes);
  writeFileSync(at("get.csproj"), project([...packages.keys()]));
  writeFileSync(at("nuget.config"), configuration(at("feed"), config));
  const env = {
    HOME: at("home"),
    DOTNET_ROOT: dotnet,
    DOTNET_CLI_TELEMETRY_OPTOUT: "1",
    NUGET_CERT_REVOCATION_MODE: "offline",
  };
  const args = ["restore", at("get.csproj"), "--packages", at("packages"), "-nologo", "-v", "m"];
  const { stdout, stderr } = await runCommand(join(dotnet, "dotnet"), args, { env, cwd: folder });
  return { installed: readdirSync(at("packages")), says: stdout + stderr };
}

function project(ids: readonly string[]): string {
  const downloads = ids.map((id) => `<PackageDownload Include="${id}" Version="[1.0.0]" />`).join("");
  return `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>${downloads}</ItemGroup></Project>`;
}

function configuration(feed: string, more: string): string {
  return `<configuration><packageSources><clear /><add key="feed" value="${feed}" /></packageSources>${more}</configuration>`;
}
