import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../crypto/index.js";
import {
  booleanValue,
  contextConstructed,
  contextPrimitive,
  DerReader,
  integerContent,
  readGeneralizedTime,
  readInteger,
  readOid,
  readSmallInteger,
  smallInteger,
  Tag,
} from "../der/index.js";
import { readGeneralName, readOtherName } from "../x509/index.js";

/** TSTInfo (RFC 3161 §2.4.2): what an authority says about a digest. */
export interface TstInfo {
  readonly policyOid: string;
  readonly imprintAlgorithm: AlgorithmIdentifier;
  /** Digest of what was stamped. */
  readonly imprint: Uint8Array;
  /** Content octets of the serial number. */
  readonly serial: Uint8Array;
  /** Milliseconds since 1970. */
  readonly genTime: number;
  /** Milliseconds on either side of genTime, rounded up; 0 if the token gives none (RFC 3161 §2.4.2). */
  readonly accuracyMs: number;
  /** Content octets of the nonce. */
  readonly nonce: Uint8Array | undefined;
}

/** Reads exactly one TSTInfo. @throws {DerFault} */
export function readTstInfo(der: Uint8Array): TstInfo {
  const reader = new DerReader(der, "TSTInfo");
  const fields = reader.enter(Tag.sequence, "TSTInfo");
  reader.finish();
  const version = readSmallInteger(fields, "version");
  if (version !== 1) throw fields.fault(fields.position, `is of version ${version}, where 1 exists`);
  const policyOid = readOid(fields, "policy");
  const messageImprint = fields.enter(Tag.sequence, "MessageImprint");
  const imprintAlgorithm = readAlgorithmIdentifier(messageImprint, "hashAlgorithm");
  const imprint = messageImprint.content(messageImprint.read(Tag.octetString, "hashedMessage"));
  messageImprint.finish();
  const serial = readInteger(fields, "serialNumber");
  const genTime = readGeneralizedTime(fields, "genTime");
  const accuracyMs = fields.peek() === Tag.sequence ? readAccuracy(fields) : 0;
  // `ordering` says something about other tokens of the authority; nobody here asks. Some write its default out.
  const ordering = fields.readOptional(Tag.boolean);
  if (ordering !== undefined) booleanValue(fields, ordering);
  const nonce = fields.readOptional(Tag.integer);
  const tsa = fields.enterOptional(contextConstructed(0), "tsa");
  if (tsa !== undefined) readAuthorityName(tsa);
  const extensions = fields.enterOptional(contextConstructed(1), "Extensions");
  while (extensions?.atEnd === false) readTokenExtension(extensions);
  fields.finish();
  return {
    policyOid,
    imprintAlgorithm,
    imprint,
    serial,
    genTime,
    accuracyMs,
    nonce: nonce && integerContent(fields, nonce),
  };
}

/** Accuracy: seconds, millis and micros, absent parts zero. */
function readAccuracy(fields: DerReader): number {
  const accuracy = fields.enter(Tag.sequence, "Accuracy");
  const seconds = accuracy.peek() === Tag.integer ? readSmallInteger(accuracy, "seconds") : 0;
  const millis = part(accuracy, 0);
  const micros = part(accuracy, 1);
  accuracy.finish();
  return seconds * 1000 + millis + Math.ceil(micros / 1000);
}

function part(accuracy: DerReader, number: number): number {
  const element = accuracy.readOptional(contextPrimitive(number));
  if (element === undefined) return 0;
  const value = smallInteger(accuracy, element);
  if (value < 1 || value > 999)
    throw accuracy.fault(element.contentStart, `has ${value} where 1 to 999 may stand (RFC 3161 §2.4.2)`);
  return value;
}

/** The authority's own name for itself: it proves nothing beside the certificate, but is one name, and nothing else. */
function readAuthorityName(tsa: DerReader): void {
  const start = tsa.position;
  const name = readGeneralName(tsa);
  if (name.kind === "other" && readOtherName(name.der) === undefined) throw tsa.fault(start, "is no OtherName");
  tsa.finish();
}

/** What an extension says is for those who agreed on it. A critical flag of FALSE is taken: the rest of the field is as it must be. */
function readTokenExtension(list: DerReader): void {
  const fields = list.enter(Tag.sequence, "Extension");
  readOid(fields, "extnID");
  const flag = fields.readOptional(Tag.boolean);
  if (flag !== undefined) booleanValue(fields, flag);
  fields.read(Tag.octetString, "extnValue");
  fields.finish();
}
