import type { BudgetName } from "../../report/index.js";
import { type CrlEntry, CrlSearch } from "../../x509/index.js";
import { expiryProblem } from "../expired.js";
import { type Freshness, freshness } from "../freshness.js";
import type { Inquiry } from "../inquiry.js";
import type { EvidenceProblem, Judging } from "../judging.js";
import type { KeyHolder } from "../key-holder.js";
import { algorithmText } from "../signature-check.js";
import type { Consulted } from "./body.js";
import { deltasFor, isLaterDelta } from "./delta.js";
import { DecisiveEntry } from "./entry.js";
import { type OpenedCrl, problemOf } from "./open.js";
import { type CrlSigner, crlSigners, maySignCrls } from "./signer.js";

/** An opened CRL and the place it came from. */
export interface OfferedCrl extends OpenedCrl {
  readonly origin: string;
}

/** What a CRL says of a certificate that it covers. */
export type CrlWord =
  | { readonly says: "good"; readonly by: OfferedCrl; readonly signer: KeyHolder }
  | { readonly says: "revoked"; readonly by: OfferedCrl; readonly entry: CrlEntry }
  /** `overtakes`: its signature is right, and it might have said "revoked" where an older one says nothing of it. */
  | { readonly says: "nothing"; readonly problem: EvidenceProblem; readonly overtakes?: boolean };

/** RFC 5280 §6.3.3 (a), (c) and (f) to (k) for one complete CRL, with the deltas at hand. */
export async function consultCrl(
  crl: OfferedCrl,
  deltas: readonly OfferedCrl[],
  inquiry: Inquiry,
  judging: Judging,
): Promise<CrlWord> {
  const age = ageOf(crl, judging);
  if (age === "early") return invalid(crl, "it was made after the time of judging");
  const base = await signedWord(crl, inquiry, judging);
  if ("says" in base) return base;
  const current = deltas.filter((delta) => ageOf(delta, judging) === "fresh");
  const delta = await deltaWord(deltasFor(crl, current), base.signer, inquiry, judging);
  const word =
    delta !== undefined
      ? afterExpiry(crl, combined(crl, base, delta), delta.crl, inquiry, judging)
      : age === "fresh"
        ? afterExpiry(crl, wordOf(crl, base), crl, inquiry, judging)
        : staleWord(crl, base);
  if (word.says === "revoked") return word;
  return (await laterWord(delta?.crl ?? crl, deltas, base.signer, inquiry, judging)) ?? word;
}

/**
 * What a delta says that is newer than all that could be combined: it is of another base, or no longer current. That a certificate
 * is not in it says nothing then; that one is does, since its issuer has revoked it.
 */
async function laterWord(
  newest: OfferedCrl,
  deltas: readonly OfferedCrl[],
  signer: KeyHolder,
  inquiry: Inquiry,
  judging: Judging,
): Promise<CrlWord | undefined> {
  for (const delta of deltas.filter((one) => isLaterDelta(newest, one))) {
    const age = ageOf(delta, judging);
    if (age === "early") continue;
    const found = await searchUnder(delta, signer, inquiry, judging);
    if (found.status === "malformed") return overtaking(invalid(delta, problemOf(found.fault)));
    if (found.status !== "good" || found.entry === undefined || found.entry.reason === "removeFromCRL") continue;
    const { entry } = found;
    return age === "fresh" ? { says: "revoked", by: delta, entry } : staleWord(delta, { signer, entry });
  }
  return undefined;
}

/** The list of a CA that drops what has expired says nothing by not listing it; with a delta, that is as new as the delta. */
function afterExpiry(
  base: OfferedCrl,
  word: CrlWord,
  newest: OfferedCrl,
  { certificate }: Inquiry,
  judging: Judging,
): CrlWord {
  if (word.says !== "good") return word;
  const { thisUpdate } = newest.list;
  const problem = expiryProblem(certificate, { thisUpdate, keptSince: base.facts.keptSince }, judging);
  return problem === undefined ? word : invalid(base, problem);
}

function ageOf({ list }: OpenedCrl, { at, skewMs }: Judging): Freshness {
  return freshness({ thisUpdate: list.thisUpdate, nextUpdate: list.nextUpdate ?? list.thisUpdate }, at, skewMs);
}

function wordOf(by: OfferedCrl, { signer, entry }: Signed): CrlWord {
  return entry === undefined ? { says: "good", by, signer } : { says: "revoked", by, entry };
}

/** What a delta says of a certificate holds; what it doesn't mention is as in the base (RFC 5280 §6.3.3 (i) to (k)). */
function combined(base: OfferedCrl, signed: Signed, { crl, entry }: SignedDelta): CrlWord {
  if (entry === undefined) return wordOf(base, signed);
  return wordOf(crl, { signer: signed.signer, entry: entry.reason === "removeFromCRL" ? undefined : entry });
}

