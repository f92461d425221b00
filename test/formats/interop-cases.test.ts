import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { hasShared, sharedPath } from "../shared.js";
import { assemble, codesOf, openNupkg } from "./packages.js";

const folder = ["interop", "cases", "packages"] as const;

/** What opening says of those whose container is at fault; all others open without a finding. */
const faults: Readonly<Record<string, readonly string[]>> = {
  "zip-unsigned.nupkg": ["package-unsigned"],
  "zip-appended-byte.nupkg": ["package-malformed"],
  "zip-sig-deflated.nupkg": ["signature-entry-invalid"],
};

/** Where the content was changed after signing. */
const tampered = new Set(["zip-entry-byte.nupkg", "zip-appended-byte.nupkg"]);

describe("formats/nupkg over packages that dotnet and others signed", () => {
  if (!hasShared(...folder)) {
    it.skip("needs the shared interop cases");
    return;
  }
  for (const name of readdirSync(sharedPath(...folder))) {
    const bytes = Uint8Array.from(readFileSync(sharedPath(...folder, name)));

    it(`opens ${name}`, async () => {
      const opened = await openNupkg(bytes);
      assert.deepEqual(codesOf(opened), faults[name] ?? []);
      const identity = await opened.readIdentity?.();
      assert.equal(identity?.ok, true);
    });

    it(`gives the content of ${name} that was hashed for signing${tampered.has(name) ? ", as it is no more" : ""}`, async () => {
      const opened = await openNupkg(bytes);
      const signed = signedHash(opened.signature);
      if (signed === undefined) return;
      const content = createHash(signed.algorithm).update(assemble(bytes, opened.signedContent)).digest("base64");
      assert.equal(content === signed.digest, !tampered.has(name));
    });

    it(`restores ${name} by embedding what was removed`, async () => {
      const opened = await openNupkg(bytes);
      if (opened.signature === undefined || tampered.has(name)) return;
      const unsigned = assemble(bytes, opened.remove());
      const signed = assemble(unsigned, (await openNupkg(unsigned)).embed(opened.signature));
      assert.deepEqual(withoutTime(signed), withoutTime(bytes));
    });
  }
});

const algorithms = new Map([
  ["1", "sha256"],
  ["2", "sha384"],
  ["3", "sha512"],
]);

/** The manifest's hash line, found as text: this test knows no CMS. */
function signedHash(
  signature: Uint8Array | undefined,
): { readonly algorithm: string; readonly digest: string } | undefined {
  const match = /2\.16\.840\.1\.101\.3\.4\.2\.([123])-Hash:([0-9A-Za-z+/=]+)\n/.exec(
    Buffer.from(signature ?? []).toString("latin1"),
  );
  const algorithm = algorithms.get(match?.[1] ?? "");
  return algorithm === undefined ? undefined : { algorithm, digest: match?.[2] ?? "" };
}

/** Ours writes a fixed time on the signature's entry, NuGet the local time. */
function withoutTime(package_: Uint8Array): Uint8Array {
  const bytes = Buffer.from(package_);
  const name = ".signature.p7s";
  const local = bytes.indexOf(name) - 30;
  const record = bytes.lastIndexOf(name) - 46;
  bytes.writeUInt32LE(0, local + 10);
  bytes.writeUInt32LE(0, record + 12);
  return Uint8Array.from(bytes);
}
