import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { underLock } from "../../../lib/node/pins/file-lock.js";
import { filePinStore } from "../../../lib/node/pins/pin-store.js";
import type { PinRecord } from "../../../lib/policy/index.js";
import { ConfigError, type Fingerprint, TransportError } from "../../../lib/report/index.js";
import { asOrdinaryUser } from "../../support/ordinary-user.js";
import { withFolder } from "../temporary-folder.js";

const digest = (digit: string): Fingerprint => `sha256:${digit.repeat(64)}`;

function pin(id: string, more: Partial<PinRecord> = {}): PinRecord {
  const signers = [{ kind: "author", certificate: digest("a"), publicKey: digest("b") }] as const;
  return {
    version: 1,
    id,
    packageVersion: "1.0.0",
    content: digest("c"),
    signers,
    seen: "2030-01-01T00:00:00Z",
    ...more,
  };
}

function withStore<T>(use: (path: string) => Promise<T>): Promise<T> {
  return withFolder((folder) => use(join(folder, "countersign.lock.json")));
}

describe("node: filePinStore", () => {
  it("pins nothing where there is no file, and makes none by reading", async () => {
    await withStore(async (path) => {
      assert.equal(await filePinStore(path).read("A"), undefined);
      assert.deepEqual(readdirSync(join(path, "..")), []);
    });
  });

  it("writes at once what is asked for at once, and takes one of two that replace the same pin", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      const ids = Array.from({ length: 50 }, (_, index) => `P${index}`);
      const writes = ids.map((id) => store.write(pin(id), undefined));
      const twice = store.write(pin("P7", { packageVersion: "2.0.0" }), undefined);
      assert.equal(await writes[0], true);
      // Each writing costs the whole file: by the time that the first is told, the last is in it.
      assert.equal(readFileSync(path, "utf8").match(/"packageVersion": "1\.0\.0"/g)?.length, 50);
      assert.deepEqual(
        await Promise.all(writes),
        Array.from(ids, () => true),
      );
      assert.equal(await twice, false);
    });
  });

  it("keeps the day of the first time where nothing else changes: the file stays as it is", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      await store.write(pin("A"), undefined);
      const before = readFileSync(path, "utf8");
      assert.equal(await store.write(pin("A", { seen: "2031-01-01T00:00:00Z" }), pin("A")), true);
      assert.equal(readFileSync(path, "utf8"), before);
      assert.equal(await store.write(pin("A", { seen: "2031-01-01T00:00:00Z" }), undefined), false);
      assert.equal(
        await store.write(pin("A", { packageVersion: "1.0.1", seen: "2031-01-01T00:00:00Z" }), pin("A")),
        true,
      );
      assert.match(readFileSync(path, "utf8"), /2031/);
    });
  });

  it("tells each of those that came at once what is wrong with it, and writes the others", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      const wrong = store.write(pin("B", { seen: "yesterday" }), undefined);
      const [right] = await Promise.all([store.write(pin("A"), undefined), assert.rejects(wrong, ConfigError)]);
      assert.equal(right, true);
      assert.equal(await store.read("B"), undefined);
    });
  });

  it("gives back what was written, to any store over the file, whatever case the id has", async () => {
    await withStore(async (path) => {
      const record = pin("Contoso.Core", {
        signers: [
          { kind: "author", certificate: digest("1"), publicKey: digest("2") },
          {
            kind: "repository",
            certificate: digest("3"),
            publicKey: digest("4"),
            repository: "https://a.example/v3/index.json",
          },
        ],
      });
      assert.equal(await filePinStore(path).write(record, undefined), true);
      assert.deepEqual(await filePinStore(path).read("contoso.CORE"), record);
      assert.equal(await filePinStore(path).read("Contoso"), undefined);
    });
  });

  it("replaces a pin only if it is still the one that was compared", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      const [one, two, three] = ["1.0.0", "2.0.0", "3.0.0"].map((packageVersion) => pin("A", { packageVersion })) as [
        PinRecord,
        PinRecord,
        PinRecord,
      ];
      assert.equal(await store.write(one, two), false, "there is none yet");
      assert.equal(await store.write(one, undefined), true);
      assert.equal(await store.write(two, undefined), false, "another writer came first");
      assert.equal(await store.write(two, three), false);
      assert.equal(await store.write(two, structuredClone(one)), true);
      assert.deepEqual(await store.read("a"), two);
    });
  });

  it("is one file by each of its names: what two write at once through a link and beside it is all there", async () => {
    await withStore(async (path) => {
      const link = join(path, "..", "link.json");
      symlinkSync(path, link);
      await assert.rejects(filePinStore(link).write(pin("x"), undefined), TransportError, "it leads to no file yet");
      await filePinStore(path).write(pin("x"), undefined);
      const ids = ["a", "b", "c", "d", "e", "f"];
      const written = ids.map((id, place) => filePinStore(place % 2 === 0 ? link : path).write(pin(id), undefined));
      assert.ok((await Promise.all(written)).every((done) => done));
      for (const id of ids) assert.deepEqual(await filePinStore(link).read(id), pin(id));
    });
  });

  it("keeps the file sorted, so that a change touches only its own lines", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      for (const id of ["b", "C", "a"]) await store.write(pin(id), undefined);
      const before = readFileSync(path, "utf8").split("\n");
      assert.deepEqual(
        before.filter((line) => line.includes('"id"')).map((line) => line.trim()),
        ['"id": "a",', '"id": "b",', '"id": "C",'],
      );
      await store.write(pin("b", { packageVersion: "2.0.0" }), pin("b"));
      const after = readFileSync(path, "utf8").split("\n");
      assert.deepEqual(
        after.filter((line, index) => line !== before[index]).map((line) => line.trim()),
        ['"packageVersion": "2.0.0",'],
      );
      assert.equal(after.at(-1), "");
    });
  });

  it("sees what another store wrote meanwhile, though it had read the file before", async () => {
    await withStore(async (path) => {
      const [one, other] = [filePinStore(path), filePinStore(path)];
      await one.write(pin("A"), undefined);
      assert.ok(await other.read("A"));
      await one.write(pin("A", { packageVersion: "2.0.0" }), pin("A"));
      assert.equal((await other.read("A"))?.packageVersion, "2.0.0");
    });
  });

  it("keeps the mode of the file and leaves nothing beside it", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      await store.write(pin("A"), undefined);
      chmodSync(path, 0o640);
      await store.write(pin("B"), undefined);
      assert.equal(statSync(path).mode & 0o777, 0o640);
      assert.deepEqual(readdirSync(join(path, "..")), ["countersign.lock.json"]);
    });
  });

  it("takes ids that are names of other things in JavaScript", async () => {
    await withStore(async (path) => {
      for (const id of ["__proto__", "constructor", "hasOwnProperty"]) {
        assert.equal(await filePinStore(path).read(id), undefined);
        assert.equal(await filePinStore(path).write(pin(id), undefined), true);
        assert.deepEqual(await filePinStore(path).read(id), pin(id));
      }
    });
  });

  it("writes the record as it was when the call was made, and keeps nothing that its reader could alter", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      const mine = pin("A");
      const statement = Uint8Array.of(1, 2, 3);
      const written = [store.write(pin("Z"), undefined), store.write(mine, undefined), store.addSuccession(statement)];
      Object.assign(mine, { id: "B", content: "something else" });
      statement[0] = 9;
      await Promise.all(written);
      assert.equal(await store.read("B"), undefined);
      const read = await store.read("A");
      assert.deepEqual(read, pin("A"));
      assert.throws(() => Object.assign(read ?? {}, { content: digest("f") }), TypeError);
      assert.throws(() => Object.assign(read?.signers[0] ?? {}, { publicKey: digest("f") }), TypeError);
      assert.deepEqual(await store.successions(), [Uint8Array.of(1, 2, 3)]);
      (await store.successions())[0]?.fill(0);
      await store.write(pin("C"), undefined);
      assert.deepEqual(await filePinStore(path).successions(), [Uint8Array.of(1, 2, 3)]);
    });
  });

  it("tells by a ConfigError what JSON could not hold, and goes on with those that came with it", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      const circular: Record<string, unknown> = { repository: undefined };
      circular["repository"] = circular;
      const [signer] = pin("A").signers;
      const wrong = [1n, circular, "\ud800"].map((repository) =>
        store.write(pin("A", { signers: [Object.assign({}, signer, { repository })] }), undefined),
      );
      wrong.push(store.write(pin("\ud800"), undefined));
      const right = store.write(pin("B"), undefined);
      for (const one of wrong) await assert.rejects(one, (error) => error instanceof ConfigError && error.at !== path);
      await assert.rejects(store.write(pin("B"), pin("\ud800")), ConfigError);
      assert.equal(await right, true);
      assert.equal((await filePinStore(path).read("B"))?.id, "B");
    });
  });

  it("refuses to write a record that it could not read back, and leaves the file as it was", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      await store.write(pin("A"), undefined);
      const before = readFileSync(path, "utf8");
      await assert.rejects(store.write(pin("B", { content: "sha256:zz" as Fingerprint }), undefined), ConfigError);
      await assert.rejects(store.write(pin("B", { seen: "yesterday" }), undefined), ConfigError);
      assert.equal(readFileSync(path, "utf8"), before);
    });
  });

  it("keeps announced changes of keys, each once", async () => {
    await withStore(async (path) => {
      const store = filePinStore(path);
      await store.addSuccession(Uint8Array.of(1, 2, 3));
      await store.write(pin("A"), undefined);
      await store.addSuccession(Uint8Array.of(1, 2, 3));
      await store.addSuccession(Buffer.alloc(6000, 7));
      const kept = await filePinStore(path).successions();
      assert.deepEqual(kept.map((statement) => statement.length).sort(), [3, 6000]);
      assert.ok(await store.read("A"));
    });
  });
});

