import { createPrivateKey, type KeyObject } from "node:crypto";
import { ConfigError } from "../../report/index.js";
import { looksLikePem } from "../../x509/index.js";
import { askPassword, type Password, wrongPassword } from "./password.js";

/** Labels of RFC 7468 and of OpenSSL's older forms (PKCS#1, SEC1). */
const KEY_LABELS = ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

/**
 * Reads a private key: PEM (the first key block of the file) or DER; PKCS#8 plain or encrypted, PKCS#1, SEC1.
 *
 * @throws {ConfigError} it is no such key, or the password does not open it.
 */
export async function readPrivateKey(data: Uint8Array | string, password: Password | undefined): Promise<KeyObject> {
  const text = typeof data === "string" ? data : pemText(data);
  return text === undefined ? readDer(Buffer.from(data), password) : readPem(text, password);
}

/** The file's text if it is PEM: DER never begins with a letter, a dash or a comment. */
function pemText(data: Uint8Array): string | undefined {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
  return looksLikePem(text) ? text : undefined;
}

async function readPem(text: string, password: Password | undefined): Promise<KeyObject> {
  const block = findBlock(text);
  if (block === undefined) throw noKey(`PEM text with ${blockNames(text)}`);
  const isEncrypted = block.startsWith("-----BEGIN ENCRYPTED") || block.includes("Proc-Type: 4,ENCRYPTED");
  if (!isEncrypted) return attempt(() => createPrivateKey(block), "a PEM block that holds none");
  const passphrase = await askPassword(password, "password");
  return open(() => createPrivateKey({ key: block, passphrase: Buffer.from(passphrase, "utf8") }));
}

function findBlock(text: string): string | undefined {
  for (const label of KEY_LABELS) {
    const start = text.indexOf(`-----BEGIN ${label}-----`);
    const end = `-----END ${label}-----`;
    const stop = start < 0 ? -1 : text.indexOf(end, start);
    if (stop >= 0) return `${text.slice(start, stop)}${end}\n`;
  }
  return undefined;
}

function blockNames(text: string): string {
  const labels = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----/g)].map((match) => match[1] ?? "");
  return labels.length === 0 ? "no block" : `only ${[...new Set(labels)].slice(0, 5).join(", ")}`;
}

/** An EncryptedPrivateKeyInfo is tried last: whether it is one shows only by its not being any other. */
async function readDer(der: Buffer, password: Password | undefined): Promise<KeyObject> {
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    try {
      return createPrivateKey({ key: der, format: "der", type });
    } catch (error) {
      if (type === "pkcs8" && needsPassword(error)) return openDer(der, password);
    }
  }
  throw noKey("bytes that are neither PEM nor the DER of a key");
}

async function openDer(der: Buffer, password: Password | undefined): Promise<KeyObject> {
  const passphrase = Buffer.from(await askPassword(password, "password"), "utf8");
  return open(() => createPrivateKey({ key: der, format: "der", type: "pkcs8", passphrase }));
}

function needsPassword(error: unknown): boolean {
  return codeOf(error) === "ERR_MISSING_PASSPHRASE";
}

function attempt(read: () => KeyObject, received: string): KeyObject {
  try {
    return read();
  } catch (error) {
    throw noKey(received, error);
  }
}

function open(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (error) {
    // OpenSSL 3 keeps old ciphers in a provider that Node does not load.
    if (/UNSUPPORTED|UNKNOWN_(CIPHER|DIGEST)/.test(codeOf(error) ?? "")) throw unsupportedCipher(error);
    throw wrongPassword("password", "the key", error);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function unsupportedCipher(cause: unknown): ConfigError {
  return new ConfigError({
    at: "key",
    expected: "a key encrypted with a cipher that this platform has",
    received: "one that it no longer has",
    remedy: "Convert it: openssl pkcs8 -topk8 -provider legacy -provider default -in KEY -out NEW-KEY.",
    cause,
  });
}

function noKey(received: string, cause?: unknown): ConfigError {
  return new ConfigError({
    at: "key",
    expected: "a private key as PEM or DER: PKCS#8, PKCS#1 or SEC1",
    received,
    remedy: "Name the file with the private key; a .pfx or .p12 file goes to loadPfx (--pfx).",
    cause,
  });
}
