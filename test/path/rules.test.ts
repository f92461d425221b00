import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathProfile, type PathPurpose, type PathProfileName } from "../../lib/path/index.js";
import { bitString, element, integer, octetString, oid, sequence, utf8String } from "../../lib/testing/encode.js";
import {
  authorityInformationAccess,
  basicConstraints,
  certificatePolicies,
  crlDistributionPoints,
  extendedKeyUsage,
  extendedKeyUsages,
  type ExtensionInput,
  keyUsage,
  subjectAltNames,
} from "../../lib/testing/index.js";
import { detailsOf, judge, told } from "./judge.js";
import { authority, CA, certify, commonName, intermediate, leaf, NOW, type Plan, root, rsaKey } from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const roots = [root(top)];
const bag = [intermediate(ca, top)];

const pem = (name: string): string =>
  readFileSync(new URL(`../../test-certs/keys/${name}.pem`, import.meta.url), "utf8");

/** A signer's certificate with this changed. */
function signed(plan: Partial<Plan>): {
  readonly leaf: Uint8Array;
  readonly bag: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
} {
  return { leaf: leaf(signer, ca, plan), bag, roots };
}

/** A signer below a CA with this changed. */
function below(plan: Partial<Plan>): {
  readonly leaf: Uint8Array;
  readonly bag: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
} {
  return { leaf: leaf(signer, ca), bag: [intermediate(ca, top, plan)], roots };
}

const SECOND = 1000;
const at = (text: string): Date => new Date(text);

describe("the subject’s name (RFC 5280 §4.1.2.6)", () => {
  const type = oid("2.5.4.3");
  const rdn = (...fields: readonly Uint8Array[]): Uint8Array => sequence(element(0x31, sequence(...fields)));
  const bad: readonly (readonly [string, Uint8Array, string])[] = [
    ["an attribute of three parts", rdn(type, type, utf8String("a")), "follow where it should end"],
    ["an attribute without a value", rdn(type), "ends where another element is expected"],
    ["an attribute whose type is none", rdn(utf8String("a"), utf8String("a")), "expected type"],
    ["a set of none", sequence(element(0x31)), "expected AttributeTypeAndValue"],
    ["a sequence in place of a set", sequence(sequence(sequence(type, utf8String("a")))), "expected"],
    ["half a character", rdn(type, element(0x1c, Uint8Array.of(0, 0, 0, 65, 0))), "ends inside a character"],
    ["a common name that is a number", rdn(type, integer(5)), "that is no string"],
    ["a UTF8String of other octets", rdn(type, element(0x0c, Uint8Array.of(65, 0xc3))), "not UTF-8"],
  ];
  for (const [what, name, problem] of bad)
    it(`is no name with ${what}: in the signer’s certificate and in its issuer’s`, async () => {
      const own = detailsOf(await judge({ leaf: leaf({ ...signer, name }, ca), bag, roots }), "certificate-malformed");
      assert.equal(own.certificate?.depth, 0);
      assert.ok(own.problem.includes(problem), `${own.field}: ${own.problem}`);
      const middle = { ...ca, name };
      const question = { leaf: leaf(signer, middle), bag: [intermediate(middle, top)], roots };
      assert.equal(detailsOf(await judge(question), "certificate-malformed").certificate?.depth, 1);
    });

  it("may be of any type of string, with what its type has", async () => {
    const values = [
      element(0x1e, Uint8Array.of(0, 65)),
      element(0x1c, Uint8Array.of(0, 0, 0, 65)),
      element(0x14, Uint8Array.of(0xe9)),
      utf8String("Zoë"),
    ];
    for (const value of values) assert.equal(await told(signed({ name: rdn(type, value) })), "validated");
    assert.equal(await told(signed({ name: rdn(oid("2.5.4.45"), bitString(Uint8Array.of(1))) })), "validated");
  });
});

