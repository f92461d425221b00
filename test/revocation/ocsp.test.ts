import assert from "node:assert/strict";
import { defaultProvider, webCryptoProvider } from "../../lib/crypto/index.js";
import {
  buildOcspError,
  buildOcspResponse,
  type CertificateAuthority,
  extendedKeyUsages,
  extensionDer,
  type ExtensionInput,
  generateTestKey,
  issueOcspResponder,
  ocspCertId,
  ocspNoCheck,
  type OcspOptions,
  type OcspResponderOptions,
  type OcspSingleResponse,
  type OcspStatus,
  readOcspRequest,
  type TestHash,
} from "../../lib/testing/index.js";
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicitPrimitive,
  integer,
  octetString,
  oid,
  retag,
  sequence,
} from "../../lib/testing/encode.js";
import { readCertificate } from "../../lib/x509/index.js";
import { RevocationSession } from "../../lib/revocation/index.js";
import { answersOtherQuestion } from "../../lib/revocation/ocsp/extensions.js";
import { crlWith, days, evidence, judgeLeaf, leafWith, smallPki, validity } from "./small-pki.js";

const keyCompromise: OcspStatus = { status: "revoked", revokedAt: days(-2), reason: "keyCompromise" };

async function certId(serialNumber = "0a", hash: TestHash = "sha1"): Promise<Uint8Array> {
  const { issuer } = await smallPki();
  return ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, serialNumber, hash);
}

async function single(
  status: OcspStatus = { status: "good" },
  change: Partial<OcspSingleResponse> = {},
): Promise<OcspSingleResponse> {
  const dates = { thisUpdate: days(-1), nextUpdate: days(1) };
  return { certId: await certId(), ...dates, ...status, ...change } as OcspSingleResponse;
}

async function answer(
  responses: readonly OcspSingleResponse[],
  change: Partial<OcspOptions> = {},
  by?: CertificateAuthority,
): Promise<Uint8Array> {
  const responder = by ?? (await smallPki()).issuer;
  return buildOcspResponse({ responder, producedAt: days(-1), responses, ...change });
}

async function delegate(change: Partial<OcspResponderOptions> = {}, by?: CertificateAuthority) {
  const key = await generateTestKey("P-256");
  const issued = await issueOcspResponder(by ?? (await smallPki()).issuer, {
    ...validity,
    key,
    serialNumber: "0d",
    ...change,
  });
  const certificate = readCertificate(issued.certificate);
  assert.ok(certificate.ok);
  return { responder: { key, subject: certificate.value.subjectName }, certificates: [issued.certificate] };
}

async function judge(...ocsp: readonly Uint8Array[]) {
  return judgeLeaf(await leafWith(), { ocsp });
}

