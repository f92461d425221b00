import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asSource } from "../../../lib/bytes/index.js";
import { exportRevocationArchive } from "../../../lib/node/revocation/archive.js";
import { RevocationCache } from "../../../lib/node/revocation/cache.js";
import { importRevocationArchive, type ImportedEvidence } from "../../../lib/node/revocation/import-archive.js";
import { fileRevocationSource } from "../../../lib/node/revocation/file-source.js";
import { httpRevocationSource } from "../../../lib/node/revocation/http-source.js";
import { writeSignedPackage } from "../../../lib/node/write-atomic.js";
import { ConfigError, TransportError } from "../../../lib/report/index.js";
import {
  buildCrl,
  buildOcspError,
  createRevocationAuthority,
  type RevocationAuthority,
} from "../../../lib/testing/index.js";
import { readCrlHead } from "../../../lib/x509/index.js";
import { asOrdinaryUser } from "../../support/ordinary-user.js";
import { withFolder } from "../temporary-folder.js";
import { at, issue, makeAuthority, question, withAuthority } from "./questions.js";

const kinds = (found: readonly { readonly kind: string; readonly origin: string }[]): readonly string[] =>
  found.map(({ kind, origin }) => `${kind} ${origin}`);

function pem(der: Uint8Array): string {
  return `text before\n-----BEGIN X509 CRL-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END X509 CRL-----\n`;
}

async function twoAuthorities(): Promise<readonly [RevocationAuthority, RevocationAuthority]> {
  const [one, other] = [await makeAuthority("One"), await makeAuthority("Other")];
  return [createRevocationAuthority(one, { clock: () => at }), createRevocationAuthority(other, { clock: () => at })];
}

describe("node: fileRevocationSource", () => {
  it("finds in a folder what is about the certificate asked for, whatever the files are called", async () => {
    await withFolder(async (folder) => {
      const [one, other] = await twoAuthorities();
      const [leaf, stranger] = [await issue(one.issuer, "21", []), await issue(other.issuer, "22", [])];
      mkdirSync(join(folder, "sub"));
      writeFileSync(join(folder, "a.crl"), await one.crl());
      writeFileSync(join(folder, "sub", "b"), pem(await other.crl()));
      writeFileSync(join(folder, "c.ocsp"), await one.ocsp((await question(leaf, one.issuer, "online")).ocspRequest));
      writeFileSync(join(folder, "README.txt"), "not evidence");
      writeFileSync(join(folder, "empty"), "");
      symlinkSync(".", join(folder, "again"));
      const source = fileRevocationSource(folder);
      for (const mode of ["offline", "online"] as const) {
        const found = await source.find(await question(leaf, one.issuer, mode, ["ocsp"]));
        assert.deepEqual([...new Set(kinds(found).map((text) => text.split("/").at(-1)))], ["c.ocsp"]);
        assert.ok(found.every(({ fromCache }) => fromCache));
      }
      const crls = await source.find(await question(stranger, other.issuer, "offline", ["crl"]));
      assert.deepEqual([...new Set(kinds(crls).map((text) => text.split("/").at(-1)))], ["b"]);
      assert.deepEqual(await source.find(await question(stranger, other.issuer, "offline", ["ocsp"])), []);
    });
  });

  it("takes one file: a CRL as DER or PEM, or an answer", async () => {
    await withFolder(async (folder) => {
      const [one] = await twoAuthorities();
      const leaf = await issue(one.issuer, "23", []);
      const asked = await question(leaf, one.issuer, "offline");
      writeFileSync(join(folder, "a"), await one.crl());
      writeFileSync(join(folder, "b"), pem(await one.crl()));
      writeFileSync(join(folder, "c"), await one.ocsp(asked.ocspRequest));
      for (const [name, kind] of [
        ["a", "crl"],
        ["b", "crl"],
        ["c", "ocsp"],
      ] as const) {
        const path = join(folder, name);
        assert.deepEqual(kinds(await fileRevocationSource(path).find(asked)), [`${kind} ${path}`]);
      }
    });
  });

  it("leaves a large CRL on the disk", async () => {
    await withFolder(async (folder) => {
      const [{ issuer }] = await twoAuthorities();
      const entries = Array.from({ length: 200_000 }, (_, index) => ({
        serialNumber: (0x1000000 + index).toString(16).padStart(16, "0"),
        revokedAt: at,
      }));
      writeFileSync(join(folder, "large.crl"), buildCrl(issuer, { thisUpdate: at, entries }));
      const leaf = await issue(issuer, "24", []);
      const [crl] = await fileRevocationSource(folder).find(await question(leaf, issuer, "offline", ["crl"]));
      assert.equal(crl?.data instanceof Uint8Array, false);
      const source = asSource(crl!.data);
      const head = new Uint8Array(await source.slice(0, 70_000).arrayBuffer());
      assert.ok(readCrlHead(head, source.size).ok);
    });
  });

  it("says at once that there is nothing at a path, and that a file holds no evidence", async () => {
    await withFolder(async (folder) => {
      assert.throws(() => fileRevocationSource(join(folder, "none")), TransportError);
      writeFileSync(join(folder, "text"), "not evidence");
      const [one] = await twoAuthorities();
      const asked = await question(await issue(one.issuer, "25", []), one.issuer, "offline");
      assert.throws(() => fileRevocationSource(join(folder, "text")), ConfigError);
      assert.deepEqual(await fileRevocationSource(folder).find(asked), [], "a folder may hold other things");
    });
  });
});

