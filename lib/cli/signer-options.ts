import { parseCertificates, type Certificate, type HashName, type Signer, type SignatureAlgorithm } from "../index.js";
import { toBase64 } from "../bytes/index.js";
import { readPublicKeyInfo } from "../crypto/index.js";
import { reading } from "../der/index.js";
import { loadPem, loadPfx } from "../node/index.js";
import { ConfigError } from "../report/index.js";
import { certificatesInFile } from "./certificate-file.js";
import type { Invocation } from "./invocation.js";
import { readFileBytes } from "./read-file.js";
import { passwordOf } from "./secret-options.js";
import { commandSigner, programOf } from "./signer-command.js";

/**
 * The signer that a call names: a PFX file, a key with its certificate, or a program of the user's.
 *
 * @throws {ConfigError} none, or more than one, is named; a file or its password is wrong.
 */
export async function signerOf(call: Invocation): Promise<Signer> {
  const ways = ["pfx", "key", "signer-command"].filter((name) => call.options.has(name));
  if (ways.length !== 1) throw oneKey(ways);
  const pfx = call.options.text("pfx");
  if (pfx !== undefined) return fromPfx(pfx, call);
  const key = call.options.text("key");
  return key === undefined ? fromCommand(call) : fromKey(key, call);
}

async function fromPfx(file: string, call: Invocation): Promise<Signer> {
  const pfx = await readFileBytes(file, call);
  const signer = await named(file, call, () => loadPfx(pfx, passwordOf(call, file)));
  const more = await issuersOf(call);
  return more.length === 0 ? signer : withIssuers(signer, more);
}

// Not a copy by spreading: a signer may keep its key in private fields.
function withIssuers(signer: Signer, more: readonly Uint8Array[]): Signer {
  const { algorithm, label } = signer;
  return { certificates: [...signer.certificates, ...more], algorithm, label, sign: (request) => signer.sign(request) };
}

async function fromKey(file: string, call: Invocation): Promise<Signer> {
  const key = await readFileBytes(file, call);
  const certificates = await certificateText(call);
  return named(file, call, () => loadPem(key, certificates, passwordOf(call, file)));
}

/** What the library knows as an argument, the user knows by option and file. @throws {ConfigError} the same, under that name. */
async function named<T>(keyFile: string, call: Invocation, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const at = error instanceof ConfigError ? placeOf(error.at, keyFile, call) : undefined;
    if (!(error instanceof ConfigError) || at === undefined) throw error;
    const { expected, received, remedy } = error;
    throw new ConfigError({ at, expected, received, remedy, cause: error });
  }
}

function placeOf(argument: string, keyFile: string, { options }: Invocation): string | undefined {
  const certificate = options.text("cert");
  if (argument === "pfx" || argument === "key") return `--${argument} ${keyFile}`;
  if (argument === "certificates") return certificate === undefined ? keyFile : `--cert ${certificate}`;
  if (argument !== "password") return undefined;
  const source = ["password-env", "password-file"].find((name) => options.has(name));
  return source === undefined
    ? `the password given for ${keyFile}`
    : `--${source} ${options.text(source) ?? ""}, for ${keyFile}`;
}

async function fromCommand(call: Invocation): Promise<Signer> {
  const keyless = await keylessSigner(call);
  return commandSigner(call.options.text("signer-command") ?? "", keyless, call);
}

/** Certificates and algorithm of a key that is elsewhere. */
export async function keylessSigner(call: Invocation): Promise<Omit<Signer, "sign">> {
  const certificates = await parseCertificates(await certificateText(call));
  const [leaf] = certificates;
  if (leaf === undefined) {
    const remedy = "Add --cert FILE with the certificate of the key.";
    throw new ConfigError({ at: "--cert", expected: "the signing certificate", received: "none", remedy });
  }
  const line = call.options.text("signer-command");
  return {
    certificates: certificates.map((certificate) => certificate.der),
    algorithm: algorithmOf(leaf, hashOf(call).hash),
    label: line === undefined ? "a key elsewhere" : programOf(line),
  };
}

/** `--hash`, where it was given; else the key decides (Ed25519 goes with SHA-512 alone, and an RSA-PSS key may name its own). */
export function hashOf(call: Invocation): { readonly hash?: HashName } {
  const hash = call.options.text("hash");
  return hash === "sha256" || hash === "sha384" || hash === "sha512" ? { hash } : {};
}

const CURVE_HASH = { "P-256": "sha256", "P-384": "sha384", "P-521": "sha512" } as const;

function algorithmOf({ publicKeyInfo }: Certificate, given: HashName | undefined): SignatureAlgorithm {
  const read = reading(() => readPublicKeyInfo(publicKeyInfo));
  const key = read.ok ? read.value : undefined;
  switch (key?.kind) {
    case "rsa":
      return key.pssOnly
        ? { name: "rsa-pss", hash: allowedHash(key.pssHash, given) }
        : { name: "rsa-pkcs1", hash: given ?? "sha256" };
    case "ec":
      return { name: "ecdsa", hash: given ?? CURVE_HASH[key.curve], curve: key.curve };
    case "ed25519":
      return { name: "ed25519" };
    default:
      // What is no key that we know is refused by the preflight, which names the certificate.
      return { name: "rsa-pkcs1", hash: given ?? "sha256" };
  }
}

/** The parameters of an id-RSASSA-PSS key bind it to one hash (RFC 4055 §3.3). @throws {ConfigError} another is asked for. */
function allowedHash(only: HashName | undefined, given: HashName | undefined): HashName {
  if (only === undefined || given === undefined || only === given) return given ?? only ?? "sha256";
  const remedy = "Leave --hash out: the key decides.";
  throw new ConfigError({ at: "--hash", expected: `${only}, the one hash of this key`, received: given, remedy });
}

/** `--cert` and `--chain` as one text: either may be DER, PEM or PKCS #7. */
async function certificateText(call: Invocation): Promise<string> {
  const file = call.options.text("cert");
  if (file === undefined) {
    const remedy = "Add --cert FILE, and --chain FILE for its issuers.";
    throw new ConfigError({ at: "--cert", expected: "the certificate of the key", received: "none", remedy });
  }
  return [...(await certificatesIn(file, call)), ...(await issuersOf(call))].map(pemOf).join("");
}

async function issuersOf(call: Invocation): Promise<readonly Uint8Array[]> {
  const file = call.options.text("chain");
  return file === undefined ? [] : certificatesIn(file, call);
}

async function certificatesIn(file: string, call: Invocation): Promise<readonly Uint8Array[]> {
  return (await certificatesInFile(file, call)).map((certificate) => certificate.der);
}

function pemOf(der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function oneKey(ways: readonly string[]): ConfigError {
  return new ConfigError({
    at: "the key",
    expected: "one of --pfx, --key with --cert, --signer-command with --cert",
    received: ways.length === 0 ? "none" : ways.map((way) => `--${way}`).join(" and "),
    remedy: "Name one key: countersign sign --help shows each way.",
  });
}
