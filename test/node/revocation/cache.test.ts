import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asSource, readRange } from "../../../lib/bytes/index.js";
import { RevocationCache } from "../../../lib/node/revocation/cache.js";
import { CacheListing } from "../../../lib/node/revocation/cache-folder.js";
import { CacheMemory, type RememberedEntry } from "../../../lib/node/revocation/cache-memory.js";
import { withFolder } from "../temporary-folder.js";

describe("node: the cache of revocation data", () => {
  it("keeps CRLs and answers of one key apart", async () => {
    await withFolder(async (folder) => {
      const cache = new RevocationCache(folder);
      await cache.store("crl", "k", "from a", Uint8Array.of(1));
      await cache.store("ocsp", "k", "from b", Uint8Array.of(2));
      assert.deepEqual(cache.find("crl", "k"), {
        kind: "crl",
        data: Uint8Array.of(1),
        origin: "from a",
        fromCache: true,
      });
      assert.deepEqual(cache.find("ocsp", "k"), {
        kind: "ocsp",
        data: Uint8Array.of(2),
        origin: "from b",
        fromCache: true,
      });
      assert.equal(cache.find("crl", "other"), undefined);
    });
  });

  it("keeps a large CRL on the disk, readable at any place even after it was replaced", async () => {
    await withFolder(async (folder) => {
      const cache = new RevocationCache(folder);
      const large = Buffer.alloc(5 * 1024 * 1024, 7);
      large[4_321_000] = 9;
      await cache.store("crl", "k", "o", large);
      const data = cache.find("crl", "k")!.data;
      assert.equal(data instanceof Uint8Array, false);
      await cache.store("crl", "k", "o", Uint8Array.of(1));
      const source = asSource(data);
      assert.equal(source.size, large.length);
      assert.deepEqual(await readRange(source, 4_320_999, 4_321_002), Uint8Array.of(7, 9, 7));
      assert.deepEqual(
        new Uint8Array(await source.slice(large.length - 2, large.length + 9).arrayBuffer()),
        Uint8Array.of(7, 7),
      );
      assert.equal(await readRange(source, large.length - 1, large.length + 1), undefined);
    });
  });

  it("takes a pipe in the place of an entry for none, and waits for nobody to write into it", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const cache = new RevocationCache(folder);
      await cache.store("crl", "k", "o", Uint8Array.of(1));
      const [name = ""] = readdirSync(join(folder, "revocation-1"));
      const path = join(folder, "revocation-1", name);
      rmSync(path);
      execFileSync("mkfifo", [path]);
      assert.equal(cache.find("crl", "k"), undefined);
    });
  });

  it("takes keys of any text", async () => {
    await withFolder(async (folder) => {
      const cache = new RevocationCache(folder);
      for (const key of ["", "../../x", "a/b\\c", "ü".repeat(5000), "http://a.example/\u0000"]) {
        await cache.store("crl", key, "o", Buffer.from(key));
        assert.deepEqual(cache.find("crl", key)?.data, new Uint8Array(Buffer.from(key)), key.slice(0, 9));
      }
      assert.deepEqual(readdirSync(folder), ["revocation-1"]);
    });
  });

  it("reads an entry once for as long as its file is the same, and anew once it was replaced or damaged", async () => {
    await withFolder(async (folder) => {
      const [cache, other] = [new RevocationCache(folder), new RevocationCache(folder)];
      await cache.store("crl", "k", "o", Uint8Array.of(1));
      const first = cache.find("crl", "k");
      assert.equal(cache.find("crl", "k"), first, "the same object, by which its reader knows it again");
      await other.store("crl", "k", "o", Uint8Array.of(2));
      const second = cache.find("crl", "k");
      assert.deepEqual(second?.data, Uint8Array.of(2));
      const path = join(folder, "revocation-1", readdirSync(join(folder, "revocation-1"))[0]!);
      writeFileSync(path, "something else");
      assert.equal(cache.find("crl", "k"), undefined);
      rmSync(path);
      assert.equal(cache.find("crl", "k"), undefined);
      assert.equal(cache.find("ocsp", "k"), undefined);
    });
  });

  it("holds what it has read within bounds, by number and by bytes", async () => {
    const at = { ino: 1, size: 1, mtimeMs: 1 };
    const entry = (bytes: number): RememberedEntry => ({
      key: "k",
      evidence: { kind: "crl", data: new Uint8Array(bytes), origin: "o", fromCache: true },
    });
    const many = new CacheMemory();
    for (let index = 0; index < 300; index++) many.keep(`${index}`, at, entry(1));
    assert.deepEqual([many.find("43", at), many.find("44", at) !== undefined], [undefined, true]);
    const large = new CacheMemory();
    for (let index = 0; index < 9; index++) {
      large.keep(`${index}`, at, entry(4 * 1024 * 1024));
      assert.ok(large.find("0", at) !== undefined, "what is in use stays");
    }
    assert.equal(large.find("1", at), undefined);
    assert.ok(large.find("8", at) !== undefined);
  });

  it("knows what is kept from one look at the folder, and what others keep from a later one", async () => {
    await withFolder(async (folder) => {
      const listing = new CacheListing(folder);
      assert.deepEqual([listing.isEmpty("crl"), listing.isEmpty("ocsp")], [true, true]);
      await new RevocationCache(folder, listing).store("crl", "k", "o", Uint8Array.of(1));
      assert.deepEqual([listing.isEmpty("crl"), listing.isEmpty("ocsp")], [false, true], "its own at once");
      let elapsed = 0;
      const fresh = new CacheListing(folder, () => elapsed);
      assert.equal(fresh.isEmpty("ocsp"), true);
      await new RevocationCache(folder).store("ocsp", "k", "o", Uint8Array.of(1));
      assert.equal(fresh.isEmpty("ocsp"), true, "not looked for again so soon");
      elapsed = 1001;
      assert.equal(fresh.isEmpty("ocsp"), false);
    });
  });

  describe("under many processes", () => {
    const user = fileURLToPath(new URL("./cache-user.ts", import.meta.url));

    function start(folder: string, index: number, rounds: number): ChildProcess {
      const args = [
        "--conditions",
        "countersign-source",
        "--import",
        "tsx",
        user,
        folder,
        String(index),
        String(rounds),
      ];
      return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    }

    async function outputOf(child: ChildProcess): Promise<string> {
      let output = "";
      for await (const part of child.stdout!) output += String(part);
      return output;
    }

    it("never shows a mixture, and loses no entry, while eight write and read the same ones", async () => {
      await withFolder(async (folder) => {
        const outputs = await Promise.all(Array.from({ length: 8 }, (_, index) => outputOf(start(folder, index, 15))));
        assert.deepEqual(
          outputs,
          Array.from({ length: 8 }, () => "under way\ndone\n"),
        );
        assert.equal(readdirSync(join(folder, "revocation-1")).length, 3);
      });
    });

    it("survives writers that are killed at work", async () => {
      await withFolder(async (folder) => {
        for (let index = 0; index < 3; index++) {
          const child = start(folder, index, 100_000);
          const ended = new Promise((resolve) => child.once("exit", resolve));
          await new Promise((resolve) => child.stdout!.once("data", resolve));
          child.kill("SIGKILL");
          await ended;
        }
        const cache = new RevocationCache(folder);
        for (const key of ["key 0", "key 1"]) {
          const data = cache.find("crl", key)?.data;
          assert.ok(data instanceof Uint8Array && data.every((octet) => octet === data.length % 10), key);
        }
        await cache.store("crl", "key 0", "o", Uint8Array.of(5));
        assert.deepEqual(cache.find("crl", "key 0")?.data, Uint8Array.of(5));
      });
    });
  });
});
