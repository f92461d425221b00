import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asSource } from "../../../lib/bytes/index.js";
import { httpRevocationSource } from "../../../lib/node/revocation/http-source.js";
import {
  ConfigError,
  describeFinding,
  found,
  TransportError,
  type TransportReason,
} from "../../../lib/report/index.js";
import type { RevocationEvidence } from "../../../lib/revocation/index.js";
import { authorityInformationAccess, crlDistributionPoints, type RevocationFault } from "../../../lib/testing/index.js";
import { readCertificateList, readOcspResponse } from "../../../lib/x509/index.js";
import { unusedPort, withServer } from "../loopback.js";
import { withFolder } from "../temporary-folder.js";
import { issue, makeAuthority, question, withAuthority } from "./questions.js";

const allowAddresses = ["127.0.0.1"];

async function bytesOf({ data }: RevocationEvidence): Promise<Uint8Array> {
  const source = asSource(data);
  return new Uint8Array(await source.slice(0, source.size).arrayBuffer());
}

async function assertFails(work: Promise<unknown>, reason: TransportReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof TransportError, String(error));
    assert.equal(error.reason, reason, error.message);
    return true;
  });
}

describe("node: httpRevocationSource", () => {
  it("asks the responder and fetches the CRL that the certificate names, and says where each comes from", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf, url, revocation }) => {
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        const [answer, ...none] = await source.find(await question(leaf, authority, "online", ["ocsp"]));
        assert.deepEqual(
          [answer?.kind, answer?.origin, answer?.fromCache, none.length],
          ["ocsp", `${url}ca.ocsp`, false, 0],
        );
        const response = readOcspResponse(await bytesOf(answer!));
        assert.ok(response.ok && response.value.status === "successful");
        assert.deepEqual(response.value.basic.responses[0]?.certId.serial, leaf.serial);
        const [crl] = await source.find(await question(leaf, authority, "online", ["crl"]));
        assert.deepEqual([crl?.kind, crl?.origin, crl?.fromCache], ["crl", `${url}ca.crl`, false]);
        assert.ok(readCertificateList(await bytesOf(crl!)).ok);
        assert.equal(revocation.requestCount, 2);
      });
    });
  });

  it("answers an offline question from what it kept, in another source over the same folder, and asks nobody", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf, revocation, url }) => {
        const offline = await question(leaf, authority, "offline");
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        assert.deepEqual(await source.find(offline), []);
        assert.equal(existsSync(join(cacheDirectory, "revocation-1")), false, "asking makes no folder");
        const fresh = await source.find(await question(leaf, authority, "online"));
        const kept = await httpRevocationSource({ cacheDirectory }).find(offline);
        assert.deepEqual(
          kept.map(({ kind, origin, fromCache }) => ({ kind, origin, fromCache })),
          [
            { kind: "ocsp", origin: `${url}ca.ocsp`, fromCache: true },
            { kind: "crl", origin: `${url}ca.crl`, fromCache: true },
          ],
        );
        assert.deepEqual(await Promise.all(kept.map(bytesOf)), await Promise.all(fresh.map(bytesOf)));
        assert.deepEqual(await source.find(offline), kept, "the source that fetched it finds it as well");
        assert.equal(revocation.requestCount, 2);
      });
    });
  });

  it("keeps the newest answer for each question", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf, revocation }) => {
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        await source.find(await question(leaf, authority, "online", ["crl"]));
        revocation.revoke(leaf.der, { revokedAt: new Date("2030-05-01T00:00:00Z") });
        const [fetched] = await source.find(await question(leaf, authority, "online", ["crl"]));
        const [kept, ...more] = await source.find(await question(leaf, authority, "offline", ["crl"]));
        assert.deepEqual(await bytesOf(kept!), await bytesOf(fetched!));
        assert.equal(more.length, 0);
        assert.equal(readdirSync(join(cacheDirectory, "revocation-1")).length, 1);
      });
    });
  });

  it("does not take one issuer's answer for another's, though the serial number is the same", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf }) => {
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        await source.find(await question(leaf, authority, "online", ["ocsp"]));
        const other = await makeAuthority("Other CA");
        const twin = await issue(other, "0a0b", []);
        assert.deepEqual(await source.find(await question(twin, other, "offline", ["ocsp"])), []);
      });
    });
  });

  it("knows cheaply about which certificate something is kept, by which method", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf }) => {
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        const keepsNothing = async (certificate: typeof leaf, by = authority): Promise<readonly unknown[]> => {
          const about = await question(certificate, by, "offline");
          return [source.keepsNothing?.("ocsp", about), source.keepsNothing?.("crl", about)];
        };
        assert.deepEqual(await keepsNothing(leaf), [true, true]);
        await source.find(await question(leaf, authority, "online", ["ocsp"]));
        assert.deepEqual(await keepsNothing(leaf), [false, true]);
        await source.find(await question(leaf, authority, "online", ["crl"]));
        assert.deepEqual(await keepsNothing(leaf), [false, false]);
        const other = await makeAuthority("Other CA");
        assert.deepEqual(await keepsNothing(await issue(other, "0a0b", []), other), [true, true]);
      });
    });
  });

  it("is called by words that stand in the sentence of a finding where no server is known", () => {
    const certificate = { subject: "CN=Contoso Ltd", fingerprint: `sha256:${"ab".repeat(32)}` } as const;
    const tried = [{ method: "ocsp", origin: httpRevocationSource().label, result: "unavailable" }] as const;
    const { message } = describeFinding(found("revocation-unknown", { certificate, names: ["ocsp"], tried }));
    assert.match(message, /: the OCSP responder named by the certificate did not answer\.$/);
  });

  it("asks nobody for a certificate that names nobody", async () => {
    const authority = await makeAuthority();
    const leaf = await issue(authority, "0c", [
      crlDistributionPoints(["ldap://a.example/cn=x?certificateRevocationList"]),
    ]);
    assert.deepEqual(
      await httpRevocationSource({ cacheDirectory: "/nonexistent" }).find(await question(leaf, authority, "online")),
      [],
    );
  });

  it("tells why an answer could not be kept, which counts all the same", async () => {
    await withFolder(async (folder) => {
      await withAuthority({}, async ({ authority, leaf }) => {
        const cacheDirectory = join(folder, "file");
        writeFileSync(cacheDirectory, "");
        const told: TransportError[] = [];
        const onCacheFault = (fault: TransportError): void => void told.push(fault);
        const source = httpRevocationSource({ allowAddresses, cacheDirectory, onCacheFault });
        const [answer] = await source.find(await question(leaf, authority, "online", ["ocsp"]));
        assert.equal(answer?.kind, "ocsp");
        assert.deepEqual(
          told.map(({ reason, target }) => [reason, target]),
          [["target-unwritable", join(cacheDirectory, "revocation-1")]],
        );
        assert.match(told[0]?.message ?? "", /lies under something that is not a folder/);
      });
    });
  });

  it("reaches no private address that a certificate names, unless it is listed", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf, revocation }) => {
        const source = httpRevocationSource({ cacheDirectory });
        await assertFails(source.find(await question(leaf, authority, "online", ["ocsp"])), "blocked-address");
        await assertFails(source.find(await question(leaf, authority, "online", ["crl"])), "blocked-address");
        assert.equal(revocation.requestCount, 0);
      });
    });
  });

  const faults: readonly (readonly [RevocationFault, TransportReason])[] = [
    ["timeout", "timeout"],
    ["slow-drip", "timeout"],
    ["oversized", "too-large"],
    ["reset", "unreachable"],
    ["http-404", "http-status"],
    ["http-500", "http-status"],
    ["http-503", "http-status"],
    ["html", "wrong-content"],
    ["redirect-loop", "http-status"],
  ];
  for (const [fault, reason] of faults) {
    it(`reports a responder's ${fault} as ${reason}, and keeps nothing`, async () => {
      await withFolder(async (cacheDirectory) => {
        await withAuthority({ fault }, async ({ authority, leaf }) => {
          const source = httpRevocationSource({
            allowAddresses,
            cacheDirectory,
            timeoutMs: reason === "timeout" ? 150 : 5000,
          });
          await assertFails(source.find(await question(leaf, authority, "online", ["ocsp"])), reason);
          assert.deepEqual(await source.find(await question(leaf, authority, "offline")), []);
        });
      });
    });
  }

  for (const fault of ["garbage", "empty", "truncated", "try-later"] as const) {
    it(`hands on what a responder says in place of an answer (${fault}), and keeps nothing of it`, async () => {
      await withFolder(async (cacheDirectory) => {
        await withAuthority({ fault }, async ({ authority, leaf }) => {
          const source = httpRevocationSource({ allowAddresses, cacheDirectory });
          assert.equal((await source.find(await question(leaf, authority, "online", ["ocsp"]))).length, 1);
          assert.deepEqual(await source.find(await question(leaf, authority, "offline")), []);
        });
      });
    });
  }

  it("goes on to the next responder where one fails or can't say, and stops at the first that does", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({ fault: ["try-later"] }, async ({ authority, url, revocation }) => {
        const dead = `http://127.0.0.1:${await unusedPort()}/`;
        const leaf = await issue(authority, "0d", [
          authorityInformationAccess({ ocsp: [dead, `${url}ca.ocsp`, `${url}ca.ocsp`] }),
        ]);
        const found = await httpRevocationSource({ allowAddresses, cacheDirectory }).find(
          await question(leaf, authority, "online", ["ocsp"]),
        );
        assert.equal(found.length, 2, "the one that can't say, and the one that does");
        assert.equal(revocation.requestCount, 2);
      });
    });
  });

  it("asks three responders at most, however many a certificate names", async () => {
    let asked = 0;
    await withServer(
      (_request, response) => {
        asked++;
        response.writeHead(403).end();
      },
      async (url) => {
        const authority = await makeAuthority();
        const leaf = await issue(authority, "0e", [
          authorityInformationAccess({
            ocsp: Array.from({ length: 50 }, (_, index) => `${url}/${"x".repeat(250)}${index}`),
          }),
        ]);
        await assertFails(
          httpRevocationSource({ allowAddresses, cacheDirectory: "/nonexistent" }).find(
            await question(leaf, authority, "online", ["ocsp"]),
          ),
          "http-status",
        );
      },
    );
    assert.equal(asked, 3);
  });

  it("asks by GET where POST is refused (RFC 6960 §A.1)", async () => {
    const seen: (string | undefined)[] = [];
    await withServer(
      (request, response) => {
        seen.push(request.method);
        if (request.method === "POST") response.writeHead(405).end();
        else
          response
            .setHeader("content-type", "application/ocsp-response")
            .end(decodeURIComponent(request.url?.split("/").at(-1) ?? ""));
      },
      async (url) => {
        const authority = await makeAuthority();
        const leaf = await issue(authority, "0f", [authorityInformationAccess({ ocsp: [`${url}/ocsp/`] })]);
        const asked = await question(leaf, authority, "online", ["ocsp"]);
        const [echo] = await httpRevocationSource({ allowAddresses, cacheDirectory: "/nonexistent" }).find(asked);
        assert.equal(Buffer.from(await bytesOf(echo!)).toString(), Buffer.from(asked.ocspRequest).toString("base64"));
      },
    );
    assert.deepEqual(seen, ["POST", "GET"]);
  });

  it("fetches every distribution point at once, and gives what it got where one fails", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, url }) => {
        const points = crlDistributionPoints([`${url}ca.crl`, `${url}missing.crl`]);
        const leaf = await issue(authority, "10", [points]);
        const found = await httpRevocationSource({ allowAddresses, cacheDirectory }).find(
          await question(leaf, authority, "online", ["crl"]),
        );
        assert.deepEqual(
          found.map(({ origin }) => origin),
          [`${url}ca.crl`],
        );
      });
    });
  });

  it("stops when the caller's signal fires", async () => {
    await withAuthority({ fault: "timeout" }, async ({ authority, leaf }) => {
      const controller = new AbortController();
      const asked = await question(leaf, authority, "online", ["ocsp", "crl"], controller.signal);
      const work = httpRevocationSource({ allowAddresses, cacheDirectory: "/nonexistent" }).find(asked);
      controller.abort();
      await assertFails(work, "aborted");
    });
  });

  it("answers though nothing can be kept: a cache is a convenience", async () => {
    await withFolder(async (folder) => {
      const cacheDirectory = join(folder, "file");
      writeFileSync(cacheDirectory, "");
      await withAuthority({}, async ({ authority, leaf }) => {
        const found = await httpRevocationSource({ allowAddresses, cacheDirectory }).find(
          await question(leaf, authority, "online"),
        );
        assert.equal(found.length, 2);
      });
      assert.equal(readFileSync(cacheDirectory, "utf8"), "");
    });
  });

  it("takes an entry that was damaged, or is something else, for none", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf }) => {
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        await source.find(await question(leaf, authority, "online", ["crl"]));
        const [name = ""] = readdirSync(join(cacheDirectory, "revocation-1"));
        const path = join(cacheDirectory, "revocation-1", name);
        const whole = readFileSync(path);
        const offline = await question(leaf, authority, "offline", ["crl"]);
        for (let offset = 0; offset < whole.length; offset += 29) {
          const damaged = Buffer.from(whole);
          damaged[offset] = (damaged[offset] ?? 0) ^ 1;
          writeFileSync(path, damaged);
          assert.deepEqual(await source.find(offline), [], `byte ${offset}`);
        }
        for (const bytes of [
          Buffer.alloc(0),
          whole.subarray(0, 40),
          whole.subarray(0, -1),
          Buffer.concat([whole, Buffer.of(0)]),
          Buffer.alloc(100, 0xff),
        ]) {
          writeFileSync(path, bytes);
          assert.deepEqual(await source.find(offline), []);
        }
        writeFileSync(path, whole);
        assert.equal((await source.find(offline)).length, 1);
      });
    });
  });

  it("takes the entry of another key for none, though the file has this key's name", async () => {
    await withFolder(async (cacheDirectory) => {
      await withAuthority({}, async ({ authority, leaf, url }) => {
        const source = httpRevocationSource({ allowAddresses, cacheDirectory });
        await source.find(await question(leaf, authority, "online", ["crl"]));
        const folder = join(cacheDirectory, "revocation-1");
        const [name = ""] = readdirSync(folder);
        const other = await issue(authority, "11", [crlDistributionPoints([`${url}other.crl`])]);
        const { createHash } = await import("node:crypto");
        writeFileSync(
          join(folder, `crl-${createHash("sha256").update(`${url}other.crl`).digest("hex")}`),
          readFileSync(join(folder, name)),
        );
        assert.deepEqual(await source.find(await question(other, authority, "offline", ["crl"])), []);
      });
    });
  });

  it("drops what a killed writer left behind, when it next keeps something", async () => {
    await withFolder(async (cacheDirectory) => {
      const folder = join(cacheDirectory, "revocation-1");
      mkdirSync(folder);
      const { utimesSync } = await import("node:fs");
      for (const [name, age] of [
        [".countersign-old.tmp", 3],
        [".countersign-new.tmp", 0],
        ["crl-old", 500],
        ["crl-kept", 300],
      ] as const) {
        writeFileSync(join(folder, name), "x");
        const then = new Date(Date.now() - age * 86_400_000);
        utimesSync(join(folder, name), then, then);
      }
      await withAuthority({}, async ({ authority, leaf }) => {
        await httpRevocationSource({ allowAddresses, cacheDirectory }).find(
          await question(leaf, authority, "online", ["crl"]),
        );
      });
      const left = readdirSync(folder).filter((name) => !/^crl-[0-9a-f]{64}$/.test(name));
      assert.deepEqual(left.sort(), [".countersign-new.tmp", "crl-kept"]);
    });
  });

  it("refuses options that are out of range at once", () => {
    assert.throws(() => httpRevocationSource({ timeoutMs: -1 }), ConfigError);
  });
});