describe("a name", () => {
  it("has 16 KiB at most, the issuer’s and the subject’s", async () => {
    const named = (bytes: number): Plan["name"] =>
      commonName("a".repeat(bytes - commonName("a".repeat(9_999)).length + 9_999));
    const [long, longer] = [named(16_384), named(16_385)];
    assert.deepEqual([long.length, longer.length], [16_384, 16_385]);
    assert.equal(await told({ leaf: leaf({ ...signer, name: long }, ca), bag, roots }), "validated");
    await assert.rejects(judge({ leaf: leaf({ ...signer, name: longer }, ca), bag, roots }), /16384 are read at most/);
    await assert.rejects(judge({ leaf: leaf(signer, { ...ca, name: longer }), bag, roots }), /issuer|16384 are read/);
  });
});

describe("validity (RFC 5280 §6.1.3(a)(2))", () => {
  const begin = at("2026-01-01T00:00:00Z");
  const end = at("2026-12-31T23:59:59Z");
  const short = { from: begin, until: end };

  it("holds from the first to the last second, both ends included", async () => {
    for (const question of [signed(short), below(short)]) {
      assert.equal(await told({ ...question, at: begin.getTime() }), "validated");
      assert.equal(await told({ ...question, at: end.getTime() }), "validated");
      assert.equal(await told({ ...question, at: begin.getTime() - 1 }), "failed certificate-not-yet-valid");
      assert.equal(await told({ ...question, at: end.getTime() + 1 }), "failed certificate-expired");
    }
  });

  it("is strict at both ends for an interval, which the end entity alone must cover", async () => {
    const question = signed(short);
    const interval = (from: number, until: number): Promise<string> =>
      told({ ...question, at: until, times: { from, now: end.getTime() } });
    assert.equal(await interval(begin.getTime() + 1, end.getTime() - 1), "validated");
    assert.equal(await interval(begin.getTime(), end.getTime() - 1), "failed certificate-not-yet-valid");
    assert.equal(await interval(begin.getTime() + 1, end.getTime()), "failed certificate-expired");
    const issuer = below(short);
    const [from, until] = [begin.getTime() - SECOND, end.getTime()];
    assert.equal(await told({ ...issuer, at: until, times: { from } }), "validated");
  });

  it("needs a signer to have begun by now, whatever its timestamp says", async () => {
    const question = signed({ from: begin });
    const times = { now: begin.getTime() - 1, from: NOW - SECOND };
    assert.equal(await told({ ...question, at: NOW, times }), "failed certificate-not-yet-valid");
    assert.equal(await told({ ...question, at: NOW, times: { ...times, now: begin.getTime() } }), "validated");
    const outcome = await judge({ ...question, at: NOW, times });
    assert.equal(detailsOf(outcome, "certificate-not-yet-valid").timeFrom, "clock");
  });

  it("reads UTCTime as 1950 to 2049 and GeneralizedTime as it stands, whichever a CA chose (PKITS 4.2.4)", async () => {
    const utc = (text: string): Uint8Array => element(0x17, Buffer.from(text, "latin1"));
    const general = (text: string): Uint8Array => element(0x18, Buffer.from(text, "latin1"));
    const validity = (from: Uint8Array, until: Uint8Array): Promise<string> =>
      told(signed({ validity: sequence(from, until) }));
    assert.equal(await validity(utc("500101000000Z"), utc("491231235959Z")), "validated");
    assert.equal(
      await validity(utc("200101000000Z"), utc("500101000000Z")),
      "failed certificate-validity-invalid certificate-expired",
    );
    assert.equal(await validity(general("20200101000000Z"), general("99991231235959Z")), "validated");
  });

  it("never holds where the end comes before the beginning", async () => {
    const turned = signed({ from: end, until: begin });
    assert.equal(
      await told(turned),
      "failed certificate-validity-invalid certificate-not-yet-valid certificate-expired",
    );
    assert.equal(
      await told(signed({ from: at("2026-06-15T12:00:00Z"), until: at("2026-06-15T12:00:00Z") })),
      "validated",
    );
  });

  it("names time and certificate", async () => {
    const outcome = await judge(below({ until: at("2026-01-01T00:00:00Z") }));
    const { certificate, notAfter, at: judged, timeFrom } = detailsOf(outcome, "certificate-expired");
    assert.deepEqual(
      [certificate.subject, certificate.depth, notAfter, judged, timeFrom],
      ["CN=CA", 1, "2026-01-01T00:00:00.000Z", "2026-06-15T12:00:00.000Z", "caller"],
    );
  });
});

