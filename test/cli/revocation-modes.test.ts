import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formats, signPackage } from "../../lib/index.js";
import {
  buildCrl,
  createDevelopmentPki,
  createRevocationAuthority,
  type CrlEntry,
  type DevelopmentPki,
  type RevocationAuthority,
  type RevocationFault,
  serialNumberOf,
  serveRevocation,
  toPem,
} from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { unusedPort } from "../node/loopback.js";
import { requireCommands } from "../interop/tools.js";
import { nupkg } from "../sign/fixture.js";
import { countersign, documentOf, type Ran, temporaryFolder } from "./harness.js";
import { NOW } from "./material.js";

const DAY = 86_400_000;
const days = (count: number): Date => new Date(NOW.getTime() + count * DAY);

/** A PKI whose responders and lists are at `url`, and a package that its author signed and timestamped now. */
async function signedAt(url: string, now = NOW): Promise<{ readonly pki: DevelopmentPki; readonly bytes: Uint8Array }> {
  const pki = await createDevelopmentPki({ at: now, keys: testDevelopmentKeys(), revocationUrl: url });
  const context = { trust: pki.trust, clock: () => now, format: formats.nupkg };
  const signed = await signPackage(nupkg(), {
    ...context,
    signer: pki.author,
    timestamp: { sources: [pki.timestamps] },
  });
  return { pki, bytes: await signed.toBytes() };
}

