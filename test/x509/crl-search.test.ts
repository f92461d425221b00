import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, equalBytes } from "../../lib/bytes/index.js";
import { DerFault } from "../../lib/der/index.js";
import { distinguishedName, type ExtensionInput, extensionDer, generalName } from "../../lib/testing/index.js";
import { element, enumerated, generalizedTime, integer, sequence, time } from "../../lib/testing/encode.js";
import { type CrlEntry, type CrlKind, CrlSearch } from "../../lib/x509/index.js";

const direct: CrlKind = { version: 2, isIndirect: false, isDelta: false };
const indirect: CrlKind = { ...direct, isIndirect: true };
const issuers = ["One", "Two", "Three"] as const;
const nameOf = new Map(issuers.map((issuer) => [issuer, distinguishedName(issuer)]));

interface ModelEntry {
  readonly serial: Uint8Array;
  readonly issuer: (typeof issuers)[number] | undefined;
  readonly reason: number | undefined;
  readonly generalized: boolean;
  readonly day: number;
}

function encode(entry: ModelEntry): Uint8Array {
  const at = new Date(Date.UTC(2026, 0, entry.day, 1, 2, 3));
  const extensions: ExtensionInput[] = [];
  if (entry.reason !== undefined)
    extensions.push({ oid: "2.5.29.21", critical: false, value: enumerated(entry.reason) });
  if (entry.issuer !== undefined) {
    const value = sequence(generalName({ kind: "directory", value: entry.issuer }));
    extensions.push({ oid: "2.5.29.29", critical: true, value });
  }
  const all = extensions.length === 0 ? new Uint8Array() : sequence(...extensions.map(extensionDer));
  return sequence(integer(entry.serial), entry.generalized ? generalizedTime(at) : time(at), all);
}

/** Positive serial numbers in their shortest form, from a small space so that they meet. */
const serials = fc.constantFrom(1, 2, 3, 0x7f).map((octet) => Uint8Array.of(octet));
const entries = fc.array(
  fc.record({
    serial: serials,
    issuer: fc.option(fc.constantFrom(...issuers), { nil: undefined, freq: 3 }),
    reason: fc.option(fc.constantFrom(0, 1, 4, 6, 9, 10), { nil: undefined }),
    generalized: fc.boolean(),
    day: fc.integer({ min: 1, max: 31 }),
  }),
  { maxLength: 30 },
);

/** RFC 5280 §5.3.3 in its own words, over the list that was encoded. */
function model(list: readonly ModelEntry[], issuer: string, serial: Uint8Array): readonly number[] {
  let current: string = "One";
  return list.flatMap((entry) => {
    current = entry.issuer ?? current;
    return current === issuer && equalBytes(entry.serial, serial) ? [entry.day] : [];
  });
}

function search(
  kind: CrlKind,
  issuer: (typeof issuers)[number],
  serial: Uint8Array,
  found: CrlEntry[] = [],
): CrlSearch {
  const crlIssuer = nameOf.get("One");
  const issuerName = nameOf.get(issuer);
  assert.ok(crlIssuer && issuerName);
  return new CrlSearch(kind, crlIssuer, { serial, issuerName }, (entry) => found.push(entry));
}

function daysOf(found: readonly CrlEntry[]): readonly number[] {
  return found.map(({ revokedAt }) => new Date(revokedAt).getUTCDate());
}

/** Walks in pieces of these lengths, as a reader of a big file does: what is left over comes again. */
function walkInPieces(one: CrlSearch, bytes: Uint8Array, lengths: readonly number[]): void {
  let held: Uint8Array = new Uint8Array();
  let position = 0;
  for (let turn = 0; position < bytes.length; turn++) {
    const next = Math.min(bytes.length, position + (lengths[turn % lengths.length] ?? 1));
    held = concatBytes([held, bytes.subarray(position, next)]);
    position = next;
    held = held.subarray(one.walk(held, 0, held.length, position === bytes.length));
  }
  assert.equal(held.length, 0);
}