describe("the basics of a CA (RFC 5280 §6.1.4(k) to (n))", () => {
  const problems: readonly (readonly [string, Partial<Plan>, string])[] = [
    ["without basic constraints", { extensions: [keyUsage(["keyCertSign"])] }, "no-basic-constraints"],
    ["that is none by its basic constraints", { extensions: [basicConstraints(false)] }, "ca-false"],
    ["of version 1", { version: 1 }, "version"],
    ["of version 2", { version: 2 }, "version"],
  ];
  for (const [what, plan, problem] of problems)
    it(`refuses an issuer ${what}`, async () => {
      const outcome = await judge(below(plan));
      assert.equal(detailsOf(outcome, "chain-issuer-not-ca").problem, problem);
    });

  it("needs keyCertSign where there is a key usage, critical or not", async () => {
    const usage = (...extensions: ExtensionInput[]): Promise<string> =>
      told(below({ extensions: [basicConstraints(true), ...extensions] }));
    assert.equal(await usage(keyUsage(["cRLSign"])), "failed chain-issuer-key-usage");
    assert.equal(await usage(keyUsage(["digitalSignature"], false)), "failed chain-issuer-key-usage");
    assert.equal(await usage(keyUsage(["keyCertSign"], false)), "validated");
    assert.equal(await usage(), "validated");
  });

  it("takes basic constraints that are not critical (PKITS 4.6.4), and an end entity that is a CA", async () => {
    assert.equal(await told(below({ extensions: [basicConstraints(true, undefined, false)] })), "validated");
    assert.equal(await told(signed({ extensions: CA })), "validated");
  });

  const middle = authority("Middle");
  const twoLevels = (plan: Partial<Plan>, lower: Partial<Plan> = {}): Parameters<typeof told>[0] => ({
    leaf: leaf(signer, middle),
    bag: [intermediate(middle, ca, lower), intermediate(ca, top, plan)],
    roots,
  });
  const limited = (length: number): Partial<Plan> => ({ extensions: [basicConstraints(true, length)] });

  it("counts the CAs below against the path length", async () => {
    assert.equal(await told(below(limited(0))), "validated");
    assert.equal(await told(twoLevels(limited(1))), "validated");
    assert.equal(await told(twoLevels({}, limited(0))), "validated");
    const outcome = await judge(twoLevels(limited(0)));
    const { certificate, allowed, actual } = detailsOf(outcome, "chain-path-length");
    assert.deepEqual([certificate.subject, allowed, actual], ["CN=CA", 0, 1]);
  });

  it("counts them against the root's too", async () => {
    const narrow = [root(top, limited(0))];
    assert.equal(await told({ leaf: leaf(signer, top), roots: narrow }), "validated");
    assert.equal(await told({ ...below({}), roots: narrow }), "failed chain-path-length");
  });

  it("does not count self-issued CAs (§6.1.4(l)), nor an end entity that is a CA", async () => {
    const renewed = authority("CA");
    const question = {
      leaf: leaf(signer, renewed, { extensions: CA }),
      bag: [intermediate(renewed, ca), intermediate(ca, top, limited(0))],
      roots,
    };
    assert.equal(await told(question), "validated");
  });
});

