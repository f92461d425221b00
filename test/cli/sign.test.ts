import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import type { LoopbackServer } from "../../lib/testing/index.js";
import { countersign, documentOf, temporaryFolder } from "./harness.js";
import {
  copyOf,
  environment,
  NOW,
  ownRoots,
  pemKey,
  pfxKey,
  pki,
  serveTestAuthority,
  unsignedPackage,
} from "./material.js";

describe("countersign sign", () => {
  const folder = temporaryFolder();
  let authority: LoopbackServer;
  before(async () => (authority = await serveTestAuthority()));
  after(() => authority.close());

  const sign = (file: string, ...more: readonly string[]) =>
    countersign(["sign", file, ...ownRoots, ...more], { cwd: folder(), environment, now: NOW });

  it("signs in place with a PFX file and a timestamp, and says so in one line", async () => {
    const file = unsignedPackage(folder(), "pfx.nupkg");
    const before = readFileSync(file);
    const { code, stdout, stderr } = await sign(file, ...pfxKey("author-rsa-2048"), "--timestamp", authority.url);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 1);
    assert.match(stdout, /author primary signature by CN=Author author-rsa-2048.*timestamped 2026-11-24T10:11:12/);
    assert.ok(readFileSync(file).length > before.length);
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  it("writes to another file where one is named, and leaves the input as it is", async () => {
    const file = unsignedPackage(folder(), "input.nupkg");
    const before = readFileSync(file);
    const { code } = await sign(file, ...pemKey("author-rsa-2048"), "--no-timestamp", "-o", "output.nupkg");
    assert.equal(code, 0);
    assert.deepEqual(readFileSync(file), before);
    assert.ok(existsSync(join(folder(), "output.nupkg")));
  });

  it("signs what is in sub-folders of a folder too, and each command that writes says so", async () => {
    mkdirSync(join(folder(), "tree", "deeper"), { recursive: true });
    const files = [
      unsignedPackage(join(folder(), "tree"), "top.nupkg"),
      unsignedPackage(join(folder(), "tree", "deeper"), "below.nupkg"),
    ];
    const words = ["sign", "tree", ...pemKey("author-rsa-2048"), "--no-timestamp", ...ownRoots];
    const ran = await countersign(words, { cwd: folder(), environment, now: NOW });
    assert.equal(ran.code, 0, ran.stderr);
    const verified = await countersign(["verify", ...files, ...ownRoots], { cwd: folder(), now: NOW });
    assert.equal(verified.code, 0, verified.stdout);
    for (const command of ["sign", "countersign", "timestamp", "remove"]) {
      const { stdout } = await countersign([command, "--help"], { cwd: folder() });
      assert.match(
        stdout.replaceAll(/\s+/g, " "),
        /FILE may be a folder: every package in it and in its sub-folders/,
        command,
      );
    }
  });

  it("writes nothing where two files of one name would go into one folder", async () => {
    for (const name of ["first", "second", "together"]) mkdirSync(join(folder(), name));
    const files = [
      unsignedPackage(join(folder(), "first"), "Lib.nupkg"),
      unsignedPackage(join(folder(), "second"), "lib.nupkg"),
    ];
    const words = ["sign", ...files, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp", "-o", "together"];
    const { code, stderr } = await countersign(words, { cwd: folder(), environment, now: NOW });
    assert.equal(code, 2);
    assert.match(stderr, /names differ/);
    assert.deepEqual(readdirSync(join(folder(), "together")), []);
  });

  it("advises about the file that it wrote, not about its input", async () => {
    const advice = async (file: string, ...more: readonly string[]) =>
      (await sign(file, ...pemKey("author-rsa-2048"), "--no-timestamp", ...more)).stderr;
    const file = unsignedPackage(folder(), "advice.nupkg");
    assert.match(await advice(file, "-o", "advised.nupkg"), /countersign timestamp advised\.nupkg --timestamp URL/);
    assert.match(await advice(file), /countersign timestamp \S*\/advice\.nupkg --timestamp URL/);
    const notes = join(folder(), "advice.txt");
    writeFileSync(notes, "some notes\n");
    assert.match(await advice(notes, "-o", "elsewhere.p7s"), /countersign timestamp \S*advice\.txt --timestamp URL/);
  });

  it("tells the signer what a signer can do, not to ask the signer", async () => {
    const file = unsignedPackage(folder(), "signer.nupkg");
    const alone = pemKey("author-rsa-2048").filter((_, index) => index < 4);
    const refused = async (...key: readonly string[]) => (await sign(file, ...key, "--no-timestamp")).stderr;
    const incomplete = await refused(...alone);
    assert.match(
      incomplete,
      /\[chain-incomplete\]\n {2}→ Give the certificates of your CA along with yours \(--chain FILE/,
    );
    assert.match(await refused(...pfxKey("author-expired")), /\[certificate-expired\]\n {2}→ .* renew the certificate/);
    assert.match(await refused(...pfxKey("author-weak-key")), /too-short\]\n {2}→ Have a certificate issued/);
    assert.match(await refused(...pemKey("author-p-256")), /→ Sign with an algorithm of this profile;/);
    const remove = await countersign(["remove", file], { cwd: folder(), now: NOW });
    assert.match(
      remove.stderr,
      /\[package-unsigned\]\n {2}→ It has none to work on\. To make one: countersign sign FILE/,
    );
  });

  it("follows no link beside a file that leads to nothing: whoever made it would choose where the signature goes", async function () {
    if (process.platform === "win32") this.skip();
    const place = join(folder(), "linked");
    mkdirSync(place);
    const file = join(place, "notes.txt");
    writeFileSync(file, "some notes\n");
    symlinkSync(join(folder(), "chosen"), `${file}.p7s`);
    const { code, stderr } = await sign(file, ...pemKey("author-p-256"), "--no-timestamp");
    assert.equal(code, 3);
    assert.match(stderr, /notes\.txt\.p7s is a symbolic link to .*chosen, where no file is.*\n.*Remove the link/);
    assert.ok(!existsSync(join(folder(), "chosen")));
    assert.deepEqual(readdirSync(place).toSorted(), ["notes.txt", "notes.txt.p7s"]);
  });

  it("writes a detached signature beside any other file", async () => {
    const file = join(folder(), "notes.txt");
    writeFileSync(file, "some notes\n");
    assert.equal((await sign(file, ...pemKey("author-p-256"), "--no-timestamp")).code, 0);
    const roots = pki("certs", "code-signing-root.pem");
    const line = ["cms", "-verify", "-binary", "-purpose", "any", "-inform", "DER", "-in", `${file}.p7s`];
    execFileSync("openssl", [...line, "-content", file, "-CAfile", roots, "-out", join(folder(), "content")], {
      stdio: "pipe",
    });
    assert.equal(readFileSync(join(folder(), "content"), "utf8"), "some notes\n");
  });

  it("takes the hash that fits the key where none is named: Ed25519 goes with SHA-512 alone", async () => {
    for (const [key, hash] of [
      ["author-ed25519", "sha512"],
      ["author-p-384", "sha384"],
      ["author-p-256", "sha256"],
    ] as const) {
      const file = join(folder(), `${key}.txt`);
      writeFileSync(file, "some notes\n");
      const ran = await sign(file, ...pemKey(key), "--no-timestamp");
      assert.equal(ran.code, 0, ran.stderr);
      const shown = await countersign(["inspect", file]);
      assert.match(shown.stdout, new RegExp(`${hash}$`, "m"), key);
    }
    const asked = await sign(
      join(folder(), "author-p-384.txt"),
      ...pemKey("author-p-384"),
      "--no-timestamp",
      "--hash",
      "sha512",
      "--overwrite",
    );
    assert.equal(asked.code, 0, asked.stderr);
  });

  it("signs several packages, into a folder where one is named", async () => {
    const files = ["one.nupkg", "two.nupkg"].map((name) => unsignedPackage(folder(), name));
    mkdirSync(join(folder(), "out"));
    const words = ["sign", ...files, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"];
    const setting = { cwd: folder(), now: NOW };
    const refused = await countersign([...words, "-o", "both.nupkg"], setting);
    assert.equal(refused.code, 2);
    const { code, stdout } = await countersign([...words, "-o", "out", "--json"], setting);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(join(folder(), "out")), ["one.nupkg", "two.nupkg"]);
    const document = JSON.parse(stdout) as { schema: string; results: { path: string; signature: { kind: string } }[] };
    assert.equal(document.schema, "countersign.signed/1");
    assert.deepEqual(
      document.results.map((result) => result.signature.kind),
      ["author", "author"],
    );
  });

  it("needs a timestamp to be asked for, or left out in so many words", async () => {
    const file = unsignedPackage(folder(), "choice.nupkg");
    const neither = await sign(file, ...pemKey("author-rsa-2048"));
    assert.equal(neither.code, 2);
    assert.match(neither.stderr, /--no-timestamp/);
    const both = await sign(file, ...pemKey("author-rsa-2048"), "--timestamp", authority.url, "--no-timestamp");
    assert.equal(both.code, 2);
  });

  it("needs exactly one key", async () => {
    const file = unsignedPackage(folder(), "keys.nupkg");
    assert.match((await sign(file, "--no-timestamp")).stderr, /received none/);
    const two = await sign(file, ...pemKey("author-rsa-2048"), ...pfxKey("author-rsa-2048"), "--no-timestamp");
    assert.match(two.stderr, /--pfx and --key/);
  });

  describe("the password", () => {
    const encrypted = [
      "--key",
      pki("keys", "forms", "author-rsa-2048.encrypted.pem"),
      ...pemKey("author-rsa-2048").slice(2),
    ];
    const attempt = (file: string, more: readonly string[], secret?: string) =>
      countersign(["sign", file, ...ownRoots, ...encrypted, "--no-timestamp", ...more], {
        cwd: folder(),
        environment,
        now: NOW,
        ...(secret === undefined ? {} : { secret }),
      });

    it("comes from the environment, a file's first line, or the terminal", async () => {
      writeFileSync(join(folder(), "secret"), "countersign\nmore\n");
      const file = () => unsignedPackage(folder(), "password.nupkg");
      assert.equal((await attempt(file(), ["--password-env", "KEY_PASSWORD"])).code, 0);
      assert.equal((await attempt(file(), ["--password-file", "secret"])).code, 0);
      const asked = await attempt(file(), [], "countersign");
      assert.equal(asked.code, 0);
      assert.match(asked.stderr, /Password of .*encrypted\.pem: /);
    });

    it("is refused when wrong or nowhere to be had, with the package untouched and no secret shown", async () => {
      const file = unsignedPackage(folder(), "wrong.nupkg");
      const before = readFileSync(file);
      const wrong = await attempt(file, [], "not the password");
      assert.equal(wrong.code, 2);
      assert.doesNotMatch(wrong.stderr + wrong.stdout, /not the password/);
      const none = await attempt(file, []);
      assert.equal(none.code, 2);
      assert.match(none.stderr, /--password-env NAME or --password-file FILE/);
      assert.equal((await attempt(file, ["--password-env", "NO_SUCH"])).code, 2);
      assert.deepEqual(readFileSync(file), before);
    });
  });

  it("refuses what verification would refuse, with exit code 4 and the file untouched", async () => {
    const file = unsignedPackage(folder(), "refused.nupkg");
    const before = readFileSync(file);
    const expired = await sign(file, ...pfxKey("author-expired"), "--no-timestamp");
    assert.equal(expired.code, 4);
    assert.match(expired.stderr, /certificate-expired/);
    assert.equal(expired.stderr.trimEnd().split("\n").length, 3);
    const json = await sign(file, ...pfxKey("author-wrong-eku"), "--no-timestamp", "--json");
    assert.equal(json.code, 4);
    const [result] = documentOf(json)["results"] as { error: { code: string; issues: { code: string }[] } }[];
    assert.equal(result?.error.code, "sign-refused");
    assert.equal(result?.error.issues[0]?.code, "certificate-eku");
    assert.deepEqual(readFileSync(file), before);
  });

  it("goes on with the other files when one is refused", async () => {
    const [signed, fresh] = [unsignedPackage(folder(), "signed.nupkg"), unsignedPackage(folder(), "fresh.nupkg")];
    await sign(signed, ...pemKey("author-rsa-2048"), "--no-timestamp");
    const before = readFileSync(fresh);
    const words = ["sign", signed, "missing.nupkg", fresh, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"];
    const { code, stderr } = await countersign(words, { cwd: folder(), now: NOW });
    assert.equal(code, 4);
    assert.match(stderr, /signing-already-signed/);
    assert.match(stderr, /missing\.nupkg/);
    assert.notDeepEqual(readFileSync(fresh), before);
    const again = await sign(signed, ...pemKey("author-rsa-2048"), "--no-timestamp", "--overwrite");
    assert.equal(again.code, 0);
  });

  it("tells a dead or lying authority by exit code 3, and takes the next one where there is one", async () => {
    const file = unsignedPackage(folder(), "authorities.nupkg");
    const before = readFileSync(file);
    const liar = await serveTestAuthority({ fault: "wrong-nonce" });
    try {
      const alone = await sign(file, ...pemKey("author-rsa-2048"), "--timestamp", liar.url);
      assert.equal(alone.code, 3, alone.stderr);
      assert.deepEqual(readFileSync(file), before);
    } finally {
      await liar.close();
    }
    const dead = await sign(file, ...pemKey("author-rsa-2048"), "--timestamp", `${liar.url},${authority.url}`);
    assert.equal(dead.code, 0, dead.stderr);
  });

  it("tells whose certificate no CA issued what to have mended, and not to leave the package alone", async () => {
    const file = unsignedPackage(folder(), "no-ca.nupkg");
    const key = ["--key", pki("keys", "author-rsa-2048.pem"), "--cert", pki("certs", "author-no-ca.pem")];
    const { code, stderr } = await sign(
      file,
      ...key,
      "--chain",
      pki("certs", "issuer-without-ca.pem"),
      "--no-timestamp",
    );
    assert.equal(code, 4, stderr);
    assert.match(stderr, /\[chain-issuer-not-ca\]/);
    assert.match(stderr, /→ Have the certificate issued by a CA/);
    assert.doesNotMatch(stderr, /Don’t use the package/);
  });

  it("says of a request that is none in one document, by its file, whatever is wrong with it", async () => {
    const file = unsignedPackage(folder(), "garbled.nupkg");
    writeFileSync(join(folder(), "garbled.json.sig"), "c2lnbmF0dXJl");
    for (const text of ["{}", '{"state":"garbage"}', '{"state":"{}"}']) {
      writeFileSync(join(folder(), "garbled.json"), text);
      const { code, stdout } = await sign(file, "--no-timestamp", "--complete", "garbled.json", "--json");
      assert.equal(code, 2);
      assert.equal((JSON.parse(stdout) as { readonly error: { readonly at: string } }).error.at, "garbled.json", text);
    }
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const file = unsignedPackage(folder(), "interrupted.nupkg");
    const before = readFileSync(file);
    const words = ["sign", file, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"];
    const { code, stderr } = await countersign(words, { cwd: folder(), now: NOW, signal: AbortSignal.abort() });
    assert.equal(code, 130);
    assert.match(stderr, /interrupted \(Ctrl-C, or another signal\).*\n {2}→ Run the command again\.\n$/);
    assert.deepEqual(readFileSync(file), before);
  });

  describe("with a program that signs", () => {
    before(function () {
      if (process.platform === "win32") this.skip();
    });
    const program = (text: string): string => {
      const path = join(folder(), "sign.sh");
      writeFileSync(path, `#!/bin/sh\n${text}\n`);
      chmodSync(path, 0o755);
      return path;
    };
    const certificate = [
      "--cert",
      pki("certs", "author-rsa-2048.pem"),
      "--chain",
      pki("certs", "code-signing-issuer.pem"),
    ];
    const key = pki("keys", "author-rsa-2048.pem");
    const attempt = (name: string, text: string, ...more: readonly string[]) =>
      sign(
        unsignedPackage(folder(), name),
        "--signer-command",
        program(text),
        ...certificate,
        "--no-timestamp",
        ...more,
      );

    it("takes a raw signature over the digest on its standard input", async () => {
      const { code, stderr } = await attempt(
        "raw.nupkg",
        `exec openssl pkeyutl -sign -inkey '${key}' -pkeyopt "digest:$COUNTERSIGN_HASH"`,
      );
      assert.equal(code, 0, stderr);
    });

    it("takes base64 and the message as well", async () => {
      const text = `openssl dgst "-$COUNTERSIGN_HASH" -sign '${key}' | base64`;
      const { code, stderr } = await attempt("base64.nupkg", text, "--signer-input", "message", "--hash", "sha384");
      assert.equal(code, 0, stderr);
    });

    it("is told by its own words and exit code 3 when it fails, says nothing, or signs with another key", async () => {
      const fails = await attempt("fails.nupkg", "echo the token is missing >&2; exit 7");
      assert.equal(fails.code, 3);
      assert.match(fails.stderr, /the token is missing/);
      assert.match(fails.stderr, /exit code 7/);
      assert.equal((await attempt("silent.nupkg", "true")).code, 3);
      const other = `exec openssl pkeyutl -sign -inkey '${pki("keys", "foreign.pem")}' -pkeyopt digest:sha256`;
      const foreign = await attempt("foreign.nupkg", other);
      assert.equal(foreign.code, 4);
      assert.match(foreign.stderr, /signing-key-mismatch/);
    });

    it("is told what came where it prints something else than a value", async () => {
      const signs = `openssl pkeyutl -sign -inkey '${key}' -pkeyopt digest:sha256`;
      const printed = [
        ["printf 'signed: yes\\n'", "12 octets of text"],
        [`${signs} | od -An -v -tx1`, /\d+ octets of text in hexadecimal/],
        [`${signs} | head -c 100`, "100 octets"],
      ] as const;
      for (const [text, came] of printed) {
        const { code, stderr } = await attempt("malformed.nupkg", text);
        assert.equal(code, 3, stderr);
        assert.match(stderr, /expected 256 octets, as many as the modulus of the certificate’s RSA key has/);
        assert.match(stderr, came instanceof RegExp ? came : new RegExp(`received ${came}\\.`));
      }
    });

    it("is not listened to any longer where it prints without end, whatever the shell has started", async () => {
      for (const text of ["yes", "yes | cat"]) {
        const { code, stderr } = await attempt("endless.nupkg", text);
        assert.equal(code, 3, stderr);
        assert.match(stderr, /printed more than 65536 octets/);
      }
    });

    it("is named in errors without its arguments, which may hold a PIN", async () => {
      const file = unsignedPackage(folder(), "pin.nupkg");
      const path = program("exit 7");
      for (const line of [`${path} --pin 123456`, `'${path}' 123456`, `PIN=123456 ${path}`, `PIN="1 123456" ${path}`]) {
        for (const words of [["sign", file, "--no-timestamp"], ["doctor"]]) {
          const call = [...words, ...ownRoots, ...certificate, "--signer-command", line, "--json"];
          const { code, stdout, stderr } = await countersign(call, { environment, cwd: folder(), now: NOW });
          assert.equal(code, 3, stderr);
          assert.ok(!`${stdout}${stderr}`.includes("123456"), `${stdout}${stderr}`);
          assert.match(stdout, line.startsWith("PIN") ? /a command/ : /sign\.sh/);
        }
      }
    });
  });

  it("signs in two steps, the key's machine having openssl alone", async () => {
    const file = unsignedPackage(folder(), "steps.nupkg");
    const certificate = [
      "--cert",
      pki("certs", "author-rsa-2048.pem"),
      "--chain",
      pki("certs", "code-signing-issuer.pem"),
    ];
    const spaced = await sign(file, ...certificate, "--no-timestamp", "--prepare", "re quest.json");
    assert.match(
      spaced.stdout,
      /-out "[^"]+re quest\.json\.sig" "[^"]+re quest\.json\.tbs"\n.*--complete "[^"]+re quest\.json"/,
    );
    const prepared = await sign(file, ...certificate, "--no-timestamp", "--prepare", "request.json");
    assert.equal(prepared.code, 0, prepared.stderr);
    const line = /openssl .*/.exec(prepared.stdout)?.[0] ?? "";
    const key = pki("keys", "author-rsa-2048.pem");
    assert.equal(spawnSync("sh", ["-c", line.replace("KEY.pem", key)], { cwd: folder() }).status, 0, line);
    const other = unsignedPackage(folder(), "other.nupkg");
    writeFileSync(other, readFileSync(other).subarray(0, -1));
    const completed = await sign(file, "--no-timestamp", "--complete", "request.json");
    assert.equal(completed.code, 0, completed.stderr);
    assert.match(completed.stdout, /author primary signature by CN=Author author-rsa-2048/);
  });

  it("prints a line by which openssl signs, for keys of every kind", async () => {
    const file = join(folder(), "kinds.txt");
    writeFileSync(file, "some notes\n");
    for (const name of ["author-ed25519", "author-p-384", "author-p-521"]) {
      const [, key = "", ...certificate] = pemKey(name);
      const prepared = await sign(file, ...certificate, "--no-timestamp", "--prepare", "kinds.json", "--overwrite");
      const line = /openssl .*/.exec(prepared.stdout)?.[0].replace("KEY.pem", key) ?? prepared.stderr;
      assert.equal(spawnSync("sh", ["-c", line], { cwd: folder() }).status, 0, line);
      const completed = await sign(file, "--no-timestamp", "--complete", "kinds.json");
      assert.equal(completed.code, 0, completed.stderr);
    }
  });

  it("completes no other package, and with no other value", async () => {
    const file = unsignedPackage(folder(), "swap.nupkg");
    const certificate = [
      "--cert",
      pki("certs", "author-rsa-2048.pem"),
      "--chain",
      pki("certs", "code-signing-issuer.pem"),
    ];
    assert.equal((await sign(file, ...certificate, "--no-timestamp", "--prepare", "swap.json")).code, 0);
    writeFileSync(join(folder(), "swap.json.sig"), new Uint8Array(256));
    assert.notEqual((await sign(file, "--no-timestamp", "--complete", "swap.json")).code, 0);
    assert.equal((await sign(file, "--no-timestamp", "--complete", "sample.txt")).code, 3);
    writeFileSync(join(folder(), "no.json"), "{}");
    assert.equal((await sign(file, "--no-timestamp", "--complete", "no.json")).code, 2);
  });

  describe("countersign countersign", () => {
    const repository = [...pfxKey("repository"), "--service-index", "https://packages.example/v3/index.json"];

    it("advises how to stamp the countersignature, not the author's signature, which has a timestamp", async () => {
      const file = unsignedPackage(folder(), "unstamped.nupkg");
      await sign(file, ...pemKey("author-rsa-2048"), "--timestamp", authority.url);
      const words = ["countersign", file, ...ownRoots, ...repository, "--no-timestamp"];
      const { code, stderr } = await countersign(words, { environment, now: NOW });
      assert.equal(code, 0, stderr);
      const [, advised = ""] = /: countersign (timestamp .*)$/m.exec(stderr) ?? [];
      const again = advised.replace("URL", authority.url).split(" ");
      const stamped = await countersign([...again, ...ownRoots], { cwd: folder(), environment, now: NOW });
      assert.equal(stamped.code, 0, stamped.stderr);
      assert.match(stamped.stdout, /repository countersignature .* timestamped 2026-11-24/);
    });

    it("adds a repository's countersignature with its owners", async () => {
      const file = unsignedPackage(folder(), "both.nupkg");
      await sign(file, ...pemKey("author-rsa-2048"), "--timestamp", authority.url);
      const words = [
        "countersign",
        file,
        ...ownRoots,
        ...repository,
        "--timestamp",
        authority.url,
        "--owner",
        "a",
        "b",
      ];
      const { code, stdout, stderr } = await countersign(words, { environment, now: NOW });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /repository countersignature/);
      const inspected = await countersign(["inspect", file]);
      assert.match(inspected.stdout, /owners: a, b/);
    });

    it("needs a service index and a signed package", async () => {
      const file = unsignedPackage(folder(), "bare.nupkg");
      const none = await countersign(["countersign", file, ...ownRoots, ...pfxKey("repository"), "--no-timestamp"], {
        environment,
      });
      assert.equal(none.code, 2);
      const words = ["countersign", file, ...ownRoots, ...repository, "--no-timestamp"];
      assert.equal((await countersign(words, { environment, now: NOW })).code, 4);
    });
  });

  it("makes a repository's primary signature by --kind repository", async () => {
    const file = unsignedPackage(folder(), "repository.nupkg");
    const claims = ["--kind", "repository", "--service-index", "https://packages.example/v3/index.json"];
    const { code, stdout, stderr } = await sign(file, ...pfxKey("repository"), ...claims, "--no-timestamp");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /repository primary signature/);
  });

  it("adds a timestamp afterwards, and takes a signature away again", async () => {
    const file = unsignedPackage(folder(), "later.nupkg");
    const original = readFileSync(file);
    await sign(file, ...pemKey("author-rsa-2048"), "--no-timestamp");
    const words = ["timestamp", file, ...ownRoots, "--timestamp", authority.url];
    const stamped = await countersign(words, { now: NOW });
    assert.equal(stamped.code, 0, stamped.stderr);
    assert.match(stamped.stdout, /timestamped 2026-11-24/);
    const again = await countersign(words, { now: NOW });
    assert.equal(again.code, 4);
    assert.match(again.stderr, /would have 2 timestamps; .* \[timestamp-multiple\]\n {2}→ Leave it/);
    const removed = await countersign(["remove", file, "-o", "bare.nupkg"], { cwd: folder() });
    assert.equal(removed.code, 0, removed.stderr);
    assert.deepEqual(readFileSync(join(folder(), "bare.nupkg")), original);
    const kept = copyOf(file, "kept.tar.gz");
    const before = await countersign(["remove", kept]);
    assert.equal(before.code, 2);
    assert.match(before.stderr, /There is none to remove: .*\.p7s does not exist/);
    writeFileSync(`${kept}.p7s`, "a signature");
    assert.match((await countersign(["remove", kept])).stderr, /→ Delete .*\.p7s\./);
  });
});
