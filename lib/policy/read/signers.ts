import type { SignatureKind } from "../../report/index.js";
import { readWrittenName } from "../signers/subject-name.js";
import type { SignerRule, TrustedSigner, TrustedSignerCommon, TrustedSigners } from "../trusted-signers.js";
import type { Field, Members } from "./field.js";
import { readPatterns } from "./patterns.js";
import { describeText } from "./received.js";
import {
  readFingerprint,
  readFlag,
  readHttpsUrl,
  readList,
  readOidText,
  readText,
  readTime,
  readWord,
} from "./scalars.js";

export const SIGNATURE_KINDS: readonly SignatureKind[] = ["author", "repository"];
const COMMON = ["id", "by", "kinds", "packages", "from", "until", "note"];
const RULE_FIELDS: { readonly [B in SignerRule["by"]]: readonly string[] } = {
  certificate: ["fingerprint", "placement", "allowUntrustedRoot", "rules"],
  "public-key": ["fingerprint"],
  subject: ["subject", "ca"],
  "extended-key-usage": ["oid", "ca"],
  "certificate-policy": ["oid", "ca"],
  repository: ["serviceIndex", "owners", "certificates", "allowUntrustedRoot", "rules", "nugetServiceIndexes"],
  identity: ["issuer", "san"],
};
const RULES = Object.keys(RULE_FIELDS) as readonly SignerRule["by"][];

/** An allowlist: version, mode and entries, each with an id of its own. */
export function readTrustedSigners(field: Field): TrustedSigners {
  const members = field.members(["version", "mode", "entries"]);
  readVersion(members.require("version"));
  const mode = readWord(members.require("mode"), ["listed", "any-trusted"]);
  const ids = new Set<string>();
  const entries = members
    .require("entries")
    .elements()
    .map((element) => {
      const entry = readEntry(element);
      if (ids.has(entry.id)) element.fail("an id of its own", "Give each entry another id.", describeText(entry.id));
      ids.add(entry.id);
      return entry;
    });
  return Object.freeze({ version: 1, mode, entries: Object.freeze(entries) });
}

/** The version of a document: only 1 is known. */
export function readVersion(field: Field): 1 {
  if (field.value === 1) return 1;
  return field.fail("1", "Update countersign if the document is newer, or write version 1.");
}

function readEntry(field: Field): TrustedSigner {
  const every = [...new Set([...COMMON, ...Object.values(RULE_FIELDS).flat()])];
  const by = readWord(field.members(every).require("by"), RULES);
  const members = field.members([...COMMON, ...RULE_FIELDS[by]]);
  return Object.freeze({ ...readCommon(field, members), ...readRule(by, members) });
}

function readCommon(field: Field, members: Members): TrustedSignerCommon {
  const common: TrustedSignerCommon = {
    id: readText(members.require("id"), 200),
    ...members.optional("kinds", (kinds) => readList(kinds, (kind) => readWord(kind, SIGNATURE_KINDS), { minimum: 1 })),
    ...members.optional("packages", (packages) => readPatterns(packages, { bareStar: true })),
    ...members.optional("from", readTime),
    ...members.optional("until", readTime),
    ...members.optional("note", readText),
  };
  const { from, until } = common;
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) {
    field.fail("until later than from", "Correct the dates of the entry.", "a window that never opens");
  }
  return common;
}

function readRule(by: SignerRule["by"], members: Members): SignerRule {
  switch (by) {
    case "certificate":
      return {
        by,
        fingerprint: readFingerprint(members.require("fingerprint")),
        ...members.optional("placement", (field) => readWord(field, ["primary"])),
        ...readTolerance(members),
      };
    case "public-key":
      return { by, fingerprint: readFingerprint(members.require("fingerprint")) };
    case "subject":
      return { by, subject: readSubject(members.require("subject")), ca: readFingerprint(members.require("ca")) };
    case "extended-key-usage":
    case "certificate-policy":
      return { by, oid: readOidText(members.require("oid")), ca: readFingerprint(members.require("ca")) };
    case "repository":
      return readRepository(members);
    case "identity":
      return { by, issuer: readText(members.require("issuer")), san: readText(members.require("san")) };
  }
}

function readSubject(field: Field): string {
  const text = readText(field);
  if (readWrittenName(text) !== undefined) return text;
  return field.fail(
    "a name as RFC 4514 writes it",
    "Write CN=Contoso Ltd,O=Contoso Ltd,C=US, as countersign inspect prints it.",
  );
}

function readRepository(members: Members): SignerRule {
  const by = "repository";
  const owners = members.optional("owners", (field) =>
    readList(field, (owner) => readText(owner, 200), { minimum: 1 }),
  );
  const certificates = members.require("certificates");
  if (members.find("rules") === undefined)
    members
      .find("nugetServiceIndexes")
      ?.fail("no such field without NuGet's rules", 'Write serviceIndex, which is compared, or add rules "nuget".');
  if (certificates.value === "declared") {
    const serviceIndex = readHttpsUrl(members.require("serviceIndex"));
    members
      .find("allowUntrustedRoot")
      ?.fail("no such field beside declared certificates", "Name the certificates to allow an unknown root.");
    members
      .find("rules")
      ?.fail("no such field beside declared certificates", "Name the certificates to match them as NuGet does.");
    return { by, serviceIndex, ...owners, certificates: "declared" };
  }
  return {
    by,
    ...members.optional("serviceIndex", readHttpsUrl),
    ...owners,
    certificates: readList(certificates, readFingerprint, { minimum: 1 }),
    ...readTolerance(members),
    ...members.optional("nugetServiceIndexes", (field) => readList(field, (one) => readText(one), { minimum: 1 })),
  };
}

/** What an entry by certificate may forgive. */
function readTolerance(
  members: Members,
): Pick<SignerRule & { readonly by: "certificate" }, "allowUntrustedRoot" | "rules"> {
  return {
    ...members.optional("allowUntrustedRoot", readFlag),
    ...members.optional("rules", (field) => readWord(field, ["nuget"])),
  };
}