describe("node: a lock file that can't be understood", () => {
  const good = `{\n  "schema": "countersign.lock/1",\n  "packages": []\n}\n`;
  const one = JSON.stringify({ schema: "countersign.lock/1", packages: [{ ...pin("A"), version: undefined }] });
  const refused: readonly (readonly [what: string, text: string, received: RegExp, line?: number])[] = [
    ["an empty file", "", /end of the text/, 1],
    ["what is no JSON", "pins", /./, 1],
    ["JSON that is cut off", one.slice(0, -5), /./],
    ["a name given twice", `{"schema":"countersign.lock/1",\n"packages":[],"packages":[]}`, /second time/, 2],
    ["a list where an object is expected", "[]", /list/],
    ["no schema", `{"packages":[]}`, /nothing/],
    ["a later schema", good.replace("lock/1", "lock/2"), /lock\/2/, 2],
    ["a member that there is not", good.replace('"packages"', '"package": 1,\n  "packages"'), /package/],
    ["no packages", `{"schema":"countersign.lock/1"}`, /nothing/],
    [
      "a package twice, by another case",
      one.replace(/\[(.*)\]}$/, (_all, entry: string) => `[${entry},${entry.replace('"A"', '"a"')}]}`),
      /second time/,
    ],
    ["a pin without an id", one.replace('"id":"A",', ""), /nothing/],
    ["a pin with a member that there is not", one.replace('"id":', '"trusted":true,"id":'), /trusted/],
    ["a __proto__ member", one.replace('"id":', '"__proto__":{"id":"B"},"id":'), /__proto__/],
    ["a fingerprint of another hash", one.replaceAll("sha256:", "sha1:"), /sha1/],
    ["a fingerprint in upper case", one.replace(digest("a"), digest("A")), /AAAA/],
    ["a kind that there is not", one.replace('"author"', '"owner"'), /owner/],
    ["a time that is none", one.replace("2030-01-01T00:00:00Z", "2030-13-01T00:00:00Z"), /2030-13/],
    ["nesting without end", "[".repeat(100_000), /./],
    ["a statement that is no base64", one.replace(/}$/, ',"successions":["%"]}'), /%/],
  ];
  for (const [what, text, received, line] of refused) {
    it(`is refused with its name and left as it is: ${what}`, async () => {
      await withStore(async (path) => {
        writeFileSync(path, text);
        for (const work of [filePinStore(path).read("A"), filePinStore(path).write(pin("B"), undefined)]) {
          await assert.rejects(work, (error) => {
            assert.ok(error instanceof ConfigError, String(error));
            assert.ok(error.at.startsWith(path), error.at);
            assert.match(`${error.received} ${error.at}`, received);
            if (line !== undefined) assert.equal(error.line, line);
            return true;
          });
        }
        assert.equal(readFileSync(path, "utf8"), text);
        assert.deepEqual(readdirSync(join(path, "..")), ["countersign.lock.json"]);
      });
    });
  }

  it("in another encoding is refused: a pin under a name that was lost would make of its package a first use", async () => {
    await withStore(async (path) => {
      await filePinStore(path).write(pin("Bücher"), undefined);
      const bytes = Buffer.from(readFileSync(path, "utf8"), "latin1");
      writeFileSync(path, bytes);
      for (const work of [filePinStore(path).read("Bücher"), filePinStore(path).write(pin("Bücher"), undefined)])
        await assert.rejects(work, (error) => error instanceof ConfigError && error.at === path);
      assert.deepEqual(readFileSync(path), bytes);
    });
  });

  it("with a merge conflict in it says so, with the line and what to do", async () => {
    await withStore(async (path) => {
      await filePinStore(path).write(pin("A"), undefined);
      const lines = readFileSync(path, "utf8").split("\n");
      lines.splice(3, 0, "<<<<<<< HEAD");
      lines.splice(6, 0, "=======", ">>>>>>> branch");
      writeFileSync(path, lines.join("\r\n"));
      await assert.rejects(filePinStore(path).read("A"), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual([error.line, error.received], [4, "one with an unresolved merge conflict"]);
        return true;
      });
    });
  });

  it("that is a folder is a TransportError", async () => {
    await withStore(async (path) => {
      mkdirSync(path);
      await assert.rejects(filePinStore(path).read("A"), TransportError);
    });
  });
});

