import type { EmbeddedRevocation } from "../cms/index.js";
import { DerReader, reading, Tag } from "../der/index.js";
import type { RevocationEvidence } from "./evidence.js";

const embedded = (kind: "crl" | "ocsp", data: Uint8Array): RevocationEvidence => ({
  kind,
  data,
  origin: "the signature itself",
  fromCache: true,
});

/** Evidence in a SignedData's `crls` (RFC 5652 §10.2.1); choices of another format are none. */
export function evidenceInCrls(choices: readonly EmbeddedRevocation[]): readonly RevocationEvidence[] {
  return choices.flatMap(({ kind, der }) => (kind === "other" ? [] : [embedded(kind, der)]));
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
  const evidence: RevocationEvidence[] = [];
  for (const { oid, values } of attributes)
    for (const value of REVOCATION_VALUES.has(oid) ? values : []) {
      const read = reading(() => readRevocationValues(value));
      // One by one: a long list would not fit on the stack.
      if (read.ok) for (const one of read.value) evidence.push(one);
    }
  return evidence;
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
