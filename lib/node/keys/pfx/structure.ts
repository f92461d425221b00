import { concatBytes } from "../../../bytes/index.js";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../../../crypto/index.js";
import {
  contextConstructed,
  contextPrimitive,
  DerReader,
  oidText,
  readOid,
  readSmallInteger,
  Tag,
} from "../../../der/index.js";
import { derOf } from "./ber.js";

/** PFX (RFC 7292 §4), read as far as no password is needed. */
export interface Pfx {
  /** The octets that the MAC is over. */
  readonly authenticatedSafe: Uint8Array;
  readonly mac: PfxMac | undefined;
  readonly safes: readonly Safe[];
}
/** MacData (RFC 7292 §4). */
export interface PfxMac {
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
}
/** SafeContents, plain or encrypted. */
export interface Safe {
  /** `undefined`: not encrypted. */
  readonly encryption: AlgorithmIdentifier | undefined;
  readonly content: Uint8Array;
}

const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";

/** @throws {DerFault} */
export function readPfx(data: Uint8Array): Pfx {
  const fields = enterDocument(data, "PFX");
  const version = readSmallInteger(fields, "version");
  if (version !== 3) throw fields.fault(fields.position, `has version ${version}, where 3 exists`);
  const authenticatedSafe = readContentInfo(fields).content;
  const mac = fields.atEnd ? undefined : readMac(fields.enter(Tag.sequence, "MacData"));
  fields.finish();
  const list = enterDocument(authenticatedSafe, "AuthenticatedSafe");
  const safes: Safe[] = [];
  while (!list.atEnd) safes.push(readContentInfo(list));
  return { authenticatedSafe, mac, safes };
}

/** Steps into the one SEQUENCE that the bytes are, BER or DER. */
export function enterDocument(bytes: Uint8Array, structure: string): DerReader {
  const reader = new DerReader(derOf(bytes, structure), structure);
  return reader.enter(Tag.sequence, structure);
}

function readContentInfo(list: DerReader): Safe {
  const fields = list.enter(Tag.sequence, "ContentInfo");
  const type = readOid(fields, "contentType");
  const content = fields.enter(contextConstructed(0), "content");
  if (type === DATA) return { encryption: undefined, content: content.content(content.read(Tag.octetString, "data")) };
  if (type === ENCRYPTED_DATA) return readEncryptedData(content.enter(Tag.sequence, "EncryptedData"));
  throw fields.fault(fields.position, `has content of type ${type}, protected by something else than a password`);
}

function readEncryptedData(fields: DerReader): Safe {
  readSmallInteger(fields, "version");
  const info = fields.enter(Tag.sequence, "EncryptedContentInfo");
  const type = readOid(info, "contentType");
  if (type !== DATA) throw info.fault(info.position, `encrypts content of type ${type}`);
  const encryption = readAlgorithmIdentifier(info, "contentEncryptionAlgorithm");
  return { encryption, content: readPieces(info) };
}

/** `[0] IMPLICIT OCTET STRING`, whole or in pieces. */
function readPieces(info: DerReader): Uint8Array {
  const whole = info.readOptional(contextPrimitive(0));
  if (whole !== undefined) return info.content(whole);
  const pieces = info.enter(contextConstructed(0), "encryptedContent");
  const parts: Uint8Array[] = [];
  while (!pieces.atEnd) parts.push(pieces.content(pieces.read(Tag.octetString, "encryptedContent")));
  return concatBytes(parts);
}

function readMac(fields: DerReader): PfxMac {
  const info = fields.enter(Tag.sequence, "DigestInfo");
  const algorithm = readAlgorithmIdentifier(info, "digestAlgorithm");
  const digest = info.content(info.read(Tag.octetString, "digest"));
  info.finish();
  const salt = fields.content(fields.read(Tag.octetString, "macSalt"));
  const iterations = fields.atEnd ? 1 : readSmallInteger(fields, "iterations");
  fields.finish();
  return { algorithm, digest, salt, iterations };
}

/** What a SafeBag holds (RFC 7292 §4.2); bags of other kinds are left out. */
export type Bag =
  /** PrivateKeyInfo, or EncryptedPrivateKeyInfo. */
  | { readonly kind: "key" | "shrouded-key"; readonly der: Uint8Array }
  | { readonly kind: "certificate"; readonly der: Uint8Array };

const BAG = "1.2.840.113549.1.12.10.1";
const X509_CERTIFICATE = "1.2.840.113549.1.9.22.1";

/** Reads decrypted SafeContents. @throws {DerFault} */
export function readBags(safeContents: Uint8Array, depth = 0): readonly Bag[] {
  const list = enterDocument(safeContents, "SafeContents");
  const bags: Bag[] = [];
  while (!list.atEnd) bags.push(...readBag(list.enter(Tag.sequence, "SafeBag"), depth));
  return bags;
}

function readBag(fields: DerReader, depth: number): readonly Bag[] {
  const type = readOid(fields, "bagId");
  const value = fields.enter(contextConstructed(0), "bagValue");
  switch (type) {
    case `${BAG}.1`:
      return [{ kind: "key", der: value.whole(value.next()) }];
    case `${BAG}.2`:
      return [{ kind: "shrouded-key", der: value.whole(value.next()) }];
    case `${BAG}.3`:
      return readCertificateBag(value.enter(Tag.sequence, "CertBag"));
    case `${BAG}.6`:
      if (depth > 3) throw fields.fault(fields.position, "nests bags deeper than any exporter");
      return readBags(value.whole(value.next()), depth + 1);
    default:
      return []; // CRLs and secrets
  }
}

function readCertificateBag(fields: DerReader): readonly Bag[] {
  const type = oidText(fields, fields.read(Tag.objectIdentifier, "certId"));
  if (type !== X509_CERTIFICATE) return []; // SDSI certificates
  const value = fields.enter(contextConstructed(0), "certValue");
  return [{ kind: "certificate", der: value.content(value.read(Tag.octetString, "certValue")) }];
}
