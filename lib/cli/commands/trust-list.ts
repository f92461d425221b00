import type { TrustedSigner } from "../../index.js";
import { shown, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { jsonDocument } from "../text.js";
import { trustFileToChange } from "../trust-file/locate.js";

/** `countersign trust list` */
export async function run(call: Invocation): Promise<ExitCode> {
  const { path, text, file } = await trustFileToChange(call);
  if (call.options.has("json")) {
    call.stdout.write(jsonDocument({ schema: "countersign.trust-file/1", path, ...file }));
    return exitCodes.accepted;
  }
  if (text === undefined) {
    call.stdout.write(`${visible(path)}: not there yet. countersign trust add PACKAGE begins it.\n`);
    return exitCodes.accepted;
  }
  call.stdout.write(`${visible(path)} (${file.signers.mode})\n`);
  for (const entry of file.signers.entries) call.stdout.write(`  ${describeEntry(entry)}\n`);
  for (const { id, purposes, until } of file.roots)
    call.stdout.write(
      `  ${shown(id)}: a root for ${purposes.join(" and ")}${until === undefined ? "" : `, until ${until}`}\n`,
    );
  return exitCodes.accepted;
}

/** An entry in one line: whom, by what, for which packages, how long, why. */
export function describeEntry(entry: TrustedSigner): string {
  const packages = entry.packages === undefined ? "every package" : entry.packages.map(shown).join(", ");
  const window = entry.until === undefined ? "" : `, until ${entry.until}`;
  const note = entry.note === undefined ? "" : ` (${shown(entry.note)})`;
  return `${shown(entry.id)}: ${ruleText(entry)}, for ${packages}${window}${note}`;
}

function rulesText(entry: TrustedSigner): string {
  return "rules" in entry ? ", by NuGet’s rules" : "";
}

function certificatesText(certificates: "declared" | readonly string[]): string {
  if (certificates === "declared") return "by the certificates that it declares";
  return `by the certificate${certificates.length === 1 ? "" : "s"} ${certificates.map(shown).join(" or ")}`;
}

function ruleText(entry: TrustedSigner): string {
  switch (entry.by) {
    case "certificate":
    case "public-key": {
      const forgiving = "allowUntrustedRoot" in entry && entry.allowUntrustedRoot ? ", even under an unknown root" : "";
      return `the ${entry.by.replace("-", " ")} ${entry.fingerprint}${forgiving}${rulesText(entry)}`;
    }
    case "subject":
      return `${shown(entry.subject)} under the CA ${entry.ca}`;
    case "extended-key-usage":
    case "certificate-policy":
      return `${entry.by} ${entry.oid} under the CA ${entry.ca}`;
    case "repository": {
      const owners = entry.owners === undefined ? "" : `, owners ${entry.owners.map(shown).join(", ")}`;
      const named = entry.serviceIndex === undefined ? "any repository" : `the repository ${shown(entry.serviceIndex)}`;
      return `${named}${owners}, ${certificatesText(entry.certificates)}${rulesText(entry)}`;
    }
    case "identity":
      return `${shown(entry.san)} by ${shown(entry.issuer)}`;
  }
}
