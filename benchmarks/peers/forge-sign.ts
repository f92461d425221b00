/**
 * node-forge as a signer that keeps running: `forge-sign.mjs CHAIN.pem KEY.pem CONTENT OUTPUT.p7s`. It has no call for
 * signing-certificate-v2 and commitment-type, so its signature is a plain CMS signature of the content with the three
 * attributes that it knows.
 */
import { readFileSync, writeFileSync } from "node:fs";
import forge from "node-forge";
import { serve } from "./serve.js";

const [chainPath = "", keyPath = "", contentPath = "", output = ""] = process.argv.slice(2);
const blocks = readFileSync(chainPath, "utf8").split(/(?<=-----END CERTIFICATE-----\n)/);
const chain = blocks.filter((block) => block.trim() !== "").map((pem) => forge.pki.certificateFromPem(pem));
const key = forge.pki.privateKeyFromPem(readFileSync(keyPath, "utf8"));
const content = readFileSync(contentPath, "latin1");
const [certificate] = chain;
if (certificate === undefined) throw new Error(`${chainPath} holds no certificate`);
const signer: forge.pki.Certificate = certificate;

await serve({ sign, make: () => writeFileSync(output, Buffer.from(sign(), "latin1")) });

function sign(): string {
  const message = forge.pkcs7.createSignedData();
  message.content = forge.util.createBuffer(content);
  for (const one of chain) message.addCertificate(one);
  message.addSigner({
    key,
    certificate: signer,
    digestAlgorithm: forge.pki.oids["sha256"] ?? "",
    authenticatedAttributes: [
      { type: forge.pki.oids["contentType"] ?? "", value: forge.pki.oids["data"] ?? "" },
      { type: forge.pki.oids["signingTime"] ?? "" },
      { type: forge.pki.oids["messageDigest"] ?? "" },
    ],
  });
  message.sign();
  return forge.asn1.toDer(message.toAsn1()).getBytes();
}
