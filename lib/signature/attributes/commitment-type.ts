import { type AttributeTable, AttributeType } from "../../cms/index.js";
import { DerReader, readOid, reading, Tag } from "../../der/index.js";
import { joined, type SignatureKind } from "../../report/index.js";

/** proofOfOrigin and proofOfReceipt (RFC 5126 §5.11.1): how NuGet tells author from repository. */
const KIND_BY_OID: ReadonlyMap<string, SignatureKind> = new Map([
  ["1.2.840.113549.1.9.16.6.1", "author"],
  ["1.2.840.113549.1.9.16.6.2", "repository"],
]);

/** What a signature commits to. */
export type Commitment =
  | { readonly kind: "known"; readonly value: SignatureKind }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly found: readonly string[] }
  | { readonly kind: "problem"; readonly problem: string };

/** Reads every value of every instance, as NuGet does; a foreign commitment beside a known one says nothing. */
export function readCommitment(table: AttributeTable | undefined): Commitment {
  const attributes = table?.all(AttributeType.commitmentType) ?? [];
  if (attributes.length === 0) return { kind: "absent" };
  const read = reading(() => joined(attributes.map(({ values }) => values)).map(readCommitmentType));
  if (!read.ok) return { kind: "problem", problem: `${read.fault.structure} ${read.fault.problem}` };
  const kinds = new Set(read.value.map((oid) => KIND_BY_OID.get(oid)).filter((kind) => kind !== undefined));
  const [value, second] = kinds;
  if (value === undefined) return { kind: "unknown", found: read.value };
  return second === undefined
    ? { kind: "known", value }
    : { kind: "problem", problem: "commits to proof of origin and to proof of receipt at once" };
}

/** CommitmentTypeIndication: the type, and qualifiers that bind nobody here but must be some. */
function readCommitmentType(der: Uint8Array): string {
  const reader = new DerReader(der, "CommitmentTypeIndication");
  const fields = reader.enter(Tag.sequence, "CommitmentTypeIndication");
  reader.finish();
  const oid = readOid(fields, "commitmentTypeId");
  if (!fields.atEnd) readQualifiers(fields.enter(Tag.sequence, "commitmentTypeQualifier"));
  fields.finish();
  return oid;
}

/** SEQUENCE SIZE (1..MAX) OF CommitmentTypeQualifier (RFC 5126 §5.11.1), each a type and what that type defines. */
function readQualifiers(list: DerReader): void {
  do {
    const qualifier = list.enter(Tag.sequence, "CommitmentTypeQualifier");
    readOid(qualifier, "commitmentTypeIdentifier");
    if (!qualifier.atEnd) qualifier.next();
    qualifier.finish();
  } while (!list.atEnd);
}
