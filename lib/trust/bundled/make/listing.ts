import type { Purpose } from "../../../report/index.js";
import type { Certificate } from "../../../x509/index.js";
import type { RootsSource } from "../layout.js";
import type { CollectedRoot } from "./collect.js";

/** The list as text, one line a root, so that a change of it can be read in a review. */
export function listingOf(sources: readonly RootsSource[], roots: readonly CollectedRoot[], date: string): string {
  const head = sources.map(
    ({ label, file, purpose, sha256, certificates }) =>
      `# ${label} ${file}: ${certificates} certificates for ${purpose}, SHA-256 ${sha256}`,
  );
  const lines = roots.map((root) => `${lineOf(root, sources)}\n`).sort();
  return `# Made on ${date}; ${roots.length} roots.\n${head.join("\n")}\n${lines.join("")}`;
}

function lineOf({ certificate, sources: set }: CollectedRoot, sources: readonly RootsSource[]): string {
  const { publicKey, fingerprint } = certificate;
  const key = `${publicKey.algorithm} ${publicKey.bits}`;
  const validity = `${dayOf(certificate.notBefore)}..${dayOf(certificate.notAfter)}`;
  return `${certificate.subject} | ${purposesOf(set, sources).join(", ")} | ${validity} | ${key} | ${fingerprint}`;
}

/** What a set of sources is trusted for. */
export function purposesOf(set: number, sources: readonly RootsSource[]): readonly Purpose[] {
  const purposes = sources.filter((_source, bit) => (set & (1 << bit)) !== 0).map((source) => source.purpose);
  return [...new Set(purposes)].sort();
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** A root in the terms in which two lists are compared. */
export interface ListedRoot {
  readonly certificate: Certificate;
  readonly purposes: readonly Purpose[];
}

/** What came (`+`), what went (`-`) and what is trusted for something else now (`~`), a line for each. */
export function compareRoots(before: readonly ListedRoot[], after: readonly ListedRoot[]): readonly string[] {
  const former = new Map(before.map((root) => [root.certificate.fingerprint, root]));
  const present = new Map(after.map((root) => [root.certificate.fingerprint, root]));
  const came = after.filter((root) => !former.has(root.certificate.fingerprint)).map((root) => changeLine("+", root));
  const went = before.filter((root) => !present.has(root.certificate.fingerprint)).map((root) => changeLine("-", root));
  const changed = after.flatMap((root) => {
    const old = former.get(root.certificate.fingerprint);
    return old === undefined || old.purposes.join() === root.purposes.join()
      ? []
      : [`${changeLine("~", root)} (was ${old.purposes.join(", ")})`];
  });
  return [...came, ...went, ...changed];
}

function changeLine(sign: string, { certificate, purposes }: ListedRoot): string {
  return `${sign} ${certificate.subject} | ${purposes.join(", ")} | ${certificate.fingerprint}`;
}
