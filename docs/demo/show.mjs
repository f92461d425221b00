// What the demo shows. Every command runs as a user would run it; nothing is trusted but a CA made for this run.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDevelopmentPki, createTimestampAuthority, serveTimestampAuthority, toPem } from "countersign/testing";
import { dotnetJudge } from "./dotnet.mjs";
import { packRealFiles } from "./pack.mjs";
import { realPackages } from "./real-packages.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const command = join(root, "dist", "cli", "main.cjs");

/** @returns the process's exit code: 0 if everything went as the demo says. */
export async function show(given) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-demo-"));
  const surprises = [];
  const expect = (what, isSo) => isSo || surprises.push(what);
  const pki = await createDevelopmentPki();
  const authority = await serveTimestampAuthority(createTimestampAuthority(pki.timestamping));
  const judge = await dotnetJudge(folder, pki.anchors);
  try {
    const roots = writePki(folder, pki);
    const ownRoots = ["--code-signing-roots", roots.codeSigning, "--timestamping-roots", roots.timestamping];
    const file = join(folder, given === undefined ? "countersign.demo.1.0.0.nupkg" : basename(given));
    if (given === undefined) writeFileSync(file, packRealFiles(root));
    else copyFileSync(given, file);
    const run = (...words) => countersign(folder, words.map((word) => String(word)));
    const dotnet = async (path, want) => {
      if (judge === undefined) return;
      const says = await judge.verify(path);
      console.log(`\n$ dotnet nuget verify ${basename(path)}\n${says.text}`);
      expect(`dotnet should have said ${want}`, says.verdict === want);
    };

    title("A package, not signed yet, is refused");
    // A package that was given may be signed already, by somebody whom this demo's CA is not.
    if (given !== undefined) await run("remove", file, "-o", file);
    expect("the unsigned package is refused as unsigned", (await run("verify", file, ...ownRoots)) === 22);

    title("Its author signs it, with a timestamp");
    const author = ["--key", roots.authorKey, "--cert", roots.author];
    expect("signing works", (await run("sign", file, ...author, "--timestamp", authority.url, ...ownRoots)) === 0);
    expect("the signed package is accepted", (await run("verify", file, ...ownRoots)) === 0);
    await dotnet(file, "trusted");

    title("A repository that received it countersigns it");
    const repository = ["--key", roots.repositoryKey, "--cert", roots.repository];
    const claims = ["--service-index", "https://packages.example/v3/index.json", "--owner", "contoso"];
    const countersigning = ["countersign", file, ...repository, ...claims, "--timestamp", authority.url, ...ownRoots];
    expect("countersigning works", (await run(...countersigning)) === 0);
    expect("the countersigned package is accepted", (await run("verify", file, ...ownRoots)) === 0);
    await run("inspect", file);
    await dotnet(file, "trusted");

    title("Somebody changes one byte of its content");
    const tampered = join(folder, "tampered.nupkg");
    writeFileSync(tampered, flipContent(readFileSync(file)));
    expect("the tampered package is refused as tampered", (await run("verify", tampered, ...ownRoots)) === 20);
    await dotnet(tampered, "untrusted");
    await run("explain", "content-digest-mismatch");

    title("Nobody else trusts the demo's CA: the bundled roots refuse it, and say what to run");
    expect("the bundled roots refuse the demo's CA", (await run("verify", file)) === 21);

    title("Real packages, by the bundled roots and no configuration");
    const real = await realPackages(folder, root);
    if (real.length === 0) console.log("(skipped: it needs dotnet, a network and the interop kit)");
    else expect("the real packages are accepted", (await run("verify", ...real)) === 0);
  } finally {
    await authority.close();
    rmSync(folder, { recursive: true, force: true });
  }
  if (judge === undefined) console.log("\n(dotnet is not installed, so it could not be asked for its opinion)");
  for (const surprise of surprises) console.log(`\nNOT AS EXPECTED: ${surprise}`);
  if (surprises.length === 0) console.log("\nEverything went as it should.");
  return surprises.length === 0 ? 0 : 1;
}

function title(text) {
  console.log(`\n\n═══ ${text}`);
}

function countersign(folder, words) {
  const shown = words.map((word) => word.replace(folder, ".").replace(root, "."));
  console.log(`\n$ countersign ${shown.map((word) => (/\s/.test(word) ? `'${word}'` : word)).join(" ")}`);
  return new Promise((resolve, reject) => {
    const relative = words.map((word) => (word.startsWith(`${folder}/`) ? `./${word.slice(folder.length + 1)}` : word));
    const child = spawn(process.execPath, [command, ...relative], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => {
      console.log(`(exit code ${code})`);
      resolve(code);
    });
  });
}

function writePki(folder, pki) {
  const keys = join(folder, "keys");
  mkdirSync(keys);
  const write = (name, text) => {
    writeFileSync(join(keys, name), text, { mode: 0o600 });
    return join(keys, name);
  };
  const chain = (signer) => signer.certificates.map((der) => toPem("CERTIFICATE", der)).join("");
  const root = (purpose) => pki.anchors.filter(({ purposes }) => purposes.includes(purpose));
  const roots = (purpose) => root(purpose).map(({ certificate }) => toPem("CERTIFICATE", certificate)).join("");
  return {
    codeSigning: write("code-signing-root.pem", roots("code-signing")),
    timestamping: write("timestamping-root.pem", roots("timestamping")),
    author: write("author.pem", chain(pki.author)),
    authorKey: write("author.key", toPem("PRIVATE KEY", pki.author.issued.key.pkcs8)),
    repository: write("repository.pem", chain(pki.repository)),
    repositoryKey: write("repository.key", toPem("PRIVATE KEY", pki.repository.issued.key.pkcs8)),
  };
}

// One byte in the middle of the largest entry (APPNOTE 4.3.12): every reader can still open the package, and read its manifest.
function flipContent(bytes) {
  const changed = Buffer.from(bytes);
  const end = changed.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let largest = { size: 0, header: 0 };
  for (let at = changed.readUInt32LE(end + 16), left = changed.readUInt16LE(end + 10); left > 0; left--) {
    const [size, nameLength] = [changed.readUInt32LE(at + 20), changed.readUInt16LE(at + 28)];
    const name = changed.toString("utf8", at + 46, at + 46 + nameLength);
    const isContent = !name.endsWith(".nuspec") && name !== ".signature.p7s";
    if (isContent && size > largest.size) largest = { size, header: changed.readUInt32LE(at + 42) };
    at += 46 + nameLength + changed.readUInt16LE(at + 30) + changed.readUInt16LE(at + 32);
  }
  const { size, header } = largest;
  const data = header + 30 + changed.readUInt16LE(header + 26) + changed.readUInt16LE(header + 28);
  changed[data + (size >> 1)] ^= 1;
  return changed;
}
