import { bytesKey, toHex } from "../bytes/index.js";
import type { RevocationAttempt } from "../report/index.js";
import { ExtensionId } from "../x509/index.js";
import type { RevocationMethod, RevocationSource } from "./evidence.js";
import type { Inquiry } from "./inquiry.js";
import type { OfferedEvidence } from "./judging.js";
import { buildOcspRequest } from "./ocsp/request.js";
import type { Question, Reply } from "./session.js";
import type { RevocationRun } from "./run.js";

/** One round of asking: which method, and whether the network may be used. */
export interface Round {
  readonly method: RevocationMethod;
  readonly mode: "offline" | "online";
}

/**
 * Rounds in order; the first that settles a certificate ends its asking. OCSP comes before CRLs, and what is at hand
 * before the network: a cached CRL answers only where OCSP could not be had.
 */
export const ROUNDS: { readonly offline: readonly Round[]; readonly online: readonly Round[] } = {
  offline: [
    { method: "ocsp", mode: "offline" },
    { method: "crl", mode: "offline" },
  ],
  online: [
    { method: "ocsp", mode: "offline" },
    { method: "ocsp", mode: "online" },
    { method: "crl", mode: "offline" },
    { method: "crl", mode: "online" },
  ],
};

/** Part of the run's deadline that one look-up may take: neither method can use up the other's time. */
const SHARE = { ocsp: 0.4, crl: 0.5 } as const;

const NO_REQUEST = new Uint8Array(0);

/** What a round brought for one certificate, in the order of the sources. */
export interface Gathered {
  readonly offered: readonly OfferedEvidence[];
  readonly attempts: readonly RevocationAttempt[];
}

/** Those who may have an answer. Most machines keep nothing: they must not pay for questions that nobody can answer. */
export function sourcesFor(
  { sources }: RevocationRun,
  inquiry: Inquiry,
  { method, mode }: Round,
): readonly RevocationSource[] {
  return mode === "online" ? sources : sources.filter((source) => source.keepsNothing?.(method, inquiry) !== true);
}

/** Asks these sources, all at once. */
export async function gather(
  run: RevocationRun,
  sources: readonly RevocationSource[],
  inquiry: Inquiry,
  round: Round,
): Promise<Gathered> {
  const question = questionOf(run, inquiry, round);
  const signal = run.signal();
  const replies = await Promise.all(sources.map((source) => run.session.ask(source, question, signal)));
  const offered: OfferedEvidence[] = [];
  const attempts: RevocationAttempt[] = [];
  for (const reply of replies) {
    const from = round.mode === "online" ? "answer" : "kept";
    if (reply.ok) offered.push(...reply.evidence.map((evidence): OfferedEvidence => ({ evidence, from })));
    else attempts.push(failed(round, reply));
  }
  return { offered, attempts };
}

function failed({ method }: Round, { origin, result, problem }: Reply & { readonly ok: false }): RevocationAttempt {
  return { method, origin, result, ...(problem === undefined || problem === "" ? {} : { problem }) };
}

function questionOf(run: RevocationRun, inquiry: Inquiry, { method, mode }: Round): Question {
  const { certificate, issuer } = inquiry;
  const { subject, publicKeyInfo } = issuer;
  const urls = method === "ocsp" ? certificate.urls.ocsp : certificate.urls.crl;
  let request: Promise<Uint8Array> | undefined;
  return {
    query: async () => ({
      certificate,
      issuer: { subject, publicKeyInfo, ...(issuer.certificate && { certificate: issuer.certificate }) },
      ocspRequest: await (request ??= requestFor(run, inquiry, method)),
      methods: [method],
      mode,
      at: new Date(run.at),
    }),
    key: `${mode} ${method} ${method === "ocsp" ? ocspKey(run, inquiry) : crlPlaceKey(inquiry)}`,
    responderKey: `${mode} ${method} ${urls.join(" ")}`,
    limit: run.limit(SHARE[method]),
  };
}

async function requestFor(run: RevocationRun, inquiry: Inquiry, method: RevocationMethod): Promise<Uint8Array> {
  return method === "ocsp" ? buildOcspRequest(run.context.keys.provider, inquiry, run.nonce) : NO_REQUEST;
}

/** An answer to a question with a nonce is nobody else's. */
function ocspKey({ nonce }: RevocationRun, { certificate }: Inquiry): string {
  return nonce === undefined ? certificate.fingerprint : `${certificate.fingerprint} ${toHex(nonce)}`;
}

/** CRLs are the same for all certificates of one issuer that point to the same places. */
function crlPlaceKey({ certificate, issuer }: Inquiry): string {
  const points = certificate.extension(ExtensionId.crlDistributionPoints)?.value;
  const freshest = certificate.extension(ExtensionId.freshestCrl)?.value;
  const parts = [certificate.issuerName, issuer.publicKeyInfo, points, freshest];
  return parts.map((part) => (part === undefined ? "-" : `${part.length}:${bytesKey(part)}`)).join("");
}
