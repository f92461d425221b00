import assert from "node:assert/strict";
import {
  authorityExtensions,
  authorityKeyIdentifier,
  basicConstraints,
  buildCrl,
  type CertificateAuthority,
  type CrlEntry,
  type ExtensionInput,
  generateTestKey,
  issueAuthority,
  issueCertificate,
  issuingDistributionPoint,
  keyUsage,
} from "../../lib/testing/index.js";
import { concatBytes } from "../../lib/bytes/index.js";
import { DerReader, Tag } from "../../lib/der/index.js";
import { enumerated, octetString, oid, sequence, setOf, utf8String } from "../../lib/testing/encode.js";
import { readCertificateList } from "../../lib/x509/index.js";
import { crlWith, days, distributionPoints, evidence, judgeLeaf, leafWith, smallPki, validity } from "./small-pki.js";

const listed: CrlEntry = { serialNumber: "0a", revokedAt: days(-2), reason: "keyCompromise" };
const uri = (value: string) => [{ kind: "uri" as const, value }];

/** An authority below the root with a key of its own. */
async function authority(
  subject: string | Uint8Array,
  extensions: readonly ExtensionInput[] = authorityExtensions(),
): Promise<CertificateAuthority> {
  const key = await generateTestKey("P-256");
  return issueAuthority((await smallPki()).root, { ...validity, key, subject, serialNumber: "7a", extensions });
}