describe("extensions", () => {
  const unknown = (critical: boolean): ExtensionInput => ({
    oid: "1.2.3.4.5",
    critical,
    value: octetString(new Uint8Array(1)),
  });

  it("that are unknown matter if they are critical (RFC 5280 §4.2)", async () => {
    for (const make of [signed, below]) {
      const usual = make === below ? CA : [];
      assert.equal(await told(make({ extensions: [...usual, unknown(false)] })), "validated");
      const outcome = await judge(make({ extensions: [...usual, unknown(true)] }));
      assert.equal(detailsOf(outcome, "certificate-extension-unknown-critical").oid, "1.2.3.4.5");
      const [finding] = outcome.findings;
      assert.ok((finding?.evidence?.start ?? 0) > 100, "the evidence says where");
    }
  });

  it("that are known may be critical", async () => {
    const known = [
      { ...crlDistributionPoints(["http://crl.example/ca.crl"]), critical: true },
      certificatePolicies(["1.2.3"], true),
      subjectAltNames([{ kind: "dns", value: "signer.example" }], true),
    ];
    for (const extension of known) assert.equal(await told(signed({ extensions: [extension] })), "validated");
  });

  it("that are hints or addresses may not: nobody processes them as a critical extension asks for", async () => {
    const hints = [
      authorityInformationAccess({ ocsp: ["http://ocsp.example"] }),
      { ...subjectAltNames([{ kind: "dns", value: "issuer.example" }]), oid: "2.5.29.18" },
      { ...crlDistributionPoints(["http://crl.example/delta.crl"]), oid: "2.5.29.46" },
    ];
    for (const extension of hints) {
      assert.equal(await told(signed({ extensions: [extension] })), "validated");
      const critical = signed({ extensions: [{ ...extension, critical: true }] });
      assert.equal(await told(critical), "failed certificate-extension-unknown-critical");
    }
  });

  it("may come once", async () => {
    for (const extension of [keyUsage(["digitalSignature"]), unknown(false)]) {
      const outcome = await judge(signed({ extensions: [extension, extension] }));
      assert.equal(detailsOf(outcome, "certificate-extension-invalid").problem, "it stands there more than once");
    }
  });

  const broken: readonly (readonly [string, ExtensionInput])[] = [
    ["bytes after the value", { ...basicConstraints(false), value: Uint8Array.of(0x30, 0, 0) }],
    ["a cA of FALSE written out", { ...basicConstraints(false), value: sequence(element(1, Uint8Array.of(0))) }],
    [
      "a negative path length",
      { ...basicConstraints(true), value: sequence(element(1, Uint8Array.of(0xff)), element(2, Uint8Array.of(0xff))) },
    ],
    ["a key usage with trailing zero bits", { ...keyUsage([]), value: bitString(Uint8Array.of(0x80), 0) }],
    ["an empty list of purposes", { ...extendedKeyUsage([]), value: sequence() }],
    ["a policy that comes twice", certificatePolicies(["1.2.3", "1.2.3"])],
    ["no distribution point", { ...crlDistributionPoints([]), value: sequence() }],
    ["alternative names that are none", { ...subjectAltNames([]), value: Uint8Array.of(0x41, 0x42) }],
    ["name constraints that constrain nothing", { oid: "2.5.29.30", critical: true, value: sequence() }],
    ["policy constraints that constrain nothing", { oid: "2.5.29.36", critical: true, value: sequence() }],
  ];
  for (const [what, extension] of broken)
    it(`with ${what} refuse their certificate`, async () => {
      const outcome = await judge(signed({ extensions: [extension] }));
      assert.deepEqual(
        outcome.findings.map(({ code }) => code),
        ["certificate-extension-invalid"],
      );
      assert.equal(detailsOf(outcome, "certificate-extension-invalid").oid, extension.oid);
    });
});

