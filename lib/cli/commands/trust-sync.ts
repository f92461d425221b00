import type { RepositoryDeclaration, TrustedSigner } from "../../index.js";
import { ConfigError, didYouMean, fileWord, shown, TransportError, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { repositoryWords, trustFileOf } from "../present/as-called.js";
import { counted } from "../text.js";
import { changeTrustFile } from "../trust-file/change.js";
import { certificatesOf, type Declared, declarationNow, describeCertificate, nameOf } from "../trust-file/declared.js";
import { existingTrustFile } from "../trust-file/locate.js";
import { changedEntry, compareEntry, isListedRepository, type ListedRepository } from "../trust-file/sync.js";

type Repository = Extract<TrustedSigner, { readonly by: "repository" }> & { readonly serviceIndex: string };

/** `countersign trust sync` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await existingTrustFile(call);
  const { signers } = located.file;
  const wanted = wantedRepositories(signers.entries, call);
  const sync = new Sync(call);
  const entries: TrustedSigner[] = [];
  for (const entry of signers.entries)
    entries.push(wanted.some(({ id }) => id === entry.id) ? await sync.next(entry) : entry);
  if (wanted.length === 0) sync.comments.push("the trust file names no repository by its service index");
  await changeTrustFile(call, located, { ...located.file, signers: { ...signers, entries } }, sync.comments);
  for (const lines of sync.left) call.stderr.write(`countersign: ${lines.map(visible).join("\n  → ")}\n`);
  return sync.code;
}

/** @throws {ConfigError} an id was given that no such entry has. */
function wantedRepositories(entries: readonly TrustedSigner[], { operands }: Invocation): readonly Repository[] {
  const repositories = entries.filter(isRepository);
  const ids = repositories.map(({ id }) => id);
  const strange = operands.find((id) => !ids.includes(id));
  if (strange === undefined)
    return operands.length === 0 ? repositories : repositories.filter(({ id }) => operands.includes(id));
  const remedy = `${didYouMean(strange, ids)}All entries: countersign trust list`;
  throw new ConfigError({
    at: strange,
    expected: "the id of an entry that names a repository by its service index",
    received: "another one",
    remedy,
  });
}

function isRepository(entry: TrustedSigner): entry is Repository {
  return entry.by === "repository" && entry.serviceIndex !== undefined;
}

/** Entries brought to what their repositories declare, one by one; what could not be done is left and said. */
class Sync {
  readonly comments: string[] = [];
  /** What each entry that is left says and, where somebody knows, what to do. */
  readonly left: (readonly string[])[] = [];
  code: ExitCode = exitCodes.accepted;
  readonly #call: Invocation;
  readonly #declarations = new Map<string, Promise<RepositoryDeclaration | undefined>>();

  constructor(call: Invocation) {
    this.#call = call;
  }

  async next(entry: TrustedSigner): Promise<TrustedSigner> {
    if (!isRepository(entry)) return entry;
    try {
      const declaration = await this.#declaration(entry.serviceIndex);
      if (isListedRepository(entry)) return await this.#exchange(entry, declaration);
      const count = counted(declaration?.certificates.length ?? 0, "certificate");
      this.comments.push(`${shown(entry.id)}: its repository declares ${count}, which the entry follows by itself`);
    } catch (error) {
      this.#fail(entry, error);
    }
    return entry;
  }

  #declaration(serviceIndex: string): Promise<RepositoryDeclaration | undefined> {
    const asked = this.#declarations.get(serviceIndex) ?? declarationNow(serviceIndex, this.#call);
    this.#declarations.set(serviceIndex, asked);
    return asked;
  }

  async #exchange(entry: ListedRepository, declaration: RepositoryDeclaration | undefined): Promise<TrustedSigner> {
    const { added, removed, refused } = compareEntry(entry, declaration);
    if (refused !== undefined) return this.#leave(entry, refused, added.length > 0);
    const proven = await this.#proven(entry, added);
    const next = changedEntry(entry, proven, removed);
    if (next === undefined)
      return this.#leave(entry, "none of its certificates would be left; it stays as it is", false);
    for (const one of removed)
      this.comments.push(`${shown(entry.id)} no longer trusts ${one}: it is not declared any more`);
    if (added.length + removed.length === 0) this.comments.push(`${shown(entry.id)}: as its repository declares it`);
    return next;
  }

  /** @param isNew whether its repository declares what could be listed once somebody has looked at it. */
  #leave(entry: ListedRepository, why: string, isNew: boolean): TrustedSigner {
    const removal = `countersign trust remove ${fileWord(entry.id)}${trustFileOf(this.#call)}`;
    const anew = `countersign trust add ${fileWord(entry.serviceIndex)} --by certificate --allow-untrusted-root`;
    const advice = isNew
      ? `If you know these certificates, list them anew: ${anew}${repositoryWords(this.#call)} (with --packages as in the entry), and then: ${removal}`
      : `Ask the repository's operator why; to trust it no longer: ${removal}`;
    this.left.push([`${entry.id}: ${why}`, advice]);
    this.code = worse(this.code, exitCodes.untrusted);
    return entry;
  }

  /** Those that are there: a certificate that nobody can look at is not trusted on a number alone. */
  async #proven(entry: ListedRepository, added: readonly Declared[]): Promise<readonly Declared[]> {
    const answers = await certificatesOf(entry.serviceIndex, added, this.#call);
    return added.filter((declared, index) => {
      const answer = answers[index];
      if (answer?.status !== "fulfilled") return this.#fail(entry, answer?.reason);
      this.comments.push(`${shown(entry.id)} trusts ${describeCertificate(answer.value, nameOf(declared))}`);
      return true;
    });
  }

  #fail({ id }: TrustedSigner, error: unknown): false {
    if (!(error instanceof TransportError) || this.#call.signal.aborted) throw error;
    this.left.push([`${id}: ${error.message}`, error.remedy]);
    this.code = worse(this.code, exitCodes.transport);
    return false;
  }
}

/** That somebody must look at something outranks that somebody did not answer. */
function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one > other ? one : other;
}