/** Until somebody wants to hear of the signal: between two attempts, what waits does. */
function listenedTo(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener = (...listener: Parameters<AbortSignal["addEventListener"]>) => {
      AbortSignal.prototype.addEventListener.apply(signal, listener);
      resolve();
    };
  });
}

describe("node: the wait for a lock that another process holds", () => {
  const isAborted = (error: unknown): boolean => error instanceof TransportError && error.reason === "aborted";

  it("ends with the signal, and leaves the lock and the file to whoever holds it", async () => {
    await withStore(async (path) => {
      mkdirSync(`${path}.lock`);
      const signal = AbortSignal.timeout(100);
      const start = performance.now();
      await assert.rejects(filePinStore(path, { signal }).write(pin("A"), undefined), isAborted);
      const work = (): never => assert.fail("it does not hold the lock");
      await assert.rejects(underLock(path, work, { signal }), isAborted, "fired before the call");
      assert.ok(performance.now() - start < 5000);
      assert.deepEqual(readdirSync(join(path, "..")), ["countersign.lock.json.lock"]);
    });
  });

  it("goes on without it until the lock is given back", async () => {
    await withStore(async (path) => {
      mkdirSync(`${path}.lock`);
      const { signal } = new AbortController();
      const waits = listenedTo(signal);
      const written = filePinStore(path, { signal }).write(pin("A"), undefined);
      await waits;
      rmdirSync(`${path}.lock`);
      assert.equal(await written, true);
    });
  });
});

