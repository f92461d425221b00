import assert from "node:assert/strict";
import { readNuspec } from "../../lib/formats/manifest/nuspec.js";
import { library, nuspec, openNupkg, text } from "./packages.js";
import { bytesOf, type EntryPlan, makeZip } from "./zip-maker.js";

const identity = { id: "Lab.Sample", version: "1.0.0-rc.1" };
const body = `<metadata><id>${identity.id}</id><version>${identity.version}</version></metadata>`;
const schema = 'xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"';

describe("formats/manifest/nuspec", () => {
  const read: readonly (readonly [string, string | Uint8Array])[] = [
    ["the plain form", `<package>${body}</package>`],
    ["a namespace and a declaration", `<?xml version="1.0" encoding="utf-8"?>\n<package ${schema}>${body}</package>\n`],
    ["a namespace on metadata", `<package><metadata ${schema}>${body.slice(10)}</package>`],
    [
      "a prefix",
      body.replaceAll("<", "<n:").replaceAll("<n:/", "</n:").replace(/^/, '<n:package xmlns:n="u">') + "</n:package>",
    ],
    ["a byte order mark", bytesOf(`\ufeff<package>${body}</package>`)],
    ["UTF-16, low octet first", utf16(`<?xml version="1.0" encoding="utf-16"?><package>${body}</package>`, false)],
    ["UTF-16, high octet first", utf16(`<package>${body}</package>`, true)],
    ["a declared superset of ASCII", `<?xml version="1.0" encoding="windows-1252"?><package>${body}</package>`],
    [
      "CDATA, references and comments",
      "<package><metadata><id><![CDATA[Lab]]><!-- . -->&#46;Sample</id><version>1.0.0-rc&#x2e;1</version></metadata></package>",
    ],
    ["spaces around the version", `<package>${body.replace("1.0.0-rc.1", "\n 1.0.0-rc.1\t")}</package>`],
    [
      "ids in other places",
      `<package>${body.replace("</metadata>", "<dependencies><dependency><id>Other</id></dependency></dependencies></metadata>")}<files><id>Other</id></files></package>`,
    ],
  ];
  for (const [title, document] of read) {
    it(`reads ${title}`, async () => {
      assert.deepEqual(await readNuspec(bytesOf(document)), { ok: true, value: identity });
    });
  }

  const refused: readonly (readonly [string, string | Uint8Array])[] = [
    ["two ids", `<package>${body.replace("<version>", "<id>Other</id><version>")}</package>`],
    [
      "two ids, one in another namespace",
      `<package>${body.replace("<version>", '<id xmlns="u">Other</id><version>')}</package>`,
    ],
    ["two versions", `<package>${body.replace("<id>", "<version>2.0.0</version><id>")}</package>`],
    ["two metadata", `<package>${body}${body}</package>`],
    ["a second metadata without an id", `<package>${body}<metadata/></package>`],
    ["no id", "<package><metadata><version>1.0.0</version></metadata></package>"],
    ["no version", "<package><metadata><id>Lab.Sample</id></metadata></package>"],
    ["an empty id", `<package>${body.replace(identity.id, "")}</package>`],
    ["a space in the id", `<package>${body.replace(identity.id, " Lab.Sample")}</package>`],
    ["an element in the id", `<package>${body.replace(identity.id, "Lab<b>.Evil</b>.Sample")}</package>`],
    [
      "a document type",
      `<!DOCTYPE package [<!ENTITY e "Other">]><package>${body.replace(identity.id, "&e;")}</package>`,
    ],
    ["a document type that does nothing", `<!DOCTYPE package><package>${body}</package>`],
    ["an entity that nobody defined", `<package>${body.replace(identity.id, "&other;")}</package>`],
    ["two roots", `<package>${body}</package><package/>`],
    ["text behind the root", `<package>${body}</package>text`],
    ["an open element", `<package>${body}`],
    ["a declared encoding that is not there", `<?xml version="1.0" encoding="utf-16"?><package>${body}</package>`],
    [
      "letters in a declared encoding of another kind",
      bytesOf(`<?xml version="1.0" encoding="iso-8859-1"?><package>${body.replace("Lab", "Läb")}</package>`),
    ],
    ["bytes that are not UTF-8", Buffer.from(`<package>${body.replace("Lab", "L\xe4b")}</package>`, "latin1")],
    ["XML 1.1", `<?xml version="1.1"?><package>${body}</package>`],
    ["an empty document", ""],
    ["a list of JSON", "[]"],
    ["elements nested without end", "<a>".repeat(100_000)],
  ];
  for (const [title, document] of refused) {
    it(`refuses ${title}`, async () => {
      const result = await readNuspec(bytesOf(document));
      assert.equal(!result.ok && result.fault.code, "package-malformed");
    });
  }
});

