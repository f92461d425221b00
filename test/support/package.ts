import { createHash } from "node:crypto";
import { type EntryPlan, makeZip, type ZipPlan } from "../formats/zip-maker.js";
import { type MessagePlan, signedMessage } from "./message.js";

/** Packages written byte by byte: a zip of our own making around a message of our own making. */

/** The manifest of a package of version 1.0.0. */
export function nuspecOf(id: string): EntryPlan {
  const metadata = `<id>${id}</id><version>1.0.0</version><authors>lab</authors><description>A package of the lab.</description>`;
  const namespace = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
  const content = `<?xml version="1.0" encoding="utf-8"?><package xmlns="${namespace}"><metadata>${metadata}</metadata></package>`;
  return { name: `${id}.nuspec`, content };
}
export const nuspec: EntryPlan = nuspecOf("Lab.Sample");
export const library: EntryPlan = {
  name: "lib/net8.0/Lab.Sample.dll",
  content: "not really code ".repeat(40),
  deflate: true,
};

/** How a package is laid out around its signature. */
export interface Layout {
  /** The entries that the signature covers, and all else that it covers. Default: a nuspec and a library. */
  readonly zip?: Partial<ZipPlan>;
  /** Where the signature entry stands among the entries, and its record among the records. Default: last. */
  readonly place?: number;
  readonly recordPlace?: number;
  /** Changes of the signature entry. */
  readonly entry?: Partial<EntryPlan>;
  /** The signature's bytes, changed before they are stored. */
  readonly stored?: (signature: Uint8Array) => Uint8Array;
}

/** The package as if it had never been signed: what its hash is over. */
export function unsignedPackage({ zip = {} }: Layout = {}): Uint8Array {
  return makeZip({ ...zip, entries: entriesOf(zip) });
}

function entriesOf(zip: Partial<ZipPlan>): readonly EntryPlan[] {
  return zip.entries ?? [nuspec, library];
}

export type ManifestHash = "sha256" | "sha384" | "sha512";
const HASH_OID: Readonly<Record<ManifestHash, string>> = {
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
};

/** A `<OID>-Hash:` line. */
export function hashLine(content: Uint8Array, hash: ManifestHash = "sha256"): string {
  return `${HASH_OID[hash]}-Hash:${createHash(hash).update(content).digest("base64")}`;
}

/** The signed content. */
export function manifest(content: Uint8Array, hash: ManifestHash = "sha256"): string {
  return `Version:1\n\n${hashLine(content, hash)}\n\n`;
}

/** A package, signed as planned. @param text makes the manifest from the package as if unsigned. */
export async function signedPackage(
  message: Omit<MessagePlan, "content">,
  layout: Layout = {},
  text: (content: Uint8Array) => string = manifest,
): Promise<Uint8Array> {
  const content = Buffer.from(text(unsignedPackage(layout)), "latin1");
  const signature = await signedMessage({ ...message, content });
  return withSignature(layout.stored?.(signature) ?? signature, layout);
}

/** A package that holds these bytes as its signature. */
export function withSignature(signature: Uint8Array, layout: Layout = {}): Uint8Array {
  const { zip = {}, entry = {} } = layout;
  const entries = [...entriesOf(zip)];
  const place = layout.place ?? entries.length;
  entries.splice(place, 0, { name: ".signature.p7s", content: signature, ...entry });
  return makeZip({ ...zip, entries, directoryOrder: directoryOrder(layout, entries.length, place) });
}

/** Indexes of the entries, the signature's put where its record is to stand. */
function directoryOrder({ zip = {}, recordPlace }: Layout, count: number, place: number): readonly number[] {
  const usual = Array.from({ length: count - 1 }, (_, index) => index);
  const order = (zip.directoryOrder ?? usual).map((index) => (index < place ? index : index + 1));
  order.splice(recordPlace ?? order.length, 0, place);
  return order;
}