describe("revocation, as the command tells it", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);

  function rootsOf(pki: DevelopmentPki): readonly string[] {
    return (["code-signing", "timestamping"] as const).flatMap((purpose) => {
      const anchors = pki.anchors.filter(({ purposes }) => purposes.includes(purpose));
      writeFileSync(at(`${purpose}.pem`), anchors.map(({ certificate }) => toPem("CERTIFICATE", certificate)).join(""));
      return [`--${purpose}-roots`, at(`${purpose}.pem`)];
    });
  }

  function policyOf(name: string, revocation: object): string {
    writeFileSync(at(`${name}.json`), JSON.stringify({ version: 1, name, extends: "standard", revocation }));
    return `./${name}.json`;
  }

  const run = (words: readonly string[], pki: DevelopmentPki, now = NOW): Promise<Ran> =>
    countersign([...words, ...rootsOf(pki)], { cwd: folder(), now });

  describe("of a certificate that was revoked after its signature's timestamp", () => {
    let pki: DevelopmentPki;
    let lists = 0;
    before(async () => {
      const made = await signedAt("http://127.0.0.1:9/");
      pki = made.pki;
      writeFileSync(at("stamped.nupkg"), made.bytes);
    });

    /** Judged three days later, with a list of the issuer that has this entry. */
    async function judged(entry: Omit<CrlEntry, "serialNumber">, afterTimestamp: "by-reason" | "refuse"): Promise<Ran> {
      const serialNumber = serialNumberOf(pki.author.issued.certificate);
      const crl = buildCrl(pki.codeSigning.issuer, {
        thisUpdate: days(2),
        nextUpdate: days(9),
        number: 7,
        entries: [{ serialNumber, ...entry }],
      });
      const data = at(`data-${++lists}`);
      mkdirSync(data);
      writeFileSync(join(data, "issuer.crl"), crl);
      const policy = policyOf(afterTimestamp, { mode: "offline", need: "prefer", checks: ["signer"], afterTimestamp });
      return run(
        ["verify", at("stamped.nupkg"), "--policy", policy, "--revocation-data", data, "--cache", at("none")],
        pki,
        days(3),
      );
    }

    for (const [title, entry, stands] of [
      ["superseded leaves it", { revokedAt: days(1), reason: "superseded" }, true],
      ["keyCompromise refuses it", { revokedAt: days(1), reason: "keyCompromise" }, false],
      [
        "keyCompromise with an invalidity date after it leaves it",
        { revokedAt: days(2), reason: "keyCompromise", invalidityDate: days(1) },
        true,
      ],
      [
        "keyCompromise with an invalidity date before it refuses it",
        { revokedAt: days(2), reason: "keyCompromise", invalidityDate: days(-1) },
        false,
      ],
    ] as const)
      it(`by-reason: ${title}; refuse: refused whatever the reason, as NuGet does`, async () => {
        const byReason = await judged(entry, "by-reason");
        assert.equal(byReason.code, stands ? 0 : 21, byReason.stdout + byReason.stderr);
        const refused = await judged(entry, "refuse");
        assert.equal(refused.code, 21, refused.stdout + refused.stderr);
        const day = ("invalidityDate" in entry ? entry.invalidityDate : entry.revokedAt).toISOString().slice(0, 10);
        for (const { code, stdout, stderr } of [byReason, refused]) {
          if (code === 0) continue;
          const text = stdout + stderr;
          assert.ok(text.includes(day), `the date, ${day}: ${text}`);
          assert.match(text, /supersed|compromise/i, "the reason");
          assert.match(text, /timestamp/, "what it means for this package");
        }
      });
  });

  describe("of a batch whose responders hang", () => {
    it("waits once for each responder and not for each package, and tells it of each package", async () => {
      const authorities = new Map<string, RevocationAuthority>();
      const server = await serveRevocation(authorities);
      try {
        const { pki, bytes } = await signedAt(server.url);
        const hung: RevocationFault = "timeout";
        for (const [name, { issuer }] of pki.revocationAuthorities)
          authorities.set(name, createRevocationAuthority(issuer, { clock: () => NOW, fault: hung }));
        writeFileSync(at("p0.nupkg"), bytes);
        const files = ["p0.nupkg"];
        for (let index = 1; index < 8; index++) {
          copyFileSync(at("p0.nupkg"), at(`p${index}.nupkg`));
          files.push(`p${index}.nupkg`);
        }
        const policy = policyOf("impatient", { mode: "online", need: "require", deadlineMs: 1500 });
        const words = ["--policy", policy, "--cache", at("hung"), "--allow-address", "127.0.0.1", "--json"];
        const { code, stdout } = await run(["verify", ...files, ...words], pki);
        assert.equal(code, 23, stdout);
        const requests = [...authorities.values()].reduce((sum, { requestCount }) => sum + requestCount, 0);
        // Three certificates are asked about, by OCSP and then by CRL; eight packages ask no more than one.
        assert.ok(requests > 0 && requests <= 6, `${requests} requests`);
        assert.equal(stdout.match(/"outcome": ?"inconclusive"/g)?.length, 8);
      } finally {
        await server.close();
      }
    });
  });

  describe("with --ocsp-nonce", () => {
    let caches = 0;

    /** The methods that were tried for the author's certificate, with their results, by responders that have this fault. */
    async function tried(fault: RevocationFault | undefined, ...more: readonly string[]): Promise<unknown> {
      const authorities = new Map<string, RevocationAuthority>();
      const server = await serveRevocation(authorities);
      try {
        const { pki, bytes } = await signedAt(server.url);
        for (const [name, { issuer }] of pki.revocationAuthorities)
          authorities.set(name, createRevocationAuthority(issuer, { clock: () => NOW, ...(fault && { fault }) }));
        writeFileSync(at("nonce.nupkg"), bytes);
        const cache = at(`nonce-${++caches}`);
        const words = ["--revocation", "online", "--cache", cache, "--allow-address", "127.0.0.1", "--json"];
        const ran = await run(["verify", at("nonce.nupkg"), ...words, ...more], pki);
        assert.equal(ran.code, 0, ran.stdout + ran.stderr);
        const [result] = documentOf(ran)["results"] as readonly {
          readonly signatures: readonly {
            readonly revocation: readonly { readonly attempts: readonly { method: string; result: string }[] }[];
          }[];
        }[];
        return result?.signatures[0]?.revocation[0]?.attempts.map(({ method, result }) => [method, result]);
      } finally {
        await server.close();
      }
    }

    it("an answer to another question counts for nothing, and the list is asked; without it, it counts", async () => {
      assert.deepEqual(await tried("wrong-nonce"), [["ocsp", "good"]]);
      assert.deepEqual(await tried("wrong-nonce", "--ocsp-nonce"), [
        ["ocsp", "invalid"],
        ["crl", "good"],
      ]);
    });

    it("an answer with the nonce counts, and so does one that was made beforehand, without any", async () => {
      assert.deepEqual(await tried(undefined, "--ocsp-nonce"), [["ocsp", "good"]]);
      assert.deepEqual(await tried("no-nonce", "--ocsp-nonce"), [["ocsp", "good"]]);
    });

    it("is a wrong call where no responder would be asked", async () => {
      for (const words of [[], ["--revocation", "offline"], ["--offline"]]) {
        const ran = await countersign(["verify", "x.nupkg", "--ocsp-nonce", ...words], { cwd: folder(), now: NOW });
        assert.equal(ran.code, 2, ran.stdout + ran.stderr);
        assert.match(ran.stderr, /--ocsp-nonce[\s\S]*--revocation online/);
      }
    });
  });

  describe("with openssl as the responder", function () {
    this.timeout(60_000);
    before(function () {
      requireCommands(this, "openssl");
    });

    for (const [status, code] of [
      ["V", 0],
      ["R", 21],
    ] as const)
      it(`is ${status === "V" ? "good" : "revoked"}, with source and age in the document`, async () => {
        const port = await unusedPort();
        const now = new Date(); // by which it dates its answers
        const { pki, bytes } = await signedAt(`http://127.0.0.1:${port}/`, now);
        writeFileSync(at("asked.nupkg"), bytes);
        const { issuer } = pki.codeSigning;
        const serial = serialNumberOf(pki.author.issued.certificate).toUpperCase();
        const revoked = status === "R" ? "250101000000Z,keyCompromise" : "";
        writeFileSync(at("index.txt"), `${status}\t360101000000Z\t${revoked}\t${serial}\tunknown\t/CN=Author\n`);
        writeFileSync(at("ca.pem"), toPem("CERTIFICATE", issuer.certificate));
        writeFileSync(at("ca.key"), toPem("PRIVATE KEY", issuer.key.pkcs8));
        const signer = ["-rsigner", at("ca.pem"), "-rkey", at("ca.key")];
        const args = ["ocsp", "-port", String(port), "-index", at("index.txt"), "-CA", at("ca.pem"), ...signer];
        const server = spawn("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
        try {
          await new Promise((resolve) => server.stdout.once("data", resolve));
          const policy = policyOf("asking", { mode: "online", need: "prefer", checks: ["signer"] });
          const words = [
            "--policy",
            policy,
            "--cache",
            at(`cache-${status}`),
            "--allow-address",
            "127.0.0.1",
            "--json",
          ];
          const ran = await run(["verify", at("asked.nupkg"), ...words], pki, new Date(now.getTime() + 10_000));
          assert.equal(ran.code, code, ran.stdout + ran.stderr);
          const document = JSON.stringify(documentOf(ran));
          assert.match(document, new RegExp(`"method":"ocsp","origin":"http://127.0.0.1:${port}/[^"]*"`));
          assert.match(
            document,
            status === "V" ? /"result":"good","thisUpdate":"20/ : /"result":"revoked","thisUpdate":"20/,
          );
        } finally {
          server.kill();
        }
      });
  });
});
