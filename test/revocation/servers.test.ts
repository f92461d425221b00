import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { httpRevocationSource } from "../../lib/node/index.js";
import { RevocationSession, type RevocationSource } from "../../lib/revocation/index.js";
import {
  authorityInformationAccess,
  createRevocationAuthority,
  crlDistributionPoints,
  type RevocationAuthority,
  type RevocationAuthorityOptions,
  type RevocationFault,
  serveRevocation,
  toPem,
} from "../../lib/testing/index.js";
import { withFolder } from "../node/temporary-folder.js";
import { requireCommands } from "../interop/tools.js";
import { strictSettings } from "./chain-with-revocation.js";
import { days, judgeLeaf, leafWith, type LeafQuestion, now, smallPki } from "./small-pki.js";

const allowAddresses = ["127.0.0.1"];

interface Served {
  readonly leaf: Uint8Array;
  readonly authority: RevocationAuthority;
  readonly source: RevocationSource;
  /** The run's timers; each but the deadline's fires once the server has been asked: what hangs is given up at once. */
  readonly timer: (milliseconds: number) => AbortSignal;
}

/** The issuer's OCSP and CRL on loopback, named by a leaf, and the HTTP source over a cache of its own. */
async function withServer(options: RevocationAuthorityOptions, use: (served: Served) => Promise<void>): Promise<void> {
  const { issuer } = await smallPki();
  const authority = createRevocationAuthority(issuer, { clock: () => now, ...options });
  const server = await serveRevocation(new Map([["ca", authority]]), { oversizedBytes: 1 << 20, dripMs: 5 });
  try {
    const access = authorityInformationAccess({ ocsp: [`${server.url}ca.ocsp`] });
    const leaf = await leafWith([access, crlDistributionPoints([`${server.url}ca.crl`])]);
    const timer = (milliseconds: number): AbortSignal => {
      const controller = new AbortController();
      if (milliseconds >= strictSettings.deadlineMs) return controller.signal;
      const seen = authority.requestCount;
      const look = setInterval(() => {
        if (authority.requestCount === seen) return;
        clearInterval(look);
        controller.abort();
      }, 20);
      look.unref();
      return controller.signal;
    };
    await withFolder(async (cacheDirectory) =>
      use({ leaf, authority, timer, source: httpRevocationSource({ allowAddresses, cacheDirectory }) }),
    );
  } finally {
    await server.close();
  }
}

const online = (source: RevocationSource, run: LeafQuestion["run"] = {}): LeafQuestion => ({
  settings: { mode: "online" },
  run: { sources: [source], ...run },
});

