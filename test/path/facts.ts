import { defaultProvider } from "../../lib/crypto/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { judge } from "./judge.js";

/** Reads everything that can be read of bytes that may be a certificate, and judges it as end entity, CA and anchor. */
export async function readFacts(bytes: Uint8Array): Promise<readonly string[]> {
  const read = readCertificate(bytes);
  if (!read.ok) return ["malformed"];
  await read.value.identify(defaultProvider);
  const { subject, issuer, subjectAltNames, extendedKeyUsage, urls, publicKey } = read.value;
  const questions = [
    { leaf: bytes, bag: [bytes] },
    { leaf: bytes, roots: [bytes], purpose: "timestamping", profile: "nuget-v1" },
  ] as const;
  const codes: string[] = [];
  for (const question of questions) {
    const outcome = await judge(question);
    codes.push(outcome.kind, ...outcome.findings.map(({ code }) => code));
  }
  return [...codes, JSON.stringify({ subject, issuer, subjectAltNames, extendedKeyUsage, urls, publicKey })];
}
