import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOwnFolder } from "../../lib/node/own-folder.js";
import { withFolder } from "./temporary-folder.js";

describe("node: folders of the user's own", () => {
  it("are made with those above them, by many at once, and are nobody else's", () =>
    withFolder(async (folder) => {
      const path = join(folder, "one", "two", "three");
      await Promise.all(Array.from({ length: 8 }, () => makeOwnFolder(path)));
      for (const each of [path, join(folder, "one")]) {
        assert.ok(statSync(each).isDirectory());
        if (process.platform !== "win32") assert.equal(statSync(each).mode & 0o777, 0o700);
      }
    }));

  it("are not made where a file is", () =>
    withFolder(async (folder) => {
      const file = join(folder, "taken");
      writeFileSync(file, "");
      await assert.rejects(makeOwnFolder(file), { code: "EEXIST" });
      await assert.rejects(makeOwnFolder(join(file, "below", "it")), { code: "ENOTDIR" });
    }));

  it("keep no process from ending where none can be made", function () {
    if (!existsSync("/proc/self")) this.skip();
    const maker = fileURLToPath(new URL("./folder-maker.ts", import.meta.url));
    const words = ["--conditions", "countersign-source", "--import", "tsx", maker, "/proc/nowhere/cache"];
    const ran = spawnSync(process.execPath, words, { encoding: "utf8", timeout: 30_000 });
    assert.equal(ran.signal, null);
    assert.match(ran.stdout, /^\/proc\/nowhere\/cache\/revocation-\d can’t be made\.$/, ran.stderr);
  });
});
