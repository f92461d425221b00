import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readAlgorithmIdentifier } from "../../crypto/index.js";
import { DerFault, Tag } from "../../der/index.js";
import { ConfigError, requireGiven } from "../../report/index.js";
import type { Signer } from "../../sign/index.js";
import { type Certificate, KeyPurpose } from "../../x509/index.js";
import { readOne } from "./certificates.js";
import { belongsTo } from "./chain-order.js";
import { type LoadKeyOptions, requireOptions, signerOf } from "./key-signer.js";
import { askPassword, type Password, wrongPassword } from "./password.js";
import { decrypt } from "./pfx/decrypt.js";
import { type PasswordForms, passwordForms } from "./pfx/key-derivation.js";
import { provenForm } from "./pfx/mac.js";
import { type Bag, enterDocument, type Pfx, readBags, readPfx } from "./pfx/structure.js";

/**
 * A signer over a PFX file (PKCS#12, RFC 7292), modern (PBES2 with AES) or old (3DES, RC2).
 *
 * Of several keys the one is taken whose certificate is for code signing. Its issuers follow it, without the root,
 * whatever order the file has.
 *
 * @param password may be empty; as a function it is asked once.
 * @throws {ConfigError} the file is no PFX, the password is wrong, or there is not exactly one key to choose.
 *   @throws {DecodeError} a certificate in it can't be read.
 */
export async function loadPfx(data: Uint8Array, password: Password, options: LoadKeyOptions = {}): Promise<Signer> {
  requireGiven(data, "data", "bytes");
  requireGiven(password, "password", "password?");
  requireOptions(options);
  if (isPem(data)) throw pemGiven();
  const pfx = reading(() => readPfx(data));
  const form = await openingForm(pfx, await askPassword(password, "password"));
  const bags = await decryptBags(pfx, form);
  const certificates = await Promise.all(
    bags.filter((bag) => bag.kind === "certificate").map((bag, index) => readOne(bag.der, index)),
  );
  const keys = await readKeys(bags, form);
  return signerOf(chooseKey(keys, certificates), certificates, options);
}

async function openingForm(pfx: Pfx, password: string): Promise<PasswordForms> {
  const form = reading(() => provenForm(pfx, passwordForms(password)));
  if (form !== undefined) return form;
  throw wrongPassword("password", "the PFX file");
}

async function decryptBags(pfx: Pfx, form: PasswordForms): Promise<readonly Bag[]> {
  const bags: Bag[] = [];
  for (const { encryption, content } of pfx.safes) {
    const plain = encryption === undefined ? content : await opened(() => decrypt(encryption, form, content));
    bags.push(...reading(() => readBags(plain)));
  }
  return bags;
}

async function readKeys(bags: readonly Bag[], form: PasswordForms): Promise<readonly KeyObject[]> {
  const keys: KeyObject[] = [];
  for (const bag of bags) {
    if (bag.kind === "key") keys.push(keyOf(bag.der));
    if (bag.kind === "shrouded-key") keys.push(keyOf(await openShroud(bag.der, form)));
  }
  return keys;
}

/** EncryptedPrivateKeyInfo (RFC 5958 §3). */
async function openShroud(der: Uint8Array, form: PasswordForms): Promise<Uint8Array> {
  return opened(async () => {
    const fields = enterDocument(der, "EncryptedPrivateKeyInfo");
    const algorithm = readAlgorithmIdentifier(fields, "encryptionAlgorithm");
    const data = fields.content(fields.read(Tag.octetString, "encryptedData"));
    fields.finish();
    return decrypt(algorithm, form, data);
  });
}

async function opened(work: () => ReturnType<typeof decrypt>): Promise<Uint8Array> {
  const result = await work().catch((error: unknown) => {
    throw error instanceof DerFault ? noPfx(error) : error;
  });
  if (result.ok) return result.content;
  if (result.reason === "wrong-password") throw wrongPassword("password", "the PFX file");
  throw new ConfigError({
    at: "pfx",
    expected: "a PFX file encrypted with AES, 3DES or RC2",
    received: `one with algorithm ${result.oid}`,
    remedy: "Export it again with AES-256: openssl pkcs12 -export, or the key store's own export.",
  });
}

function keyOf(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
  } catch (cause) {
    const remedy = "Use an RSA, ECDSA (P-256, P-384, P-521) or Ed25519 key.";
    throw new ConfigError({ at: "pfx", expected: "a private key", received: "one of an unknown kind", remedy, cause });
  }
}

function chooseKey(keys: readonly KeyObject[], certificates: readonly Certificate[]): KeyObject {
  const [first] = keys;
  if (first === undefined) throw keyChoice("no key, certificates only", "Export it with its private key.");
  if (keys.length === 1) return first;
  const pairs = keys.flatMap((key) => certificateOf(key, certificates));
  const signing = pairs.filter(({ certificate }) => certificate.extendedKeyUsage.includes(KeyPurpose.codeSigning));
  const [chosen, ...others] = signing.length === 0 ? pairs : signing;
  if (chosen !== undefined && others.length === 0) return chosen.key;
  const subjects = pairs.map(({ certificate }) => certificate.subject).join("; ");
  throw keyChoice(
    `${keys.length} keys, of ${subjects === "" ? "no certificate" : subjects}`,
    "Export the one to sign with.",
  );
}

function certificateOf(
  key: KeyObject,
  certificates: readonly Certificate[],
): readonly { readonly key: KeyObject; readonly certificate: Certificate }[] {
  const publicKey = createPublicKey(key);
  const certificate = certificates.find((candidate) => belongsTo(candidate, publicKey));
  return certificate === undefined ? [] : [{ key, certificate }];
}

function keyChoice(received: string, remedy: string): ConfigError {
  return new ConfigError({ at: "pfx", expected: "one private key with its certificate", received, remedy });
}

/** The structures are the caller's own: what can't be read is a wrong call. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DerFault ? noPfx(error) : error;
  }
}

/**
 * RFC 7468 §2: text may stand before the first label. Text alone, which `looksLikePem` does not ask: a PFX is one still where a
 * name or an attribute in it holds such a line.
 */
function isPem(data: Uint8Array): boolean {
  const head = Buffer.from(data.subarray(0, 64 * 1024)).toString("utf8");
  return /^\uFEFF?[\t\n\r -~]*-----BEGIN [A-Z0-9 ]+-----/.test(head);
}

function pemGiven(): ConfigError {
  const remedy = "Give a key in PEM form to loadPem (--key, and --cert for its certificate).";
  return new ConfigError({ at: "pfx", expected: "a PFX (PKCS#12) file", received: "a file in PEM form", remedy });
}

function noPfx(fault: DerFault): ConfigError {
  return new ConfigError({
    at: "pfx",
    expected: "a PFX (PKCS#12) file protected by a password",
    received: `bytes in which ${fault.structure}, at byte ${fault.offset}, ${fault.problem}`,
    remedy: "Name a .pfx or .p12 file; a key in PEM form goes to loadPem (--key and --cert).",
    cause: fault,
  });
}
