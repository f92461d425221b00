import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asSource } from "../../../lib/bytes/index.js";
import { exportRevocationArchive, importRevocationArchive } from "../../../lib/node/revocation/archive.js";
import { fileRevocationSource } from "../../../lib/node/revocation/file-source.js";
import { httpRevocationSource } from "../../../lib/node/revocation/http-source.js";
import { writeSignedPackage } from "../../../lib/node/write-atomic.js";
import { ConfigError, TransportError } from "../../../lib/report/index.js";
import { buildCrl, createRevocationAuthority, type RevocationAuthority } from "../../../lib/testing/index.js";
import { readCrlHead } from "../../../lib/x509/index.js";
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
});