describe("node: a lock that no other process holds, and that can't be had", () => {
  /** Far less than the wait for a holder. */
  async function isToldAtOnce(path: string, message: RegExp): Promise<void> {
    const start = performance.now();
    await assert.rejects(filePinStore(path).write(pin("A"), undefined), (error) => {
      assert.ok(error instanceof TransportError && !error.retryable, String(error));
      assert.equal(error.reason, "target-unwritable");
      assert.match(error.message, message);
      return true;
    });
    assert.ok(performance.now() - start < 3000);
  }

  it("is told at once where the system gives none (a full disk, a name that is too long)", async () => {
    // 252 octets: the file could be made, its lock could not.
    await withFolder((folder) => isToldAtOnce(join(folder, "a".repeat(252)), /too long/));
  });

  it("is told at once where its folder may not be written", async function () {
    if (process.platform === "win32") this.skip(); // it has no such modes
    await withFolder(async (folder) => {
      const closed = join(folder, "closed");
      mkdirSync(closed, { mode: 0o555 });
      await asOrdinaryUser(folder, () =>
        isToldAtOnce(join(closed, "countersign.lock.json"), /this user may not write to its folder/),
      );
      chmodSync(closed, 0o755);
    });
  });

  it("is told at once with the name of what stands in its place", async () => {
    await withStore(async (path) => {
      const long = new Date(Date.now() - 60_000);
      writeFileSync(`${path}.lock`, "");
      utimesSync(`${path}.lock`, long, long);
      await isToldAtOnce(path, /lock\.json\.lock stands where its lock would be/);
      unlinkSync(`${path}.lock`);
      mkdirSync(join(`${path}.lock`, "notes"), { recursive: true });
      utimesSync(`${path}.lock`, long, long);
      await isToldAtOnce(path, /lock\.json\.lock stands where its lock would be/);
    });
  });
});

