// Asks the real `dotnet nuget verify`, under roots of our own, where dotnet is installed.
//
// On Linux and macOS NuGet reads its trust lists from beside the NuGet.Packaging.dll that it loaded, so a private folder of links to
// the SDK with lists of our own gives the same tool with other roots; the installed SDK is not changed. Windows has no such lists.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toPem } from "countersign/testing";

const OWN = ["NuGet.CommandLine.XPlat", "NuGet.Packaging.dll"];

/** @returns `undefined` where dotnet can't be asked. */
export async function dotnetJudge(folder, anchors) {
  if (process.platform === "win32") return undefined;
  const home = join(folder, "home");
  mkdirSync(home);
  const environment = { ...process.env, HOME: home, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1", NUGET_CERT_REVOCATION_MODE: "offline" };
  const sdk = /^ *Base Path: *(.+)$/m.exec((await output("dotnet", ["--info"], environment)).text)?.[1];
  if (sdk === undefined || !existsSync(sdk)) return undefined;
  const tool = makeTool(join(folder, "tool"), sdk, anchors);
  return {
    verify: async (path) => {
      const dll = join(tool, "NuGet.CommandLine.XPlat.dll");
      const { status, text } = await output("dotnet", ["exec", dll, "verify", "--all", "-v", "normal", path], environment);
      const isTrusted = status === 0 && /Successfully verified/.test(text);
      const said = text.split("\n").filter((line) => /NU\d{4}|Successfully|Signature type/.test(line));
      return { verdict: isTrusted ? "trusted" : "untrusted", text: said.join("\n") || text.trim() };
    },
  };
}

function makeTool(tool, sdk, anchors) {
  mkdirSync(join(tool, "trustedroots"), { recursive: true });
  for (const name of readdirSync(sdk)) {
    if (OWN.some((own) => name.startsWith(own))) cpSync(join(sdk, name), join(tool, name));
    else if (name !== "trustedroots") symlinkSync(join(sdk, name), join(tool, name));
  }
  const list = (purpose) => anchors.filter(({ purposes }) => purposes.includes(purpose));
  const text = (purpose) => list(purpose).map(({ certificate }) => toPem("CERTIFICATE", certificate)).join("");
  writeFileSync(join(tool, "trustedroots", "codesignctl.pem"), text("code-signing"));
  writeFileSync(join(tool, "trustedroots", "timestampctl.pem"), text("timestamping"));
  return tool;
}

function output(file, args, env) {
  return new Promise((resolve) => {
    execFile(file, args, { env, timeout: 120_000, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : 1, text: `${stdout}\n${stderr}` });
    });
  });
}