describe("revocation over real HTTP", function () {
  this.timeout(60_000);

  it("is good by OCSP alone, and then by what was kept, without another request", async () => {
    await withServer({}, async ({ leaf, source, authority }) => {
      const { leaf: answer } = await judgeLeaf(leaf, online(source));
      assert.deepEqual([answer.status, answer.attempts.length, answer.attempts[0]?.method], ["good", 1, "ocsp"]);
      assert.equal(authority.requestCount, 1);
      const offline = await judgeLeaf(leaf, { run: { sources: [source] } });
      assert.equal(offline.leaf.status, "good");
      assert.equal(authority.requestCount, 1);
    });
  });

  it("is revoked, with date and reason", async () => {
    await withServer({}, async ({ leaf, source, authority }) => {
      authority.revoke("0a", { revokedAt: days(-2), reason: "keyCompromise" });
      const { leaf: answer, codes } = await judgeLeaf(leaf, online(source));
      assert.deepEqual([answer.status, ...codes], ["revoked", "certificate-revoked"]);
      assert.equal(answer.revocation?.reason, "keyCompromise");
    });
  });

  /** What keeps an answer from counting, on the wire or in what it says; OCSP by POST and, after an HTTP error, by GET. */
  const faults: readonly (readonly [RevocationFault, number])[] = [
    ["unknown", 1],
    ["stale", 1],
    ["future", 1],
    ["wrong-signer", 1],
    ["bad-signature", 1],
    ["truncated", 1],
    ["garbage", 1],
    ["empty", 1],
    ["wrong-certificate", 1],
    ["try-later", 1],
    ["unauthorized-responder", 1],
    ["oversized", 1],
    ["reset", 1],
    ["http-404", 2],
    ["http-500", 2],
    ["html", 1],
    ["wrong-content-type", 1],
  ];
  for (const [fault, requests] of faults) {
    it(`falls back to the CRL when OCSP fails: ${fault}`, async () => {
      const plan = Array.from({ length: requests }, () => fault);
      await withServer({ fault: plan }, async ({ leaf, source }) => {
        const { leaf: answer, codes } = await judgeLeaf(leaf, online(source));
        assert.deepEqual([answer.status, ...codes], ["good"]);
        assert.deepEqual(answer.attempts.at(-1)?.method, "crl");
        assert.notEqual(answer.attempts[0]?.result, "good");
      });
    });
  }

  for (const [fault] of faults.filter(
    ([name]) => name !== "unknown" && name !== "try-later" && name !== "wrong-certificate",
  )) {
    if (fault === "unauthorized-responder" || fault === "wrong-content-type") continue;
    it(`is unknown, never good, when both fail: ${fault}`, async () => {
      await withServer({ fault }, async ({ leaf, source }) => {
        const { leaf: answer, codes, refusal } = await judgeLeaf(leaf, online(source));
        assert.equal(answer.status, "unknown");
        assert.equal(codes[0], fault === "stale" ? "revocation-stale" : "revocation-unknown");
        assert.ok(refusal.length > 0);
        assert.ok(answer.attempts.length >= 2);
      });
    });
  }

  for (const fault of ["timeout", "slow-drip"] as const)
    it(`gives up on a server that hangs or dribbles, within the deadline, once for a whole batch: ${fault}`, async () => {
      await withServer({ fault }, async ({ leaf, source, timer, authority }) => {
        const session = new RevocationSession();
        const first = await judgeLeaf(leaf, online(source, { timer, session }));
        assert.deepEqual([first.leaf.status, first.codes[0]], ["unknown", "revocation-unknown"]);
        const asked = authority.requestCount;
        const another = await judgeLeaf(leaf, online(source, { timer, session }));
        assert.equal(another.leaf.status, "unknown");
        assert.equal(authority.requestCount, asked, "nobody asked a dead server again");
      });
    });

  it("reaches no loopback address on a certificate's word alone", async () => {
    await withServer({}, async ({ leaf, authority }) => {
      await withFolder(async (cacheDirectory) => {
        const { leaf: answer } = await judgeLeaf(leaf, online(httpRevocationSource({ cacheDirectory })));
        assert.equal(answer.status, "unknown");
        assert.deepEqual(
          answer.attempts.map(({ method, result }) => [method, result]),
          [
            ["ocsp", "blocked"],
            ["crl", "blocked"],
          ],
        );
        assert.equal(authority.requestCount, 0);
      });
    });
  });
});

describe("openssl as an OCSP server", function () {
  this.timeout(60_000);

  before(function () {
    requireCommands(this, "openssl");
  });

  for (const [state, status] of [
    ["V\t310101000000Z\t\t0A\tunknown\t/CN=Leaf", "good"],
    ["R\t310101000000Z\t260101000000Z,superseded\t0A\tunknown\t/CN=Leaf", "revoked"],
    ["V\t310101000000Z\t\t0B\tunknown\t/CN=Other", "unknown"],
  ] as const)
    it(`is understood when it says ${status}`, async () => {
      await withFolder(async (folder) => {
        const server = await startOpenssl(folder, state);
        try {
          const leaf = await leafWith([authorityInformationAccess({ ocsp: [`http://127.0.0.1:${server.port}/`] })]);
          const source = httpRevocationSource({ allowAddresses, cacheDirectory: join(folder, "cache") });
          // It dates its answers by the system's clock.
          const { leaf: answer } = await judgeLeaf(leaf, online(source, { at: Date.now() + 1000 }));
          assert.equal(answer.status, status);
          assert.equal(answer.attempts[0]?.result, status);
        } finally {
          server.process.kill();
        }
      });
    });
});

async function startOpenssl(
  folder: string,
  line: string,
): Promise<{ readonly process: ChildProcess; readonly port: number }> {
  const { issuer } = await smallPki();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const index = file("index.txt", `${line}\n`);
  const certificate = file("ca.pem", toPem("CERTIFICATE", issuer.certificate));
  const key = file("ca.key", toPem("PRIVATE KEY", issuer.key.pkcs8));
  const args = [
    "ocsp",
    "-port",
    "0",
    "-index",
    index,
    "-CA",
    certificate,
    "-rsigner",
    certificate,
    "-rkey",
    key,
    "-ndays",
    "7",
  ];
  const process = spawn("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
  const port = await new Promise<number>((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /ACCEPT [^\s]*:(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    process.stdout.on("data", listen);
    process.stderr.on("data", listen);
    process.once("exit", () => reject(new Error(`openssl ocsp ended: ${said}`)));
  });
  return { process, port };
}
