import assert from "node:assert/strict";
import { equalBytes } from "../../../lib/bytes/index.js";
import type { SignatureAlgorithm } from "../../../lib/crypto/index.js";
import type { HashName } from "../../../lib/report/index.js";
import { createOpensslPki, ed25519, type Leaf, openssl, type OpensslPki, p256, p384, rsa2048 } from "./openssl-pki.js";
import { readSignedData } from "./peer-signature.js";
import { signatureOver } from "./signing.js";

const content = new TextEncoder().encode("Version:1\n\n2.16.840.1.101.3.4.2.1-Hash:AAAA\n\n");

describe("buildSignedData", () => {
  let pki: OpensslPki;
  let leaves: Record<"rsa" | "plain" | "p256" | "p384" | "ed25519", Leaf>;
  before(() => {
    pki = createOpensslPki();
    leaves = {
      rsa: pki.issue("rsa", { key: rsa2048 }),
      plain: pki.issue("plain", { key: rsa2048, keyIdentifier: false }),
      p256: pki.issue("p256", { key: p256 }),
      p384: pki.issue("p384", { key: p384 }),
      ed25519: pki.issue("ed25519", { key: ed25519 }),
    };
  });
  after(() => pki.close());

  const verify = (signature: Uint8Array, signed: Uint8Array, detached: boolean): string => {
    const files = { "f.p7s": signature, f: signed };
    const args = ["cms", "-verify", "-binary", "-purpose", "any", "-inform", "DER", "-in", "f.p7s"];
    return openssl(pki.folder, [...args, ...(detached ? ["-content", "f"] : []), "-CAfile", pki.rootPem], files);
  };
  const build = (
    leaf: keyof typeof leaves,
    algorithm: SignatureAlgorithm,
    hash: HashName,
    detached: boolean,
  ): Uint8Array => signatureOver(content, { leaf: leaves[leaf], algorithm, hash, root: pki.root, detached });

  const accepted: readonly (readonly [keyof typeof leaves, SignatureAlgorithm, HashName])[] = [
    ["rsa", { name: "rsa-pkcs1", hash: "sha256" }, "sha256"],
    ["rsa", { name: "rsa-pkcs1", hash: "sha384" }, "sha384"],
    ["rsa", { name: "rsa-pkcs1", hash: "sha512" }, "sha512"],
    ["plain", { name: "rsa-pkcs1", hash: "sha256" }, "sha256"],
    ["rsa", { name: "rsa-pss", hash: "sha256" }, "sha256"],
    ["rsa", { name: "rsa-pss", hash: "sha512" }, "sha512"],
    ["p256", { name: "ecdsa", hash: "sha256", curve: "P-256" }, "sha256"],
    ["p384", { name: "ecdsa", hash: "sha384", curve: "P-384" }, "sha384"],
  ];
  for (const [leaf, algorithm, hash] of accepted)
    for (const detached of [false, true])
      it(`makes a message that openssl accepts: ${leaf}, ${algorithm.name}, ${hash}, ${detached ? "detached" : "attached"}`, () => {
        const printed = verify(build(leaf, algorithm, hash, detached), content, detached);
        assert.equal(printed, new TextDecoder().decode(content));
        const altered = Uint8Array.from(content, (octet, at) => (at === 3 ? octet ^ 1 : octet));
        if (detached)
          assert.throws(
            () => verify(build(leaf, algorithm, hash, true), altered, true),
            /digest failure|verification failure/i,
          );
      });

  it("makes Ed25519 messages with SHA-512 that openssl prints as such (RFC 8419 §3.1)", () => {
    const signature = build("ed25519", { name: "ed25519" }, "sha512", true);
    const printed = openssl(pki.folder, ["cms", "-cmsout", "-print", "-inform", "DER", "-in", "e.p7s"], {
      "e.p7s": signature,
    });
    assert.match(printed, /algorithm: ED25519/);
    assert.match(printed, /algorithm: sha512 .*\n *parameter: <ABSENT>/);
  });

  it("names the signer by key identifier in version 3, and by issuer and serial number in version 1 (RFC 5652 §5.1, §5.3)", () => {
    const withIdentifier = readSignedData(build("rsa", { name: "rsa-pkcs1", hash: "sha256" }, "sha256", false));
    const without = readSignedData(build("plain", { name: "rsa-pkcs1", hash: "sha256" }, "sha256", false));
    assert.deepEqual([withIdentifier.version, withIdentifier.signerInfos[0]!.version], [3, 3]);
    assert.deepEqual([without.version, without.signerInfos[0]!.version], [1, 1]);
  });

  it("leaves digest parameters absent and writes rsaEncryption with NULL (RFC 5754 §2, RFC 3370 §3.2)", () => {
    const signature = build("rsa", { name: "rsa-pkcs1", hash: "sha256" }, "sha256", false);
    const printed = openssl(pki.folder, ["cms", "-cmsout", "-print", "-inform", "DER", "-in", "n.p7s"], {
      "n.p7s": signature,
    });
    assert.match(printed, /digestAlgorithms:\s+algorithm: sha256 \(2.16.840.1.101.3.4.2.1\)\s+parameter: <ABSENT>/);
    assert.match(printed, /signatureAlgorithm:\s+algorithm: rsaEncryption \(1.2.840.113549.1.1.1\)\s+parameter: NULL/);
  });

  it("writes the content as one primitive OCTET STRING, also when it is long", () => {
    const long = new Uint8Array(200_000).fill(0x61);
    const options = {
      leaf: leaves.rsa,
      algorithm: { name: "rsa-pkcs1", hash: "sha256" },
      hash: "sha256",
      root: pki.root,
    } as const;
    const signature = signatureOver(long, { ...options, detached: false });
    const at = Buffer.from(signature).indexOf(Buffer.from(long));
    assert.deepEqual([...signature.subarray(at - 5, at)], [0x04, 0x83, 0x03, 0x0d, 0x40]);
  });

  it("carries each certificate once, as received, in the order of a DER SET OF", () => {
    const signature = Buffer.from(build("rsa", { name: "rsa-pkcs1", hash: "sha256" }, "sha256", false));
    for (const certificate of [pki.root, leaves.rsa.certificate]) {
      const at = signature.indexOf(certificate);
      assert.ok(at > 0 && equalBytes(signature.subarray(at, at + certificate.length), certificate));
      assert.equal(signature.indexOf(certificate, at + 1), -1);
    }
  });
});
