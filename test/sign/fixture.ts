import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { SignRefusedError } from "../../lib/report/index.js";
import type { Signer } from "../../lib/sign/index.js";
import {
  createTimestampAuthority,
  type TimestampAuthority,
  type TimestampAuthorityOptions,
} from "../../lib/testing/index.js";
import { createTrustStore, type TrustStore } from "../../lib/trust/index.js";
import { testCertificate, testTimestampIdentity } from "../../test-certs/index.js";

/** When everything in these tests happens. */
export const NOW = new Date("2026-11-24T10:11:12.345Z");
export const clock = (): Date => new Date(NOW);

/** The test roots, each for its own purpose. */
export function testTrust(): Promise<TrustStore> {
  return createTrustStore("test roots", [
    { certificate: testCertificate("code-signing-root"), purposes: ["code-signing"], origin: "test-certs" },
    { certificate: testCertificate("timestamping-root"), purposes: ["timestamping"], origin: "test-certs" },
  ]);
}

export function authority(options: TimestampAuthorityOptions = {}): TimestampAuthority {
  return createTimestampAuthority(testTimestampIdentity(), { clock, ...options });
}

const nuspec = (id: string, version: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>${id}</id><version>${version}</version><authors>tests</authors><description>A package of the tests.</description></metadata></package>
`;

/** A small unsigned `.nupkg`. */
export function nupkg(
  id = "Test.Package",
  version = "1.0.0",
  more: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const files = {
    [`${id}.nuspec`]: strToU8(nuspec(id, version)),
    "lib/net8.0/a.dll": strToU8("not really code\n".repeat(99)),
  };
  return zipSync({ ...files, ...more }, { mtime: new Date("2020-02-02T02:02:02Z") });
}

/** A pub archive: a gzip-compressed tar with one file. */
export function pubArchive(name = "test_package", version = "1.0.0"): Uint8Array {
  const content = Buffer.from(`name: ${name}\nversion: ${version}\n`);
  const header = Buffer.alloc(512);
  header.write("pubspec.yaml", 0);
  header.write("0000644\0" + "0000000\0" + "0000000\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, octet) => total + octet, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  content.copy(padded);
  return new Uint8Array(gzipSync(Buffer.concat([header, padded, Buffer.alloc(1024)])));
}

/** A signer that counts how often its key is used, for content and for trials alike. */
export function counted(signer: Signer): Signer & { readonly calls: () => number } {
  let calls = 0;
  const { certificates, algorithm, label } = signer;
  return { certificates, algorithm, label, calls: () => calls, sign: (request) => (calls++, signer.sign(request)) };
}

/** What a call must not do: reject with anything but a refusal that names these codes, the first ones first. */
export async function assertRefused(call: Promise<unknown>, ...codes: readonly string[]): Promise<SignRefusedError> {
  const error: unknown = await call.then(
    () => assert.fail("it was not refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SignRefusedError)) throw error;
  assert.deepEqual([...new Set(error.issues.map(({ code }) => code))], codes);
  assert.ok(error.issues.every(({ severity }) => severity === "error"));
  return error;
}
