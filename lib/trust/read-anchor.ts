import { concatBytes, toHex } from "../bytes/index.js";
import { type CryptoProvider, digestOf, keepKeyOf, readPublicKeyInfo } from "../crypto/index.js";
import { type DerFault, DerReader, reading, Tag } from "../der/index.js";
import { ConfigError, DecodeError, kindOf, type Purpose, requireGiven, requireOnly } from "../report/index.js";
import { ExtensionId, readCertificate, readName } from "../x509/index.js";
import type { AnchorEntry, AnchorId, TrustAnchor, TrustAnchorInput } from "./anchor.js";
import { nameHash } from "./name-hash.js";

const PURPOSES: readonly Purpose[] = ["code-signing", "timestamping"];

const ANCHOR = { certificate: "bytes?", nameAndKey: "object?" } as const;

/**
 * Reads what a caller gave as an anchor. Nothing of it is kept: bytes are copied.
 *
 * @param at path of the anchor in the call, `anchors[3]`.
 * @throws {DecodeError} a structure can't be read. @throws {ConfigError} the anchor is incomplete or contradicts itself.
 */
export async function readAnchor(input: TrustAnchorInput, at: string, provider: CryptoProvider): Promise<AnchorEntry> {
  requireOnly(input, at, ANCHOR, ["purposes", "trustedFrom", "trustedUntil", "origin"]);
  const { certificate, nameAndKey } = input;
  const terms = readTerms(input, at);
  if (certificate !== undefined && nameAndKey === undefined) return certificateEntry(certificate, terms, provider);
  if (nameAndKey !== undefined && certificate === undefined) return nameAndKeyEntry(nameAndKey, at, terms, provider);
  const received = certificate === undefined ? "neither" : "both";
  throw wrong(at, "a certificate, or a name and key", received, "Give one of the two.");
}

/** What holds of an anchor whichever form it has. */
type Terms = Pick<TrustAnchor, "purposes" | "trustedFrom" | "trustedUntil" | "origin">;

function readTerms(input: TrustAnchorInput, at: string): Terms {
  const { origin } = input;
  const trustedFrom = readTime(input.trustedFrom, `${at}.trustedFrom`);
  const trustedUntil = readTime(input.trustedUntil, `${at}.trustedUntil`);
  if (trustedFrom !== undefined && trustedUntil !== undefined && trustedFrom > trustedUntil) {
    const expected = `a time not before trustedFrom, ${new Date(trustedFrom).toISOString()}`;
    throw wrong(
      `${at}.trustedUntil`,
      expected,
      new Date(trustedUntil).toISOString(),
      "Exchange the two, or leave one out.",
    );
  }
  if (typeof origin !== "string" || origin === "") {
    throw wrong(
      `${at}.origin`,
      "a text that names where the anchor comes from",
      kindOf(origin),
      "Name the file or list.",
    );
  }
  return {
    purposes: readPurposes(input.purposes, `${at}.purposes`),
    ...(trustedFrom === undefined ? {} : { trustedFrom }),
    ...(trustedUntil === undefined ? {} : { trustedUntil }),
    origin,
  };
}

function readTime(time: Date | undefined, at: string): number | undefined {
  if (time === undefined) return undefined;
  requireGiven(time, at, "date");
  return time.getTime();
}

/** Each purpose once, in one order, so that equal trust looks equal. */
function readPurposes(purposes: readonly Purpose[], at: string): readonly Purpose[] {
  requireGiven(purposes, at, "text[]");
  const unknown = purposes.find((purpose) => !PURPOSES.includes(purpose));
  if (unknown === undefined && purposes.length > 0) {
    return Object.freeze(PURPOSES.filter((purpose) => purposes.includes(purpose)));
  }
  const received = unknown === undefined ? "none" : JSON.stringify(unknown);
  throw wrong(
    at,
    PURPOSES.map((purpose) => `"${purpose}"`).join(", ") + " or both",
    received,
    "An anchor is trusted for its purposes alone.",
  );
}

async function certificateEntry(given: Uint8Array, terms: Terms, provider: CryptoProvider): Promise<AnchorEntry> {
  // `slice` of a Buffer copies nothing.
  const read = readCertificate(Uint8Array.from(given));
  if (!read.ok) throw undecodable(read.fault, "Give one certificate as DER; parseCertificates() reads PEM.");
  const certificate = read.value;
  await certificate.identify(provider);
  return entryOf(
    `certificate ${certificate.fingerprint.slice("sha256:".length)}`,
    certificateAnchor(certificate, terms),
  );
}

/** The anchor that a certificate makes. */
export function certificateAnchor(certificate: NonNullable<TrustAnchor["certificate"]>, terms: Terms): TrustAnchor {
  const nameConstraints = certificate.extension(ExtensionId.nameConstraints)?.value;
  keepKeyOf(certificate.publicKeyInfo);
  return Object.freeze({
    ...terms,
    subject: certificate.subjectName,
    publicKeyInfo: certificate.publicKeyInfo,
    certificate,
    ...(nameConstraints === undefined ? {} : { nameConstraints }),
  });
}

async function nameAndKeyEntry(
  given: NonNullable<TrustAnchorInput["nameAndKey"]>,
  at: string,
  terms: Terms,
  provider: CryptoProvider,
): Promise<AnchorEntry> {
  requireOnly(given, `${at}.nameAndKey`, { subject: "bytes", publicKeyInfo: "bytes", nameConstraints: "bytes?" });
  const subject = Uint8Array.from(given.subject);
  const publicKeyInfo = Uint8Array.from(given.publicKeyInfo);
  const nameConstraints = given.nameConstraints && Uint8Array.from(given.nameConstraints);
  requireWhole("Name", subject, readName);
  requireReadable(() => readPublicKeyInfo(publicKeyInfo));
  keepKeyOf(publicKeyInfo);
  if (nameConstraints !== undefined) {
    requireWhole("NameConstraints", nameConstraints, (reader) => reader.read(Tag.sequence, "NameConstraints"));
  }
  const anchor = { ...terms, subject, publicKeyInfo, ...(nameConstraints === undefined ? {} : { nameConstraints }) };
  // Each part is DER and so says its own length: no two lists of parts give the same bytes.
  const identity = concatBytes([subject, publicKeyInfo, nameConstraints ?? new Uint8Array(0)]);
  const id: AnchorId = `name-and-key ${toHex(await digestOf(provider, "sha256", identity))}`;
  return entryOf(id, Object.freeze(anchor));
}

function requireWhole(structure: string, der: Uint8Array, read: (reader: DerReader) => unknown): void {
  requireReadable(() => {
    const reader = new DerReader(der, structure);
    read(reader);
    reader.finish();
  });
}

function requireReadable(read: () => unknown): void {
  const result = reading(read);
  if (!result.ok) throw undecodable(result.fault, "Give the structure's DER as it stands in a certificate.");
}

function entryOf(id: AnchorId, anchor: TrustAnchor): AnchorEntry {
  const { purposes, trustedFrom, trustedUntil, subject } = anchor;
  return {
    id,
    purposes,
    ...(trustedFrom === undefined ? {} : { trustedFrom }),
    ...(trustedUntil === undefined ? {} : { trustedUntil }),
    nameHash: nameHash(subject),
    read: () => anchor,
  };
}

function undecodable(fault: DerFault, remedy: string): DecodeError {
  const { structure, offset, problem } = fault;
  return new DecodeError({ structure, offset, problem, remedy, cause: fault });
}

function wrong(at: string, expected: string, received: string, remedy: string): ConfigError {
  return new ConfigError({ at, expected, received, remedy });
}
