import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { build } from "esbuild";
import { HashingThread } from "../../../lib/node/batch/hashing-thread.js";
import { openFile } from "../../../lib/node/file-source.js";
import { runCommand } from "../../interop/tools.js";
import { root } from "../../shared.js";
import { withFolder } from "../temporary-folder.js";

const program = new URL("hash.mjs", import.meta.url);
const LARGE = 200_000;

describe("node: a thread that hashes", function () {
  this.timeout(20_000);

  async function withThread<T>(use: (thread: HashingThread) => Promise<T>, from: URL = program): Promise<T> {
    const thread = new HashingThread(from);
    try {
      return await use(thread);
    } finally {
      await thread.end();
    }
  }
  /** Hashes a file between two texts, and says what came of it in hexadecimal. */
  async function hashed(
    thread: HashingThread,
    path: string,
    between?: () => void,
  ): Promise<readonly string[] | undefined> {
    const source = await openFile(path);
    try {
      between?.();
      const segments = [
        { kind: "bytes", bytes: new Uint8Array(Buffer.from("..before..")).subarray(2, 8) },
        { kind: "range", start: 0, end: source.size },
        { kind: "bytes", bytes: Buffer.from("after") },
      ] as const;
      const digests = await thread.of(source)?.(segments, ["sha512", "sha256"]);
      return digests && [...digests].map(([name, digest]) => `${name} ${Buffer.from(digest).toString("hex")}`);
    } finally {
      await source.close();
    }
  }
  const expected = (content: Uint8Array): readonly string[] =>
    ["sha512", "sha256"].map(
      (name) => `${name} ${createHash(name).update("before").update(content).update("after").digest("hex")}`,
    );
  const file = (folder: string, size: number): { readonly path: string; readonly content: Uint8Array } => {
    const content = Uint8Array.from({ length: size }, (_, place) => (place * 7 + size) & 255);
    const path = join(folder, `${size}.bin`);
    writeFileSync(path, content);
    return { path, content };
  };

  it("gives the digests of the described bytes, by every algorithm that is asked for", async () => {
    await withFolder((folder) =>
      withThread(async (thread) => {
        const files = [file(folder, LARGE), file(folder, 3_000_001)];
        const found = await Promise.all(files.map(({ path }) => hashed(thread, path)));
        assert.deepEqual(
          found,
          files.map(({ content }) => expected(content)),
        );
      }),
    );
  });

  it("leaves what is small, what is in memory, and what it is too busy for to the caller", async () => {
    await withFolder((folder) =>
      withThread(async (thread) => {
        assert.equal(await hashed(thread, file(folder, 1000).path), undefined);
        assert.equal(thread.of(new Uint8Array(LARGE)), undefined);
        const { path, content } = file(folder, LARGE);
        const found = await Promise.all(Array.from({ length: 30 }, () => hashed(thread, path)));
        const done = found.filter((one) => one !== undefined);
        assert.ok(done.length > 0 && done.length < 30, String(done.length));
        for (const one of done) assert.deepEqual(one, expected(content));
      }),
    );
  });

  it("hashes no other state of a file than the one that was opened", async () => {
    await withFolder((folder) =>
      withThread(async (thread) => {
        const { path } = file(folder, LARGE);
        assert.equal(await hashed(thread, path, () => appendFileSync(path, "more")), undefined);
        assert.notEqual(await hashed(thread, path), undefined, "opened anew it is whole");
      }),
    );
  });

  it("takes back what waits when the main thread has nothing else to do, but for what is next", async () => {
    await withFolder(async (folder) => {
      const { path } = file(folder, LARGE);
      const thread = new HashingThread(new URL("deaf.mjs", import.meta.url));
      let back = 0;
      const waiting = [1, 2, 3, 4, 5].map(() => hashed(thread, path).then((digests) => (back++, digests)));
      while (back < 3) await turn();
      for (let more = 0; more < 20; more++) await turn();
      assert.equal(back, 3);
      await thread.end();
      assert.deepEqual(await Promise.all(waiting), Array(5).fill(undefined));
    });
  });

  it("once it is lost, or could not be started, leaves everything to the caller", async () => {
    await withFolder(async (folder) => {
      const { path } = file(folder, LARGE);
      await withThread(async (thread) => {
        const fatal = file(folder, 200_003).path;
        assert.deepEqual(await Promise.all([hashed(thread, fatal), hashed(thread, path)]), [undefined, undefined]);
        assert.equal(await hashed(thread, path), undefined);
      });
      await withThread(
        async (thread) => assert.equal(await hashed(thread, path), undefined),
        new URL("missing.mjs", import.meta.url),
      );
    });
  });

  it("keeps its process while somebody waits for it, and no longer", async () => {
    await withFolder(async (folder) => {
      const { path, content } = file(folder, LARGE);
      const main = join(folder, "main.mts");
      const door = (name: string): string => JSON.stringify(new URL(`../../../lib/node/${name}`, import.meta.url).href);
      writeFileSync(
        main,
        `import { HashingThread } from ${door("batch/hashing-thread.ts")};
        import { openFile } from ${door("file-source.ts")};
        const thread = new HashingThread(new URL(${JSON.stringify(program.href)}));
        const source = await openFile(${JSON.stringify(path)});
        const hash = thread.of(source);
        const digests = await hash([{ kind: "range", start: 0, end: source.size }], ["sha256"]);
        console.log(Buffer.from(digests.get("sha256")).toString("hex"));`,
      );
      const words = ["--import", "tsx", "--conditions=countersign-source", main];
      const { status, stdout, stderr } = await runCommand(process.execPath, words, { cwd: root });
      assert.equal(status, 0, stderr);
      assert.equal(stdout.trim(), createHash("sha256").update(content).digest("hex"));
    });
  });

  it("is done without in a bundle of CommonJS, which does not know where it lies", async () => {
    const { outputFiles } = await build({
      entryPoints: [join(root, "lib/node/batch/hashing-thread.ts")],
      absWorkingDir: root,
      conditions: ["countersign-source"],
      bundle: true,
      write: false,
      platform: "node",
      format: "cjs",
      logLevel: "silent",
    });
    await withFolder(async (folder) => {
      writeFileSync(join(folder, "bundle.cjs"), outputFiles[0]?.contents ?? "");
      const bundled = createRequire(import.meta.url)(join(folder, "bundle.cjs")) as {
        HashingThread: typeof HashingThread;
      };
      const thread = new bundled.HashingThread();
      await thread.end();
    });
  });

  it("answers who still waits when it is ended", async () => {
    await withFolder(async (folder) => {
      const thread = new HashingThread(program);
      const waiting = hashed(thread, file(folder, LARGE).path);
      await turn();
      await thread.end();
      assert.equal(await waiting, undefined);
    });
  });
});
