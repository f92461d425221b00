import type { TrustedSigner } from "../../index.js";
import type { Fingerprint } from "../../report/index.js";
import type { TrustFile } from "./document.js";

type Expressible = Extract<TrustedSigner, { readonly by: "certificate" | "repository" }>;

/**
 * The entries as NuGet's `trustedSigners`, mode require.
 *
 * @returns `left`: what NuGet can't express, a sentence for each.
 */
export function nugetConfigOf({ signers, roots }: TrustFile): {
  readonly text: string;
  readonly left: readonly string[];
} {
  const left = roots.map((root) => `${root.id}: NuGet keeps no roots in its configuration`);
  const elements = signers.entries.flatMap((entry) => {
    const reasons = inexpressible(entry);
    left.push(...reasons.map((reason) => `${entry.id}: ${reason}`));
    return isExpressible(entry) ? [elementOf(entry)] : [];
  });
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    "<configuration>",
    "  <config>",
    '    <add key="signatureValidationMode" value="require" />',
    "  </config>",
    "  <trustedSigners>",
    ...elements,
    "  </trustedSigners>",
    "</configuration>",
    "",
  ];
  return { text: lines.join("\n"), left };
}

function isExpressible(entry: TrustedSigner): entry is Expressible {
  if (entry.until !== undefined || entry.from !== undefined) return false;
  // An author's element matches author signatures alone; a repository's needs a service index.
  if (entry.by === "certificate") return entry.kinds === undefined || entry.kinds.includes("author");
  return entry.by === "repository" && entry.certificates !== "declared" && entry.serviceIndex !== undefined;
}

function inexpressible(entry: TrustedSigner): readonly string[] {
  if (!isExpressible(entry)) return [`NuGet has no counterpart of this entry (by ${entry.by}); it was left out`];
  if (entry.packages === undefined) return [];
  return ["NuGet’s entries hold for every package; its patterns were left out"];
}

function elementOf(entry: Expressible): string {
  if (entry.by === "certificate") {
    return [
      `    <author name="${escaped(entry.id)}">`,
      certificateElement(entry.fingerprint, entry),
      "    </author>",
    ].join("\n");
  }
  const children =
    entry.certificates === "declared" ? [] : entry.certificates.map((one) => certificateElement(one, entry));
  return repositoryElement(entry.id, entry.serviceIndex ?? "", entry.owners, children);
}

function repositoryElement(
  id: string,
  serviceIndex: string,
  owners: readonly string[] | undefined,
  certificates: readonly string[],
): string {
  return [
    `    <repository name="${escaped(id)}" serviceIndex="${escaped(serviceIndex)}">`,
    ...certificates,
    ...(owners === undefined ? [] : [`      <owners>${escaped(owners.join(";"))}</owners>`]),
    "    </repository>",
  ].join("\n");
}

// Upper case: NuGet honours allowUntrustedRoot only for a fingerprint in upper case (reference, section 8).
function certificateElement(fingerprint: Fingerprint, entry: Expressible): string {
  const [hash = "", hex = ""] = fingerprint.split(":");
  const forgiving = "allowUntrustedRoot" in entry && entry.allowUntrustedRoot;
  return `      <certificate fingerprint="${hex.toUpperCase()}" hashAlgorithm="${hash.toUpperCase()}" allowUntrustedRoot="${String(forgiving)}" />`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
