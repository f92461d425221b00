import { asSource, type PackageSource, type RandomAccessSource, readRange, SLICE_BYTES } from "../../bytes/index.js";
import type { DerFault } from "../../der/index.js";
import { failed, ok, type Result } from "../../report/index.js";
import {
  type CertificateList,
  CRL_HEAD_BYTES,
  nameKey,
  readCertificateList,
  readCrlHead,
  readCrlTail,
} from "../../x509/index.js";
import { algorithmText, sameAlgorithm } from "../signature-check.js";
import { type CrlBody, MemoryBody, StreamedBody } from "./body.js";
import { type CrlFacts, type FactsFault, readCrlFacts, readCrlScope } from "./facts.js";
import { type ScopedCrl, scopeNames } from "./scope.js";

/** A CRL that has been read but for its entries. Nothing of it is verified yet. */
export interface OpenedCrl extends ScopedCrl {
  readonly facts: CrlFacts;
  readonly list: CertificateList;
  readonly body: CrlBody;
}

/** A CRL that must not be used, of which so much could be read that its signer can be found out. */
export interface UnusableCrl extends ScopedCrl {
  readonly list: CertificateList;
  readonly body: CrlBody;
}

/** `unreadable`: it could not be had. Otherwise it is malformed or not to be used, and how. */
export type OpenFault = "unreadable" | { readonly problem: string; readonly unusable?: UnusableCrl };

/** Reads a CRL: one in memory or of a few megabytes as a whole, a bigger one by its ends. */
export async function openCrl(data: PackageSource): Promise<Result<OpenedCrl, OpenFault>> {
  if (data instanceof Uint8Array) return openWhole(data);
  try {
    if (data.size > SLICE_BYTES) return await openByEnds(data);
    const bytes = await readRange(asSource(data), 0, data.size);
    return bytes === undefined ? failed("unreadable") : openWhole(bytes);
  } catch {
    // Whatever keeps a source from being read keeps this CRL from being known; the reason is the source's.
    return failed("unreadable");
  }
}

function openWhole(bytes: Uint8Array): Result<OpenedCrl, OpenFault> {
  const list = readCertificateList(bytes);
  return list.ok ? opened(list.value, new MemoryBody(bytes, list.value)) : failed({ problem: problemOf(list.fault) });
}

async function openByEnds(source: RandomAccessSource): Promise<Result<OpenedCrl, OpenFault>> {
  const first = await readRange(source, 0, Math.min(source.size, CRL_HEAD_BYTES));
  if (first === undefined) return failed("unreadable");
  const head = readCrlHead(first, source.size);
  if (!head.ok) return failed({ problem: problemOf(head.fault) });
  const tail = await readRange(source, head.value.entries.end, source.size);
  if (tail === undefined) return failed("unreadable");
  const list = readCrlTail(head.value, tail);
  if (!list.ok) return failed({ problem: problemOf(list.fault) });
  const ends = { head: first.slice(0, head.value.entries.start), tail };
  return opened(list.value, new StreamedBody(source, list.value, ends));
}

function opened(list: CertificateList, body: CrlBody): Result<OpenedCrl, OpenFault> {
  const issuerKey = nameKey(list.issuerName);
  const facts = readCrlFacts(list);
  const problem = facts.ok ? ownProblem(list) : factsProblem(facts.fault);
  if (facts.ok && problem === undefined)
    return ok({ list, facts: facts.value, issuerKey, scopeNames: scopeNames(issuerKey, facts.value.scope), body });
  const kind = facts.ok ? facts.value : readCrlScope(list);
  const unusable = { list, facts: kind, issuerKey, scopeNames: scopeNames(issuerKey, kind.scope), body };
  return failed({ problem: problem ?? "", unusable });
}

function factsProblem(fault: FactsFault): string {
  return "structure" in fault ? problemOf(fault) : fault.problem;
}

/** What is wrong with a CRL whoever asks. */
function ownProblem(list: CertificateList): string | undefined {
  const { signatureAlgorithm, innerAlgorithm, thisUpdate, nextUpdate } = list;
  if (!sameAlgorithm(signatureAlgorithm, innerAlgorithm))
    return `it is signed with ${algorithmText(signatureAlgorithm)}, and ${algorithmText(innerAlgorithm)} was meant`;
  if (nextUpdate === undefined) return "it does not say when the next one comes (RFC 5280 §5.1.2.5)";
  return nextUpdate < thisUpdate ? "its next update lies before it" : undefined;
}

/** For findings: what was being read, and what is wrong with it. */
export function problemOf(fault: DerFault): string {
  return fault.message;
}
