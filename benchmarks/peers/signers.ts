import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrustStore } from "../../lib/index.js";
import { toPem } from "../../lib/testing/index.js";
import { testCertificate, testIssued } from "../../test-certs/index.js";
import { manifest, withSignature } from "../../test/support/package.js";
import type { Contestant } from "../contest.js";
import type { Setting } from "../setting.js";
import { acceptsMessage, acceptsPackage, type Judge, judged } from "./judged-signature.js";
import { builtInC, builtNuget, nugetProcess } from "./native-peers.js";
import { hasModule, PeerProcess, peerContestant, programPeer, type Start } from "./peer-process.js";
import { PKIJS } from "./pkijs-peers.js";

/** Who signs, and what: an author's certificate and key of the test PKI. */
export const AUTHOR = "author-rsa-3072";

/** The peers as signers of the same package by the same key; each is judged by what it made. */
export function signerPeers(
  setting: Setting,
  unsigned: Uint8Array,
  trust: TrustStore,
  start: Start,
): readonly (Contestant | string)[] {
  const words = signerWords(setting, unsigned);
  const inPackage: Judge = (signature) => acceptsPackage(withSignature(signature), trust);
  return [
    openssl(setting, words, inPackage, start),
    nuget(setting, unsigned, trust, start),
    ...PKIJS.map(({ name, module }) => {
      if (!hasModule(setting.root, module)) return `${name}: it is not installed`;
      const output = join(setting.folder, `${module}.p7s`);
      const peer = programPeer(setting.root, "pkijs-sign", [module, ...words, output]);
      return signerContestant(`${name}, the CMS message alone`, start(peer), output, inPackage);
    }),
    forge(setting, words, start),
  ];
}

/** Chain, key and content as files. */
function signerWords({ folder }: Setting, unsigned: Uint8Array): readonly string[] {
  const { certificate, issuers, key } = testIssued(AUTHOR);
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content, "latin1");
    return join(folder, name);
  };
  return [
    file("chain.pem", [certificate, ...issuers].map((der) => toPem("CERTIFICATE", der)).join("")),
    file("key.pem", toPem("PRIVATE KEY", key.pkcs8)),
    file("content", manifest(unsigned)),
  ];
}

function openssl(setting: Setting, words: readonly string[], judge: Judge, start: Start): Contestant | string {
  const name = "OpenSSL in C, the CMS message alone";
  const built = builtInC(setting, "openssl-sign");
  if (typeof built !== "string") return `${name}: ${built.absent}`;
  const output = join(setting.folder, "openssl.p7s");
  return signerContestant(name, start(new PeerProcess(built, [...words, output])), output, judge);
}

function nuget(setting: Setting, unsigned: Uint8Array, trust: TrustStore, start: Start): Contestant | string {
  const name = "NuGet.Packaging in C#";
  const built = builtNuget(setting);
  if ("absent" in built) return `${name}: ${built.absent}`;
  const { folder } = setting;
  // NuGet signs only by a chain that it trusts, and trusts the roots beside its program: a copy of our own.
  const root = toPem("CERTIFICATE", testCertificate("code-signing-root"));
  appendFileSync(join(built.program, "..", "trustedroots", "codesignctl.pem"), root);
  const [input, output] = [join(folder, "unsigned.nupkg"), join(folder, "nuget.nupkg")];
  writeFileSync(input, unsigned);
  const words = ["sign", join(folder, "chain.pem"), join(folder, "key.pem"), input, output];
  return signerContestant(name, start(nugetProcess(built, words)), output, (made) => acceptsPackage(made, trust));
}

function forge({ folder, root }: Setting, words: readonly string[], start: Start): Contestant {
  const output = join(folder, "forge.p7s");
  const peer = start(programPeer(root, "forge-sign", [...words, output]));
  return signerContestant("node-forge, the same with three of its five attributes", peer, output, acceptsMessage);
}

function signerContestant(name: string, peer: PeerProcess, output: string, judge: Judge): Contestant {
  const judges = async () => {
    await peer.ask("make");
    return judged(readFileSync(output), judge);
  };
  return { ...peerContestant(name, peer, "sign", 5), judges };
}
