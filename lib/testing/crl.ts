import { concatBytes } from "../bytes/index.js";
import { signatureIdentifier } from "./algorithm-identifiers.js";
import {
  bitString,
  type Der,
  enumerated,
  explicit,
  generalizedTime,
  implicitPrimitive,
  integer,
  namedBits,
  retag,
  sequence,
  serialInteger,
  time,
} from "./encode.js";
import { type ExtensionInput, extensionDer, generalName, type GeneralNameInput } from "./extensions.js";
import type { TestKey, TestSignatureAlgorithm } from "./keys.js";
import {
  requireAlgorithm,
  requireExtensions,
  requireHex,
  requireIssuer,
  requireNames,
  requireNumber,
  requireWord,
} from "./given.js";
import { requireFields, requireGiven, requireOnly } from "../report/index.js";

/** CRLReason (RFC 5280 §5.3.1). */
export const revocationReasons: {
  readonly unspecified: 0;
  readonly keyCompromise: 1;
  readonly cACompromise: 2;
  readonly affiliationChanged: 3;
  readonly superseded: 4;
  readonly cessationOfOperation: 5;
  readonly certificateHold: 6;
  readonly removeFromCRL: 8;
  readonly privilegeWithdrawn: 9;
  readonly aACompromise: 10;
} = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
};
/** Why a certificate was revoked, by its name in RFC 5280 §5.3.1. */
export type RevocationReason = keyof typeof revocationReasons;

/** When and why a certificate was revoked. */
export interface Revocation {
  readonly revokedAt: Date;
  /** Left out of the entry if absent. */
  readonly reason?: RevocationReason;
  readonly invalidityDate?: Date;
}

/** @throws {ConfigError} */
export function requireRevocation(revocation: Revocation, at = "revocation", beside: readonly string[] = []): void {
  requireOnly(revocation, at, { revokedAt: "date", invalidityDate: "date?" }, ["reason", ...beside]);
  if (revocation.reason !== undefined) requireWord(revocation.reason, `${at}.reason`, Object.keys(revocationReasons));
}

/** One revoked certificate, with what may be wrong about its entry. */
export interface CrlEntry extends Revocation {
  /** Hex. */
  readonly serialNumber: string;
  /** RFC 5280 §5.3.3, for indirect CRLs: holds for this entry and those after it. */
  readonly certificateIssuer?: string | Uint8Array;
  readonly extensions?: readonly ExtensionInput[];
}

/** What a CRL says beside its issuer; nothing has a hidden default. */
export interface CrlOptions {
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly entries?: Iterable<CrlEntry>;
  /** CRL number (RFC 5280 §5.2.3). */
  readonly number?: number;
  /** Makes it a delta to the CRL of this number (RFC 5280 §5.2.4). */
  readonly baseNumber?: number;
  readonly extensions?: readonly ExtensionInput[];
  readonly algorithm?: TestSignatureAlgorithm;
}

const OTHERS = ["entries", "number", "baseNumber", "extensions", "algorithm"] as const satisfies (keyof CrlOptions)[];

/** A CertificateList (RFC 5280 §5.1), version 2. A million entries take some seconds. */
export function buildCrl(
  issuer: { readonly key: TestKey; readonly subject: Uint8Array },
  options: CrlOptions,
): Uint8Array {
  requireIssuer(issuer);
  requireOnly(options, "options", { thisUpdate: "date", nextUpdate: "date?" }, OTHERS);
  if (options.entries !== undefined) requireGiven(options.entries, "options.entries", "items");
  if (options.number !== undefined) requireNumber(options.number, "options.number");
  if (options.baseNumber !== undefined) requireNumber(options.baseNumber, "options.baseNumber");
  requireExtensions(options.extensions, "options.extensions");
  requireAlgorithm(options.algorithm, "options.algorithm");
  const algorithm = options.algorithm ?? issuer.key.algorithm;
  const tbs = sequence(
    integer(1),
    signatureIdentifier(algorithm),
    issuer.subject,
    time(options.thisUpdate),
    ...(options.nextUpdate === undefined ? [] : [time(options.nextUpdate)]),
    entriesDer(options.entries ?? []),
    extensionsDer(crlExtensions(options), (extensions) => explicit(0, extensions)),
  );
  return sequence(tbs, signatureIdentifier(algorithm), bitString(issuer.key.sign(tbs, algorithm)));
}

