import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildCrl,
  createRevocationAuthority,
  issueOcspResponder,
  issuingDistributionPoint,
  type LoopbackServer,
  type RevocationAuthority,
  type RevocationAuthorityOptions,
  serialNumberOf,
  serveRevocation,
  toPem,
} from "../../lib/testing/index.js";
import { testAuthority, testCertificate, testKey } from "../../test-certs/index.js";
import { temporaryFolder } from "../interop/kit.js";
import { opensslText, withFiles } from "../interop/openssl.js";
import { requireCommands, runCommand } from "../interop/tools.js";

const at = new Date("2030-05-06T07:08:09Z");
const attime = ["-attime", String(at.getTime() / 1000)];
const issuer = testAuthority("code-signing-issuer");
const good = testCertificate("author-rsa-2048");
const revoked = testCertificate("author-revoked");
const folder = temporaryFolder();

function pemFile(name: string, ...certificates: readonly Uint8Array[]): string {
  writeFileSync(join(folder, `${name}.pem`), certificates.map((der) => toPem("CERTIFICATE", der)).join(""));
  return join(folder, `${name}.pem`);
}
const withFault = (fault: string | undefined): string => (fault === undefined ? "" : ` with the fault ${fault}`);
const files = {
  root: pemFile("root", testCertificate("code-signing-root")),
  issuer: pemFile("issuer", issuer.certificate),
  good: pemFile("good", good),
  revoked: pemFile("revoked", revoked),
};

