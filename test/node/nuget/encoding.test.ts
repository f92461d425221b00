import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyFromNugetConfig } from "../../../lib/node/index.js";
import { ConfigError } from "../../../lib/report/index.js";
import { dotnetVerify } from "../../interop/dotnet.js";
import { answerOf, caseFile, casesTool } from "./cases.js";
import { author, certificate, config, mode, NOBODY } from "./configs.js";

const declaration = (encoding: string, version = "1.0"): string =>
  `<?xml version="${version}" encoding="${encoding}"?>`;
const text = (first: string): string => first + config(author(certificate(NOBODY)), mode("require"));
const utf8 = (first: string): Buffer => Buffer.from(text(first));
const littleEndian = (first: string): Buffer => Buffer.from(text(first), "utf16le");
const bigEndian = (first: string): Buffer => littleEndian(first).swap16();
const MARK = "\uFEFF";

/** Files whose list fits nobody: read, each package is refused by it. */
const READ: readonly (readonly [title: string, bytes: Uint8Array])[] = [
  ["UTF-8", utf8("")],
  ["UTF-8 with its mark and declaration", utf8(MARK + declaration("utf-8"))],
  ["ASCII declared as such", utf8(declaration("us-ascii"))],
  ["ASCII declared as ISO 8859-1", utf8(declaration("iso-8859-1"))],
  ["UTF-16, little end first, with its mark", littleEndian(MARK)],
  ["UTF-16, little end first, with mark and declaration", littleEndian(MARK + declaration("utf-16"))],
  ["UTF-16, big end first, with mark and declaration", bigEndian(MARK + declaration("utf-16"))],
  ["UTF-16 without a mark", littleEndian(declaration("utf-16"))],
  ["UTF-16, big end first, without a mark", bigEndian(declaration("utf-16"))],
  ["UTF-16 declared as UCS-2", bigEndian(MARK + declaration("ISO-10646-UCS-2"))],
  ["UTF-16 declared with its end", littleEndian(MARK + declaration("UTF-16LE"))],
  ["UTF-16 declared as Unicode", littleEndian(MARK + declaration("unicode"))],
  ["UTF-16 declared with its end, the big one", bigEndian(declaration("utf-16be"))],
  ["UTF-16 declared as Unicode, big end first", bigEndian(MARK + declaration("unicodeFFFE"))],
];

const REFUSED: readonly (readonly [title: string, bytes: Uint8Array])[] = [
  ["UTF-16 declared as UTF-8", littleEndian(MARK + declaration("utf-8"))],
  ["UTF-16 declared with the other end", littleEndian(MARK + declaration("utf-16be"))],
  ["UTF-16 declared as Unicode, whose other end is first", bigEndian(MARK + declaration("unicode"))],
  ["UTF-16 declared as UTF-7", littleEndian(MARK + declaration("utf-7"))],
  ["UTF-16 with half a surrogate pair", littleEndian(`${MARK}<!-- \uD800 -->`)],
  ["UTF-8 declared as UTF-16", utf8(declaration("utf-16"))],
  ["UTF-8 declared as UTF-7", utf8(declaration("utf-7"))],
  ["UTF-8 declared as something unknown", utf8(declaration("nonsense"))],
  ["an octet that is no UTF-8", Buffer.concat([Buffer.from("<!-- \xff -->", "latin1"), utf8("")])],
  ["version 1.1 of XML", utf8(declaration("utf-8", "1.1"))],
];

describe("node: the encoding of a nuget.config, as dotnet reads it", function () {
  this.timeout(120_000);
  let ask: (bytes: Uint8Array) => Promise<string>;
  before(async function () {
    const { tool, home, folder } = await casesTool(this);
    ask = async (bytes) => {
      const file = join(mkdtempSync(join(folder, "encoding-")), "nuget.config");
      writeFileSync(file, bytes);
      const [verdict] = await dotnetVerify([caseFile("author-repo")], { tool, home, config: file });
      return answerOf(verdict ?? assert.fail("no answer"));
    };
  });

  for (const [title, bytes] of READ)
    it(`is read: ${title}`, async () => {
      const { signers } = policyFromNugetConfig([{ name: "nuget.config", text: bytes }]);
      assert.equal(signers?.entries.length, 1);
      assert.equal(await ask(bytes), "NU3034");
    });

  for (const [title, bytes] of REFUSED)
    it(`is refused: ${title}`, async () => {
      assert.throws(() => policyFromNugetConfig([{ name: "nuget.config", text: bytes }]), ConfigError);
      assert.equal(await ask(bytes), "error");
    });
});
