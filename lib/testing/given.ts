import { ConfigError, kindOf, requireFields, requireGiven, requireOnly, shownNumber } from "../report/index.js";
import type { CertificateTemplate } from "./certificate-authority.js";
import type { ExtensionInput, GeneralNameInput } from "./extensions.js";
import type { TestKey, TestSignatureAlgorithm } from "./keys.js";

/** What callers give, by kinds: what stands in it is carried as it is, right or wrong. */

const KEY = { pkcs8: "bytes", publicKeyInfo: "bytes", algorithm: "object", sign: "function" } as const;

/** A name and the key that signs for it. */
export function requireIssuer(issuer: { readonly key: TestKey; readonly subject: Uint8Array }, at = "issuer"): void {
  requireFields(issuer, at, { subject: "bytes", key: "object" });
  requireFields(issuer.key, `${at}.key`, KEY);
}

/** A certificate, its key and those above it. */
export function requireIssued(issued: object, at: string): void {
  requireFields(issued, at, { certificate: "bytes", key: "object", issuers: "bytes[]" });
  requireFields(Reflect.get(issued, "key"), `${at}.key`, KEY);
}

const TEMPLATE = {
  subject: "data",
  key: "object",
  notBefore: "date",
  notAfter: "date",
  serialNumber: "text",
  extensions: "list",
  keyIdentifiers: "flag?",
  edit: "function?",
} as const;

export function requireTemplate(template: CertificateTemplate): void {
  requireOnly(template, "template", TEMPLATE, ["algorithm"]);
  requireHex(template.serialNumber, "template.serialNumber");
  requireFields(template.key, "template.key", { publicKeyInfo: "bytes" });
  requireExtensions(template.extensions, "template.extensions");
  requireAlgorithm(template.algorithm, "template.algorithm");
}

const EXTENSION = { oid: "text", critical: "flag", value: "bytes" } as const;

export function requireExtension(extension: ExtensionInput, at: string): void {
  requireFields(extension, at, EXTENSION);
  requireOid(extension.oid, `${at}.oid`);
}

export function requireExtensions(extensions: readonly ExtensionInput[] | undefined, at: string): void {
  if (extensions === undefined) return;
  requireGiven(extensions, at, "object[]");
  for (const [index, extension] of extensions.entries()) requireExtension(extension, `${at}[${index}]`);
}

export function requireNames(names: readonly GeneralNameInput[] | undefined, at: string): void {
  if (names === undefined) return;
  requireGiven(names, at, "object[]");
  for (const [index, name] of names.entries()) requireName(name, `${at}[${index}]`);
}

const TEXT = { value: "text" } as const;
const BYTES = { value: "bytes" } as const;
const NAMES = {
  dns: TEXT,
  uri: TEXT,
  email: TEXT,
  directory: { value: "data" },
  ip: BYTES,
  raw: BYTES,
  other: { oid: "text", value: "bytes" },
} as const satisfies Record<GeneralNameInput["kind"], object>;

export function requireName(name: GeneralNameInput, at: string): void {
  requireFields(name, at, { kind: "text" });
  requireWord(name.kind, `${at}.kind`, Object.keys(NAMES));
  requireFields(name, at, NAMES[name.kind]);
}

export function requireAlgorithm(algorithm: TestSignatureAlgorithm | undefined, at: string): void {
  if (algorithm === undefined) return;
  requireFields(algorithm, at, { name: "text" });
  requireWord(algorithm.name, `${at}.name`, ["rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519"]);
  if (algorithm.name !== "ed25519") requireHash(algorithm.hash, `${at}.hash`);
}

export function requireHash(hash: string, at: string): void {
  requireWord(hash, at, ["sha1", "sha256", "sha384", "sha512"]);
}

/** One of a few words; left out is for the caller to see. @throws {ConfigError} */
export function requireWord(word: unknown, at: string, words: readonly unknown[]): void {
  if (words.includes(word)) return;
  const received = typeof word === "string" ? JSON.stringify(word.slice(0, 60)) : kindOf(word);
  throw new ConfigError({ at, expected: words.join(", "), received, remedy: "Name one of these." });
}

export function requireHex(text: string, at: string): void {
  requireGiven(text, at, "text");
  if (/^[0-9a-f]+$/i.test(text)) return;
  throw new ConfigError({ at, expected: "hex", received: "other text", remedy: "Write its octets, two digits each." });
}

/** Negative and far too large ones may be what a test is about; what is no whole number has no encoding. */
export function requireNumber(value: unknown, at: string): void {
  if (Number.isSafeInteger(value)) return;
  const remedy = "Pass a whole number.";
  throw new ConfigError({ at, expected: "a whole number", received: shownNumber(value), remedy });
}

export function requireOids(list: unknown, at: string): void {
  requireGiven(list, at, "text[]");
  for (const [index, dotted] of (list as readonly string[]).entries()) requireOid(dotted, `${at}[${index}]`);
}

/** Dotted: of other text the encoder makes an identifier without octets. */
export function requireOid(dotted: string, at: string): void {
  if (/^[0-2](\.\d+)+$/.test(dotted)) return;
  const received = JSON.stringify(dotted.slice(0, 60));
  const remedy = "Write its numbers with dots between them: 1.3.6.1.5.5.7.3.3";
  throw new ConfigError({ at, expected: "an object identifier", received, remedy });
}