describe("an OCSP answer (RFC 6960)", () => {
  describe("of the issuer itself", () => {
    for (const responderId of ["key", "name"] as const)
      it(`counts, the responder named by its ${responderId}`, async () => {
        const { leaf, codes } = await judge(await answer([await single()], { responderId }));
        assert.deepEqual([leaf.status, ...codes], ["good"]);
        assert.equal(leaf.attempts[0]?.method, "ocsp");
      });

    it("revokes with date and reason", async () => {
      const { leaf, codes } = await judge(await answer([await single(keyCompromise)]));
      assert.deepEqual([leaf.status, ...codes], ["revoked", "certificate-revoked"]);
      assert.equal(leaf.revocation?.reason, "keyCompromise");
      assert.equal(leaf.revocation.method, "ocsp");
    });

    it("that says unknown is not good", async () => {
      const { leaf, codes } = await judge(await answer([await single({ status: "unknown" })]));
      assert.deepEqual([leaf.status, ...codes], ["unknown", "revocation-unknown"]);
      assert.equal(leaf.attempts[0]?.result, "unknown");
    });

    it("that says unknown leaves the word to a CRL", async () => {
      const ocsp = [await answer([await single({ status: "unknown" })])];
      const { leaf } = await judgeLeaf(await leafWith(), { ocsp, crls: [await crlWith()] });
      assert.equal(leaf.status, "good");
    });

    it("and a CRL beside it: a revocation counts whoever says it", async () => {
      const good = await answer([await single()]);
      const entries = [{ serialNumber: "0a", revokedAt: days(-2) }];
      const { leaf } = await judgeLeaf(await leafWith(), { ocsp: [good], crls: [await crlWith({ entries })] });
      assert.equal(leaf.status, "revoked");
    });

    for (const hash of ["sha1", "sha256", "sha384", "sha512"] as const)
      it(`is found by a CertID of ${hash}, on either provider`, async () => {
        const ocsp = [await answer([await single({ status: "good" }, { certId: await certId("0a", hash) })])];
        for (const provider of [defaultProvider, webCryptoProvider(globalThis.crypto)])
          assert.equal((await judgeLeaf(await leafWith(), { ocsp, provider })).leaf.status, "good");
      });

    it("finds its certificate among several, and is silent about those that it does not name", async () => {
      const others = await Promise.all(
        ["01", "0b", "0a0a"].map(async (serial) => single(keyCompromise, { certId: await certId(serial) })),
      );
      assert.equal((await judge(await answer([...others, await single()]))).leaf.status, "good");
      assert.equal((await judge(await answer(others))).leaf.status, "unknown");
    });

    it("says the worse where it says two things", async () => {
      for (const pair of [
        [await single(), await single(keyCompromise)],
        [await single(keyCompromise), await single()],
      ])
        assert.equal((await judge(await answer(pair))).leaf.status, "revoked");
      const mixed = [await single(), await single({ status: "unknown" })];
      assert.equal((await judge(await answer(mixed))).leaf.status, "unknown");
    });

    it("of another issuer with the same serial number is about another certificate", async () => {
      const { stranger, issuer, root } = await smallPki();
      for (const { subject, key } of [
        { subject: issuer.subject, key: stranger.key },
        { subject: root.subject, key: issuer.key },
      ]) {
        const other = ocspCertId({ subject, publicKeyInfo: key.publicKeyInfo }, "0a");
        assert.equal(
          (await judge(await answer([await single({ status: "good" }, { certId: other })]))).leaf.status,
          "unknown",
        );
      }
    });

    it("whose CertID is by a hash that nobody knows is about another certificate", async () => {
      const empty = octetString(new Uint8Array());
      const other = sequence(sequence(oid("1.2.840.113549.2.5")), empty, empty, integer(10));
      const { leaf, problems } = await judge(await answer([await single({ status: "good" }, { certId: other })]));
      assert.equal(leaf.status, "unknown");
      assert.deepEqual(problems, []);
      const both = [await single(keyCompromise, { certId: other }), await single()];
      assert.equal((await judge(await answer(both))).leaf.status, "good");
    });
  });

  describe("in time", () => {
    it("counts to the end of its nextUpdate and the skew, and not a second longer", async () => {
      const leaf = await leafWith();
      const ocsp = [
        await answer([await single({ status: "good" }, { nextUpdate: new Date(days(0).getTime() - 300_000) })]),
      ];
      assert.equal((await judgeLeaf(leaf, { ocsp, settings: { skewMs: 300_000 } })).leaf.status, "good");
      const late = await judgeLeaf(leaf, { ocsp, settings: { skewMs: 299_000 } });
      assert.deepEqual([late.leaf.status, ...late.codes], ["unknown", "revocation-stale"]);
    });

    it("without nextUpdate is good for a day from thisUpdate", async () => {
      const lone = async (thisUpdate: Date) => {
        return answer([{ certId: await certId(), status: "good", thisUpdate }]);
      };
      assert.equal((await judge(await lone(days(-1)))).leaf.status, "good");
      assert.equal((await judge(await lone(days(-1.01)))).leaf.status, "unknown");
    });

    it("does not count before its thisUpdate, nor before it was produced", async () => {
      const soon = new Date(days(0).getTime() + 1000);
      const early = await judge(await answer([await single({ status: "good" }, { thisUpdate: soon })]));
      assert.equal(early.leaf.status, "unknown");
      const made = await judge(await answer([await single()], { producedAt: soon }));
      assert.deepEqual(made.problems, ["it was made after the time of judging"]);
    });

    it("still revokes when stale, unless only on hold", async () => {
      const old = { thisUpdate: days(-9), nextUpdate: days(-8) };
      assert.equal((await judge(await answer([await single(keyCompromise, old)]))).leaf.status, "revoked");
      const hold: OcspStatus = { status: "revoked", revokedAt: days(-10), reason: "certificateHold" };
      const { leaf } = await judge(await answer([await single(hold, old)]));
      assert.deepEqual([leaf.status, leaf.attempts[0]?.result], ["unknown", "stale"]);
      assert.equal((await judge(await answer([await single(hold)]))).leaf.status, "revoked");
    });

    it("for a worse reason comes before the one that an older answer gives, wherever that came from", async () => {
      const old = await answer([
        await single({ status: "revoked", revokedAt: days(-2), reason: "superseded" }, { thisUpdate: days(-1.5) }),
      ]);
      const now = await answer([await single(keyCompromise)]);
      const signed = { signatureTime: days(-3).getTime() };
      for (const ocsp of [
        [old, now],
        [now, old],
      ]) {
        const { leaf, codes } = await judgeLeaf(await leafWith(), { ocsp, judge: signed });
        assert.deepEqual([leaf.revocation?.reason, ...codes], ["keyCompromise", "certificate-revoked"]);
      }
      for (const kind of ["ocsp", "crl"] as const) {
        const entries = [{ serialNumber: "0a", revokedAt: days(-2), reason: "keyCompromise" as const }];
        const data = kind === "ocsp" ? now : await crlWith({ entries });
        const kept = { label: "kept", find: async () => [evidence(kind, data, "kept")] };
        const question = { ocsp: [old], judge: signed, run: { sources: [kept] } };
        const { codes } = await judgeLeaf(await leafWith(), { ...question, settings: { mode: "offline" } });
        assert.deepEqual(codes, ["certificate-revoked"], kind);
      }
    });

    it("of two equally new ones the one that leaves less standing counts", async () => {
      const mild: OcspStatus = { status: "revoked", revokedAt: days(-2), reason: "superseded" };
      for (const pair of [
        [await single(mild), await single(keyCompromise)],
        [await single(keyCompromise), await single(mild)],
      ])
        assert.equal((await judge(await answer(pair))).leaf.revocation?.reason, "keyCompromise");
    });

    it("gives way to a newer one: a hold that was lifted is no revocation", async () => {
      const hold: OcspStatus = { status: "revoked", revokedAt: days(-3), reason: "certificateHold" };
      const held = await answer([await single(hold, { thisUpdate: days(-2) })]);
      const lifted = await answer([await single({ status: "good" }, { thisUpdate: days(-1) })]);
      assert.equal((await judge(held, lifted)).leaf.status, "good");
      assert.equal((await judge(lifted, held)).leaf.status, "good");
    });

    it("must not end before it begins", async () => {
      const { problems } = await judge(await answer([await single({ status: "good" }, { nextUpdate: days(-1.5) })]));
      assert.deepEqual(problems, ["its next update lies before it"]);
    });
  });

  describe("of a delegate (RFC 6960 §4.2.2.2)", () => {
    it("counts with id-kp-OCSPSigning from the issuer's own key", async () => {
      const { leaf } = await judge(await answer([await single()], await delegate()));
      assert.equal(leaf.status, "good");
    });

    it("counts when its certificate comes with the signature rather than the answer", async () => {
      const { responder, certificates } = await delegate();
      const ocsp = [await answer([await single()], { responder })];
      assert.equal((await judgeLeaf(await leafWith(), { ocsp, bag: certificates })).leaf.status, "good");
      const missing = await judgeLeaf(await leafWith(), { ocsp });
      assert.match(missing.problems[0] ?? "", /no certificate of its responder/);
    });

    const unauthorized: readonly (readonly [string, Partial<OcspResponderOptions>])[] = [
      ["has another purpose", { usages: [extendedKeyUsages.codeSigning] }],
      ["has every purpose", { usages: [extendedKeyUsages.any] }],
      ["has expired", { notAfter: days(-1) }],
      ["is not yet valid", { notBefore: days(1) }],
    ];
    for (const [title, change] of unauthorized)
      it(`is unauthorised when its certificate ${title}`, async () => {
        const { leaf, codes, findings } = await judge(await answer([await single()], await delegate(change)));
        assert.deepEqual(
          [leaf.status, ...codes],
          ["unknown", "revocation-unknown", "revocation-responder-unauthorized"],
        );
        const finding = findings[1];
        assert.ok(finding?.code === "revocation-responder-unauthorized");
        assert.equal(finding.details.responder, "CN=Development OCSP Responder");
      });

    it("is unauthorised when the root certified it and not the issuer, or another key of the issuer's name", async () => {
      const { root, stranger } = await smallPki();
      for (const by of [root, stranger]) {
        const { codes } = await judge(await answer([await single()], await delegate({}, by)));
        assert.deepEqual(codes, ["revocation-unknown", "revocation-responder-unauthorized"]);
      }
    });

    it("without nocheck and without a word on its own revocation counts", async () => {
      const { leaf } = await judge(await answer([await single()], await delegate({ noCheck: false })));
      assert.equal(leaf.status, "good");
    });

    it("without nocheck is unauthorised once its issuer's CRL lists it; with nocheck nobody asks", async () => {
      const crls = [
        await crlWith({
          entries: [{ serialNumber: "0d", revokedAt: days(-2), reason: "superseded" }],
          thisUpdate: days(-1),
        }),
      ];
      for (const [noCheck, status] of [
        [false, "revocation-responder-unauthorized"],
        [true, undefined],
      ] as const) {
        const ocsp = [await answer([await single()], await delegate({ noCheck }))];
        // The CRL answers for the leaf as well, so the answer itself is looked at.
        const { leaf } = await judgeLeaf(await leafWith(), { ocsp, crls });
        assert.equal(leaf.attempts[0]?.result, status === undefined ? "good" : "invalid");
      }
    });

    it("is the only one whom nocheck exempts: on a signer's certificate the extension says nothing", async () => {
      const ocsp = [await answer([await single(keyCompromise)])];
      assert.equal((await judgeLeaf(await leafWith([ocspNoCheck()]), { ocsp })).leaf.status, "revoked");
    });

    it("can't be certified by a delegate in turn", async () => {
      const { issuer } = await smallPki();
      const first = await delegate();
      const authority: CertificateAuthority = {
        ...issuer,
        ...first.responder,
        certificate: first.certificates[0] ?? new Uint8Array(),
      };
      const second = await delegate({ serialNumber: "0e" }, authority);
      const { leaf } = await judge(
        await answer([await single()], { ...second, certificates: [...second.certificates, ...first.certificates] }),
      );
      assert.equal(leaf.status, "unknown");
    });
  });

  describe("that is none", () => {
    for (const status of ["malformedRequest", "internalError", "tryLater", "sigRequired", "unauthorized"] as const)
      it(`leaves the status unknown: ${status}`, async () => {
        const { leaf, codes } = await judge(buildOcspError(status));
        assert.deepEqual([leaf.status, ...codes], ["unknown", "revocation-unknown"]);
        assert.deepEqual(leaf.attempts[0], { method: "ocsp", origin: "ocsp 0", result: "unavailable" });
      });

    it("is signed by a stranger under the issuer's name", async () => {
      const { stranger } = await smallPki();
      const { leaf, problems } = await judge(await answer([await single()], { responderId: "name" }, stranger));
      assert.equal(leaf.status, "unknown");
      assert.deepEqual(problems, ["its signature does not verify"]);
    });
  });

  describe("with extensions", () => {
    const unknown = (critical: boolean): ExtensionInput => ({
      oid: "1.2.3.4",
      critical,
      value: octetString(Uint8Array.of(1)),
    });
    const invalidity: ExtensionInput = { oid: "2.5.29.24", critical: false, value: generalizedTime(days(-3)) };
    const list = (tag: number, extensions: readonly ExtensionInput[]): Uint8Array =>
      extensions.length === 0 ? new Uint8Array() : explicit(tag, sequence(...extensions.map(extensionDer)));

    /** An answer built field by field, with extensions of its own and of its one statement. */
    async function extended(
      own: readonly ExtensionInput[],
      single: readonly ExtensionInput[],
      status: Uint8Array = implicitPrimitive(0, new Uint8Array()),
    ): Promise<Uint8Array> {
      const { issuer } = await smallPki();
      const dates = [generalizedTime(days(-1)), explicit(0, generalizedTime(days(1)))];
      const statement = sequence(await certId(), status, ...dates, list(1, single));
      const data = sequence(explicit(1, issuer.subject), generalizedTime(days(-1)), sequence(statement), list(1, own));
      const algorithm = Uint8Array.of(0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);
      return sequence(data, algorithm, bitString(issuer.key.sign(data)));
    }

    it("that are critical and not understood may not be used, of the answer or of its statement", async () => {
      assert.equal((await judge(await extended([unknown(false)], [unknown(false)]))).leaf.status, "good");
      assert.equal((await judge(await extended([unknown(true)], []))).leaf.status, "unknown");
      assert.equal((await judge(await extended([], [unknown(true)]))).leaf.status, "unknown");
      assert.equal((await judge(await extended([unknown(false), unknown(false)], []))).leaf.status, "unknown");
    });

    it("that are critical and not understood leave an older answer none that says good", async () => {
      const dates = { thisUpdate: days(-3), nextUpdate: days(3) };
      const older = await answer([await single({ status: "good" }, dates)], { producedAt: days(-3) });
      assert.equal((await judge(older)).leaf.status, "good");
      for (const [own, ofStatement] of [
        [[unknown(true)], []],
        [[], [unknown(true)]],
      ] as const)
        assert.equal((await judge(older, await extended(own, ofStatement))).leaf.status, "unknown");
    });

    it("that give an invalidity date revokes from then on (RFC 6960 §4.4.5)", async () => {
      const revoked = retag(0xa1, sequence(generalizedTime(days(-2)), explicit(0, enumerated(1))));
      const { leaf } = await judge(await extended([], [invalidity], revoked));
      assert.equal(leaf.revocation?.invalidityDate, days(-3).getTime());
      assert.equal(leaf.revocation.effectiveAt, days(-3).getTime());
      const broken = await judge(await extended([], [{ ...invalidity, value: Uint8Array.of(1) }], revoked));
      assert.deepEqual(broken.problems, ["its invalidity date cannot be read"]);
    });
  });

  it("with any one byte changed is never good", async () => {
    const leaf = await leafWith();
    const bytes = await answer([await single()]);
    for (let index = 0; index < bytes.length; index++) {
      const changed = Uint8Array.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      assert.notEqual((await judgeLeaf(leaf, { ocsp: [changed] })).leaf.status, "good", `byte ${index}`);
    }
  });

  it("is asked for by a request that other readers understand, its CertID by SHA-1", async () => {
    const asked: Uint8Array[] = [];
    const source = {
      label: "asked",
      find: async ({ ocspRequest }: { ocspRequest: Uint8Array }) => (asked.push(ocspRequest), []),
    };
    await judgeLeaf(await leafWith(), { run: { sources: [source] }, settings: { mode: "online" } });
    const [request] = asked;
    assert.ok(request);
    const { questions, nonce } = readOcspRequest(request);
    assert.deepEqual(questions, [{ certId: await certId(), serialNumber: "0a" }]);
    assert.equal(nonce, undefined);
  });

  describe("to a request with a nonce", () => {
    const nonce = Uint8Array.from({ length: 32 }, (_, index) => index);
    const answering = async (returned: Uint8Array | undefined, fromCache: boolean) => {
      const data = await answer([await single()], returned === undefined ? {} : { nonce: returned });
      const found = [{ ...evidence("ocsp", data, "responder"), fromCache }];
      const source = {
        label: "responder",
        find: async ({ mode, methods }: { mode: string; methods: readonly string[] }) =>
          mode === "online" && methods[0] === "ocsp" ? found : [],
      };
      const run = { sources: [source], nonce, session: new RevocationSession() };
      return judgeLeaf(await leafWith(), { run, settings: { mode: "online" } });
    };

    it("carries the same, or none, as most responders sign beforehand", async () => {
      assert.equal((await answering(nonce, false)).leaf.status, "good");
      assert.equal((await answering(undefined, false)).leaf.status, "good");
    });

    it("is another's answer if its nonce is none: no OCTET STRING, or one with something after it", async () => {
      const value = (nonceValue: Uint8Array) => ({
        oid: "1.3.6.1.5.5.7.48.1.2",
        critical: false,
        value: nonceValue,
        offset: 0,
      });
      for (const bad of [nonce, Buffer.concat([octetString(nonce), octetString(nonce)]), integer(1)])
        assert.ok(answersOtherQuestion([value(bad)], nonce));
      assert.ok(!answersOtherQuestion([value(octetString(nonce))], nonce));
    });

    it("is another's answer if it carries another, unless it comes from a cache", async () => {
      const { leaf, problems } = await answering(
        nonce.map((octet) => octet ^ 1),
        false,
      );
      assert.equal(leaf.status, "unknown");
      assert.deepEqual(problems, ["its nonce is not the one that was sent"]);
      assert.equal(
        (
          await answering(
            nonce.map((octet) => octet ^ 1),
            true,
          )
        ).leaf.status,
        "good",
      );
    });
  });
});
