import { DerReader, namedBits, readSmallInteger, reading, stringText, Tag } from "../der/index.js";

/** TimeStampResp (RFC 3161 §2.4.2), read. */
export type TimestampResponse =
  | { readonly kind: "granted"; readonly token: Uint8Array }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly text: string | undefined;
      readonly failInfo: string | undefined;
    }
  | { readonly kind: "malformed"; readonly problem: string };

/** PKIFailureInfo by bit (RFC 3161 §2.4.2). */
const FAILURES: ReadonlyMap<number, string> = new Map([
  [0, "badAlg"],
  [2, "badRequest"],
  [5, "badDataFormat"],
  [14, "timeNotAvailable"],
  [15, "unacceptedPolicy"],
  [16, "unacceptedExtension"],
  [17, "addInfoNotAvailable"],
  [25, "systemFailure"],
]);

/** Reads an authority's answer. Statuses 0 (granted) and 1 (grantedWithMods) must come with a token, all others without. */
export function readTimestampResponse(der: Uint8Array): TimestampResponse {
  const read = reading(() => readFields(der));
  return read.ok ? read.value : { kind: "malformed", problem: read.fault.message };
}

function readFields(der: Uint8Array): TimestampResponse {
  const reader = new DerReader(der, "TimeStampResp");
  const fields = reader.enter(Tag.sequence, "TimeStampResp");
  reader.finish();
  const info = fields.enter(Tag.sequence, "PKIStatusInfo");
  const status = readSmallInteger(info, "status");
  const text = info.peek() === Tag.sequence ? readFreeText(info) : undefined;
  const bits = info.readOptional(Tag.bitString);
  const failInfo = bits === undefined ? undefined : failureText(namedBits(info, bits));
  info.finish();
  const token = fields.atEnd ? undefined : fields.whole(fields.read(Tag.sequence, "timeStampToken"));
  fields.finish();
  if (status > 1) return { kind: "refused", status, text, failInfo };
  return token === undefined
    ? { kind: "malformed", problem: "grants a timestamp and holds none" }
    : { kind: "granted", token };
}

function readFreeText(info: DerReader): string | undefined {
  const list = info.enter(Tag.sequence, "PKIFreeText");
  const texts: string[] = [];
  while (!list.atEnd) texts.push(stringText(list, list.next()) ?? "");
  return texts.length === 0 ? undefined : texts.join(" ");
}

function failureText(bits: number): string {
  const names = [...FAILURES].filter(([bit]) => (bits & (1 << bit)) !== 0).map(([, name]) => name);
  return names.length === 0 ? "unknown" : names.join(", ");
}