describe("signature algorithms", () => {
  const SHA1 = sequence(oid("1.2.840.10045.4.1"));

  it("inside and outside must be the same, parameters included (RFC 5280 §4.1.1.2)", async () => {
    const outcome = await judge(signed({ outerAlgorithm: sequence(oid("1.2.840.10045.4.3.3")) }));
    const { outer, inner } = detailsOf(outcome, "certificate-algorithm-mismatch");
    assert.deepEqual([outer, inner], ["1.2.840.10045.4.3.3", "1.2.840.10045.4.3.2"]);
    const withNull = sequence(oid("1.2.840.10045.4.3.2"), element(5));
    assert.match(await told(signed({ outerAlgorithm: withNull })), /certificate-algorithm-mismatch/);
  });

  it("that we do not verify are unsupported, which is not the same as false", async () => {
    const outcome = await judge(below({ innerAlgorithm: SHA1 }));
    const { certificate, oid: found, name } = detailsOf(outcome, "certificate-algorithm-unsupported");
    assert.deepEqual([certificate.subject, found, name], ["CN=CA", "1.2.840.10045.4.1", "ecdsa-with-SHA1"]);
    assert.equal(outcome.findings.length, 1);
  });

  it("of ECDSA have no parameters (RFC 5758 §3.2)", async () => {
    const withNull = sequence(oid("1.2.840.10045.4.3.2"), element(5));
    assert.equal(await told(signed({ innerAlgorithm: withNull })), "failed certificate-algorithm-unsupported");
  });

  it("that hold over other bytes are false", async () => {
    const outcome = await judge(signed({ signature: ca.key.sign(new Uint8Array(9)) }));
    const { certificate, issuer, algorithm } = detailsOf(outcome, "chain-signature-invalid");
    assert.deepEqual([certificate.subject, issuer.subject, algorithm], ["CN=Signer", "CN=CA", "ecdsa-with-SHA256"]);
    assert.match(await told(signed({ signature: new Uint8Array(0) })), /chain-signature-invalid/);
  });
});

describe("serial numbers (RFC 5280 §4.1.2.2)", () => {
  const positive = new Uint8Array(20).fill(0x7f);
  const cases: readonly (readonly [string, Uint8Array, string | undefined])[] = [
    ["of 20 octets", positive, undefined],
    ["of 21 octets", new Uint8Array(21).fill(0x7f), "too-long"],
    ["of zero", Uint8Array.of(0), "zero"],
    ["below zero", Uint8Array.of(0x80), "negative"],
    ["of one", Uint8Array.of(1), undefined],
    ["whose first octet is 0, since the next would make them negative,", Uint8Array.of(0, 0x80), undefined],
  ];
  for (const [what, serial, problem] of cases)
    it(`${what} ${problem === undefined ? "are right" : "are reported, and refuse nothing"}`, async () => {
      const outcome = await judge(below({ serial }));
      assert.equal(outcome.kind, "validated");
      assert.deepEqual(
        outcome.findings.map(({ details }) => ("problem" in details ? details.problem : undefined)),
        problem === undefined ? [] : [problem],
      );
    });

  it("of a root are nobody's business", async () => {
    assert.equal(
      await told({ leaf: leaf(signer, top), roots: [root(top, { serial: Uint8Array.of(0) })] }),
      "validated",
    );
  });
});