describe("node: a folder of revocation data", () => {
  it("is refused at once where a file or a folder in it may not be read: later it would be silence", async function () {
    if (process.platform === "win32") this.skip();
    await withFolder(async (folder) => {
      const [one] = await twoAuthorities();
      for (const [name, close] of [
        ["file", () => writeFileSync(join(folder, "file", "a.crl"), "", { mode: 0 })],
        ["folder", () => mkdirSync(join(folder, "folder", "deep"), { mode: 0o300 })],
        ["itself", () => chmodSync(join(folder, "itself"), 0o300)],
      ] as const) {
        mkdirSync(join(folder, name));
        writeFileSync(join(folder, name, "good.crl"), await one.crl());
        close();
        await asOrdinaryUser(folder, async () => {
          assert.throws(
            () => fileRevocationSource(join(folder, name)),
            (error) => error instanceof TransportError && error.reason === "source-unreadable",
            name,
          );
        });
        for (const closed of [join(folder, name), join(folder, name, "deep")])
          if (existsSync(closed)) chmodSync(closed, 0o755);
      }
    });
  });
});

describe("node: archives of revocation data", () => {
  const allowAddresses = ["127.0.0.1"];

  it("carry what was fetched to a machine without a network, as a source or into its cache", async () => {
    await withFolder(async (folder) => {
      const [here, there] = [join(folder, "here"), join(folder, "there")];
      const archive = join(folder, "revocation.bin");
      await withAuthority({}, async ({ authority, leaf, url }) => {
        const fetching = httpRevocationSource({ allowAddresses, cacheDirectory: here });
        await fetching.find(await question(leaf, authority, "online"));
        await writeSignedPackage(archive, exportRevocationArchive(here));
        const asked = await question(leaf, authority, "offline");
        const expected = [`ocsp ${url}ca.ocsp`, `crl ${url}ca.crl`];
        assert.deepEqual(kinds(await fileRevocationSource(archive).find(asked)), expected);
        assert.deepEqual(kinds(await fileRevocationSource(folder).find(asked)), expected, "beside other files");
        assert.equal(await importRevocationArchive(archive, there), 2);
        assert.deepEqual(kinds(await httpRevocationSource({ cacheDirectory: there }).find(asked)), expected);
      });
    });
  });

  it("are empty where nothing was kept", async () => {
    await withFolder(async (folder) => {
      const archive = join(folder, "a");
      await writeSignedPackage(archive, exportRevocationArchive(join(folder, "none")));
      assert.equal(await importRevocationArchive(archive, join(folder, "there")), 0);
    });
  });

  it("are refused when they were cut off or changed anywhere", async () => {
    await withFolder(async (folder) => {
      const archive = join(folder, "a");
      await withAuthority({}, async ({ authority, leaf }) => {
        await httpRevocationSource({ allowAddresses, cacheDirectory: folder }).find(
          await question(leaf, authority, "online"),
        );
      });
      await writeSignedPackage(archive, exportRevocationArchive(folder));
      const whole = readFileSync(archive);
      const damages = [whole.subarray(0, 10), whole.subarray(0, -1), Buffer.concat([whole, Buffer.from("x")])];
      for (let offset = 0; offset < whole.length; offset += 53) {
        const changed = Buffer.from(whole);
        changed[offset] = (changed[offset] ?? 0) ^ 4;
        damages.push(changed);
      }
      for (const bytes of damages) {
        writeFileSync(archive, bytes);
        await assert.rejects(
          importRevocationArchive(archive, join(folder, "there")),
          (error) => error instanceof ConfigError && error.at === archive,
        );
      }
      await assert.rejects(importRevocationArchive(join(folder, "none"), folder), TransportError);
    });
  });

  const ago = (hours: number): Date => new Date(at.getTime() - hours * 3_600_000);

  /** Imports what one cache holds into another. @returns what became of each piece. */
  async function moved(from: string, to: string): Promise<readonly ImportedEvidence[]> {
    const entries: ImportedEvidence[] = [];
    await writeSignedPackage(`${from}.bin`, exportRevocationArchive(from));
    const count = await importRevocationArchive(`${from}.bin`, to, { onEntry: (entry) => void entries.push(entry) });
    assert.equal(count, entries.filter(({ fate }) => fate === "taken").length);
    return entries;
  }

  it("do not put an older list or answer in a newer one's place, and say so", async () => {
    await withFolder(async (folder) => {
      const [older, newer] = [join(folder, "older"), join(folder, "newer")];
      const authority = createRevocationAuthority(await makeAuthority(), { clock: () => at });
      const { ocspRequest } = await question(await issue(authority.issuer, "24", []), authority.issuer, "online");
      for (const [cache, hours] of [
        [older, 9],
        [newer, 2],
      ] as const) {
        await new RevocationCache(cache).store("crl", "http://a/", "there", await authority.crl(undefined, ago(hours)));
        const answer = await authority.ocsp(ocspRequest, undefined, ago(hours));
        await new RevocationCache(cache).store("ocsp", "1", "there", answer);
      }
      const held = readFolder(newer);
      assert.deepEqual(new Set((await moved(older, newer)).map(({ fate }) => fate)), new Set(["older"]));
      assert.deepEqual(readFolder(newer), held);
      assert.deepEqual(new Set((await moved(newer, older)).map(({ fate }) => fate)), new Set(["taken"]));
      assert.deepEqual(readFolder(older), held);
    });
  });

  it("take the list of another issuer in the place of what lies there", async () => {
    await withFolder(async (folder) => {
      const [one, other] = await twoAuthorities();
      const [here, there] = [join(folder, "here"), join(folder, "there")];
      await new RevocationCache(here).store("crl", "http://a/", "there", await one.crl(undefined, ago(9)));
      await new RevocationCache(there).store("crl", "http://a/", "there", await other.crl(undefined, ago(2)));
      assert.deepEqual(await moved(here, there), [{ kind: "crl", origin: "there", fate: "taken" }]);
    });
  });

  it("pass over what is no revocation data, by its name", async () => {
    await withFolder(async (folder) => {
      const [one] = await twoAuthorities();
      const [here, there] = [join(folder, "here"), join(folder, "there")];
      const cache = new RevocationCache(here);
      await cache.store("crl", "http://a/", "a page", Buffer.from("<html>"));
      await cache.store("crl", "http://b/", "a list", await one.crl());
      await cache.store("ocsp", "1", "a failure", buildOcspError("tryLater"));
      const fates = (await moved(here, there)).map(({ origin, fate }) => `${origin}: ${fate}`);
      assert.deepEqual(fates.toSorted(), ["a failure: unreadable", "a list: taken", "a page: unreadable"]);
      assert.equal(readFolder(there).length, 1);
    });
  });

  it("are no success where the cache can't be written", async () => {
    await withFolder(async (folder) => {
      const [one] = await twoAuthorities();
      const here = join(folder, "here");
      await new RevocationCache(here).store("crl", "http://b/", "a list", await one.crl());
      writeFileSync(join(folder, "file"), "");
      await assert.rejects(moved(here, join(folder, "file")), TransportError);
    });
  });
});

/** What a cache holds: each file, by its bytes. */
function readFolder(cache: string): readonly string[] {
  const folder = join(cache, ...readdirSync(cache));
  return readdirSync(folder).map((name) => `${name} ${readFileSync(join(folder, name)).toString("base64")}`);
}