describe("what a CA for tests says of its certificates", function () {
  this.timeout(60_000);

  before(function () {
    requireCommands(this, "openssl");
  });

  const authority = (options: RevocationAuthorityOptions = {}): RevocationAuthority => {
    const made = createRevocationAuthority(issuer, { clock: () => at, ...options });
    made.revoke(revoked, { revokedAt: new Date("2029-01-02T03:04:05Z"), reason: "superseded" });
    return made;
  };

  async function crlOpinion(crl: Uint8Array, leaf: string): Promise<string> {
    return withFiles({ "root.crl": await emptyRootCrl(), "issuer.crl": crl }, async (path) => {
      const crls = ["-crl_check_all", "-CRLfile", path("issuer.crl"), "-CRLfile", path("root.crl")];
      const args = ["verify", ...attime, "-CAfile", files.root, "-untrusted", files.issuer, ...crls, leaf];
      const { stdout, stderr } = await runCommand("openssl", args);
      return stdout + stderr;
    });
  }
  const emptyRootCrl = (): Promise<Uint8Array> =>
    createRevocationAuthority(testAuthority("code-signing-root"), { clock: () => at }).crl();

  const crlCases = [
    [undefined, "good", ": OK"],
    [undefined, "revoked", "certificate revoked"],
    ["stale", "good", "CRL has expired"],
    ["future", "good", "CRL is not yet valid"],
    ["wrong-signer", "good", "CRL signature failure"],
    ["bad-signature", "good", "CRL signature failure"],
  ] as const;
  for (const [fault, leaf, words] of crlCases) {
    it(`makes a CRL${withFault(fault)} of which openssl says "${words}" for a ${leaf} certificate`, async () => {
      const opinion = await crlOpinion(await authority().crl(fault), files[leaf]);
      assert.ok(opinion.includes(words), opinion);
    });
  }

  /** Against a live server, with openssl's own client: URL in, words out. */
  async function ocspOpinion(
    served: RevocationAuthority,
    leaf: string,
    nonce: "-nonce" | "-no_nonce",
  ): Promise<string> {
    const server = await serveRevocation(new Map([["issuer", served]]));
    try {
      const trust = ["-CAfile", files.root, "-verify_other", files.issuer, ...attime];
      const args = [
        "ocsp",
        "-issuer",
        files.issuer,
        "-cert",
        leaf,
        "-url",
        `${server.url}issuer.ocsp`,
        nonce,
        ...trust,
      ];
      const { stdout, stderr } = await runCommand("openssl", [...args, "-validity_period", "999999999"]);
      return stdout + stderr;
    } finally {
      await server.close();
    }
  }

  const ocspCases = [
    [undefined, "good", ": good"],
    [undefined, "revoked", ": revoked"],
    ["unknown", "good", ": unknown"],
    ["wrong-signer", "good", "Response Verify Failure"],
    ["bad-signature", "good", "Response Verify Failure"],
    ["wrong-certificate", "good", "No Status found"],
    ["try-later", "good", "trylater"],
    ["wrong-nonce", "good", "Nonce Verify error"],
    ["no-nonce", "good", "no nonce in response"],
    ["unauthorized-responder", "good", "missing ocspsigning usage"],
    ["truncated", "good", "Error querying OCSP responder"],
    ["garbage", "good", "Error querying OCSP responder"],
    ["http-500", "good", "Error querying OCSP responder"],
    ["reset", "good", "Error querying OCSP responder"],
    ["wrong-content-type", "good", "unexpected content type"],
  ] as const;
  for (const [fault, leaf, words] of ocspCases) {
    it(`answers OCSP${withFault(fault)} so that openssl says "${words}" for a ${leaf} certificate`, async () => {
      const opinion = await ocspOpinion(authority(fault === undefined ? {} : { fault }), files[leaf], "-nonce");
      assert.ok(opinion.toLowerCase().includes(words.toLowerCase()), opinion);
    });
  }

  it("lets a delegated responder answer in the CA's place, named by key or by name", async () => {
    const responder = await issueOcspResponder(issuer, {
      key: testKey("ocsp-responder"),
      notBefore: new Date("2026-01-01T00:00:00Z"),
      notAfter: new Date("2040-01-01T00:00:00Z"),
      serialNumber: "0c",
    });
    for (const responderId of ["key", "name"] as const) {
      const opinion = await ocspOpinion(authority({ responder, responderId }), files.good, "-nonce");
      assert.match(opinion, /: good[^]*Response verify OK/);
    }
  });

  it("counts its requests, and fails in the order of its list", async () => {
    const flaky = authority({ fault: ["unknown", undefined] });
    assert.match(await ocspOpinion(flaky, files.good, "-no_nonce"), /: unknown/);
    assert.match(await ocspOpinion(flaky, files.good, "-no_nonce"), /: good/);
    assert.equal(flaky.requestCount, 2);
  });

  it("dates its CRL as fresh, stale or to come", async () => {
    const dates = async (fault?: "stale" | "future" | "no-next-update"): Promise<string> => {
      const crl = await authority().crl(fault);
      return (await opensslText("crl", crl)).match(/(Last|Next) Update: .*/g)?.join("; ") ?? "";
    };
    assert.equal(await dates(), "Last Update: May  6 06:08:09 2030 GMT; Next Update: May 13 06:08:09 2030 GMT");
    assert.equal(await dates("stale"), "Last Update: Apr 29 05:08:09 2030 GMT; Next Update: May  6 05:08:09 2030 GMT");
    assert.equal(await dates("future"), "Last Update: May 13 07:08:09 2030 GMT; Next Update: May 20 07:08:09 2030 GMT");
    assert.equal(await dates("no-next-update"), "Last Update: May  6 06:08:09 2030 GMT; Next Update: NONE");
  });

  describe("over HTTP", () => {
    let server: LoopbackServer;
    before(async () => {
      server = await serveRevocation(new Map([["issuer", authority()]]));
    });
    after(async () => server.close());

    it("serves the CRL and the issuer's certificate under their media types", async () => {
      for (const [kind, type, expected] of [
        ["crl", "application/pkix-crl", await authority().crl()],
        ["cer", "application/pkix-cert", issuer.certificate],
      ] as const) {
        const response = await fetch(`${server.url}issuer.${kind}`);
        assert.equal(response.headers.get("content-type"), type);
        assert.deepEqual(new Uint8Array(await response.arrayBuffer()), expected);
      }
    });

    it("answers OCSP by GET as by POST (RFC 6960 §A.1)", async () => {
      const request = await withFiles({}, async (path, read) => {
        const out = ["-no_nonce", "-reqout", path("request")];
        await runCommand("openssl", ["ocsp", "-issuer", files.issuer, "-cert", files.good, ...out]);
        return read("request");
      });
      const path = encodeURIComponent(Buffer.from(request).toString("base64"));
      const [got, posted] = await Promise.all([
        fetch(`${server.url}issuer.ocsp/${path}`),
        fetch(`${server.url}issuer.ocsp`, { method: "POST", body: Uint8Array.from(request) }),
      ]);
      assert.deepEqual(await got.arrayBuffer(), await posted.arrayBuffer());
      assert.equal(got.headers.get("content-type"), "application/ocsp-response");
    });

    it("answers 404 for a CA that it does not know", async () => {
      assert.equal((await fetch(`${server.url}other.crl`)).status, 404);
    });
  });
});