/** An old CRL can't say that nothing has happened since. What it lists stays revoked, unless it was only on hold. */
function staleWord(crl: OfferedCrl, signed: Signed): CrlWord {
  const { entry } = signed;
  if (entry !== undefined && entry.reason !== "certificateHold") return wordOf(crl, signed);
  const nextUpdate = crl.list.nextUpdate ?? crl.list.thisUpdate;
  const word = { says: "nothing", problem: { kind: "stale", origin: crl.origin, nextUpdate } } as const;
  return entry === undefined ? word : overtaking(word);
}

interface Signed {
  readonly signer: KeyHolder;
  readonly entry: CrlEntry | undefined;
}

/** Finds who has signed the CRL and may, and what stands in it. */
async function signedWord(crl: OfferedCrl, inquiry: Inquiry, judging: Judging): Promise<Signed | CrlWord> {
  let problem = "no certificate of its issuer is at hand";
  for (const signer of crlSigners(crl, inquiry, judging)) {
    if (signer === "budget") return beyond("pathBuildSteps");
    if (!maySignCrls(signer.holder)) {
      problem = "its issuer's certificate may not sign CRLs (RFC 5280 §4.2.1.3)";
      continue;
    }
    const found = await searchUnder(crl, signer.holder, inquiry, judging);
    const failure = failureOf(crl, found) ?? passFailure(crl, found, judging);
    if (failure !== undefined) return failure;
    const objection = signatureObjection(crl, found) ?? (await objectionTo(signer, judging));
    if (objection === undefined) return { signer: signer.holder, entry: found.entry };
    problem = objection;
  }
  return invalid(crl, problem);
}

/** Whoever has not signed a CRL has cost a pass over all of it: a bag of namesakes must not multiply that. */
function passFailure(crl: OfferedCrl, { status }: Consulted, { context }: Judging): CrlWord | undefined {
  if (status !== "bad" || context.budget.draw("crlBytes", crl.list.size)) return undefined;
  return beyond("crlBytes");
}

/** What another signer might do better. */
function signatureObjection(crl: OfferedCrl, { status }: Consulted): string | undefined {
  if (status === "bad") return "its signature does not verify under its issuer's key";
  if (status !== "unsupported") return undefined;
  return `it is signed with ${algorithmText(crl.list.signatureAlgorithm)}, which is not accepted`;
}

async function objectionTo(signer: CrlSigner, judging: Judging): Promise<string | undefined> {
  if (signer.standing === "validated") return undefined;
  const chain = await judging.delegates?.validate(signer.certificate, "crl-signing");
  return chain?.ok === true ? undefined : `its signer ${signer.certificate.subject} has no valid chain of its own`;
}

interface SignedDelta {
  readonly crl: OfferedCrl;
  readonly entry: CrlEntry | undefined;
}

/** The newest delta that the base's own signer has signed (RFC 5280 §6.3.3 (h)). */
async function deltaWord(
  deltas: readonly OfferedCrl[],
  signer: KeyHolder,
  inquiry: Inquiry,
  judging: Judging,
): Promise<SignedDelta | undefined> {
  for (const crl of deltas) {
    const found = await searchUnder(crl, signer, inquiry, judging);
    if (found.status === "good") return { crl, entry: found.entry };
  }
  return undefined;
}

type Found = Consulted & { readonly entry?: CrlEntry | undefined };

async function searchUnder(
  crl: OpenedCrl,
  signer: KeyHolder,
  { certificate }: Inquiry,
  { context }: Judging,
): Promise<Found> {
  const target = { serial: certificate.serial, issuerName: certificate.issuerName };
  const decisive = new DecisiveEntry();
  const search = new CrlSearch(crl.facts, crl.list.issuerName, target, (entry) => decisive.take(entry));
  const consulted = await crl.body.consult(context, signer, search);
  return consulted.status === "good" ? { ...consulted, entry: decisive.entry } : consulted;
}

/** What no other signer could change. */
function failureOf(crl: OfferedCrl, consulted: Consulted): CrlWord | undefined {
  switch (consulted.status) {
    case "budget":
      return beyond("signatureChecks");
    case "malformed":
      return overtaking(invalid(crl, problemOf(consulted.fault)));
    case "unreadable":
      return invalid(crl, "it changed while it was being read");
    case "good":
    case "bad":
    case "unsupported":
      return undefined;
  }
}

function beyond(budget: BudgetName): CrlWord {
  return { says: "nothing", problem: { kind: "budget", budget } };
}

type Nothing = Extract<CrlWord, { says: "nothing" }>;

function overtaking(word: Nothing): Nothing {
  return { ...word, overtakes: true };
}

export function invalid({ origin }: OfferedCrl, problem: string): Nothing {
  return { says: "nothing", problem: { kind: "invalid", method: "crl", origin, problem } };
}
