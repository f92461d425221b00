import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createVerifier,
  DecodeError,
  ConfigError,
  type RandomAccessSource,
  signPackage,
  TransportError,
  type TrustStore,
} from "../../lib/index.js";
import { httpTimestampSource, loadPem, loadPfx, openFile, writeSignedPackage } from "../../lib/node/index.js";
import { createTimestampAuthority, serveTimestampAuthority, type TimestampFault } from "../../lib/testing/index.js";
import { testFile, testIssued, testSigner, testTimestampIdentity } from "../../test-certs/index.js";
import { withFolder } from "../node/temporary-folder.js";
import { clock, testTrust } from "../sign/fixture.js";
import { signedPackage, unsignedPackage } from "../support/package.js";
import { seeded } from "../support/random.js";
import { stamped } from "../support/tokens.js";

describe("files that can't be had", () => {
  let trust: TrustStore;
  before(async () => (trust = await testTrust()));

  const typed = (reason: TransportError["reason"]) => (error: unknown) =>
    error instanceof TransportError && error.reason === reason && error.remedy !== "";

  it("a missing file, and a folder, are typed errors that name the file", () =>
    withFolder(async (folder) => {
      await assert.rejects(openFile(join(folder, "missing.nupkg")), typed("source-unreadable"));
      await assert.rejects(openFile(folder), typed("source-unreadable"));
      await assert.rejects(openFile(join(folder, "missing.nupkg")), /missing\.nupkg/);
    }));

  it("a file that this user may not read is a typed error", function () {
    if (process.getuid?.() === 0) this.skip(); // root may read everything
    return withFolder(async (folder) => {
      const path = join(folder, "secret.nupkg");
      writeFileSync(path, "secret");
      chmodSync(path, 0);
      await assert.rejects(openFile(path), typed("source-unreadable"));
    });
  });

  it("a wrong password is a typed error that does not hold it", async () => {
    const isAboutPassword = (error: unknown): boolean =>
      (error instanceof ConfigError || error instanceof DecodeError) &&
      /password/i.test(error.message) &&
      !error.message.includes("hunter2");
    await assert.rejects(loadPfx(testFile("pfx", "author-rsa-2048.pfx"), "hunter2"), isAboutPassword);
    await assert.rejects(loadPfx(testFile("pfx", "author-rsa-2048-rc2.pfx"), "hunter2"), isAboutPassword);
    const certificate = testFile("certs", "author-rsa-2048.pem");
    const key = testFile("keys", "forms", "author-rsa-2048.encrypted.pem");
    await assert.rejects(loadPem(key, certificate, "hunter2"), isAboutPassword);
    await loadPfx(testFile("pfx", "author-rsa-2048.pfx"), "countersign");
  });

  it("a file that changes while it is read gives no verdict, and neither does one that grows or shrinks", () =>
    withFolder(async (folder) => {
      const bytes = await signedPackage({ primary: { signer: testIssued("author-rsa-2048"), unsigned: stamped() } });
      const changes: Readonly<Record<string, Uint8Array>> = {
        altered: bytes.map((octet, place) => (place === 100 ? octet ^ 1 : octet)),
        grown: Buffer.concat([bytes, Buffer.from("more")]),
        shrunk: bytes.subarray(0, bytes.length - 1),
      };
      for (const [name, changed] of Object.entries(changes)) {
        const path = join(folder, `${name}.nupkg`);
        writeFileSync(path, bytes);
        const source = await openFile(path);
        const changing = afterReads(source, 2, () => writeFileSync(path, changed));
        await assert.rejects(createVerifier({ trust, clock }).verify(changing), typed("source-changed"), name);
        await source.close();
        writeFileSync(path, bytes);
      }
      const quiet = await openFile(join(folder, "altered.nupkg"));
      assert.equal((await createVerifier({ trust, clock }).verify(quiet)).outcome, "trusted");
      await quiet.close();
    }));
});

/** A source in which something happens after so many reads. */
function afterReads(
  source: Awaited<ReturnType<typeof openFile>>,
  count: number,
  happen: () => void,
): RandomAccessSource {
  let reads = 0;
  const counted = (): void => {
    if (++reads === count) happen();
  };
  return {
    size: source.size,
    slice: (start, end) => {
      counted();
      return source.slice(start, end);
    },
    async read(into, position) {
      counted();
      return source.read(into, position);
    },
  };
}

