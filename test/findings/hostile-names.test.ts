import assert from "node:assert/strict";
import { join } from "node:path";
import { testIssued } from "../../test-certs/index.js";
import { temporaryFolder } from "../cli/harness.js";
import { ownRoots, pemKey, pki } from "../cli/material.js";
import { ATTRIBUTE, chainOf, replacing, repositoryAttributes, signerInfo } from "../support/message.js";
import { nuspecOf, signedPackage, unsignedPackage } from "../support/package.js";
import { assertSarif } from "../support/sarif.js";
import { assertValid } from "../support/schemas.js";
import { author } from "../support/signers.js";
import { stamped, timestampAttribute, token } from "../support/tokens.js";
import { Lab, verify } from "./lab.js";

/** Clears the screen, paints, turns the direction, breaks the line, commands a build, and writes Markdown, HTML and a link. */
const EVIL =
  "\u001b[2J\u001b[31m\u202e\u009b1m\u2028\n# trusted\r##vso[task.prependpath]x ##[z]|`x`<b>@mallory ![i](x) {bar}";
const FILE = `evil${EVIL.replaceAll("/", "")}.nupkg`;
const FORBIDDEN = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]|##\w*\[|^\s*::\w/mu;

interface Run {
  readonly results: readonly { readonly message: { readonly text: string } }[];
  readonly artifacts: readonly { readonly description: { readonly text: string } }[];
}

