import { DerReader, readOid, reading, Tag } from "../der/index.js";
import type { RevocationEvidence } from "./evidence.js";

const embedded = (kind: "crl" | "ocsp", data: Uint8Array): RevocationEvidence => ({
  kind,
  data,
  origin: "the signature itself",
  fromCache: true,
});

/** id-ri-ocsp-response (RFC 5940 §2.1). */
const OCSP_RESPONSE_FORMAT = "1.3.6.1.5.5.7.16.2";

/**
 * Evidence among the RevocationInfoChoices of a SignedData's `crls` (RFC 5652 §10.2.1). What cannot be read is none.
 *
 * @param choices DER of each element.
 */
export function evidenceInCrls(choices: readonly Uint8Array[]): readonly RevocationEvidence[] {
  return choices.flatMap((choice) => {
    if (choice[0] === Tag.sequence) return [embedded("crl", choice)];
    const other = reading(() => readOtherFormat(choice));
    return other.ok && other.value !== undefined ? [embedded("ocsp", other.value)] : [];
  });
}

/** `[1] IMPLICIT OtherRevocationInfoFormat`. */
function readOtherFormat(choice: Uint8Array): Uint8Array | undefined {
  const reader = new DerReader(choice, "OtherRevocationInfoFormat");
  const fields = reader.enter(0xa1, "OtherRevocationInfoFormat");
  reader.finish();
  const format = readOid(fields, "otherRevInfoFormat");
  const info = fields.whole(fields.next());
  fields.finish();
  return format === OCSP_RESPONSE_FORMAT ? info : undefined;
}

/** An attribute of a SignerInfo: its type, and DER of its values. */
export interface EvidenceAttribute {
  readonly oid: string;
  readonly values: readonly Uint8Array[];
}

/** id-aa-ets-revocationValues (RFC 5126 §6.3.4) and Adobe's RevocationInfoArchival, which lists full OCSPResponses. */
const REVOCATION_VALUES: ReadonlySet<string> = new Set(["1.2.840.113549.1.9.16.2.24", "1.2.840.113583.1.1.8"]);

/** Evidence in a SignerInfo's attributes, signed or not: it is judged like any other. What cannot be read is none. */
export function evidenceInAttributes(attributes: readonly EvidenceAttribute[]): readonly RevocationEvidence[] {
  return attributes
    .filter(({ oid }) => REVOCATION_VALUES.has(oid))
    .flatMap(({ values }) => values)
    .flatMap((value) => {
      const read = reading(() => readRevocationValues(value));
      return read.ok ? read.value : [];
    });
}

/** `crlVals [0]` and `ocspVals [1]`, each a SEQUENCE OF; other kinds are left alone. */
function readRevocationValues(value: Uint8Array): readonly RevocationEvidence[] {
  const reader = new DerReader(value, "RevocationValues");
  const fields = reader.enter(Tag.sequence, "RevocationValues");
  reader.finish();
  const crls = readList(fields, 0).map((crl) => embedded("crl", crl));
  const answers = readList(fields, 1).map((answer) => embedded("ocsp", answer));
  return [...crls, ...answers];
}

function readList(fields: DerReader, number: number): readonly Uint8Array[] {
  const explicit = fields.enterOptional(0xa0 | number, "RevocationValues");
  if (explicit === undefined) return [];
  const list = explicit.enter(Tag.sequence, "RevocationValues");
  explicit.finish();
  const members: Uint8Array[] = [];
  while (!list.atEnd) members.push(list.whole(list.next()));
  return members;
}