describe("formats/nupkg, reading the identity", () => {
  const sound: readonly (readonly [string, readonly EntryPlan[]])[] = [
    ["a deflated manifest", [nuspec, library]],
    ["a stored manifest", [{ ...nuspec, deflate: false }, library]],
    ["a manifest in other letters", [{ ...nuspec, name: "LAB.SAMPLE.NUSPEC" }]],
    ["a manifest that stands last", [library, text, nuspec]],
    ["a manifest beside one in a folder", [{ ...nuspec, name: "content/Other.nuspec", content: "x" }, nuspec]],
  ];
  for (const [title, entries] of sound) {
    it(`takes it from ${title}`, async () => {
      const opened = await openNupkg(makeZip({ entries }));
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: { id: "Lab.Sample", version: "1.0.0" } });
    });
  }

  it("names nothing where there is no manifest at the root", async () => {
    const opened = await openNupkg(makeZip({ entries: [text] }));
    assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: undefined });
  });

  const broken: readonly (readonly [string, EntryPlan, string])[] = [
    ["a size that is not that of the content", { ...nuspec, ...both({ size: 10 }) }, "package-malformed"],
    ["a CRC that is not that of the content", { ...nuspec, ...both({ crc32: 10 }) }, "package-malformed"],
    ["an encrypted manifest", { ...nuspec, flags: 1 }, "package-malformed"],
    ["a method that nobody uses", { ...nuspec, ...both({ method: 12 }) }, "package-malformed"],
    ["data that are no DEFLATE stream", { ...nuspec, deflate: false, ...both({ method: 8 }) }, "package-malformed"],
    ["a size beyond a megabyte", { ...nuspec, ...both({ size: 1024 * 1024 + 1 }) }, "package-too-large"],
    ["a size of 4 GiB", { ...nuspec, ...both({ size: 0xfffffffe }) }, "package-too-large"],
    [
      "content that inflates to more than it says",
      { ...nuspec, content: " ".repeat(5_000_000), ...both({ size: 100 }) },
      "package-malformed",
    ],
  ];
  for (const [title, entry, code] of broken) {
    it(`refuses ${title}`, async () => {
      const read = await (await openNupkg(makeZip({ entries: [entry, text] }))).readIdentity?.();
      assert.equal(read?.ok === false && read.fault.code, code);
    });
  }

  it("inflates no more than the budget allows", async () => {
    const size = bytesOf(nuspec.content ?? "").length;
    const zip = makeZip({ entries: [nuspec] });
    assert.equal((await (await openNupkg(zip, { inflatedBytes: size })).readIdentity?.())?.ok, true);
    assert.equal((await (await openNupkg(zip, { inflatedBytes: size - 1 })).readIdentity?.())?.ok, false);
  });
});

/** The same in both headers. */
function both(fields: {
  readonly size?: number;
  readonly crc32?: number;
  readonly method?: number;
}): Partial<EntryPlan> {
  return { local: fields, central: fields };
}

function utf16(document: string, isBigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(`\ufeff${document}`, "utf16le");
  return Uint8Array.from(isBigEndian ? bytes.swap16() : bytes);
}