describe("purposes", () => {
  const { codeSigning, timeStamping, serverAuth, ocspSigning, any, lifetimeSigning } = extendedKeyUsages;
  const usage = keyUsage(["digitalSignature"]);
  const withPurposes = (purposes: readonly string[] | undefined, critical = false): Partial<Plan> => ({
    extensions: purposes === undefined ? [usage] : [usage, extendedKeyUsage(purposes, critical)],
  });
  type Row = readonly [PathPurpose, PathProfileName, readonly string[] | undefined, boolean, string];
  const rows: readonly Row[] = [
    ["any", "rfc5280", [serverAuth], false, "validated"],
    ["code-signing", "rfc5280", [codeSigning], false, "validated"],
    ["code-signing", "rfc5280", [codeSigning, serverAuth], false, "validated"],
    ["code-signing", "rfc5280", [any], false, "validated"],
    ["code-signing", "rfc5280", undefined, false, "validated"],
    ["code-signing", "rfc5280", [serverAuth], false, "missing"],
    ["code-signing", "rfc5280", [lifetimeSigning, codeSigning], false, "validated"],
    ["code-signing", "cms-detached", [codeSigning], false, "validated"],
    ["code-signing", "cms-detached", undefined, false, "absent"],
    ["code-signing", "cms-detached", [any], false, "missing"],
    ["timestamping", "rfc5280", [timeStamping], true, "validated"],
    ["timestamping", "rfc5280", [timeStamping], false, "not-critical"],
    ["timestamping", "rfc5280", [timeStamping, codeSigning], true, "not-sole"],
    ["timestamping", "rfc5280", [codeSigning], true, "missing"],
    ["timestamping", "rfc5280", [any], true, "missing"],
    ["timestamping", "rfc5280", undefined, true, "absent"],
    ["ocsp-signing", "rfc5280", [ocspSigning], false, "validated"],
    ["ocsp-signing", "rfc5280", [ocspSigning, serverAuth], false, "validated"],
    ["ocsp-signing", "rfc5280", [any], false, "missing"],
    ["ocsp-signing", "rfc5280", undefined, false, "absent"],
    ["crl-signing", "rfc5280", undefined, false, "key-usage"],
  ];
  for (const [purpose, profile, purposes, critical, expected] of rows)
    it(`${purpose} by ${profile}: ${purposes?.join(", ") ?? "no extended key usage"}${critical ? ", critical" : ""}: ${expected}`, async () => {
      const outcome = await judge({ ...signed(withPurposes(purposes, critical)), purpose, profile });
      if (expected === "validated") assert.equal(outcome.kind, "validated");
      else if (expected === "key-usage") assert.equal(detailsOf(outcome, "certificate-key-usage").required, "cRLSign");
      else assert.equal(detailsOf(outcome, "certificate-eku").problem, expected);
    });

  it("of a CA bind what is below, where it names any", async () => {
    const question = (purposes: readonly string[], purpose: PathPurpose): Promise<string> => {
      const own =
        purpose === "timestamping" ? withPurposes([timeStamping], true) : withPurposes([ocspSigning, codeSigning]);
      const issuer = intermediate(ca, top, { extensions: [...CA, extendedKeyUsage(purposes)] });
      return told({ leaf: leaf(signer, ca, own), bag: [issuer], roots, purpose });
    };
    assert.equal(await question([codeSigning, serverAuth], "code-signing"), "validated");
    assert.equal(await question([any], "code-signing"), "validated");
    assert.equal(await question([serverAuth], "code-signing"), "failed certificate-eku");
    assert.equal(await question([codeSigning], "timestamping"), "failed certificate-eku");
    assert.equal(await question([timeStamping], "timestamping"), "validated");
    // RFC 6960 §4.2.2.2: the CA names its responder; what its own certificate is limited to is another matter.
    assert.equal(await question([codeSigning], "ocsp-signing"), "validated");
    assert.equal(await question([serverAuth], "any"), "validated");
  });

  it("need their key usage where there is one", async () => {
    const question = (
      purpose: PathPurpose,
      usages: Parameters<typeof keyUsage>[0] | undefined,
      own: ExtensionInput[],
    ): Promise<string> =>
      told({ ...signed({ extensions: [...own, ...(usages === undefined ? [] : [keyUsage(usages)])] }), purpose });
    const eku = [extendedKeyUsage([codeSigning])];
    assert.equal(await question("code-signing", ["keyEncipherment"], eku), "failed certificate-key-usage");
    assert.equal(await question("code-signing", ["nonRepudiation"], eku), "failed certificate-key-usage");
    assert.equal(await question("code-signing", ["nonRepudiation", "digitalSignature"], eku), "validated");
    assert.equal(await question("code-signing", undefined, eku), "validated");
    const stamp = [extendedKeyUsage([timeStamping], true)];
    assert.equal(await question("timestamping", ["nonRepudiation"], stamp), "validated");
    assert.equal(await question("timestamping", ["keyAgreement"], stamp), "failed certificate-key-usage");
    assert.equal(await question("crl-signing", ["cRLSign"], []), "validated");
    assert.equal(await question("crl-signing", undefined, []), "validated");
    assert.equal(await question("any", ["keyEncipherment"], []), "validated");
  });
});