/** `revokedCertificates` is absent, not empty, when nothing is revoked (RFC 5280 §5.1.2.6). */
function entriesDer(entries: Iterable<CrlEntry>): Uint8Array {
  const encoded = Array.from(entries, entryDer);
  return encoded.length === 0 ? new Uint8Array() : sequence(concatBytes(encoded));
}

function entryDer(entry: CrlEntry, index: number): Der {
  const at = `options.entries[${index}]`;
  requireFields(entry, at, { serialNumber: "text" });
  requireHex(entry.serialNumber, `${at}.serialNumber`);
  requireRevocation(entry, at, ["serialNumber", "certificateIssuer", "extensions"]);
  requireExtensions(entry.extensions, `${at}.extensions`);
  const extensions = [...revocationExtensions(entry), ...(entry.extensions ?? [])];
  return sequence(serialInteger(entry.serialNumber), time(entry.revokedAt), extensionsDer(extensions));
}

function revocationExtensions(entry: CrlEntry): readonly ExtensionInput[] {
  const extensions: ExtensionInput[] = [];
  if (entry.reason !== undefined) {
    extensions.push({ oid: "2.5.29.21", critical: false, value: enumerated(revocationReasons[entry.reason]) });
  }
  if (entry.invalidityDate !== undefined) extensions.push(invalidityExtension(entry.invalidityDate));
  if (entry.certificateIssuer !== undefined) {
    const name = generalName({ kind: "directory", value: entry.certificateIssuer });
    extensions.push({ oid: "2.5.29.29", critical: true, value: sequence(name) });
  }
  return extensions;
}

/** RFC 5280 §5.3.2; an OCSP answer has it too (RFC 6960 §4.4.5). */
export function invalidityExtension(invalidityDate: Date): ExtensionInput {
  return { oid: "2.5.29.24", critical: false, value: generalizedTime(invalidityDate) };
}

function crlExtensions(options: CrlOptions): readonly ExtensionInput[] {
  const { number, baseNumber } = options;
  return [
    ...(number === undefined ? [] : [{ oid: "2.5.29.20", critical: false, value: integer(number) }]),
    ...(baseNumber === undefined ? [] : [{ oid: "2.5.29.27", critical: true, value: integer(baseNumber) }]),
    ...(options.extensions ?? []),
  ];
}

function extensionsDer(
  extensions: readonly ExtensionInput[],
  wrap: (extensions: Uint8Array) => Uint8Array = (whole) => whole,
): Uint8Array {
  return extensions.length === 0 ? new Uint8Array() : wrap(sequence(...extensions.map(extensionDer)));
}

const SCOPE = {
  fullName: "object[]?",
  onlyUser: "flag?",
  onlyCa: "flag?",
  onlyAttribute: "flag?",
  indirect: "flag?",
  onlySomeReasons: "list?",
} as const;

/** RFC 5280 §5.2.5. */
export function issuingDistributionPoint(scope: {
  readonly fullName?: readonly GeneralNameInput[];
  readonly onlyUser?: boolean;
  readonly onlyCa?: boolean;
  readonly onlyAttribute?: boolean;
  readonly indirect?: boolean;
  /** Numbers of ReasonFlags bits. */
  readonly onlySomeReasons?: readonly number[];
}): ExtensionInput {
  requireOnly(scope, "scope", SCOPE);
  requireNames(scope.fullName, "scope.fullName");
  for (const [index, bit] of (scope.onlySomeReasons ?? []).entries())
    requireNumber(bit, `scope.onlySomeReasons[${index}]`);
  const flag = (tag: number, set: boolean | undefined): Uint8Array =>
    set === true ? implicitPrimitive(tag, Uint8Array.of(0xff)) : new Uint8Array();
  const reasons =
    scope.onlySomeReasons === undefined ? new Uint8Array() : retag(0x83, namedBits(scope.onlySomeReasons));
  const names =
    scope.fullName === undefined ? new Uint8Array() : explicit(0, explicit(0, ...scope.fullName.map(generalName)));
  const value = sequence(
    names,
    flag(1, scope.onlyUser),
    flag(2, scope.onlyCa),
    reasons,
    flag(4, scope.indirect),
    flag(5, scope.onlyAttribute),
  );
  return { oid: "2.5.29.28", critical: true, value };
}
