import assert from "node:assert/strict";
import {
  createVerifier,
  formats,
  inspectPackage,
  type IssueCode,
  removeSignature,
  signPackage,
  SignRefusedError,
  type TrustStore,
  type Verdict,
  type Verifier,
  type VerifyRequest,
} from "../../lib/index.js";
import { testIssued, testSigner } from "../../test-certs/index.js";
import { gzip, makeTar, pubspec, source } from "../formats/archives.js";
import type { EntryPlan } from "../formats/zip-maker.js";
import { clock, testTrust } from "../sign/fixture.js";
import { chainOf, signerInfo } from "../support/message.js";
import { type Layout, library, nuspec, signedPackage, unsignedPackage, withSignature } from "../support/package.js";
import { signatureIn } from "../support/signature-slot.js";
import { countersigned, stamped, timestampAttribute, token } from "../support/tokens.js";
import { ATTRIBUTE } from "../support/message.js";

const signer = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const primary = { signer, unsigned: stamped() };
const laidOut = (layout: Layout): Promise<Uint8Array> => signedPackage({ primary }, layout);
const codesOf = ({ issues }: Verdict): readonly IssueCode[] => issues.map(({ code }) => code);

describe("bad packages, through the public calls", function () {
  this.timeout(120_000);
  let trust: TrustStore;
  let verifier: Verifier;
  let good: Uint8Array;

  before(async () => {
    trust = await testTrust();
    verifier = createVerifier({ trust, clock });
    good = await laidOut({});
  });

  /** Refused with this finding, by verifying; told by inspecting, without a throw; and the input is as it was. */
  async function refused(bytes: Uint8Array, code: IssueCode, request: VerifyRequest = {}): Promise<Verdict> {
    const before = Uint8Array.from(bytes);
    const verdict = await verifier.verify(bytes, request);
    assert.equal(verdict.accepted, false);
    assert.ok(codesOf(verdict).includes(code), codesOf(verdict).join());
    const { expect, ...known } = request; // inspecting holds a package against nothing
    await inspectPackage(bytes, expect === undefined ? request : known);
    assert.ok(Buffer.from(bytes).equals(before), "the input was changed");
    return verdict;
  }

  async function trusted(bytes: Uint8Array, request: VerifyRequest = {}): Promise<void> {
    const verdict = await verifier.verify(bytes, request);
    assert.equal(verdict.outcome, "trusted", codesOf(verdict).join());
  }

  it("tells a bag full of what is no certificate in a few findings: each member takes two octets", async () => {
    const members = Array.from({ length: 2000 }, (_, number) => Uint8Array.of(0x30, 2, number >> 8, number & 0xff));
    const bytes = await signedPackage({ primary, certificates: [...chainOf(signer), ...members] });
    const { outcome, issues } = await verifier.verify(bytes);
    assert.equal(outcome, "trusted");
    assert.equal(issues.filter(({ code }) => code === "signature-bytes-unsigned").length, 8);
    const { findings } = await inspectPackage(bytes);
    assert.equal(findings.length, 8);
  });

  /** Nobody signs what nobody would accept: no key is used for it. */
  async function notSigned(bytes: Uint8Array, request: Pick<VerifyRequest, "format" | "name"> = {}): Promise<void> {
    const options = { ...request, signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none" } as const;
    await assert.rejects(signPackage(bytes, options), SignRefusedError);
  }

  it("trusts the package that the others are made from", () => trusted(good));

  describe("a file that is no package", () => {
    const files: Readonly<Record<string, Uint8Array>> = {
      text: Buffer.from("This is not a zip.\n"),
      empty: new Uint8Array(0),
      "one octet": Uint8Array.of(0x50),
      zeros: new Uint8Array(4096),
    };
    for (const [name, bytes] of Object.entries(files))
      it(`is inconclusive, not unsigned and not trusted: ${name}`, async () => {
        const verdict = await verifier.verify(bytes);
        assert.equal(verdict.accepted, false);
        assert.notEqual(verdict.outcome, "trusted");
        assert.equal(verdict.signatures.length, 0);
      });

    for (const [name, bytes] of Object.entries(files))
      it(`is refused under the name of a package, and is not signed: ${name}`, async () => {
        const verdict = await verifier.verify(bytes, { format: formats.nupkg });
        assert.equal(verdict.accepted, false);
        assert.ok(
          codesOf(verdict).some((code) => code.startsWith("package-")),
          codesOf(verdict).join(),
        );
        await notSigned(bytes, { format: formats.nupkg });
      });
  });

  it("is refused when cut off at any KiB, as truncated or malformed", async () => {
    const large = await laidOut({
      zip: { entries: [nuspec, { name: "data.bin", content: new Uint8Array(20_000).fill(7) }] },
    });
    for (let size = 0; size < large.length; size += 1024) {
      const verdict = await verifier.verify(large.subarray(0, size), { format: formats.nupkg });
      assert.equal(verdict.accepted, false, `${size} bytes`);
      const cut = codesOf(verdict).some((code) => code === "package-truncated" || code === "package-malformed");
      assert.ok(cut, `${size} bytes: ${codesOf(verdict).join()}`);
    }
    await trusted(large);
  });

  describe("the signature entry", () => {
    const cases: Readonly<Record<string, [layout: Layout, code: IssueCode]>> = {
      "is compressed": [{ entry: { deflate: true } }, "signature-entry-invalid"],
      "is said to be encrypted": [{ entry: { flags: 1 } }, "signature-entry-invalid"],
      "has a UTF-8 flag": [{ entry: { flags: 0x800 } }, "signature-entry-invalid"],
      "has external attributes": [{ entry: { central: { externalAttributes: 0x20 } } }, "signature-entry-invalid"],
      "claims 4 GB in its record": [
        { entry: { central: { size: 0xfffffffe, compressedSize: 0xfffffffe } } },
        "package-entry-ambiguous",
      ],
      "claims 4 GB in both headers": [
        {
          entry: {
            central: { size: 0xfffffffe, compressedSize: 0xfffffffe },
            local: { size: 0xfffffffe, compressedSize: 0xfffffffe },
          },
        },
        "package-too-large",
      ],
      "lies at 4 GB": [{ entry: { central: { localOffset: 0xfffffff0 } } }, "package-malformed"],
    };
    for (const [name, [layout, code]] of Object.entries(cases))
      it(`${name}: ${code}`, async () => {
        await refused(await laidOut(layout), code);
      });

    it("is there twice: signature-entry-duplicate", async () => {
      const again: EntryPlan = { name: ".signature.p7s", content: signatureIn(good) };
      const twice = withSignature(signatureIn(good), { zip: { entries: [nuspec, library, again] } });
      await refused(twice, "signature-entry-duplicate");
      await notSigned(twice);
    });
  });

  describe("an entry", () => {
    const paths = [
      "../a.txt",
      "..\\a.txt",
      "a/../../b.txt",
      "/etc/a",
      "C:\\a.txt",
      "\\\\server\\share\\a",
      "a/./../../b",
    ];
    for (const name of paths)
      it(`leaves the folder: ${name}`, async () => {
        const layout: Layout = { zip: { entries: [nuspec, { name, content: "x" }] } };
        await refused(await laidOut(layout), "package-entry-path-unsafe");
        await notSigned(unsignedPackage(layout));
      });

    it("claims 4 GB: the headers are right about what they claim and the file is not", async () => {
      const huge = { size: 0xfffffffe, compressedSize: 0xfffffffe };
      const verdict = await verifier.verify(
        await laidOut({ zip: { entries: [nuspec, { ...library, central: huge, local: huge }] } }),
      );
      assert.equal(verdict.accepted, false);
    });

    it("does not leave the folder, though it is many folders deep", async () =>
      trusted(await laidOut({ zip: { entries: [nuspec, { name: "a/b/c/d/e/f/..g/h..", content: "x" }] } })));
  });

  it("a whole archive behind another one, or before it, is refused", async () => {
    for (const bytes of [Buffer.concat([good, good]), Buffer.concat([Buffer.from("#!/bin/sh\n"), good])]) {
      const verdict = await verifier.verify(bytes, { name: "a.nupkg" });
      assert.equal(verdict.outcome, "tampered", codesOf(verdict).join());
      assert.equal((await verifier.verify(bytes)).accepted, false);
    }
  });

  describe("a pub archive beside its signature", () => {
    const archive = gzip(makeTar([pubspec, source]));
    const name = "sample-1.2.3.tar.gz";
    const sign = async (bytes: Uint8Array): Promise<Uint8Array> =>
      (await signPackage(bytes, { signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none", name }))
        .signature;
    let signature: Uint8Array;
    before(async () => (signature = await sign(archive)));

    it("is trusted with the name and version that it says", () =>
      trusted(archive, { name, signature, expect: { identity: { id: "sample", version: "1.2.3" } } }));

    it("is not trusted as another package or version, with the signature of that one or its own", async () => {
      const other = gzip(makeTar([{ ...pubspec, content: "name: sample\nversion: 1.2.4\n" }, source]));
      await refused(other, "content-digest-mismatch", { name, signature });
      await refused(archive, "package-identity-mismatch", {
        name,
        signature,
        expect: { identity: { id: "sample", version: "1.2.4" } },
      });
    });

    const altered: Readonly<Record<string, [bytes: Uint8Array, code: IssueCode]>> = {
      "holds several gzip members": [Buffer.concat([archive, gzip(makeTar([source]))]), "package-entry-ambiguous"],
      "holds an empty second member": [Buffer.concat([archive, gzip(new Uint8Array(0))]), "package-entry-ambiguous"],
      "has bytes after its member": [Buffer.concat([archive, Buffer.from("more")]), "package-bytes-unsigned"],
      "has zeros after its member": [Buffer.concat([archive, new Uint8Array(512)]), "package-bytes-unsigned"],
      "holds two pubspec.yaml": [
        gzip(makeTar([pubspec, source, { ...pubspec, content: "name: b\nversion: 2.0.0\n" }])),
        "package-entry-ambiguous",
      ],
      "has a path that leaves the folder": [
        gzip(makeTar([pubspec, { ...source, name: "../a" }])),
        "package-entry-path-unsafe",
      ],
    };
    for (const [what, [bytes, code]] of Object.entries(altered))
      it(`${what}: it is not signed, and not trusted with a signature over these bytes`, async () => {
        await notSigned(bytes, { name });
        const own = await detachedOver(bytes);
        const verdict = await refused(bytes, code, {
          name,
          signature: own,
          expect: { identity: { id: "sample", version: "1.2.3" } },
        });
        assert.equal(verdict.outcome, "tampered");
      });

    it("is trusted with the same signature where it is whole", async () =>
      trusted(archive, { name, signature: await detachedOver(archive) }));

    /** By a signer that looks at nothing. */
    async function detachedOver(content: Uint8Array): Promise<Uint8Array> {
      const { signedMessage } = await import("../support/message.js");
      return signedMessage({ content, primary: { signer }, detached: true });
    }
  });

  describe("a countersignature", () => {
    const certificates = [...chainOf(signer), ...chainOf(repository)];

    it("is refused when it was moved from another primary signature, and trusted on its own", async () => {
      const other = Buffer.from("the signature value of another package");
      const moved = await signerInfo({ signer: repository, unsigned: stamped() }, other, true);
      const unsigned = async (value: Uint8Array) => [
        timestampAttribute(token(value)),
        { type: ATTRIBUTE.countersignature, values: [moved] },
      ];
      await refused(await signedPackage({ primary: { signer, unsigned }, certificates }), "signature-digest-mismatch");
      await trusted(await signedPackage({ primary: { signer, unsigned: countersigned() }, certificates }));
    });

    it("is refused twice over: one package has one repository", async () => {
      const unsigned = async (value: Uint8Array) => {
        const one = await signerInfo({ signer: repository, unsigned: stamped() }, value, true);
        return [timestampAttribute(token(value)), { type: ATTRIBUTE.countersignature, values: [one, one] }];
      };
      const twice = await signedPackage({ primary: { signer, unsigned }, certificates });
      await refused(twice, "repository-countersignature-multiple");
    });
  });

  it("the signature of another package is refused, as is a timestamp over another signature", async () => {
    const moved = withSignature(signatureIn(good), { zip: { entries: [nuspec, { ...library, content: "other" }] } });
    await refused(moved, "content-digest-mismatch");
    const unsigned = async () => [timestampAttribute(token(Buffer.from("another value")))];
    await refused(await signedPackage({ primary: { signer, unsigned } }), "timestamp-imprint-mismatch");
  });

  it("unsigned, not supported and not valid are three outcomes", async () => {
    const unsigned = await verifier.verify(unsignedPackage());
    assert.deepEqual([unsigned.outcome, codesOf(unsigned)], ["unsigned", ["package-unsigned"]]);
    const newer = await signedPackage({ primary }, {}, () => "Version:2\n\nAnything:x\n\n");
    const unsupported = await verifier.verify(newer);
    assert.ok(codesOf(unsupported).includes("signature-version-unsupported"));
    assert.equal(unsupported.outcome, "inconclusive", codesOf(unsupported).join());
    const invalid = await verifier.verify(withSignature(Buffer.from("no message")));
    assert.deepEqual([invalid.outcome, codesOf(invalid)[0]], ["tampered", "signature-malformed"]);
  });

  it("a signature that was removed leaves the package as it was before it was signed, and unsigned", async () => {
    const removed = await removeSignature(good);
    const parts: Uint8Array[] = [];
    for await (const part of removed.chunks()) parts.push(part);
    assert.deepEqual(Buffer.concat(parts), Buffer.from(unsignedPackage()));
  });
});