describe("the profile nuget-v1", () => {
  const rsaRoot = { name: authority("RSA root").name, key: rsaKey(pem("code-signing-root")) };
  const rsaCa = { name: authority("RSA CA").name, key: rsaKey(pem("code-signing-issuer")) };
  const rsaSigner = { name: authority("RSA signer").name, key: rsaKey(pem("author-rsa-2048")) };
  const weak = rsaKey(pem("weak"));
  const usage = [keyUsage(["digitalSignature"]), extendedKeyUsage([extendedKeyUsages.codeSigning])];
  const nuget = { roots: [root(rsaRoot)], purpose: "code-signing", profile: "nuget-v1" } as const;
  const issuer = intermediate(rsaCa, rsaRoot);

  it("takes RSA of 2048 bits with SHA-2 throughout", async () => {
    assert.equal(
      await told({ ...nuget, leaf: certify({ ...rsaSigner, issuer: rsaCa, extensions: usage }), bag: [issuer] }),
      "validated",
    );
  });

  it("refuses a signer's key of another kind or a lesser size, by code", async () => {
    const short = await judge({
      ...nuget,
      leaf: certify({ ...rsaSigner, key: weak, issuer: rsaCa, extensions: usage }),
      bag: [issuer],
    });
    const { algorithm, bits, minimum } = detailsOf(short, "certificate-key-too-short");
    assert.deepEqual([algorithm, minimum, bits < 2048], ["rsa", 2048, true]);
    const curve = certify({ ...signer, issuer: rsaCa, extensions: usage });
    assert.equal(await told({ ...nuget, leaf: curve, bag: [issuer] }), "failed certificate-algorithm-unsupported");
    assert.equal(await told({ ...nuget, profile: "cms-detached", leaf: curve, bag: [issuer] }), "validated");
  });

  it("refuses a signer's certificate that is signed otherwise (NU3013), and lets CAs be signed by what we verify", async () => {
    const byCurve = certify({ ...rsaSigner, issuer: ca, extensions: usage });
    assert.equal(await told({ ...nuget, leaf: byCurve, bag, roots }), "failed certificate-algorithm-unsupported");
    const under = intermediate(rsaCa, top);
    const whole = certify({ ...rsaSigner, issuer: rsaCa, extensions: usage });
    assert.equal(await told({ ...nuget, leaf: whole, bag: [under], roots }), "validated");
  });

  it("refuses an issuer's key below 2048 bits, and an issuer signed with SHA-1", async () => {
    const weakCa = { name: rsaCa.name, key: weak };
    const short = certify({ ...rsaSigner, issuer: weakCa, extensions: usage });
    assert.equal(
      await told({ ...nuget, leaf: short, bag: [intermediate(weakCa, rsaRoot)] }),
      "failed certificate-key-too-short",
    );
    const old = intermediate(rsaCa, rsaRoot, { innerAlgorithm: sequence(oid("1.2.840.113549.1.1.5"), element(5)) });
    const whole = certify({ ...rsaSigner, issuer: rsaCa, extensions: usage });
    assert.equal(await told({ ...nuget, leaf: whole, bag: [old] }), "failed certificate-algorithm-unsupported");
  });

  it("refuses the lifetime signing purpose (NU3015), and the lack of a purpose", async () => {
    const purposes = [extendedKeyUsages.codeSigning, extendedKeyUsages.lifetimeSigning];
    const life = certify({ ...rsaSigner, issuer: rsaCa, extensions: [extendedKeyUsage(purposes)] });
    assert.equal(await told({ ...nuget, leaf: life, bag: [issuer] }), "failed certificate-lifetime-signing");
    const none = certify({ ...rsaSigner, issuer: rsaCa, extensions: [] });
    assert.equal(await told({ ...nuget, leaf: none, bag: [issuer] }), "failed certificate-eku");
  });

  it("refuses an RSA key whose exponent or modulus nobody should verify with", async () => {
    const withKey = (modulus: Uint8Array, exponent: Uint8Array): Uint8Array => {
      const key = sequence(element(2, Uint8Array.of(0), modulus), element(2, exponent));
      const publicKeyInfo = sequence(sequence(oid("1.2.840.113549.1.1.1"), element(5)), bitString(key));
      return certify({ ...rsaSigner, key: { ...rsaSigner.key, publicKeyInfo }, issuer: rsaCa, extensions: usage });
    };
    const odd = new Uint8Array(256).fill(0xff);
    const even = Uint8Array.from(odd);
    even[255] = 0xfe;
    const problemOf = async (certificate: Uint8Array): Promise<string> =>
      detailsOf(await judge({ ...nuget, leaf: certificate, bag: [issuer] }), "certificate-key-invalid").problem;
    assert.equal(await problemOf(withKey(odd, Uint8Array.of(1))), "exponent");
    assert.equal(await problemOf(withKey(odd, Uint8Array.of(4))), "exponent");
    assert.equal(await problemOf(withKey(even, Uint8Array.of(1, 0, 1))), "modulus");
    assert.equal(await told({ ...nuget, leaf: withKey(odd, Uint8Array.of(3)), bag: [issuer] }), "validated");
  });

  it("asks the same of keys and algorithms where no purpose is said, and nothing of a usage", async () => {
    const any = { roots: [root(rsaRoot)], purpose: "any", profile: "nuget-v1", bag: [issuer] } as const;
    const without = { issuer: rsaCa, extensions: [extendedKeyUsage([extendedKeyUsages.serverAuth])] };
    assert.equal(await told({ ...any, leaf: certify({ ...rsaSigner, ...without }) }), "validated");
    const curve = await judge({ ...any, leaf: certify({ ...authority("EC signer"), ...without }) });
    assert.equal(detailsOf(curve, "certificate-algorithm-unsupported").oid, "1.2.840.10045.2.1");
    const issuedByCurve = { leaf: certify({ ...rsaSigner, issuer: ca }), roots: [root(ca)], bag: [] };
    const signature = await judge({ ...any, ...issuedByCurve });
    assert.equal(detailsOf(signature, "certificate-algorithm-unsupported").oid, "1.2.840.10045.4.3.2");
    assert.equal(await told({ ...any, ...issuedByCurve, purpose: "crl-signing" }), "validated");
  });

  it("states a source for each row", () => {
    for (const name of ["rfc5280", "nuget-v1", "cms-detached"])
      for (const purpose of ["code-signing", "timestamping", "ocsp-signing", "crl-signing", "any"] as const) {
        const profile = pathProfile(name, purpose);
        assert.equal(profile.name, name);
        for (const row of Object.values(profile) as (string | { readonly rule: string; readonly source: string })[])
          if (typeof row === "object") assert.ok(row.rule.length > 10 && row.source.length > 6, `${name} ${purpose}`);
      }
    assert.throws(() => pathProfile("webpki", "any"), /options\.profile: expected rfc5280/);
  });
});