describe("the search of a CRL's entries", () => {
  it("finds what a plain reading of the list finds, an issuer's name holding for those after it", () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(...issuers), serials, (list, issuer, serial) => {
        const bytes = concatBytes(list.map(encode));
        const found: CrlEntry[] = [];
        const one = search(indirect, issuer, serial, found);
        assert.equal(one.walk(bytes, 0, bytes.length, true), bytes.length);
        assert.deepEqual(daysOf(found), model(list, issuer, serial));
      }),
    );
  });

  it("finds the same in pieces of any length", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(entries, lengths, fc.constantFrom(...issuers), serials, (list, pieces, issuer, serial) => {
        const found: CrlEntry[] = [];
        const one = search(indirect, issuer, serial, found);
        walkInPieces(one, concatBytes(list.map(encode)), pieces);
        assert.deepEqual(daysOf(found), model(list, issuer, serial));
      }),
    );
  });

  const plain = (parts: { serial?: Uint8Array; at?: Uint8Array; rest?: Uint8Array } = {}): Uint8Array =>
    sequence(parts.serial ?? integer(1), parts.at ?? time(new Date(0)), parts.rest ?? new Uint8Array());
  const utc = (text: string): Uint8Array => element(0x17, Buffer.from(text, "latin1"));
  const reason = (value: Uint8Array): Uint8Array =>
    sequence(extensionDer({ oid: "2.5.29.21", critical: false, value }));
  const whole = (entry: Uint8Array, kind = direct) =>
    search(kind, "One", Uint8Array.of(9)).walk(entry, 0, entry.length, true);

  const wellFormed: readonly (readonly [string, Uint8Array])[] = [
    ["a negative serial number", plain({ serial: integer(Uint8Array.of(0xff)) })],
    ["a serial number of 20 octets and one more", plain({ serial: integer(new Uint8Array(21).fill(1)) })],
    ["the 29th of February of a leap year", plain({ at: utc("240229000000Z") })],
    ["the 31st of a month that has one", plain({ at: utc("240131000000Z") })],
    ["a reason", plain({ rest: reason(enumerated(10)) })],
  ];
  for (const [title, entry] of wellFormed)
    it(`reads over ${title}`, () => {
      assert.equal(whole(entry), entry.length);
    });

  const malformed: readonly (readonly [string, Uint8Array])[] = [
    ["an entry that is no SEQUENCE", element(0x31)],
    ["an empty entry", sequence()],
    ["a serial number with a padded zero", plain({ serial: integer(Uint8Array.of(0, 1)) })],
    ["a serial number with a padded ff", plain({ serial: integer(Uint8Array.of(0xff, 0x80)) })],
    ["an empty serial number", plain({ serial: integer(new Uint8Array()) })],
    ["the 29th of February of another year", plain({ at: utc("230229000000Z") })],
    ["the 30th of February", plain({ at: utc("240230000000Z") })],
    ["the 31st of April", plain({ at: utc("240431000000Z") })],
    ["a month 0", plain({ at: utc("240001000000Z") })],
    ["a day 0", plain({ at: utc("240100000000Z") })],
    ["an hour 24", plain({ at: utc("240101240000Z") })],
    ["a second 60", plain({ at: utc("240101000060Z") })],
    ["a year that is no number", plain({ at: utc("x40101000000Z") })],
    ["a time without seconds", plain({ at: utc("2401010000Z") })],
    ["a time with an offset", plain({ at: utc("240101000000+0000") })],
    ["a time that does not end in Z", plain({ at: utc("240101000000z") })],
    ["a reason 7", plain({ rest: reason(enumerated(7)) })],
    ["a reason 11", plain({ rest: reason(enumerated(11)) })],
    ["a reason that is an INTEGER", plain({ rest: reason(integer(1)) })],
    ["a reason of two octets", plain({ rest: reason(element(0x0a, Uint8Array.of(0, 1))) })],
    ["an empty list of extensions", plain({ rest: sequence() })],
    ["something after the extensions", plain({ rest: concatBytes([reason(enumerated(1)), integer(1)]) })],
    ["a length in a longer form than needed", concatBytes([Uint8Array.of(0x30, 0x81, 18), plain().subarray(2)])],
    ["an indefinite length", concatBytes([Uint8Array.of(0x30, 0x80), plain().subarray(2), new Uint8Array(2)])],
    ["an entry that is cut off", plain().subarray(0, 10)],
    [
      "an entry of more than 64 KiB",
      plain({ rest: sequence(extensionDer({ oid: "1.2.3", critical: false, value: new Uint8Array(70_000) })) }),
    ],
  ];
  for (const [title, entry] of malformed)
    it(`stops at ${title}`, () => {
      assert.throws(() => whole(entry), DerFault);
      assert.throws(() => whole(concatBytes([plain(), entry])), DerFault);
      assert.throws(
        () => walkInPieces(search(direct, "One", Uint8Array.of(9)), concatBytes([plain(), entry]), [7]),
        DerFault,
      );
    });

  it("keeps nothing of a list that names its target a million times", () => {
    const entry = plain({ serial: integer(9) });
    const thousand = concatBytes(new Array<Uint8Array>(1_000).fill(entry));
    let found = 0;
    const nameOfAll = distinguishedName("One");
    const target = { serial: Uint8Array.of(9), issuerName: nameOfAll };
    const one = new CrlSearch(direct, nameOfAll, target, () => found++);
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 1_000; round++) one.walk(thousand, 0, thousand.length, false);
    assert.equal(found, 1_000_000);
    // A million entries of 100 octets each would be 100 MB; what nobody holds is not collected at once.
    assert.ok(process.memoryUsage().heapUsed - before < 64_000_000);
  });

  it("lets no entry of a version 1 CRL have extensions", () => {
    const entry = plain({ rest: reason(enumerated(1)) });
    assert.equal(whole(entry), entry.length);
    assert.throws(() => whole(entry, { ...direct, version: 1 }), DerFault);
  });
});
