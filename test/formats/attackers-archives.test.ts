import assert from "node:assert/strict";
import { attackersArchives } from "./attackers-archives.js";
import { assemble, codesOf, openNupkg, signatureBytes } from "./packages.js";
import { makeZip } from "./zip-maker.js";

describe("formats/nupkg over archives that are to show two readers two packages", () => {
  for (const { title, entries, plan, signature, dotnet, codes } of attackersArchives) {
    const telling = codes.length > 0 ? `refuses, as ${codes.join(" and ")},` : "reads";
    it(`${telling} ${title}; dotnet: ${dotnet}`, async () => {
      const signed = makeZip({
        entries: [...entries, { name: ".signature.p7s", content: signatureBytes, ...signature }],
        ...plan,
      });
      const opened = await openNupkg(signed);
      assert.deepEqual([...codesOf(opened)].sort(), [...codes].sort());
      assert.deepEqual(opened.signature, signatureBytes);
      if (codes.length === 0) assert.deepEqual(assemble(signed, opened.signedContent), makeZip({ entries, ...plan }));
    });
  }
});
