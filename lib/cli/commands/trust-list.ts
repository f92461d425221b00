import { basename } from "node:path";
import type { SignatureKind, TrustedSigner } from "../../index.js";
import { shown, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { jsonDocument } from "../text.js";
import { linesIn, type TrustedRoot } from "../trust-file/document.js";
import { type LocatedTrustFile, trustFileToChange } from "../trust-file/locate.js";

/** `countersign trust list` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  const { path, text, file } = located;
  if (call.options.has("json")) {
    const listed = listedIn(located);
    call.stdout.write(jsonDocument({ schema: "countersign.trust-file/1", path, ...file, listed }));
  } else if (text === undefined) {
    call.stdout.write(`${visible(path)}: not there yet. countersign trust add PACKAGE begins it.\n`);
  } else call.stdout.write(listText(located));
  return exitCodes.accepted;
}

/** An entry or a root with where it stands. */
interface Listed {
  readonly id: string;
  readonly is: "signer" | "root";
  /** The kinds of signature that an entry speaks for. */
  readonly kinds?: readonly SignatureKind[];
  readonly line?: number;
}

function listedIn({ path, text, file }: LocatedTrustFile): readonly Listed[] {
  const lines = text === undefined ? { entries: [], roots: [] } : linesIn(text, path);
  const at = (line: number | undefined) => (line === undefined ? {} : { line });
  const { entries } = file.signers;
  return [
    ...entries.map((entry, place): Listed => {
      return { id: entry.id, is: "signer", kinds: kindsOf(entry), ...at(lines.entries[place]) };
    }),
    ...file.roots.map(({ id }, place): Listed => ({ id, is: "root", ...at(lines.roots[place]) })),
  ];
}

function listText(located: LocatedTrustFile): string {
  const { path, file } = located;
  const rows = [...file.signers.entries.map(describeEntry), ...file.roots.map(describeRoot)];
  const lines = listedIn(located).map(({ line }) => line);
  const name = visible(basename(path));
  const text = rows.map((row, place) => `  ${row}  [${name}:${lines[place]}]\n`);
  const mode = file.nugetMode === undefined ? "" : `, NuGet’s mode ${file.nugetMode}`;
  return [`${visible(path)} (${file.signers.mode}${mode})\n`, ...text].join("");
}

function describeRoot({ id, purposes, ...window }: TrustedRoot): string {
  return `${shown(id)}: a root for ${purposes.join(" and ")}${windowText(window)}`;
}

function windowText({ from, until }: { readonly from?: string; readonly until?: string }): string {
  return `${from === undefined ? "" : `, from ${from}`}${until === undefined ? "" : `, until ${until}`}`;
}

/** An entry in one line: whom, by what, as which kind of signer, for which packages, how long, why. */
export function describeEntry(entry: TrustedSigner): string {
  const packages = entry.packages === undefined ? "every package" : entry.packages.map(shown).join(", ");
  const note = entry.note === undefined ? "" : ` (${shown(entry.note)})`;
  return `${shown(entry.id)}: ${ruleText(entry)}, as ${kindsOf(entry).join(" or ")}, for ${packages}${windowText(entry)}${note}`;
}

/** The kinds of signature that an entry speaks for: one that names a repository speaks for no author. */
function kindsOf({ by, kinds = ["author", "repository"] }: TrustedSigner): readonly SignatureKind[] {
  return by === "repository" ? kinds.filter((kind) => kind === "repository") : kinds;
}

function forgivenText(entry: TrustedSigner): string {
  return "allowUntrustedRoot" in entry && entry.allowUntrustedRoot ? ", even under an unknown root" : "";
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
      const placement = "placement" in entry ? ", as the primary signature" : "";
      return `the ${entry.by.replace("-", " ")} ${entry.fingerprint}${placement}${forgivenText(entry)}${rulesText(entry)}`;
    }
    case "subject":
      return `${shown(entry.subject)} under the CA ${entry.ca}`;
    case "extended-key-usage":
    case "certificate-policy":
      return `${entry.by} ${entry.oid} under the CA ${entry.ca}`;
    case "repository": {
      const owners = entry.owners === undefined ? "" : `, owners ${entry.owners.map(shown).join(", ")}`;
      const named = entry.serviceIndex === undefined ? "any repository" : `the repository ${shown(entry.serviceIndex)}`;
      return `${named}${owners}, ${certificatesText(entry.certificates)}${forgivenText(entry)}${rulesText(entry)}`;
    }
    case "identity":
      return `${shown(entry.san)} by ${shown(entry.issuer)}`;
  }
}
