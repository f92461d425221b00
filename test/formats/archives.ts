import { gzipSync } from "node:zlib";
import { asSource, type RandomAccessSource } from "../../lib/bytes/index.js";
import { formats, type OpenedPackage } from "../../lib/formats/index.js";
import type { Budgets } from "../../lib/report/index.js";
import { budgets } from "./packages.js";

/** One entry of a tar archive, with any field of its header written over. */
export interface TarPlan {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  readonly target?: string;
  /** Octets put over the header before its checksum is made, by place. */
  readonly fields?: { readonly [place: number]: string | Uint8Array };
  /** Written instead of the right checksum. */
  readonly checksum?: string;
}

const BLOCK = 512;

export const pubspec: TarPlan = {
  name: "pubspec.yaml",
  content: "name: sample\nversion: 1.2.3\nenvironment:\n  sdk: ^3.0.0\n",
};
export const source: TarPlan = { name: "lib/sample.dart", content: "void main() {}\n".repeat(50) };

/** A tar archive in POSIX form, with its two zero blocks unless `tail` says otherwise. */
export function makeTar(entries: readonly TarPlan[], tail: Uint8Array = new Uint8Array(2 * BLOCK)): Uint8Array {
  return Uint8Array.from(Buffer.concat([...entries.map(tarEntry), tail]));
}

function tarEntry(plan: TarPlan): Uint8Array {
  const content = Buffer.from(plan.content ?? "");
  const header = Buffer.alloc(BLOCK);
  header.write(plan.name, 0, 100, "utf8");
  header.write("0000644\x000000000\x000000000\x00", 100, "latin1");
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  header.write(`${(1_700_000_000).toString(8)}\0`, 136, "latin1");
  header.write(plan.type ?? "0", 156, "latin1");
  header.write(plan.target ?? "", 157, 100, "utf8");
  header.write("ustar\x0000", 257, "latin1");
  for (const [place, octets] of Object.entries(plan.fields ?? {})) Buffer.from(octets).copy(header, Number(place));
  header.write(plan.checksum ?? checksumOf(header), 148, "latin1");
  return Buffer.concat([header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

function checksumOf(header: Buffer): string {
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, octet) => total + octet, 0);
  return `${sum.toString(8).padStart(6, "0")}\0 `;
}

/** A pax extended header for the entry that follows. */
export function pax(records: { readonly [key: string]: string }, type: "x" | "g" = "x"): TarPlan {
  const content = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + 1;
    while (String(length).length + rest !== length) length++;
    return `${length} ${key}=${value}\n`;
  });
  return { name: "PaxHeaders/0", type, content: content.join("") };
}

export function gzip(content: Uint8Array, level = 6): Uint8Array {
  return Uint8Array.from(gzipSync(content, { level }));
}

export function pubArchive(entries: readonly TarPlan[] = [pubspec, source]): Uint8Array {
  return gzip(makeTar(entries));
}

export async function openPub(
  bytes: Uint8Array | RandomAccessSource,
  limits: Partial<Budgets> = {},
  signature: Uint8Array | undefined = new Uint8Array([1]),
): Promise<OpenedPackage> {
  return formats.pubArchive.open(asSource(bytes), signature, { ...budgets, ...limits });
}
