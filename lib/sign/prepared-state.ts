import { fromBase64, fromHex, toBase64, toHex } from "../bytes/index.js";
import type { SignatureAlgorithm } from "../crypto/index.js";
import {
  ConfigError,
  type HashName,
  kindOf,
  requireGiven,
  type SignatureKind,
  type SignaturePlacement,
} from "../report/index.js";
import { readCertificate } from "../x509/index.js";
import type { Draft } from "./draft.js";
import { ALGORITHMS, HASHES, KINDS, PLACEMENTS } from "./words.js";

/** A draft between two machines, and which package it was made for. */
export interface PreparedDraft {
  readonly draft: Draft;
  /** Digest, by the draft's hash, of the package as if it had never been signed. */
  readonly content: Uint8Array;
  /** SHA-256 of the signature that is countersigned; absent for a primary signature. */
  readonly existing: Uint8Array | undefined;
  /** An existing signature is replaced. */
  readonly overwrite: boolean;
}

const SCHEMA = "countersign.prepared/1";

/** The state as it is written: nothing in it is secret, and nothing in it is believed without a check. */
interface PreparedDocument {
  readonly schema: typeof SCHEMA;
  readonly kind: SignatureKind;
  readonly placement: SignaturePlacement;
  readonly hash: HashName;
  readonly algorithm: SignatureAlgorithm;
  /** Hex. */
  readonly content: string;
  readonly existing?: string;
  readonly overwrite: boolean;
  /** Base64 of DER; the signer's first. */
  readonly certificates: readonly string[];
  /** Base64 of DER. */
  readonly signedAttributes: string;
}

export function writeState({ draft, content, existing, overwrite }: PreparedDraft): string {
  const { kind, placement, hash, algorithm, certificates, signedAttributes } = draft;
  const document: PreparedDocument = {
    schema: SCHEMA,
    kind,
    placement,
    hash,
    algorithm,
    content: toHex(content),
    ...(existing !== undefined && { existing: toHex(existing) }),
    overwrite,
    certificates: certificates.map(toBase64),
    signedAttributes: toBase64(signedAttributes),
  };
  return JSON.stringify(document, undefined, 2);
}

/** @throws {ConfigError} naming the first field that is not as {@link writeState} writes it. */
export function readState(state: string): PreparedDraft {
  requireGiven(state, "state", "text");
  const fields = new Fields(parse(state));
  fields.text("schema", (value) => (value === SCHEMA ? value : undefined), SCHEMA);
  const kind = fields.text("kind", oneOfThese(KINDS), "author or repository");
  const placement = fields.text("placement", oneOfThese(PLACEMENTS), "primary or countersignature");
  const hash = fields.text("hash", oneOfThese(HASHES), "a SHA-2 hash");
  const certificates = fields.list("certificates", fromBase64, "certificates in base64");
  const [first] = certificates;
  const certificate = first === undefined ? undefined : readCertificate(first);
  if (certificate?.ok !== true) throw wrong("certificates[0]", "a certificate in DER", "something else");
  const signedAttributes = fields.text("signedAttributes", fromBase64, "signed attributes in base64");
  const algorithm = readAlgorithm(fields, hash);
  return {
    draft: { kind, placement, hash, algorithm, certificate: certificate.value, certificates, signedAttributes },
    content: fields.text("content", fromHex, "a digest in hex"),
    existing: placement === "countersignature" ? fields.text("existing", fromHex, "a digest in hex") : undefined,
    overwrite: fields.flag("overwrite"),
  };
}

function readAlgorithm(fields: Fields, hash: HashName): SignatureAlgorithm {
  const inside = fields.object("algorithm");
  const name = inside.text("name", oneOfThese(ALGORITHMS), ALGORITHMS.join(", "));
  if (name === "ed25519") return { name };
  if (name !== "ecdsa") return { name, hash };
  const curves = ["P-256", "P-384", "P-521"] as const;
  return { name, hash, curve: inside.text("curve", oneOfThese(curves), curves.join(", ")) };
}

function oneOfThese<T extends string>(allowed: readonly T[]): (value: string) => T | undefined {
  return (value) => allowed.find((candidate) => candidate === value);
}

function parse(state: string): unknown {
  try {
    return JSON.parse(state) as unknown;
  } catch (cause) {
    throw wrong("", "the JSON that prepareSignature gave", "no JSON", cause);
  }
}

/** Fields of an object from outside, each read by a reader of its own. */
class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, path = "") {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw wrong(path, "an object", kindOf(value));
    this.#values = new Map(Object.entries(value));
    this.#path = path;
  }

  text<T>(name: string, read: (value: string) => T | undefined, expected: string): T {
    const value = this.#values.get(name);
    const result = typeof value === "string" ? read(value) : undefined;
    if (result === undefined)
      throw wrong(this.#at(name), expected, typeof value === "string" ? "another text" : typeof value);
    return result;
  }

  list<T>(name: string, read: (value: string) => T | undefined, expected: string): readonly T[] {
    const values = this.#values.get(name);
    if (!Array.isArray(values)) throw wrong(this.#at(name), expected, typeof values);
    return values.map((value: unknown, index) => {
      const result = typeof value === "string" ? read(value) : undefined;
      if (result === undefined) throw wrong(`${this.#at(name)}[${index}]`, expected, typeof value);
      return result;
    });
  }

  flag(name: string): boolean {
    const value = this.#values.get(name);
    if (typeof value !== "boolean") throw wrong(this.#at(name), "true or false", typeof value);
    return value;
  }

  object(name: string): Fields {
    return new Fields(this.#values.get(name), this.#at(name));
  }

  #at(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }
}

function wrong(path: string, expected: string, received: string, cause?: unknown): ConfigError {
  return new ConfigError({
    at: path === "" ? "state" : `state.${path}`,
    expected,
    received,
    remedy: "Pass the state that prepareSignature gave, unchanged.",
    cause,
  });
}