describe("names that would drive a terminal, a page or a log", () => {
  const folder = temporaryFolder();
  let lab: Lab;

  before(async () => {
    lab = new Lab(join(folder(), "lab"));
    lab.package(await made(), FILE);
    lab.package(unsignedPackage(), `un${FILE}`);
    lab.file(`bad${FILE}`, "no package");
    lab.package(unsignedPackage(), "::error::evil.nupkg");
    lab.pem(`cert${FILE}.pem`, (await signer()).certificate);
    lab.file(`wrong${FILE}.json`, '{"version":1,"name":"x","\\u202e\\u001b[31m":1}');
    lab.file(`policy${FILE}.json`, JSON.stringify({ version: 1, name: "p\u202e", extends: "strict", level: "warn" }));
  });

  const signer = () => author({ subject: `CN=Mallory${EVIL.replaceAll(/[\r\n]/g, "")},O=O\u202eO` });

  /** Signed by one with such a name, countersigned for owners with such names, with such an id. */
  async function made(): Promise<Uint8Array> {
    const issued = await signer();
    const repository = testIssued("repository");
    const owners = repositoryAttributes([`ann${EVIL}`, "ben"]);
    const unsigned = async (value: Uint8Array) => {
      const plan = { signer: repository, unsigned: stamped(), attributes: replacing(...owners) };
      const countersignature = await signerInfo(plan, value, true);
      return [timestampAttribute(token(value)), { type: ATTRIBUTE.countersignature, values: [countersignature] }];
    };
    const certificates = [...chainOf(issued), ...chainOf(repository)];
    const zip = { entries: [nuspecOf("Lab.S\u202eample"), { name: `content/${EVIL}.txt`, content: "x" }] };
    return signedPackage({ primary: { signer: issued, unsigned }, certificates }, { zip });
  }

  /** One command line: what it prints holds nothing that drives or hides, and no line of the name's own making. */
  async function harmless(...words: readonly string[]): Promise<string> {
    const ran = await lab.run(words);
    const text = ran.stdout + ran.stderr;
    assert.notEqual(ran.code, 70, text);
    assert.notEqual(text, "");
    const bad = FORBIDDEN.exec(text);
    assert.equal(bad, null, bad === null ? "" : JSON.stringify(text.slice(Math.max(0, bad.index - 80), bad.index + 9)));
    for (const line of text.split("\n")) assert.ok(!line.startsWith("# trusted\\u") && line !== "# trusted", text);
    return ran.stdout;
  }

  const texts: Readonly<Record<string, readonly string[]>> = {
    "verify, shortly": verify(FILE, "--detail", "short"),
    "verify, fully": verify(FILE, "--detail", "full"),
    "verify, by the bundled roots": ["verify", FILE],
    "verify, many": verify(".", "--detail", "full"),
    "verify, with an expectation": verify(FILE, "--expect", `a${EVIL}@1.0.0`, "--organization", EVIL),
    "verify, a file that is not there": verify(`no${FILE}`),
    "verify, a lock file that is none": verify(FILE, "--lock", `bad${FILE}`),
    "verify, a file named like a command": verify("::error::evil.nupkg"),
    "verify, a file named like a command that is not there": verify("::add-mask::no.nupkg"),
    "verify, a policy that is wrong": verify(FILE, "--policy", `./wrong${FILE}.json`),
    "verify, an unknown word": ["verify", FILE, `--${EVIL}`],
    "explain a file": ["explain", FILE, ...ownRoots],
    "explain an unknown code": ["explain", `a-b${EVIL}`],
    inspect: ["inspect", FILE],
    "inspect a file that is not there": ["inspect", `no${FILE}`],
    "an unknown command": [EVIL],
    "trust add a package": ["trust", "add", FILE, ...ownRoots, "--dry-run", "--by", "subject"],
    "trust add without a known root": ["trust", "add", FILE, "--dry-run"],
    "trust add a repository's signer": ["trust", "add", FILE, ...ownRoots, "--dry-run", "--by", "repository"],
    "trust add a certificate": ["trust", "add", `cert${FILE}.pem`, "--dry-run", "--note", `why ${EVIL}`],
    "trust why": ["trust", "why", FILE, ...ownRoots],
    "trust init": ["trust", "init", ".", ...ownRoots, "--dry-run"],
    "trust list": ["trust", "list", "--trust-file", `no${FILE}`],
    "pin accept": ["pin", "accept", FILE, `un${FILE}`, ...ownRoots, "--dry-run"],
    diff: ["diff", FILE, FILE, ...ownRoots],
    chain: ["chain", `cert${FILE}.pem`, "--roots", pki("certs", "code-signing-root.pem")],
    doctor: ["doctor", "--cert", `cert${FILE}.pem`, "--chain", pki("certs", "code-signing-issuer.pem"), ...ownRoots],
    "policy check": ["policy", "check", `./policy${FILE}.json`, `./wrong${FILE}.json`],
    "policy explain": ["policy", "explain", `./policy${FILE}.json`],
    "policy diff": ["policy", "diff", "standard", `./policy${FILE}.json`],
    "revocation prefetch": ["revocation", "prefetch", FILE, ...ownRoots],
    "revocation import": ["revocation", "import", `bad${FILE}`],
    "sign what is signed": ["sign", FILE, ...pemKey("author-rsa-2048"), "--no-timestamp", ...ownRoots],
    sign: ["sign", `un${FILE}`, ...pemKey("author-rsa-2048"), "--no-timestamp", ...ownRoots, "-o", `out${FILE}`],
    "sign without a key": ["sign", FILE, "--key", `no${FILE}`, "--cert", `no${FILE}`, "--no-timestamp"],
    prepare: [
      ...["sign", `un${FILE}`, "--prepare", `re${FILE}`, "--cert", pki("certs", "author-rsa-2048.pem")],
      ...["--chain", pki("certs", "code-signing-issuer.pem"), "--no-timestamp", ...ownRoots],
    ],
    remove: ["remove", FILE, "-o", `removed${FILE}`],
  };
  for (const [what, words] of Object.entries(texts)) {
    it(`are harmless in the text of ${what}`, async () => {
      await harmless(...words);
    });
    it(`are escaped in the JSON of ${what}`, async () => {
      const text = await harmless(...words, "--json");
      assertValid(JSON.parse(text));
    });
  }

  it("are escaped in what a repository declares", async () => {
    const text = await harmless("repository-signatures", `cert${FILE}.pem`, "--content-url", "https://a.example/");
    assert.ok("signingCertificates" in (JSON.parse(text) as object));
  });

  it("make no table, link or HTML of their own in Markdown", async () => {
    const text = await harmless(...verify(FILE, "--as", "markdown"));
    assert.doesNotMatch(text, /<b>|[^\\]!\[|[^\\]`x|@mallory/);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 7, row);
  });

  it("are data in SARIF, and no links", async () => {
    const log = JSON.parse(await harmless(...verify(FILE, "--as", "sarif"))) as { readonly runs: readonly Run[] };
    assertSarif(log);
    const texts = log.runs.flatMap(({ results, artifacts }) => [
      ...results.map(({ message }) => message.text),
      ...artifacts.map(({ description }) => description.text),
    ]);
    assert.ok(
      texts.some((text) => text.includes("![i](x)".replace("[", "\\[").replace("]", "\\]"))),
      texts.join("\n"),
    );
    for (const text of texts) assert.doesNotMatch(text.replaceAll(/\\[[\]\\]/g, ""), /[[\]]/);
  });

  it("can't end their quotation and go on as the report", async () => {
    const said = 'CN=Contoso\\" (chain validated)';
    lab.package(await signedPackage({ primary: { signer: await author({ subject: said }) } }), "said.nupkg");
    const text = await harmless("verify", "said.nupkg", "--detail", "full");
    assert.match(text, /author signature by "Contoso\\" \(chain validated\)" \(not proven\)/);
  });

  it("stand in the JSON as they are, for a program that reads it", async () => {
    const { stdout } = await lab.run(verify(FILE, "--json"));
    const { results } = JSON.parse(stdout) as { results: readonly { path: string }[] };
    assert.equal(results[0]?.path, FILE);
  });
});
