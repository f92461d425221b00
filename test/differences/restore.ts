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
  const { at, env } = prepare(dotnet, packages, config);
  writeFileSync(at("get.csproj"), project([...packages.keys()]));
  const args = ["restore", at("get.csproj"), "--packages", at("packages"), "-nologo", "-v", "m"];
  const { stdout, stderr } = await runCommand(join(dotnet, "dotnet"), args, { env, cwd: at() });
  return { installed: readdirSync(at("packages")), says: stdout + stderr };
}

/** The same, each package by a project of its own, so that one that is refused keeps no other from being installed. */
export async function restoreEach(
  dotnet: string,
  packages: ReadonlyMap<string, Uint8Array>,
  config: string,
): Promise<Restored> {
  const { at, env } = prepare(dotnet, packages, config);
  for (const id of packages.keys()) {
    mkdirSync(at(id));
    writeFileSync(at(id, `${id}.csproj`), project([id]));
  }
  const each = '<MSBuild Projects="@(Get)" Targets="Restore" ContinueOnError="true" />';
  writeFileSync(
    at("all.proj"),
    `<Project><ItemGroup><Get Include="*/*.csproj" /></ItemGroup><Target Name="Restore">${each}</Target></Project>`,
  );
  const settings = [`-p:RestorePackagesPath=${at("packages")}`, "-nologo", "-v:m"];
  const args = ["msbuild", at("all.proj"), "-t:Restore", ...settings];
  const { stdout, stderr } = await runCommand(join(dotnet, "dotnet"), args, { env, cwd: at() });
  return { installed: readdirSync(at("packages")), says: stdout + stderr };
}

/** A folder with a feed of these packages and the configuration. */
function prepare(dotnet: string, packages: ReadonlyMap<string, Uint8Array>, config: string) {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  for (const name of ["feed", "home", "packages"]) mkdirSync(at(name));
  for (const [id, bytes] of packages) writeFileSync(at("feed", `${id}.1.0.0.nupkg`), bytes);
  writeFileSync(at("nuget.config"), configuration(at("feed"), config));
  const env = {
    HOME: at("home"),
    DOTNET_ROOT: dotnet,
    DOTNET_CLI_TELEMETRY_OPTOUT: "1",
    DOTNET_NUGET_SIGNATURE_VERIFICATION: "true",
    NUGET_CERT_REVOCATION_MODE: "offline",
  };
  return { at, env };
}

function project(ids: readonly string[]): string {
  const downloads = ids.map((id) => `<PackageDownload Include="${id}" Version="[1.0.0]" />`).join("");
  return `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>${downloads}</ItemGroup></Project>`;
}

function configuration(feed: string, more: string): string {
  const sources = `<packageSources><clear /><add key="feed" value="${feed}" /></packageSources>`;
  const inner = /^<configuration>([^]*)<\/configuration>\s*$/.exec(more)?.[1] ?? more;
  return `<configuration>${sources}${inner}</configuration>`;
}
