import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, chmodSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRange, visitSegments } from "../../lib/bytes/index.js";
import { openFile } from "../../lib/node/file-source.js";
import { TransportError, type TransportReason } from "../../lib/report/index.js";
import { asOrdinaryUser } from "../support/ordinary-user.js";
import { withFolder } from "./temporary-folder.js";

const content = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));

function isTransport(reason: TransportReason, pattern = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TransportError, String(error));
    assert.equal(error.reason, reason);
    assert.match(error.message, pattern);
    assert.ok(error.remedy.length > 0);
    return true;
  };
}

describe("node: openFile", () => {
  it("reads any range into the buffer that it is given, and says how much there was", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, content);
      const source = await openFile(path);
      assert.equal(source.size, content.length);
      const into = new Uint8Array(100);
      assert.equal(source.read(into, 5), 100);
      assert.deepEqual(Buffer.from(into), content.subarray(5, 105));
      assert.equal(source.read(into, content.length - 7), 7);
      assert.deepEqual(Buffer.from(into.subarray(0, 7)), content.subarray(-7));
      assert.equal(source.read(into, content.length), 0);
      await source.close();
    });
  });

  it("fills several parts at once, as so many reads would, or says that there is less", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, content);
      const source = await openFile(path);
      const parts = [900, 5, 9_990].map((position) => ({ position, into: new Uint8Array(10) }));
      assert.equal(source.readParts(parts), true);
      for (const { position, into } of parts)
        assert.deepEqual(Buffer.from(into), content.subarray(position, position + 10));
      assert.equal(source.readParts([{ position: 9_991, into: new Uint8Array(10) }]), false);
      await source.close();
    });
  });

  it("gives slices as a Blob does: clipped to the end, in memory of their own", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, content);
      const source = await openFile(path);
      assert.deepEqual(Buffer.from(await source.slice(10, 30).arrayBuffer()), content.subarray(10, 30));
      assert.deepEqual(Buffer.from(await source.slice(9_990, 99_999).arrayBuffer()), content.subarray(9_990));
      assert.equal((await source.slice(20_000, 30_000).arrayBuffer()).byteLength, 0);
      await source.close();
    });
  });

  it("hashes like the file whole, through segments in slices", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, content);
      const source = await openFile(path);
      const hash = createHash("sha256");
      const whole = [{ kind: "range", start: 0, end: source.size }] as const;
      assert.ok(await visitSegments(source, whole, (slice) => void hash.update(slice), { sliceBytes: 999 }));
      assert.equal(hash.digest("hex"), createHash("sha256").update(content).digest("hex"));
      await source.close();
    });
  });

  it("opens an empty file", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "empty");
      writeFileSync(path, "");
      const source = await openFile(path);
      assert.equal(source.size, 0);
      assert.equal((await readRange(source, 0, 0))?.length, 0);
      await source.close();
      await source.close();
    });
  });

  it("opens the file that a symbolic link leads to", async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, "a"), content);
      symlinkSync("a", join(folder, "b"));
      const source = await openFile(join(folder, "b"));
      assert.equal(source.size, content.length);
      await source.close();
    });
  });

  const changes: readonly [string, (path: string) => void][] = [
    ["grows", (path) => appendFileSync(path, "x")],
    ["shrinks", (path) => truncateSync(path, 10)],
    ["is rewritten at the same length", (path) => writeFileSync(path, Buffer.alloc(content.length))],
    ["has its mtime set back", (path) => utimesSync(path, 1, 1)],
    ["is renamed", (path) => renameSync(path, `${path}.old`)],
  ];
  for (const [how, change] of changes) {
    it(`says that the source changed when the file ${how}`, async () => {
      await withFolder(async (folder) => {
        const path = join(folder, "a.nupkg");
        writeFileSync(path, content);
        utimesSync(path, 1_000_000, 1_000_000);
        const source = await openFile(path);
        assert.equal(source.read(new Uint8Array(10), 0), 10);
        change(path);
        assert.throws(
          () => source.read(new Uint8Array(10), 0),
          isTransport("source-changed", /changed while it was being read/),
        );
        const parts = [{ into: new Uint8Array(10), position: 0 }];
        assert.throws(() => source.readParts(parts), isTransport("source-changed"));
        await assert.rejects(source.slice(0, 10).arrayBuffer(), isTransport("source-changed"));
        await source.close();
      });
    });
  }

  it("stops between two reads when its signal is aborted", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, content);
      const controller = new AbortController();
      const source = await openFile(path, { signal: controller.signal });
      assert.equal(source.read(new Uint8Array(10), 0), 10);
      controller.abort();
      assert.throws(() => source.read(new Uint8Array(10), 0), isTransport("aborted"));
      assert.throws(() => source.readParts([]), isTransport("aborted"));
      await source.close();
    });
  });

  it("refuses what is missing, a folder, a path through a file, and a link in a circle", async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, "file"), "");
      symlinkSync("loop", join(folder, "loop"));
      symlinkSync("nowhere", join(folder, "dangling"));
      await assert.rejects(
        openFile(join(folder, "none.nupkg")),
        isTransport("source-unreadable", /none\.nupkg does not exist/),
      );
      await assert.rejects(openFile(join(folder, "dangling")), isTransport("source-unreadable", /does not exist/));
      const unreadableName = join(folder, Buffer.from([0x61, 0xff]).toString());
      await assert.rejects(openFile(unreadableName), isTransport("source-unreadable", /it is not in UTF-8/));
      await assert.rejects(openFile(folder), isTransport("source-unreadable", /is a folder/));
      await assert.rejects(openFile(join(folder, "file", "x")), isTransport("source-unreadable", /not a folder/));
      await assert.rejects(openFile(join(folder, "loop")), isTransport("source-unreadable", /circle/));
    });
  });

  it("refuses a pipe at once instead of waiting for its writer", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      await assert.rejects(openFile(pipe), isTransport("source-unreadable", /pipe/));
    });
  });

  it("refuses a file that this user may not read", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const path = join(folder, "private");
      writeFileSync(path, content);
      chmodSync(path, 0);
      await asOrdinaryUser(folder, async () => {
        await assert.rejects(openFile(path), isTransport("source-unreadable", /may not be accessed/));
      });
    });
  });
});
