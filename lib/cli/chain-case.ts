import { type ChainPurpose, createTrustStore, type TrustStore, type ValidateCertificateOptions } from "../index.js";
import { ConfigError, kindOf } from "../report/index.js";
import { everyPurpose, revocationPolicy } from "./chain-options.js";
import { derBlocks } from "./der-blocks.js";
import { member } from "./inputs/lock-json.js";
import { readMoment } from "./moment.js";

/** What a line of `--batch` asks, as the library takes it. */
export interface ChainCase {
  readonly leaf: Uint8Array;
  readonly purpose: ChainPurpose;
  readonly options: Pick<
    ValidateCertificateOptions,
    "trust" | "at" | "intermediates" | "crls" | "ocsp" | "revocation"
  > &
    Pick<Partial<ValidateCertificateOptions>, "signatureTime">;
}

const PURPOSES: ReadonlyMap<string | undefined, ChainPurpose> = new Map([
  [undefined, "code-signing"],
  ["codeSigning", "code-signing"],
  ["timeStamping", "timestamping"],
  ["code-signing", "code-signing"],
  ["timestamping", "timestamping"],
  ["ocsp-signing", "ocsp-signing"],
  ["any", "any"],
]);

/** Those of the corpus, and those of `--revocation`. */
const NEEDS: ReadonlyMap<string | undefined, string> = new Map([
  ["off", "off"],
  ["soft", "prefer"],
  ["prefer", "prefer"],
  ["hard", "require"],
  ["require", "require"],
]);

/**
 * Reads a case. Members that it does not know are passed over, for test sets have more; of those that it knows nothing is
 * guessed: a word that was misspelt must not turn revocation off.
 *
 * @throws {ConfigError} naming the member.
 */
export async function readCase(document: unknown): Promise<ChainCase> {
  const leaf = member(document, "leaf");
  if (typeof leaf !== "string") throw wrong("leaf", "a certificate: PEM, or base64 of DER", leaf);
  const signatureTime = member(document, "signatureTime");
  const need = needIn(member(document, "revocation"));
  return {
    leaf: blocksIn(leaf)[0] ?? new Uint8Array(),
    purpose: oneOf(PURPOSES, member(document, "purpose"), "purpose"),
    options: {
      trust: await trustOf(listIn(document, "roots")),
      at: momentIn(member(document, "time"), "time"),
      ...(signatureTime === undefined ? {} : { signatureTime: momentIn(signatureTime, "signatureTime") }),
      intermediates: listIn(document, "intermediates"),
      crls: listIn(document, "crls"),
      ocsp: listIn(document, "ocsp"),
      revocation: { policy: revocationPolicy(need) },
    },
  };
}

function needIn(revocation: unknown): string {
  return revocation === undefined ? "off" : oneOf(NEEDS, member(revocation, "mode"), "revocation.mode");
}

function trustOf(roots: readonly Uint8Array[]): Promise<TrustStore> {
  const anchors = roots.map((certificate) => ({ certificate, purposes: everyPurpose, origin: "the case" }));
  return createTrustStore("the case", anchors);
}

function momentIn(value: unknown, name: string): Date {
  if (typeof value === "string") return readMoment(value, name);
  throw wrong(name, "a time as in RFC 3339", value);
}

/** A list of texts, each PEM or base64 of DER; left out, it is empty. */
function listIn(document: unknown, name: string): readonly Uint8Array[] {
  const value = member(document, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrong(name, "a list", value);
  return value.flatMap((text: unknown, index) => {
    if (typeof text !== "string") throw wrong(`${name}[${index}]`, "PEM, or base64 of DER", text);
    return blocksIn(text);
  });
}

function blocksIn(text: string): readonly Uint8Array[] {
  return derBlocks(text.startsWith("-----") ? Buffer.from(text) : Uint8Array.from(Buffer.from(text, "base64")));
}

function oneOf<T>(words: ReadonlyMap<string | undefined, T>, value: unknown, name: string): T {
  const meant = value === undefined || typeof value === "string" ? words.get(value) : undefined;
  if (meant !== undefined) return meant;
  throw wrong(name, `one of ${[...words.keys()].filter((word) => word !== undefined).join(", ")}`, value);
}

function wrong(at: string, expected: string, value: unknown): ConfigError {
  const received = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
  const remedy = "Mend the line: the form of a case is in countersign/schemas/chain-case-1.json.";
  return new ConfigError({ at, expected, received, remedy });
}
