import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openFile } from "../../lib/node/file-source.js";
import { writeSignedPackage } from "../../lib/node/write-atomic.js";
import { TransportError } from "../../lib/report/index.js";
import { asOrdinaryUser } from "../support/ordinary-user.js";
import { withFolder } from "./temporary-folder.js";

function signed(...parts: readonly string[]): { chunks(): AsyncIterable<Uint8Array> } {
  return {
    chunks: async function* () {
      for (const part of parts) yield Buffer.from(part);
    },
  };
}

describe("node: writeSignedPackage", () => {
  it("writes the chunks one after the other under a new name, and nothing beside it", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      await writeSignedPackage(path, signed("one", "", "two"));
      assert.equal(readFileSync(path, "utf8"), "onetwo");
      assert.deepEqual(readdirSync(folder), ["a.nupkg"]);
    });
  });

  it("gives a new file the mode that the user's mask leaves", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const former = process.umask(0o027);
      try {
        await writeSignedPackage(join(folder, "a"), signed("x"));
      } finally {
        process.umask(former);
      }
      assert.equal(statSync(join(folder, "a")).mode & 0o777, 0o640);
    });
  });

  for (const mode of [0o600, 0o644, 0o755, 0o666, 0o444]) {
    it(`keeps the mode ${mode.toString(8)} of the file that it replaces`, async function () {
      if (process.platform === "win32") this.skip();
      await withFolder(async (folder) => {
        const path = join(folder, "a");
        writeFileSync(path, "old");
        chmodSync(path, mode);
        await writeSignedPackage(path, signed("new"));
        assert.equal(statSync(path).mode & 0o777, mode);
        assert.equal(readFileSync(path, "utf8"), "new");
      });
    });
  }

  it("keeps the owner of the file that it replaces, where the system lets it", async function () {
    if (process.getuid?.() !== 0) this.skip(); // only root can give files away
    await withFolder(async (folder) => {
      const { chownSync } = await import("node:fs");
      const path = join(folder, "a");
      writeFileSync(path, "old");
      chownSync(path, 12_345, 23_456);
      await writeSignedPackage(path, signed("new"));
      const { uid, gid } = statSync(path);
      assert.deepEqual({ uid, gid }, { uid: 12_345, gid: 23_456 });
    });
  });

  it("says that the folder may not be written where the file itself is the user's own", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const closed = join(folder, "closed");
      mkdirSync(closed);
      writeFileSync(join(closed, "a"), "old", { mode: 0o666 });
      chmodSync(closed, 0o555);
      await asOrdinaryUser(folder, () =>
        assert.rejects(writeSignedPackage(join(closed, "a"), signed("new")), (error) => {
          assert.ok(error instanceof TransportError && error.reason === "target-unwritable", String(error));
          assert.match(error.message, /a could not be written: this user may not write to its folder\./);
          assert.match(error.remedy, /^Grant access to the folder/);
          return true;
        }),
      );
      chmodSync(closed, 0o755);
      assert.equal(readFileSync(join(closed, "a"), "utf8"), "old");
    });
  });

  it("replaces the file that it is still reading from", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a");
      writeFileSync(path, "old content");
      const source = await openFile(path);
      await writeSignedPackage(path, {
        chunks: async function* () {
          yield new Uint8Array(await source.slice(0, source.size).arrayBuffer());
          yield Buffer.from(" and signature");
        },
      });
      await source.close();
      assert.equal(readFileSync(path, "utf8"), "old content and signature");
    });
  });

  it("leaves a symbolic link in place and replaces the file that it leads to", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      mkdirSync(join(folder, "store"));
      writeFileSync(join(folder, "store", "a"), "old");
      symlinkSync(join("store", "a"), join(folder, "one"));
      symlinkSync("one", join(folder, "two"));
      await writeSignedPackage(join(folder, "two"), signed("new"));
      assert.equal(readlinkSync(join(folder, "two")), "one");
      assert.ok(lstatSync(join(folder, "one")).isSymbolicLink());
      assert.equal(readFileSync(join(folder, "store", "a"), "utf8"), "new");
      assert.deepEqual(readdirSync(join(folder, "store")), ["a"]);
    });
  });

  it("refuses a link that leads to no file, or in a circle: who made it would choose where a new file goes", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      symlinkSync("later", join(folder, "link"));
      symlinkSync("link", join(folder, "through"));
      symlinkSync("circle", join(folder, "circle"));
      for (const [name, message] of [
        ["link", /symbolic link to later, where no file is/],
        ["through", /symbolic link to link, where no file is/],
        ["circle", /in a circle/],
      ] as const)
        await assert.rejects(writeSignedPackage(join(folder, name), signed("new")), (error) => {
          assert.ok(error instanceof TransportError && error.reason === "target-unwritable", String(error));
          assert.match(error.message, message);
          return true;
        });
      assert.deepEqual(readdirSync(folder).toSorted(), ["circle", "link", "through"]);
    });
  });

  it("refuses a link to a pipe, whatever name the system gives of it, and advises no removal", function () {
    if (!existsSync("/proc/self/fd")) this.skip();
    const module = JSON.stringify(new URL("../../lib/node/write-atomic.ts", import.meta.url).href);
    const text = `import { writeSignedPackage } from ${module};
      await writeSignedPackage("/dev/stdout", { async *chunks() {} }).catch(({ message, remedy }) => console.error(message, remedy));`;
    const words = ["--conditions", "countersign-source", "--import", "tsx", "--input-type=module", "-e", text];
    const { stderr } = spawnSync("/bin/sh", ["-c", '"$0" "$@" | cat', process.execPath, ...words], {
      encoding: "utf8",
    });
    assert.match(stderr, /^\/dev\/stdout is not a regular file, so it can't be replaced\. Name a file: /);
  });

  it("cuts a hard link: the other name keeps the old content", async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, "a"), "old");
      linkSync(join(folder, "a"), join(folder, "b"));
      await writeSignedPackage(join(folder, "a"), signed("new"));
      assert.equal(readFileSync(join(folder, "b"), "utf8"), "old");
    });
  });

  it("leaves the old file and nothing else when the chunks fail, and passes their error on", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a");
      writeFileSync(path, "old");
      const failure = new RangeError("a defect of whoever made the chunks");
      const chunks = async function* (): AsyncIterable<Uint8Array> {
        yield Buffer.from("part");
        throw failure;
      };
      await assert.rejects(writeSignedPackage(path, { chunks }), (error) => error === failure);
      assert.equal(readFileSync(path, "utf8"), "old");
      assert.deepEqual(readdirSync(folder), ["a"]);
      await assert.rejects(writeSignedPackage(join(folder, "b"), { chunks }), (error) => error === failure);
      assert.deepEqual(readdirSync(folder), ["a"]);
    });
  });

  const refused: readonly [string, (folder: string) => string, RegExp][] = [
    ["a folder", (folder) => folder, /is not a regular file/],
    ["a device", () => "/dev/null", /is not a regular file/],
    ["a folder that is not there", (folder) => join(folder, "none", "a"), /folder does not exist/],
    [
      "a path through a file",
      (folder) => (writeFileSync(join(folder, "f"), ""), join(folder, "f", "a")),
      /not a folder/,
    ],
    ["a name that is too long", (folder) => join(folder, "x".repeat(300)), /too long/],
  ];
  for (const [what, pathIn, pattern] of refused) {
    it(`refuses ${what}, with a typed error`, async function () {
      if (process.platform === "win32") this.skip();
      await withFolder(async (folder) => {
        await assert.rejects(writeSignedPackage(pathIn(folder), signed("new")), (error) => {
          assert.ok(error instanceof TransportError && error.reason === "target-unwritable", String(error));
          assert.match(error.message, pattern);
          return true;
        });
        assert.ok(readdirSync(folder).every((name) => !name.endsWith(".tmp")));
      });
    });
  }

  it("takes names as long as the file system allows", async () => {
    await withFolder(async (folder) => {
      await writeSignedPackage(join(folder, "x".repeat(255)), signed("new"));
      assert.deepEqual(readdirSync(folder), ["x".repeat(255)]);
    });
  });

  it("lets several writers of one name each write it whole", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a");
      const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(50_000));
      await Promise.all(texts.map((text) => writeSignedPackage(path, signed(...(text.match(/.{1,999}/g) ?? [])))));
      assert.ok(texts.includes(readFileSync(path, "utf8")));
      assert.deepEqual(readdirSync(folder), ["a"]);
    });
  });

  it("leaves nothing behind where the process exits meanwhile", async () => {
    await withFolder(async (folder) => {
      const paths = [join(folder, "a"), join(folder, "b")];
      writeFileSync(join(folder, "a"), "old");
      const writer = fileURLToPath(new URL("./exiting-writer.ts", import.meta.url));
      const child = spawn(process.execPath, ["--import", "tsx", writer, ...paths], { stdio: "inherit" });
      assert.equal(await new Promise((resolve) => child.once("exit", resolve)), 7);
      assert.deepEqual(readdirSync(folder), ["a"]);
      assert.equal(readFileSync(join(folder, "a"), "utf8"), "old");
    });
  });

  it("leaves no listener behind", async () => {
    await withFolder(async (folder) => {
      const before = process.listenerCount("exit");
      await Promise.all(["a", "b"].map((name) => writeSignedPackage(join(folder, name), signed("x"))));
      assert.equal(process.listenerCount("exit"), before);
    });
  });

  describe("killed at any point", () => {
    const writer = fileURLToPath(new URL("./slow-writer.ts", import.meta.url));
    const pieces = 3;

    /** Lets the writer go on piece by piece, and kills it after `steps` of them. */
    async function killAfter(steps: number, path: string): Promise<void> {
      const child = spawn(process.execPath, ["--import", "tsx", writer, path, String(pieces)], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await walk(child, steps);
      child.kill("SIGKILL");
      await ended;
    }

    async function walk(child: ChildProcess, steps: number): Promise<void> {
      let step = 0;
      for await (const line of createInterface({ input: child.stdout! })) {
        if (line === "done" || step++ === steps) return;
        child.stdin!.write("go\n");
      }
    }

    for (let steps = 0; steps <= pieces; steps++) {
      const expected = steps < pieces ? "old" : "n".repeat(4096 * pieces);
      it(`leaves ${steps < pieces ? "the old file" : "the whole new one"} after ${steps} of ${pieces} pieces`, async function () {
        if (process.platform === "win32") this.skip();
        await withFolder(async (folder) => {
          const path = join(folder, "a.nupkg");
          writeFileSync(path, "old");
          await killAfter(steps, path);
          assert.equal(readFileSync(path, "utf8"), expected);
        });
      });
    }
  });
});
