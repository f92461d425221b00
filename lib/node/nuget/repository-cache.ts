import { createHash } from "node:crypto";
import { join } from "node:path";
import { Field, readJson, readTime } from "../../policy/index.js";
import { shownUrl } from "../http/url.js";
import { entryBytes, readEntry } from "../cache/cache-entry.js";
import { isOwnFolder, makeOwnFolder } from "../own-folder.js";
import { writeSignedPackage } from "../write-atomic.js";
import type { RepositoryAnswer } from "./ask-repository.js";
import { readDeclaration, type RepositoryDeclaration, resourceType } from "../../signature/index.js";

/** An answer with the time that it holds for, both in milliseconds since 1970. */
export interface KeptAnswer {
  readonly askedAt: number;
  readonly freshUntil: number;
  readonly declaration: RepositoryDeclaration | undefined;
}

/**
 * Repositories' answers on disk, for many processes at once, each in a file that is written aside and renamed, with its
 * digest in it. Nothing in an answer proves who gave it, so only a folder of the user's own is believed. Only repositories
 * that the user names are ever asked, so the folder stays as small as their list. A failing disk costs the entry, never a
 * verification.
 */
export class RepositoryCache {
  readonly #folder: string;

  constructor(cacheDirectory: string) {
    // The layout's version is in the name: another layout is another folder.
    this.#folder = join(cacheDirectory, "repositories-1");
  }

  /** @returns what was kept, current or not; `undefined` if there is none, or it is damaged. */
  find(index: URL): KeptAnswer | undefined {
    if (!isOwnFolder(this.#folder)) return undefined;
    const key = keyOf(index);
    const entry = readEntry(this.#path(key));
    if (entry?.key !== key || !(entry.data instanceof Uint8Array)) return undefined;
    try {
      return keptIn(new TextDecoder("utf-8", { fatal: true }).decode(entry.data), index);
    } catch {
      return undefined; // another version of ours wrote it, and meant something else
    }
  }

  async store(index: URL, { resource }: RepositoryAnswer, askedAt: number, freshUntil: number): Promise<void> {
    const times = { askedAt: new Date(askedAt).toISOString(), freshUntil: new Date(freshUntil).toISOString() };
    const data = new TextEncoder().encode(JSON.stringify({ ...times, resource: resource ?? null }));
    const key = keyOf(index);
    const pieces = entryBytes({ key, origin: shownUrl(index) }, data);
    const chunks = async function* (): AsyncIterable<Uint8Array> {
      yield* pieces;
    };
    try {
      await makeOwnFolder(this.#folder);
      if (isOwnFolder(this.#folder)) await writeSignedPackage(this.#path(key), { chunks });
    } catch {
      return; // see above
    }
  }

  #path(key: string): string {
    return join(this.#folder, key);
  }
}

/** A digest, since a password may stand in the URL. */
function keyOf(index: URL): string {
  return createHash("sha256").update(index.href).digest("hex");
}

function keptIn(text: string, index: URL): KeptAnswer {
  const json = readJson(text, shownUrl(index));
  const members = new Field(json.value, shownUrl(index), json).members(["askedAt", "freshUntil", "resource"]);
  const time = (name: string): number => Date.parse(readTime(members.require(name)));
  return {
    askedAt: time("askedAt"),
    freshUntil: time("freshUntil"),
    declaration: declarationIn(members.require("resource")),
  };
}

function declarationIn(field: Field): RepositoryDeclaration | undefined {
  if (field.value === null) return undefined;
  const members = field.members(["type", "url", "text"]);
  const text = members.require("text");
  const type = resourceType(members.require("type").value);
  if (typeof text.value !== "string" || type === undefined) return text.fail("a resource", "Fetch it again.");
  return readDeclaration(text.value, field.at, type);
}