describe("a CRL (RFC 5280 §6.3)", () => {
  describe("of the issuer", () => {
    it("answers good for a certificate that it does not list, and says how old it is", async () => {
      const { leaf, codes } = await judgeLeaf(await leafWith(), { crls: [await crlWith()] });
      assert.equal(leaf.status, "good");
      assert.deepEqual(codes, []);
      assert.deepEqual(leaf.attempts, [
        { method: "crl", origin: "crl 0", result: "good", thisUpdate: seconds(days(-1)), nextUpdate: seconds(days(6)) },
      ]);
    });

    it("answers revoked for one that it lists, with date, reason and origin", async () => {
      const { leaf, findings, refusal } = await judgeLeaf(await leafWith(), {
        crls: [await crlWith({ entries: [listed] })],
      });
      assert.equal(leaf.status, "revoked");
      const [finding] = findings;
      assert.ok(finding?.code === "certificate-revoked");
      const { certificate, ...details } = finding.details;
      assert.equal(certificate.depth, 0);
      assert.deepEqual(details, {
        revokedAt: seconds(days(-2)).toISOString(),
        reason: "keyCompromise",
        relativeTo: "no-timestamp",
        origin: "crl 0",
      });
      assert.deepEqual(refusal, findings);
    });

    it("takes an entry without a reason for unspecified", async () => {
      const crl = await crlWith({ entries: [{ serialNumber: "0a", revokedAt: days(-2) }] });
      const { leaf } = await judgeLeaf(await leafWith(), { crls: [crl] });
      assert.equal(leaf.revocation?.reason, "unspecified");
    });

    it("lists by the whole serial number, not by a part of it", async () => {
      const entries = ["0a0a", "010a", "8a", "0a00"].map((serialNumber) => ({ ...listed, serialNumber }));
      const { leaf } = await judgeLeaf(await leafWith(), { crls: [await crlWith({ entries })] });
      assert.equal(leaf.status, "good");
    });

    it("decides by its worst entry where it has two for one certificate", async () => {
      const harmless: CrlEntry = { serialNumber: "0a", revokedAt: days(-9), reason: "superseded" };
      for (const entries of [
        [harmless, listed],
        [listed, harmless],
      ]) {
        const { leaf } = await judgeLeaf(await leafWith(), { crls: [await crlWith({ entries })] });
        assert.equal(leaf.revocation?.reason, "keyCompromise");
      }
    });

    it("is nothing when signed by another key under the issuer's name", async () => {
      const { stranger } = await smallPki();
      const { leaf, problems } = await judgeLeaf(await leafWith(), { crls: [await crlWith({}, stranger)] });
      assert.equal(leaf.status, "unknown");
      assert.deepEqual(problems, ["its signature does not verify under its issuer's key"]);
    });

    it("is nothing when that key's certificate came along, but has no chain to the anchor", async () => {
      const { stranger } = await smallPki();
      const question = { crls: [await crlWith({}, stranger)], bag: [stranger.certificate] };
      const { leaf, problems } = await judgeLeaf(await leafWith(), question);
      assert.equal(leaf.status, "unknown");
      assert.match(problems[0] ?? "", /has no valid chain of its own/);
    });

    it("answers for an authority that has changed its key, by a certificate of the new one", async () => {
      const renewed = await authority("Issuer");
      const question = { crls: [await crlWith({ entries: [listed] }, renewed)], bag: [renewed.certificate] };
      assert.equal((await judgeLeaf(await leafWith(), question)).leaf.status, "revoked");
      const without = await judgeLeaf(await leafWith(), { ...question, judge: { certificates: [] } });
      assert.equal(without.leaf.status, "unknown");
    });

    it("is nothing when its signer's certificate may not sign CRLs", async () => {
      const signer = await authority("Issuer", [basicConstraints(true), keyUsage(["keyCertSign"])]);
      const { leaf, problems } = await judgeLeaf(await leafWith(), {
        crls: [await crlWith({}, signer)],
        bag: [signer.certificate],
      });
      assert.equal(leaf.status, "unknown");
      assert.match(problems[0] ?? "", /may not sign CRLs/);
    });

    it("is nothing when its signer's certificate is itself revoked, and answers when it is not", async () => {
      const signer = await authority("Issuer");
      const { root } = await smallPki();
      const crl = await crlWith({}, signer);
      const revoking = await crlWith(
        { number: 9, thisUpdate: days(-0.5), entries: [{ ...listed, serialNumber: "7a" }] },
        root,
      );
      const bag = [signer.certificate];
      assert.equal((await judgeLeaf(await leafWith(), { crls: [crl], bag })).leaf.status, "good");
      assert.equal((await judgeLeaf(await leafWith(), { crls: [crl, revoking], bag })).leaf.status, "unknown");
    });

    it("is nothing when its two algorithm fields differ", async () => {
      const crl = await crlWith();
      const ecdsaSha256 = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
      const copy = Uint8Array.from(crl);
      copy[Buffer.from(copy).lastIndexOf(Buffer.from(ecdsaSha256)) + 9] = 3;
      const { leaf, problems } = await judgeLeaf(await leafWith(), { crls: [copy] });
      assert.equal(leaf.status, "unknown");
      assert.deepEqual(problems, ["it is signed with ecdsa-with-SHA384, and ecdsa-with-SHA256 was meant"]);
    });
  });

  describe("in time", () => {
    const at = (thisUpdate: number, nextUpdate: number) => ({
      thisUpdate: days(thisUpdate),
      nextUpdate: days(nextUpdate),
    });

    it("counts to the last moment of its nextUpdate and the skew, and not a second longer", async () => {
      const crl = await crlWith({ thisUpdate: days(-9), nextUpdate: new Date(days(0).getTime() - 300_000) });
      const leaf = await leafWith();
      assert.equal((await judgeLeaf(leaf, { crls: [crl], settings: { skewMs: 300_000 } })).leaf.status, "good");
      const late = await judgeLeaf(leaf, { crls: [crl], settings: { skewMs: 299_000 } });
      assert.deepEqual([late.leaf.status, ...late.codes], ["unknown", "revocation-stale"]);
      assert.equal(late.leaf.attempts[0]?.result, "stale");
    });

    it("does not count before its thisUpdate, the skew allowed", async () => {
      const crl = await crlWith({ thisUpdate: new Date(days(0).getTime() + 300_000), nextUpdate: days(2) });
      const leaf = await leafWith();
      assert.equal((await judgeLeaf(leaf, { crls: [crl], settings: { skewMs: 300_000 } })).leaf.status, "good");
      const early = await judgeLeaf(leaf, { crls: [crl], settings: { skewMs: 299_000 } });
      assert.deepEqual(early.problems, ["it was made after the time of judging"]);
    });

    it("still revokes when stale, unless the certificate was only on hold", async () => {
      const leaf = await leafWith();
      const stale = await crlWith({ ...at(-9, -2), entries: [listed] });
      assert.equal((await judgeLeaf(leaf, { crls: [stale] })).leaf.status, "revoked");
      const held = await crlWith({ ...at(-9, -2), entries: [{ ...listed, reason: "certificateHold" }] });
      assert.equal((await judgeLeaf(leaf, { crls: [held] })).leaf.status, "unknown");
      const holding = await crlWith({ entries: [{ ...listed, reason: "certificateHold" }] });
      assert.equal((await judgeLeaf(leaf, { crls: [holding] })).leaf.status, "revoked");
    });

    it("gives way to a newer one: a hold that was lifted is no revocation", async () => {
      const held = await crlWith({ ...at(-3, 3), entries: [{ ...listed, reason: "certificateHold" }] });
      const lifted = await crlWith({ ...at(-1, 3), number: 6 });
      for (const crls of [
        [held, lifted],
        [lifted, held],
      ])
        assert.equal((await judgeLeaf(await leafWith(), { crls })).leaf.status, "good");
    });

    it("must say when the next one comes", async () => {
      const { issuer } = await smallPki();
      const { problems } = await judgeLeaf(await leafWith(), { crls: [buildCrl(issuer, { thisUpdate: days(-1) })] });
      assert.deepEqual(problems, ["it does not say when the next one comes (RFC 5280 §5.1.2.5)"]);
    });
  });

  describe("and its scope", () => {
    const cases = [
      ["onlyContainsUserCerts covers the signer", { onlyUser: true }, "good"],
      ["onlyContainsCACerts does not", { onlyCa: true }, "its scope excludes user certificates"],
      ["onlyContainsAttributeCerts does not", { onlyAttribute: true }, "it covers attribute certificates alone"],
      ["a name of one of its points does", { fullName: uri("http://x/a.crl") }, "good"],
      ["another name does not", { fullName: uri("http://x/b.crl") }, "it is for another distribution point"],
    ] as const;
    for (const [title, scope, expected] of cases)
      it(`${title} (RFC 5280 §6.3.3 b.2)`, async () => {
        const leaf = await leafWith([distributionPoints({ names: uri("http://x/a.crl") })]);
        const crls = [await crlWith({ extensions: [issuingDistributionPoint(scope)] })];
        const { leaf: answer, problems } = await judgeLeaf(leaf, { crls });
        assert.equal(answer.status, expected === "good" ? "good" : "unknown");
        assert.deepEqual(problems, expected === "good" ? [] : [expected]);
      });

    it("by a name relative to the CRL issuer's on one side and whole on the other (RFC 5280 §4.2.1.13)", async () => {
      const { issuer } = await smallPki();
      const relative = setOf(sequence(oid("2.5.4.3"), utf8String("Part 1")));
      const below = sequence(concatBytes([issuer.subject.subarray(2), relative]));
      const leaf = await leafWith([distributionPoints({ relative })]);
      const whole = (value: Uint8Array) => issuingDistributionPoint({ fullName: [{ kind: "directory", value }] });
      const right = await crlWith({ extensions: [whole(below)] });
      assert.equal((await judgeLeaf(leaf, { crls: [right] })).leaf.status, "good");
      const wrong = await crlWith({ extensions: [whole(issuer.subject)] });
      // The issuer's own name leads there by no point of the certificate, but by the one that stands in for all.
      assert.equal((await judgeLeaf(leaf, { crls: [wrong] })).leaf.status, "good");
      const other = await crlWith({ extensions: [whole(sequence(relative))] });
      assert.equal((await judgeLeaf(leaf, { crls: [other] })).leaf.status, "unknown");
    });

    it("of some reasons is good only together with one of the others", async () => {
      const leaf = await leafWith();
      const compromises = await crlWith({ extensions: [issuingDistributionPoint({ onlySomeReasons: [1, 2, 8] })] });
      const others = await crlWith({ extensions: [issuingDistributionPoint({ onlySomeReasons: [3, 4, 5, 6, 7] })] });
      assert.equal((await judgeLeaf(leaf, { crls: [compromises] })).leaf.status, "unknown");
      assert.equal((await judgeLeaf(leaf, { crls: [others] })).leaf.status, "unknown");
      assert.equal((await judgeLeaf(leaf, { crls: [compromises, others] })).leaf.status, "good");
    });

    it("of some reasons gives way to a newer one of those reasons", async () => {
      const part = (reasons: readonly number[], age: number, entries: readonly CrlEntry[] = []) =>
        crlWith({
          thisUpdate: days(age),
          entries,
          extensions: [issuingDistributionPoint({ onlySomeReasons: reasons })],
        });
      const held = await part([1, 2, 6], -3, [{ ...listed, reason: "certificateHold" }]);
      const crls = [held, await part([1, 2, 6], -1), await part([3, 4, 5, 7, 8], -4)];
      assert.equal((await judgeLeaf(await leafWith(), { crls })).leaf.status, "good");
    });

    it("of some reasons that lists the certificate revokes it alone", async () => {
      const extensions = [issuingDistributionPoint({ onlySomeReasons: [1, 2, 8] })];
      const { leaf } = await judgeLeaf(await leafWith(), { crls: [await crlWith({ extensions, entries: [listed] })] });
      assert.equal(leaf.status, "revoked");
    });

    it("of a point with reasons counts for those reasons alone (RFC 5280 §6.3.3 d)", async () => {
      const names = uri("http://x/a.crl");
      const extensions = [issuingDistributionPoint({ fullName: names })];
      const crls = [await crlWith({ extensions })];
      assert.equal(
        (await judgeLeaf(await leafWith([distributionPoints({ names, reasons: [1, 2] })]), { crls })).leaf.status,
        "unknown",
      );
      const both = distributionPoints({ names, reasons: [1, 2] }, { names, reasons: [3, 4, 5, 6, 7, 8] });
      assert.equal((await judgeLeaf(await leafWith([both]), { crls })).leaf.status, "good");
    });
  });

  describe("that is indirect", () => {
    const clearing = async () => authority("Clearing House", [basicConstraints(false), keyUsage(["cRLSign"])]);
    const point = distributionPoints({ names: uri("http://x/i.crl"), crlIssuer: "Clearing House" });
    const extensions = [issuingDistributionPoint({ fullName: uri("http://x/i.crl"), indirect: true })];
    const of = (certificateIssuer: string, serialNumber = "0a"): CrlEntry => ({
      ...listed,
      serialNumber,
      certificateIssuer,
    });

    it("lists a certificate under its issuer's name, which holds for the entries after it", async () => {
      const by = await clearing();
      const bag = [by.certificate];
      const leaf = await leafWith([point]);
      const statusWith = async (entries: readonly CrlEntry[]) =>
        (await judgeLeaf(leaf, { bag, crls: [await crlWith({ entries, extensions }, by)] })).leaf.status;
      assert.equal(await statusWith([of("Issuer")]), "revoked");
      assert.equal(await statusWith([of("Issuer", "0b"), listed]), "revoked");
      assert.equal(await statusWith([of("Other")]), "good");
      assert.equal(await statusWith([of("Other", "0b"), listed]), "good");
      assert.equal(await statusWith([of("Other", "0b"), of("issuer "), of("Other", "0c")]), "revoked");
      assert.equal(
        await statusWith([listed]),
        "good",
        "without a name entries are of the CRL issuer's own certificates",
      );
    });

    it("must say that it is, or an entry that names an issuer makes it unusable", async () => {
      const { problems } = await judgeLeaf(await leafWith(), { crls: [await crlWith({ entries: [of("Issuer")] })] });
      assert.match(problems[0] ?? "", /not indirect/);
    });

    it("answers only where the certificate names its issuer", async () => {
      const by = await clearing();
      const crls = [await crlWith({ extensions }, by)];
      const bag = [by.certificate];
      assert.equal((await judgeLeaf(await leafWith([point]), { crls, bag })).leaf.status, "good");
      const unnamed = distributionPoints({ names: uri("http://x/i.crl") });
      assert.equal((await judgeLeaf(await leafWith([unnamed]), { crls, bag })).leaf.status, "unknown");
      const plain = [
        await crlWith({ extensions: [issuingDistributionPoint({ fullName: uri("http://x/i.crl") })] }, by),
      ];
      assert.equal((await judgeLeaf(await leafWith([point]), { crls: plain, bag })).leaf.status, "unknown");
    });

    it("needs a signer below the same anchor", async () => {
      const { stranger } = await smallPki();
      const key = await generateTestKey("P-256");
      const foreign = await issueCertificate(stranger, {
        ...validity,
        key,
        subject: "Clearing House",
        serialNumber: "7b",
        extensions: [keyUsage(["cRLSign"])],
      });
      const by = { subject: (await clearing()).subject, key, certificate: foreign.certificate, issuers: [] };
      const bag = [foreign.certificate, stranger.certificate];
      const { leaf } = await judgeLeaf(await leafWith([point]), { crls: [await crlWith({ extensions }, by)], bag });
      assert.equal(leaf.status, "unknown");
    });
  });

  it("answers by the first 32 distribution points of a certificate, and by no more", async () => {
    const names = uri("http://x/a.crl");
    const others = Array.from({ length: 32 }, (_, index) => ({ names: uri(`http://x/${index}.crl`) }));
    const crls = [await crlWith({ extensions: [issuingDistributionPoint({ fullName: names })] })];
    const last = await leafWith([distributionPoints(...others.slice(1), { names })]);
    assert.equal((await judgeLeaf(last, { crls })).leaf.status, "good");
    const beyond = await leafWith([distributionPoints(...others, { names })]);
    assert.equal((await judgeLeaf(beyond, { crls })).leaf.status, "unknown");
  });

  describe("whose signer answers for itself", () => {
    const names = uri("http://x/i.crl");
    const scope = [issuingDistributionPoint({ fullName: names, indirect: true })];
    const point = distributionPoints({ names, crlIssuer: "Clearing House" });

    it("counts if its CA has put it so (PKITS 4.14.30), and not once it lists itself", async () => {
      const by = await authority("Clearing House", [basicConstraints(false), keyUsage(["cRLSign"]), point]);
      const judge = async (entries: readonly CrlEntry[]) => {
        // No CRL of the root is at hand, which could speak about the signer as well.
        const embedded = [evidence("crl", await crlWith({ entries, extensions: scope }, by), "indirect")];
        return (await judgeLeaf(await leafWith([point]), { bag: [by.certificate], judge: { embedded } })).leaf.status;
      };
      assert.equal(await judge([]), "good");
      assert.equal(await judge([{ ...listed, serialNumber: "7a", certificateIssuer: "Root" }]), "unknown");
    });
  });

  describe("and its deltas", () => {
    const base = { thisUpdate: days(-4), nextUpdate: days(3), number: 5 };
    const delta = { thisUpdate: days(-1), nextUpdate: days(1), number: 7, baseNumber: 5 };
    const removal: CrlEntry = { serialNumber: "0a", revokedAt: days(-2), reason: "removeFromCRL" };
    const held: CrlEntry = { ...listed, reason: "certificateHold" };
    const judge = async (...crls: readonly Uint8Array[]) => (await judgeLeaf(await leafWith(), { crls })).leaf;

    it("revoke what the base does not list, and leave what they do not mention", async () => {
      assert.equal(
        (await judge(await crlWith(base), await crlWith({ ...delta, entries: [listed] }))).status,
        "revoked",
      );
      assert.equal((await judge(await crlWith(base), await crlWith(delta))).status, "good");
      assert.equal(
        (await judge(await crlWith({ ...base, entries: [listed] }), await crlWith(delta))).status,
        "revoked",
      );
    });

    it("take back a hold by removeFromCRL", async () => {
      const holding = await crlWith({ ...base, entries: [held] });
      assert.equal((await judge(holding, await crlWith(delta))).status, "revoked");
      assert.equal((await judge(holding, await crlWith({ ...delta, entries: [removal] }))).status, "good");
    });

    it("make a base current that would be stale alone", async () => {
      const old = await crlWith({ ...base, nextUpdate: days(-2) });
      assert.equal((await judge(old)).status, "unknown");
      assert.equal((await judge(old, await crlWith(delta))).status, "good");
      assert.equal((await judge(old, await crlWith({ ...delta, nextUpdate: days(-0.5) }))).status, "unknown");
    });

    const unfit = [
      ["of a base that is newer than the CRL", { number: 9, baseNumber: 6 }],
      ["no newer than the CRL", { number: 5, baseNumber: 4 }],
      ["of another scope", { extensions: [issuingDistributionPoint({ onlyUser: true })] }],
      ["of another authority key", { extensions: [authorityKeyIdentifier(Uint8Array.of(1, 2, 3))] }],
    ] as const;
    for (const [title, change] of unfit)
      it(`are left aside when ${title} (RFC 5280 §5.2.4)`, async () => {
        const holding = await crlWith({ ...base, entries: [held] });
        const lifting = await crlWith({ ...delta, entries: [removal], ...change });
        assert.equal((await judge(holding, lifting)).status, "revoked");
      });

    it("are left aside when another key has signed them", async () => {
      const { stranger } = await smallPki();
      const forged = await crlWith({ ...delta, entries: [removal] }, stranger);
      assert.equal((await judge(await crlWith({ ...base, entries: [held] }), forged)).status, "revoked");
    });

    it("are nothing without a base", async () => {
      const { leaf, problems } = await judgeLeaf(await leafWith(), { crls: [await crlWith(delta)] });
      assert.equal(leaf.status, "unknown");
      assert.deepEqual(problems, ["it is a delta, and the CRL that it completes is not at hand"]);
    });

    it("alone may take entries back: removeFromCRL elsewhere makes a CRL unusable", async () => {
      const { problems } = await judgeLeaf(await leafWith(), { crls: [await crlWith({ entries: [removal] })] });
      assert.match(problems[0] ?? "", /removeFromCRL in a CRL that is no delta/);
    });
  });

  describe("and extensions that are not understood", () => {
    const unknown = (critical: boolean): ExtensionInput => ({
      oid: "1.2.3.4",
      critical,
      value: octetString(Uint8Array.of(1)),
    });

    it("may not be used if one is critical, on the CRL or on any entry", async () => {
      const leaf = await leafWith();
      const statusOf = async (crl: Uint8Array) => (await judgeLeaf(leaf, { crls: [crl] })).leaf.status;
      assert.equal(await statusOf(await crlWith({ extensions: [unknown(false)] })), "good");
      assert.equal(await statusOf(await crlWith({ extensions: [unknown(true)] })), "unknown");
      const elsewhere = (critical: boolean): CrlEntry => ({
        ...listed,
        serialNumber: "0b",
        extensions: [unknown(critical)],
      });
      assert.equal(await statusOf(await crlWith({ entries: [elsewhere(false)] })), "good");
      assert.equal(await statusOf(await crlWith({ entries: [elsewhere(true)] })), "unknown");
    });

    it("are none of version 1, which has no extensions at all (RFC 5280 §5.1.2.7)", async () => {
      const fields = new DerReader(await crlWith(), "CRL").enter(Tag.sequence, "CRL");
      const tbs = fields.content(fields.next());
      const signed = [fields.whole(fields.next()), fields.whole(fields.next())];
      assert.deepEqual([...tbs.subarray(0, 3)], [2, 1, 1], "version 2");
      assert.ok(readCertificateList(sequence(sequence(tbs), ...signed)).ok);
      const first = readCertificateList(sequence(sequence(tbs.subarray(3)), ...signed));
      assert.ok(!first.ok);
      assert.match(first.fault.problem, /extensions in a version 1 CRL/);
    });

    it("may not be used if one stands twice", async () => {
      const leaf = await leafWith();
      const twice = await crlWith({ extensions: [unknown(false), unknown(false)] });
      assert.equal((await judgeLeaf(leaf, { crls: [twice] })).leaf.status, "unknown");
      const reason = { oid: "2.5.29.21", critical: false, value: enumerated(1) };
      const entry: CrlEntry = { ...listed, serialNumber: "0b", extensions: [reason] };
      assert.equal((await judgeLeaf(leaf, { crls: [await crlWith({ entries: [entry] })] })).leaf.status, "unknown");
    });
  });

  it("with any one byte changed is never good", async () => {
    const leaf = await leafWith();
    const crl = await crlWith({
      entries: [{ ...listed, serialNumber: "0b" }],
      extensions: [issuingDistributionPoint({ onlyUser: true })],
    });
    assert.equal((await judgeLeaf(leaf, { crls: [crl] })).leaf.status, "good");
    for (let index = 0; index < crl.length; index++) {
      const changed = Uint8Array.from(crl);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      assert.equal((await judgeLeaf(leaf, { crls: [changed] })).leaf.status, "unknown", `byte ${index}`);
    }
  });

  it("cut off anywhere is never good", async () => {
    const leaf = await leafWith();
    const crl = await crlWith({ entries: [{ ...listed, serialNumber: "0b" }] });
    for (let length = 0; length < crl.length; length++)
      assert.equal(
        (await judgeLeaf(leaf, { crls: [crl.subarray(0, length)] })).leaf.status,
        "unknown",
        `${length} bytes`,
      );
  });
});

/** As DER keeps it. */
function seconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
