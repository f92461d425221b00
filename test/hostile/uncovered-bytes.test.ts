import assert from "node:assert/strict";
import { createVerifier, type TrustStore, type Verdict, type Verifier } from "../../lib/index.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { neededCertificates } from "../support/chains.js";
import { Flipper } from "../support/flip.js";
import { chainOf } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { seeded } from "../support/random.js";
import { among, type Region, regionsOf } from "../support/regions.js";
import { signatureIn, type SignatureSlot } from "../support/signature-slot.js";
import { countersigned } from "../support/tokens.js";

/** What a place in the file is part of. */
type Kind =
  | Region["kind"]
  | "files, headers and directory"
  | "zip records of the signature"
  | "their versions and times";

/** Fields that no signature covers and that nobody judges but for a sane version (APPNOTE §4.3.7, §4.3.12). */
const LOCAL = [4, 5, 10, 11, 12, 13];
const CENTRAL = [4, 5, 6, 7, 12, 13, 14, 15];

/**
 * The kinds in which a byte may be another without a word against the package. Of a token's framing these are its
 * versions, its list of digests, and the letter case of the name that identifies its signer.
 */
const INDIFFERENT: readonly Kind[] = [
  "certificate that no chain uses",
  "commitment of a countersignature",
  "framing of a token",
  "framing of unsigned attributes",
  "their versions and times",
];

describe("the bytes of a package with two signatures and two timestamps", function () {
  this.timeout(300_000);
  let verifier: Verifier;
  let genuine: Verdict;
  const survivors = new Map<Kind, number>();
  const places = new Map<Kind, number>();
  const silent: string[] = [];

  before(async () => {
    const trust = await testTrust();
    verifier = createVerifier({ trust, clock });
    const bytes = await twiceSigned();
    genuine = await verifier.verify(bytes);
    const flipper = new Flipper(bytes, verifier);
    const kindAt = await kinds(bytes, genuine, trust, flipper.slot);
    const next = seeded(3);
    for (let place = 0; place < bytes.length; place++) {
      const kind = kindAt(place);
      places.set(kind, (places.get(kind) ?? 0) + 1);
      if (!isTried(kind, place)) continue;
      const bit = next(8);
      const verdict = await flipper.judge(place, bit);
      if (!survives(verdict, genuine, `bit ${bit} of ${place}: ${kind}`)) continue;
      survivors.set(kind, (survivors.get(kind) ?? 0) + 1);
      if (!reports(verdict) && !isSilent(kind, place, flipper.slot)) silent.push(`bit ${bit} of ${place}: ${kind}`);
    }
  });

  it("are trusted as they are, by author and repository", () => {
    assert.equal(genuine.outcome, "trusted");
    assert.equal(genuine.signatures.length, 2);
  });

  it("belong to a named kind each, and each kind is there", () => {
    assert.deepEqual([...places.keys()].sort(), [...KINDS].sort());
  });

  it("are refused when a bit of them is flipped, unless no signature covers them", () => {
    const indifferent = [...survivors.keys()].sort();
    assert.deepEqual(indifferent, [...INDIFFERENT].sort());
  });

  it("are reported where no writer would have left them so", () => {
    assert.equal(reports(genuine), false);
    assert.deepEqual(silent, []);
  });

  it("change nothing in a certificate that no chain uses, but for its tag and length", () => {
    const kind = "certificate that no chain uses";
    assert.equal(survivors.get(kind), (places.get(kind) ?? 0) - 4);
  });
});

const reports = ({ issues }: Verdict): boolean => issues.some(({ code }) => code === "signature-bytes-unsigned");

/**
 * What another writer may well have written: another certificate, as long as it can be read, and another version of the
 * software that made the entry.
 */
function isSilent(kind: Kind, place: number, { centralRecord }: SignatureSlot): boolean {
  if (kind === "certificate that no chain uses") return true;
  return kind === "their versions and times" && [4, 5].includes(place - centralRecord.start);
}

const KINDS: readonly Kind[] = [
  "files, headers and directory",
  "zip records of the signature",
  "their versions and times",
  "content",
  "signed attributes",
  "signature value",
  "certificate of a chain",
  "certificate that no chain uses",
  "commitment of a countersignature",
  "framing of the message",
  "framing of a token",
  "framing of unsigned attributes",
];

/** Of what signatures cover, every fourth place is tried, and of the rest each. */
const isTried = (kind: Kind, place: number): boolean => INDIFFERENT.includes(kind) || place % 4 === 0;

/** Trusted all the same; then it says of the author what it said before. Anything else is refused, with an error. */
function survives(verdict: Verdict, genuine: Verdict, where: string): boolean {
  assert.equal(verdict.accepted, verdict.outcome === "trusted", where);
  if (!verdict.accepted) {
    assert.ok(
      verdict.issues.some(({ severity }) => severity === "error"),
      where,
    );
    return false;
  }
  const [author] = verdict.signatures;
  const [own] = genuine.signatures;
  assert.deepEqual([author?.standing, author?.signer?.fingerprint], [own?.standing, own?.signer?.fingerprint], where);
  return true;
}

async function twiceSigned(): Promise<Uint8Array> {
  const [signer, repository] = [testIssued("author-rsa-2048"), testIssued("repository")];
  const unused = testIssued("foreign-root").certificate;
  const certificates = [...chainOf(signer), ...chainOf(repository), unused];
  return signedPackage({ primary: { signer, unsigned: countersigned() }, certificates });
}

async function kinds(
  bytes: Uint8Array,
  verdict: Verdict,
  trust: TrustStore,
  { localHeader, signature, centralRecord }: SignatureSlot,
): Promise<(place: number) => Kind> {
  const file = signatureIn(bytes);
  const regions = regionsOf(file, among(await neededCertificates(file, verdict, trust)));
  const record = (offset: number, free: readonly number[]): Kind =>
    free.includes(offset) ? "their versions and times" : "zip records of the signature";
  return (place) => {
    const inside = place - signature.start;
    const region = regions.find(({ start, end }) => inside >= start && inside < end);
    if (region !== undefined) return region.kind;
    if (place >= localHeader && place < signature.start) return record(place - localHeader, LOCAL);
    if (place >= centralRecord.start && place < centralRecord.end) return record(place - centralRecord.start, CENTRAL);
    return "files, headers and directory";
  };
}
