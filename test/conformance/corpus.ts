import { readFileSync } from "node:fs";
import { sharedPath } from "../shared.js";

/** A JSON file of the shared corpora. */
// The caller says what it holds: data, not input.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function corpusJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(sharedPath("corpora", ...parts), "utf8")) as T;
}

/** The first block of a PEM text. */
export function fromPem(text: string): Uint8Array {
  const body = /-----BEGIN [^-]+-----(?<body>[^-]+)-----END/.exec(text)?.groups?.["body"] ?? "";
  return fromBase64(body);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "base64"));
}
