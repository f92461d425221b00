import { bytesKey, equalBytes, fill, type RandomAccessSource } from "../../bytes/index.js";
import { isGoodBy, isGoodByNow, type MessageVerifier } from "../../crypto/index.js";
import { type DerFault, reading } from "../../der/index.js";
import { type CertificateList, CRL_ENTRY_BYTES, type CrlSearch } from "../../x509/index.js";
import type { RevocationContext } from "../context.js";
import type { KeyHolder } from "../key-holder.js";
import { prepareCheck, type SignatureCheck, type SignatureStatus } from "../signature-check.js";

/** What came of a look into a CRL. What `search` has found counts only if the status is `good`. */
export type Consulted =
  | { readonly status: SignatureStatus }
  /** The signature is right and the entries are not well-formed: nothing that the CRL says counts. */
  | { readonly status: "malformed"; readonly fault: DerFault }
  | { readonly status: "unreadable" };

/** The signed part of a CRL: its signature is checked and its entries are searched over the same bytes. */
export interface CrlBody {
  consult(context: RevocationContext, signer: KeyHolder, search: CrlSearch): Promise<Consulted>;
}

/** A CRL that is all in memory; nothing is copied. A key under which it verified is remembered, by its bytes. */
export class MemoryBody implements CrlBody {
  readonly #bytes: Uint8Array;
  readonly #list: CertificateList;
  readonly #goodUnder = new Set<string>();

  constructor(bytes: Uint8Array, list: CertificateList) {
    this.#bytes = bytes;
    this.#list = list;
  }

  async consult(context: RevocationContext, signer: KeyHolder, search: CrlSearch): Promise<Consulted> {
    const { signatureAlgorithm, signatureValue } = this.#list;
    const check = await prepareCheck(context, signer, signatureAlgorithm, signatureValue);
    return typeof check === "string" ? { status: check } : this.consultWith(context, signer, check, search);
  }

  /** The same with a check that has been charged already. */
  async consultWith(
    context: RevocationContext,
    signer: KeyHolder,
    check: SignatureCheck,
    search: CrlSearch,
  ): Promise<Consulted> {
    if (!(await this.#isGood(context, signer, check))) return { status: "bad" };
    const { start, end } = this.#list.entries;
    const walked = reading(() => search.walk(this.#bytes, start, end, true));
    return walked.ok ? { status: "good" } : { status: "malformed", fault: walked.fault };
  }

  async #isGood({ keys }: RevocationContext, signer: KeyHolder, check: SignatureCheck): Promise<boolean> {
    const key = bytesKey(signer.publicKeyInfo);
    if (this.#goodUnder.has(key)) return true;
    const { start, end } = this.#list.tbs;
    const message = this.#bytes.subarray(start, end);
    if (!(await isGoodBy(keys.provider, { ...check, message }))) return false;
    this.#goodUnder.add(key);
    return true;
  }
}

/** Both ends of a CRL, held; its entries stay where they are. */
export interface CrlEnds {
  /** From the first byte to the entries. */
  readonly head: Uint8Array;
  /** From the end of the entries to the last byte. */
  readonly tail: Uint8Array;
}

/** Bytes of entries that are held at a time. */
const SLICE_BYTES = 1024 * 1024;

/**
 * A CRL that is read slice by slice: both ends and 1 MiB at a time, however large it is. Signature and search share
 * each pass, because between two passes the source may change; for the same reason nothing is remembered.
 */
export class StreamedBody implements CrlBody {
  readonly #source: RandomAccessSource;
  readonly #list: CertificateList;
  readonly #ends: CrlEnds;

  constructor(source: RandomAccessSource, list: CertificateList, ends: CrlEnds) {
    this.#source = source;
    this.#list = list;
    this.#ends = ends;
  }

  async consult(context: RevocationContext, signer: KeyHolder, search: CrlSearch): Promise<Consulted> {
    const { signatureAlgorithm, signatureValue } = this.#list;
    const check = await prepareCheck(context, signer, signatureAlgorithm, signatureValue);
    if (typeof check === "string") return { status: check };
    const verifier = context.keys.provider.startVerify?.(check.key, check.algorithm, check.signature);
    return verifier === undefined ? this.#whole(context, signer, check, search) : this.#pass(verifier, search);
  }

  async #pass(verifier: MessageVerifier, search: CrlSearch): Promise<Consulted> {
    const { tbs, entries } = this.#list;
    await verifier.update(this.#ends.head.subarray(tbs.start));
    const fault = await this.#walk(verifier, search);
    if (fault === "unreadable") return { status: "unreadable" };
    await verifier.update(this.#ends.tail.subarray(0, tbs.end - entries.end));
    if (!(await isGoodByNow(verifier))) return { status: "bad" };
    return fault === undefined ? { status: "good" } : { status: "malformed", fault };
  }

  /** Hands every slice to the verifier, and to the search until that finds a fault. */
  async #walk(verifier: MessageVerifier, search: CrlSearch): Promise<DerFault | "unreadable" | undefined> {
    const { start, end } = this.#list.entries;
    const buffer = new Uint8Array(Math.min(end - start, SLICE_BYTES + CRL_ENTRY_BYTES));
    let fault: DerFault | undefined;
    let kept = 0;
    for (let position = start; position < end; ) {
      const slice = buffer.subarray(kept, Math.min(buffer.length, kept + end - position));
      if (!(await isRead(this.#source, slice, position))) return "unreadable";
      const pending = verifier.update(slice);
      if (pending !== undefined) await pending;
      position += slice.length;
      const filled = kept + slice.length;
      const walked = fault === undefined ? reading(() => search.walk(buffer, 0, filled, position === end)) : undefined;
      if (walked?.ok === false) fault = walked.fault;
      kept = walked?.ok === true ? filled - walked.value : 0;
      buffer.copyWithin(0, filled - kept, filled);
    }
    return fault;
  }

  /** Where the provider needs its message whole: as much memory as the CRL has bytes, and what the provider copies. */
  async #whole(
    context: RevocationContext,
    signer: KeyHolder,
    check: SignatureCheck,
    search: CrlSearch,
  ): Promise<Consulted> {
    const bytes = new Uint8Array(this.#list.size);
    if (!(await isRead(this.#source, bytes, 0)) || !this.#isSame(bytes)) return { status: "unreadable" };
    return new MemoryBody(bytes, this.#list).consultWith(context, signer, check, search);
  }

  #isSame(bytes: Uint8Array): boolean {
    const { head, tail } = this.#ends;
    return equalBytes(bytes.subarray(0, head.length), head) && equalBytes(bytes.subarray(-tail.length), tail);
  }
}

/** Whatever keeps a source from being read keeps the CRL from being known; the reason is the source's. */
async function isRead(source: RandomAccessSource, into: Uint8Array, start: number): Promise<boolean> {
  try {
    return await fill(source, into, start);
  } catch {
    return false;
  }
}