describe("a CRL for tests", () => {
  const crl = { thisUpdate: at, nextUpdate: new Date("2050-01-01T00:00:00Z") };

  before(function () {
    requireCommands(this, "openssl");
  });

  it("writes entries and extensions as openssl reads them", async () => {
    const text = await opensslText(
      "crl",
      buildCrl(issuer, {
        ...crl,
        number: 7,
        baseNumber: 5,
        extensions: [
          issuingDistributionPoint({
            fullName: [{ kind: "uri", value: "http://crl.example/1.crl" }],
            onlyUser: true,
            indirect: true,
            onlySomeReasons: [1, 4],
          }),
        ],
        entries: [
          { serialNumber: "80", revokedAt: at, reason: "removeFromCRL", certificateIssuer: "CN=Other" },
          { serialNumber: "0102", revokedAt: at, invalidityDate: new Date("2029-01-01T00:00:00Z") },
        ],
      }),
    );
    const expected = [
      "Next Update: Jan  1 00:00:00 2050 GMT",
      /CRL Number: \s+7/,
      /Delta CRL Indicator: critical\s+5/,
      "URI:http://crl.example/1.crl",
      "Only User Certificates",
      "Indirect CRL",
      "Key Compromise, Superseded",
      "Serial Number: 80",
      "Remove From CRL",
      /Certificate Issuer: critical\s+DirName:\/CN=Other/,
      "Serial Number: 0102",
      /Invalidity Date: \s+Jan  1 00:00:00 2029 GMT/,
    ];
    for (const words of expected)
      assert.ok(typeof words === "string" ? text.includes(words) : words.test(text), `${String(words)}\n${text}`);
  });

  it("leaves the list out when nothing is revoked (RFC 5280 §5.1.2.6)", async () => {
    assert.match(await opensslText("crl", buildCrl(issuer, crl)), /No Revoked Certificates/);
  });

  it("takes a hundred thousand entries from an iterator", () => {
    function* entries(): Generator<{ serialNumber: string; revokedAt: Date }> {
      for (let index = 1; index <= 100_000; index += 1)
        yield { serialNumber: index.toString(16).padStart(8, "0"), revokedAt: at };
    }
    assert.ok(buildCrl(issuer, { ...crl, entries: entries() }).length > 2_000_000);
  });

  it("signs by each kind of key", async () => {
    for (const name of ["author-p-256", "author-ed25519"] as const) {
      const signer = { subject: issuer.subject, key: testKey(name) };
      assert.match(await opensslText("crl", buildCrl(signer, crl)), /Signature Algorithm: (ecdsa-with-SHA256|ED25519)/);
    }
  });

  it("names certificates by the content octets of their serial number", () => {
    assert.match(serialNumberOf(good), /^[4-7][0-9a-f]{31}$/);
  });
});