describe("signing in place by an authority that is dead or lies", function () {
  this.timeout(60_000);
  const faults: readonly TimestampFault[] = [
    "http-500",
    "http-404",
    "html",
    "wrong-content-type",
    "reset",
    "redirect-loop",
    "wrong-nonce",
    "wrong-imprint",
    "untrusted",
    "expired",
    "future",
    "bad-signature",
    "rejection",
    "truncated",
    "garbage",
    "empty",
    "timeout",
    "slow-drip",
    "oversized",
  ];
  for (const fault of faults)
    it(`${fault}: a typed error, the file as it was, and nothing beside it`, () =>
      withFolder(async (folder) => {
        const path = join(folder, "a.nupkg");
        writeFileSync(path, unsignedPackage());
        await assert.rejects(signInPlace(path, fault), TransportError);
        assert.ok(readFileSync(path).equals(unsignedPackage()));
        assert.deepEqual(readdirSync(folder), ["a.nupkg"]);
      }));

  it("none: the file is signed and trusted", () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, unsignedPackage());
      await signInPlace(path, undefined);
      const verdict = await createVerifier({ trust: await testTrust(), clock }).verify(
        new Uint8Array(readFileSync(path)),
      );
      assert.equal(verdict.outcome, "trusted");
      assert.deepEqual(readdirSync(folder), ["a.nupkg"]);
    }));

  async function signInPlace(path: string, fault: TimestampFault | undefined): Promise<void> {
    const authority = createTimestampAuthority(testTimestampIdentity(), {
      clock,
      ...(fault !== undefined && { fault }),
    });
    const server = await serveTimestampAuthority(authority, { dripMs: 20, oversizedBytes: 1 << 22 });
    const source = await openFile(path);
    try {
      const timestamp = {
        sources: [httpTimestampSource(server.url, { allowAddresses: ["127.0.0.1"] })],
        attempts: 1,
        deadlineMs: 1500,
      };
      const signer = testSigner("author-rsa-2048");
      await writeSignedPackage(path, await signPackage(source, { signer, trust: await testTrust(), clock, timestamp }));
    } finally {
      await source.close();
      await server.close();
    }
  }
});

describe("kill -9 while a package is signed in place", function () {
  this.timeout(180_000);

  it("at any moment leaves the old file or the whole new one, which is trusted", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const old = unsignedPackage({ zip: { entries: bigEntries() } });
      const verifier = createVerifier({ trust: await testTrust(), clock });
      const outcomes = new Map<string, number>();
      const next = seeded(6);
      for (let round = 0; round < 8; round++) {
        const here = join(folder, String(round));
        mkdirSync(here);
        const file = join(here, "a.nupkg");
        writeFileSync(file, old);
        await killedSigning(file, next(round % 4 === 0 ? 400 : 60));
        const now = readFileSync(file);
        const outcome = now.equals(old) ? "old" : (await verifier.verify(new Uint8Array(now))).outcome;
        assert.ok(outcome === "old" || outcome === "trusted", `round ${round}: ${outcome}, ${now.length} bytes`);
        const others = readdirSync(here).filter((name) => name !== "a.nupkg");
        assert.ok(
          others.every((name) => name.startsWith(".countersign-") && name.endsWith(".tmp")),
          others.join(),
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      assert.ok((outcomes.get("old") ?? 0) > 0, "no process was killed in time");
    });
  });
});

/** Two MiB that don't compress: long enough to be interrupted while they are written. */
function bigEntries(): readonly { readonly name: string; readonly content: Uint8Array }[] {
  const next = seeded(7);
  const content = Uint8Array.from({ length: 1 << 21 }, () => next(256));
  return [
    {
      name: "Lab.Sample.nuspec",
      content: Buffer.from("<package><metadata><id>Lab.Sample</id><version>1.0.0</version></metadata></package>"),
    },
    { name: "data.bin", content },
  ];
}

/** Signs in a process of its own, and kills it so many milliseconds after it said that it begins to write. */
async function killedSigning(path: string, afterMs: number): Promise<void> {
  const script = fileURLToPath(new URL("./sign-in-place.ts", import.meta.url));
  const args = ["--import", "tsx", "--conditions=countersign-source", script, path];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
  await ended;
  clearTimeout(timer);
}