describe("a key usage with trailing zero bits", () => {
  const untrimmed: ExtensionInput = {
    oid: "2.5.29.15",
    critical: true,
    value: element(3, Uint8Array.of(1, 0b00000110)),
  };
  const shorter: ExtensionInput = { oid: "2.5.29.15", critical: true, value: element(3, Uint8Array.of(0, 0b10000000)) };

  it("is forgiven in an anchor, where it is read all the same (Trustwave Global ECC P256)", async () => {
    const anchor = (usage: ExtensionInput): Uint8Array => root(top, { extensions: [basicConstraints(true), usage] });
    const padded: ExtensionInput = { ...untrimmed, value: element(3, Uint8Array.of(0, 0b00000110)) };
    assert.equal(await told({ leaf: leaf(signer, top), roots: [anchor(untrimmed)] }), "validated");
    assert.equal(await told({ leaf: leaf(signer, top), roots: [anchor(padded)] }), "validated");
    assert.equal(await told({ leaf: leaf(signer, top), roots: [anchor(shorter)] }), "failed chain-issuer-key-usage");
  });

  it("refuses any other certificate (X.690 §11.2.2)", async () => {
    const padded: ExtensionInput = { ...untrimmed, value: element(3, Uint8Array.of(0, 0b00000110)) };
    const below = {
      leaf: leaf(signer, ca),
      bag: [intermediate(ca, top, { extensions: [basicConstraints(true), padded] })],
      roots,
    };
    assert.equal(await told(below), "failed certificate-extension-invalid");
    assert.equal(await told(signed({ extensions: [shorter] })), "failed certificate-extension-invalid");
  });
});
