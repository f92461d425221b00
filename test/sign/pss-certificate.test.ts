import assert from "node:assert/strict";
import { formats } from "../../lib/formats/index.js";
import { type Signer, signPackage, type TimestampSource } from "../../lib/sign/index.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { createOpensslPki, type OpensslPki } from "../cms/build/openssl-pki.js";

const rsaPss = ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"];
const only384 = ["rsa_pss_keygen_md:sha384", "rsa_pss_keygen_mgf1_md:sha384", "rsa_pss_keygen_saltlen:48"];

describe("a signer's certificate for an id-RSASSA-PSS key (RFC 4055 §1.2, §3.3)", () => {
  let pki: OpensslPki;
  const certificates = new Map<string, Uint8Array>();
  before(() => {
    pki = createOpensslPki();
    certificates.set("free", pki.issue("free", { key: rsaPss }).certificate);
    const bound = [...rsaPss, ...only384.flatMap((option) => ["-pkeyopt", option])];
    certificates.set("bound", pki.issue("bound", { key: bound }).certificate);
  });
  after(() => pki.close());

  const refused = [
    ["free", { name: "rsa-pkcs1", hash: "sha256" }, "rsa-pss, which", "rsa-pkcs1"],
    ["bound", { name: "rsa-pkcs1", hash: "sha384" }, "rsa-pss with sha384, which", "rsa-pkcs1"],
    ["bound", { name: "rsa-pss", hash: "sha256" }, "rsa-pss with sha384, which", "rsa-pss with sha256"],
  ] as const;
  for (const [name, algorithm, expected, received] of refused)
    it(`refuses ${received} for the ${name} key before the key, or an authority, is asked`, async () => {
      const asked: string[] = [];
      const never = (who: string) => async () => assert.fail(String(asked.push(who)));
      const own = [certificates.get(name) ?? assert.fail(name)];
      const signer: Signer = { certificates: own, algorithm, label: "token", sign: never("key") };
      const source: TimestampSource = { label: "authority", request: never("authority") };
      const trust = await createTrustStore("none", []);
      const options = {
        signer,
        trust,
        clock: () => new Date(),
        timestamp: { sources: [source] },
        format: formats.detached,
      };
      await assert.rejects(signPackage(new Uint8Array(9), options), {
        code: "config",
        at: "options.signer.algorithm",
        expected: new RegExp(`^${expected}`),
        received,
      });
      assert.deepEqual(asked, []);
    });
});
