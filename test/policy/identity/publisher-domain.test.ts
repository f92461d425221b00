import assert from "node:assert/strict";
import { publisherDomain } from "../../../lib/policy/index.js";
import { ConfigError } from "../../../lib/report/index.js";
import { ia5String, octetString, utf8String } from "../../../lib/testing/encode.js";
import type { GeneralNameInput } from "../../../lib/testing/index.js";
import { certificateOf } from "./certificates.js";

const subject = "CN=contoso.com,O=Contoso";

/** Whether a certificate with this name proves the domain. */
async function proves(domain: string, name: GeneralNameInput | undefined, as = subject): Promise<boolean> {
  const certificate = await certificateOf(as, name === undefined ? [] : [name]);
  return (await publisherDomain(domain)).check(certificate).length === 0;
}
const dns = (value: string): GeneralNameInput => ({ kind: "dns", value });
const uri = (value: string): GeneralNameInput => ({ kind: "uri", value });
const email = (value: string): GeneralNameInput => ({ kind: "email", value });

describe("a publisher's domain", () => {
  it("is proven by a DNS name, a URI or an e-mail address in it", async () => {
    assert.ok(await proves("contoso.com", dns("contoso.com")));
    assert.ok(await proves("contoso.com", uri("https://contoso.com/release")));
    assert.ok(await proves("contoso.com", email("release@contoso.com")));
  });

  it("is compared without letter case and without a trailing dot in what is asked for", async () => {
    assert.ok(await proves("Contoso.COM.", dns("CONTOSO.com")));
  });

  it("is not proven by a name that ends, begins or continues like it", async () => {
    for (const value of [
      "evilcontoso.com",
      "contoso.com.evil.example",
      "www.contoso.com",
      "com",
      "contoso.com.",
      "contoso.co",
      ".contoso.com",
    ]) {
      assert.equal(await proves("contoso.com", dns(value)), false, value);
    }
  });

  it("is not proven by a name with a NUL or another control character", async () => {
    assert.equal(await proves("contoso.com", dns("contoso.com\0.evil.example")), false);
    assert.equal(await proves("contoso.com", dns("contoso.com\0")), false);
    assert.equal(await proves("contoso.com", email("a@contoso.com\u0001")), false);
  });

  it("is proven by a wildcard for exactly one label, and never by one below a public suffix", async () => {
    assert.ok(await proves("www.contoso.com", dns("*.contoso.com")));
    assert.equal(await proves("contoso.com", dns("*.contoso.com")), false);
    assert.equal(await proves("a.b.contoso.com", dns("*.contoso.com")), false);
    assert.equal(await proves("contoso.com", dns("*.com")), false);
    assert.equal(await proves("contoso.co.uk", dns("*.co.uk")), false);
    assert.equal(await proves("alice.github.io", dns("*.github.io")), false);
    assert.equal(await proves("www.contoso.com", dns("w*.contoso.com")), false);
    assert.equal(await proves("www.contoso.com", dns("*")), false);
    assert.equal(await proves("x.xn--55qx5d.cn", dns("*.xn--55qx5d.cn")), false);
    assert.equal(await proves("www.contoso.com", dns("*.contoso.com.")), false);
    assert.equal(await proves("www.contoso.com", uri("https://*.contoso.com/")), false);
    assert.equal(await proves("www.contoso.com", email("a@*.contoso.com")), false);
  });

  it("in Unicode is the domain with its A-labels, and no look-alike", async () => {
    assert.ok(await proves("bücher.example", dns("xn--bcher-kva.example")));
    assert.ok(await proves("xn--bcher-kva.example", dns("XN--BCHER-KVA.example")));
    // No letters stand for this A-label. Some platforms refuse it and some don't: here it is as written, on each.
    assert.ok(await proves("xn--a.com", dns("xn--a.com")));
    // A Cyrillic letter in the domain asked for: the certificate's Latin one is another name.
    assert.equal(await proves("c\u043entoso.com", dns("contoso.com")), false);
    // The Kelvin sign folds to an ASCII k by UTS 46 in what a person asks for, as browsers do.
    assert.ok(await proves("\u212aelvin.example", dns("kelvin.example")));
  });

  it("is not proven by user information, a port's digits or a path of a URI", async () => {
    assert.ok(await proves("contoso.com", uri("https://contoso.com:443/")));
    for (const value of [
      "https://contoso.com@evil.example/",
      "https://evil.example/contoso.com",
      "https://evil.example?contoso.com",
      "https://evil.example#@contoso.com",
      "https://contoso.com%2eevil.example/",
      "https://contoso.com\\.evil.example/",
      "mailto:a@contoso.com",
      "contoso.com",
    ]) {
      assert.equal(await proves("contoso.com", uri(value)), false, value);
    }
  });

  it("is not proven by the account or the workflow at a host that an identity provider named", async () => {
    const workflow = uri("https://github.com/anybody/x/.github/workflows/r.yml@refs/heads/main");
    const domain = await publisherDomain("github.com");
    assert.deepEqual(domain.check(await certificateOf("CN=x", [workflow])), []);
    for (const arc of ["1", "8"]) {
      const issuer = { oid: `1.3.6.1.4.1.57264.1.${arc}`, critical: false, value: utf8String("https://i.example") };
      const [finding] = domain.check(await certificateOf("CN=x", [workflow], [issuer]));
      assert.equal(finding?.code, "identity-domain-unproven");
      assert.match(JSON.stringify(finding.details), /"uri https:\/\/github\.com\/anybody.* \(passed over\)"/);
      const byMail = await certificateOf("CN=x", [email("release@contoso.com")], [issuer]);
      assert.deepEqual((await publisherDomain("contoso.com")).check(byMail), []);
    }
  });

  it("is not proven by the quoted local part of an address", async () => {
    assert.equal(await proves("contoso.com", email('"a@contoso.com"@evil.example')), false);
    assert.ok(await proves("contoso.com", email('"a@evil.example"@contoso.com')));
    assert.ok(await proves("contoso.com", email("first.last+tag@contoso.com")));
    const twisted = [
      "a@evil.example@",
      '"a"@"b"@',
      '"a\\"@',
      "a@evil.example,b@",
      "<a@evil.example> <b@",
      "a@evil.example(@",
      'a"b"@',
      ".a@",
      "a b@",
    ];
    for (const local of twisted) assert.equal(await proves("contoso.com", email(`${local}contoso.com`)), false, local);
    assert.equal(await proves("contoso.com", email("@contoso.com")), false);
    assert.equal(await proves("contoso.com", email("contoso.com")), false);
  });

  it("is proven by the domain components or the e-mail address of a subject, and never by a common name", async () => {
    assert.equal(await proves("contoso.com", undefined), false);
    assert.ok(await proves("contoso.com", undefined, "CN=x,DC=contoso,DC=com"));
    assert.equal(await proves("contoso.com", undefined, "CN=x,DC=contoso,DC=com,DC=evil"), false);
    assert.equal(await proves("contoso.com", undefined, "CN=x,DC=contoso.com"), false);
  });

  it("can't be asked for as a public suffix, an address or anything that is no domain", async () => {
    for (const text of [
      "com",
      "co.uk",
      "github.io",
      "GitHub.io.",
      "公司.cn",
      "xn--55qx5d.cn",
      "foo.kawasaki.jp",
      "s3.amazonaws.com",
      "127.0.0.1",
      "0x7f.1",
      "[::1]",
      "*.contoso.com",
      "contoso.com..",
      "contoso.0x7f",
      `${"a".repeat(64)}.com`,
      `${"a".repeat(60)}.`.repeat(5) + "com",
      "https://contoso.com",
      "contoso.com/x",
      "a@contoso.com",
      "contoso.com:443",
      "",
      ".",
      "con\0toso.com",
      "-a.com",
      "contoso..com",
    ]) {
      await assert.rejects(publisherDomain(text), ConfigError, text);
    }
  });

  it("is proven by nobody where no signer is proven, and the finding says what there is", async () => {
    const domain = await publisherDomain("contoso.com");
    assert.deepEqual(domain.check(undefined), [
      { code: "identity-domain-unproven", details: { domain: "contoso.com", found: [] } },
    ]);
    const [finding] = domain.check(await certificateOf(subject, [dns("contoso.example")]));
    assert.deepEqual(finding?.details, { domain: "contoso.com", found: ["dns contoso.example"] });
  });

  it("is not proven by a name of a type of its own, which the finding names without its raw value", async () => {
    const names: GeneralNameInput[] = [
      { kind: "other", oid: "1.3.6.1.4.1.311.20.2.3", value: utf8String("ada@contoso.com") },
      { kind: "other", oid: "1.3.6.1.5.5.7.8.7", value: ia5String("_release.contoso.com") },
      { kind: "other", oid: "1.2.3.4", value: octetString(Uint8Array.of(1, 2)) },
      { kind: "other", oid: "1.2.3.5", value: new Uint8Array([...utf8String("contoso.com"), ...utf8String("x")]) },
      { kind: "other", oid: "1.2.3.6", value: Uint8Array.of(0x0c, 1, 0xff) },
    ];
    const [finding] = (await publisherDomain("contoso.com")).check(await certificateOf(subject, names));
    assert.deepEqual(finding?.details, {
      domain: "contoso.com",
      found: [
        "other name 1.3.6.1.4.1.311.20.2.3:ada@contoso.com (passed over)",
        "other name 1.3.6.1.5.5.7.8.7:_release.contoso.com (passed over)",
        "other name 1.2.3.4 (passed over)",
        "other name otherName (passed over)",
        "other name 1.2.3.6 (passed over)",
      ],
    });
  });
});