describe("node: a lock file under many processes", () => {
  const writer = fileURLToPath(new URL("./pin-writer.ts", import.meta.url));

  function run(path: string, ...args: readonly string[]): Promise<string> {
    const child = spawn(
      process.execPath,
      ["--conditions", "countersign-source", "--import", "tsx", writer, path, ...args],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.on("data", (part: Buffer) => (output += part.toString()));
    return new Promise((resolve) => child.once("exit", () => resolve(output.trim())));
  }

  it("loses nothing when eight write at once, each its own packages", async () => {
    await withStore(async (path) => {
      const outputs = await Promise.all(Array.from({ length: 8 }, (_, index) => run(path, "own", String(index), "5")));
      assert.deepEqual(
        outputs,
        Array.from({ length: 8 }, () => "5"),
      );
      const store = filePinStore(path);
      for (let index = 0; index < 8; index++) {
        for (let number = 0; number < 5; number++)
          assert.ok(await store.read(`process-${index}-${number}`), `${index}-${number}`);
      }
      assert.deepEqual(readdirSync(join(path, "..")), ["countersign.lock.json"]);
    });
  });

  it("lets exactly one of eight replace the same pin each time", async () => {
    await withStore(async (path) => {
      await filePinStore(path).write(pin("shared", { packageVersion: "0" }), undefined);
      const outputs = await Promise.all(
        Array.from({ length: 8 }, (_, index) => run(path, "shared", String(index), "4")),
      );
      // Each counts up by one as often as it is told to: what is lost would be missing in the end.
      assert.equal((await filePinStore(path).read("shared"))?.packageVersion, "32");
      assert.equal(
        outputs.reduce((sum, output) => sum + Number(output), 0),
        32,
      );
    });
  });
});
