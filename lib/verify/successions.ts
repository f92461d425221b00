import {
  AttributeType,
  checkMessageDigest,
  ContentType,
  readContentTypeValue,
  readSignedData,
  type SignedData,
  type SignerInfo,
  singleValue,
  verifySigner,
} from "../cms/index.js";
import type { KeyRing } from "../crypto/index.js";
import { cmsDetached } from "../formats/index.js";
import { CertificateBag } from "../path/index.js";
import { readSuccession, type SignerSuccession } from "../policy/index.js";
import { type Budgets, ConfigError } from "../report/index.js";
import { findSignerCertificate } from "../timestamp/index.js";

/**
 * Reads the roll-over statements of a call: each a SignedData over the JSON of a {@link SignerSuccession}, signed by the
 * key that leaves. Its chain is not asked about: the pin knows that key.
 *
 * @throws {ConfigError} one is no such statement, or another than its `from` has signed it.
 */
export async function readSuccessions(
  statements: readonly Uint8Array[],
  keys: KeyRing,
  budgets: Budgets,
): Promise<readonly SignerSuccession[]> {
  const successions: SignerSuccession[] = [];
  for (const [index, der] of statements.entries())
    successions.push(await readStatement(der, `request.successions[${index}]`, keys, budgets));
  return successions;
}

async function readStatement(der: Uint8Array, at: string, keys: KeyRing, budgets: Budgets): Promise<SignerSuccession> {
  const read = readSignedData(der, budgets);
  if (!read.ok) throw wrong(at, `bytes that are none: ${read.fault.message}`);
  const { content } = read.value;
  if (content === undefined) throw wrong(at, "a signature without the statement inside");
  const succession = readSuccession(new TextDecoder().decode(content), at);
  const signer = await signerOf(read.value, content, at, keys);
  if (!signer.includes(succession.from)) throw wrong(at, `a statement that ${succession.from} did not sign itself`);
  return succession;
}

/** Fingerprints of the certificate whose key has signed the statement, and of that key. */
async function signerOf(
  { contentType, signerInfos, certificates }: SignedData,
  content: Uint8Array,
  at: string,
  keys: KeyRing,
): Promise<readonly string[]> {
  const [signerInfo, another] = signerInfos;
  if (signerInfo === undefined || another !== undefined) throw wrong(at, `${signerInfos.length} signatures`);
  const certificate = await findSignerCertificate(CertificateBag.read(certificates), signerInfo, keys.provider);
  if (certificate === undefined) throw wrong(at, "a signature without its certificate");
  const { hashes, algorithms } = cmsDetached;
  const signer = await verifySigner({ signerInfo, certificate, keys, hashes, algorithms });
  const holds =
    !("kind" in signer) &&
    contentType === ContentType.data &&
    saysData(signerInfo) &&
    (await checkMessageDigest(signerInfo, signer.hash, { octets: content }, keys.provider)).kind === "good";
  if (!holds) throw wrong(at, "a statement whose signature does not hold");
  return [certificate.fingerprint, certificate.publicKeyFingerprint];
}

/** RFC 5652 §11.1: what the signer says of the content must be what it is, or words that were signed as something else would do. */
function saysData({ signedAttributes }: SignerInfo): boolean {
  const type = singleValue(signedAttributes, AttributeType.contentType, readContentTypeValue);
  return type.kind === "value" && type.value === ContentType.data;
}

function wrong(at: string, received: string): ConfigError {
  const expected = "a CMS signature over a countersign.succession/1, by the key that leaves";
  return new ConfigError({
    at,
    expected,
    received,
    remedy:
      "Ask the publisher for the statement again, or accept the new signer by hand: countersign pin accept PACKAGE",
  });
}
