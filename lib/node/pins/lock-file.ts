import { fromBase64, toBase64 } from "../../bytes/index.js";
import { conflictLine, Field, foldPackageId, type PinRecord, readJson } from "../../policy/index.js";
import { ConfigError, type Fingerprint, type PinnedSigner } from "../../report/index.js";

/** What `countersign.lock.json` holds. */
export interface LockFile {
  /** By folded package id. */
  readonly pins: ReadonlyMap<string, PinRecord>;
  /** Announced changes of keys: detached CMS over the JSON of a `SignerSuccession`. */
  readonly successions: readonly Uint8Array[];
}

const SCHEMA = "countersign.lock/1";

/** A file that pins nothing yet. */
export const emptyLockFile: LockFile = { pins: new Map(), successions: [] };

/**
 * Reads a lock file's text.
 *
 * @throws {ConfigError} with line and field, under the file's name: it is no lock file, a later version wrote it, a merge
 *   conflict stands in it, or it names a package twice.
 */
export function readLockFile(text: string, file: string): LockFile {
  refuseConflict(text, file);
  const json = readJson(text, file);
  const root = new Field(json.value, file, json);
  const schema = root.namedMembers().get("schema") ?? root.failMissing("schema");
  if (schema.value !== SCHEMA) schema.fail(`"${SCHEMA}"`, "Update countersign, if a later version wrote this file.");
  const members = root.members(["schema", "packages", "successions"]);
  const successions = members.find("successions")?.elements() ?? [];
  return { pins: readPins(members.require("packages")), successions: successions.map(readSuccession) };
}

/** Of a lock file it can be said which of the two sides to keep. */
function refuseConflict(text: string, file: string): void {
  const line = conflictLine(text);
  if (line === undefined) return;
  throw new ConfigError({
    at: file,
    expected: "a lock file",
    received: "one with an unresolved merge conflict",
    line,
    remedy: "Keep the entries of both sides, of a package that both changed the newer one; then verify again.",
  });
}

function readPins(field: Field): ReadonlyMap<string, PinRecord> {
  const pins = new Map<string, PinRecord>();
  for (const element of field.elements()) {
    const pin = readPin(element);
    const id = foldPackageId(pin.id);
    if (pins.has(id)) element.fail("each package once", "Keep one of the two entries.", `${pin.id} a second time`);
    pins.set(id, pin);
  }
  return pins;
}

/** A record as it would be read back once it is written. @throws {ConfigError} naming the field that would not be. */
export function readablePin(record: PinRecord, at: string): PinRecord {
  return readPin(new Field(written(record), at));
}

function readPin(field: Field): PinRecord {
  const members = field.members(["id", "packageVersion", "content", "signers", "seen"]);
  return Object.freeze({
    version: 1,
    id: textOf(members.require("id")),
    packageVersion: textOf(members.require("packageVersion")),
    content: fingerprintOf(members.require("content")),
    signers: Object.freeze(members.require("signers").elements().map(readSigner)),
    seen: timeOf(members.require("seen")),
  });
}

function readSigner(field: Field): PinnedSigner {
  const members = field.members(["kind", "certificate", "publicKey", "repository"]);
  return Object.freeze({
    kind: kindOf(members.require("kind")),
    certificate: fingerprintOf(members.require("certificate")),
    publicKey: fingerprintOf(members.require("publicKey")),
    ...members.optional("repository", textOf),
  });
}

function kindOf(field: Field): PinnedSigner["kind"] {
  const { value } = field;
  return value === "author" || value === "repository" ? value : field.fail('"author" or "repository"', RESTORE);
}

const RESTORE = "Restore the file from version control; countersign alone should write it.";

function textOf(field: Field): string {
  const { value } = field;
  if (typeof value !== "string" || value === "" || value.length > 2000) field.fail("text", RESTORE);
  // Half a character has no UTF-8 form: the file's reader would refuse all of the file for it.
  return /\p{Cs}/u.test(value) ? field.fail("well-formed text", RESTORE, "half a character") : value;
}

function fingerprintOf(field: Field): Fingerprint {
  const { value } = field;
  return isFingerprint(value) ? value : field.fail("sha256: and 64 hex digits in lower case", RESTORE);
}

function isFingerprint(value: unknown): value is Fingerprint {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}

function timeOf(field: Field): string {
  const text = textOf(field);
  const isTime =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  return isTime ? text : field.fail("an RFC 3339 time", RESTORE);
}

function readSuccession(field: Field): Uint8Array {
  const { value } = field;
  const statement = typeof value === "string" ? fromBase64(value) : undefined;
  return statement ?? field.fail("base64 of a signed statement", RESTORE);
}

/** The file's text: packages in order of their ids, so that a change touches only the lines that it is about. */
export function lockFileText({ pins, successions }: LockFile): string {
  const packages = [...pins.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, pin]) => written(pin));
  const statements = successions.length === 0 ? undefined : successions.map((statement) => toBase64(statement)).sort();
  return `${JSON.stringify({ schema: SCHEMA, packages, successions: statements }, undefined, 2)}\n`;
}

/** What the file holds of a record, in its order. */
function written({ id, packageVersion, content, signers, seen }: PinRecord): object {
  const named = signers.map(({ kind, certificate, publicKey, repository }) => ({
    kind,
    certificate,
    publicKey,
    repository,
  }));
  return { id, packageVersion, content, signers: named, seen };
}
