import { equalBytes, toHex } from "../bytes/index.js";
import { algorithmName } from "../crypto/index.js";
import { DerFault } from "../der/index.js";
import { type BudgetName, type Finding, found } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import type { CandidatePath, PathEnd } from "./ending.js";
import type { IssuerGraph } from "./issuer-graph.js";
import type { IssuerKey } from "./issuer-key.js";
import { likeliestFirst } from "./rank.js";
import { identifyChain, type References } from "./references.js";
import type { PathRequest } from "./request.js";
import { isCertificateSignature } from "./signature-checks.js";
import type { SignatureStatus } from "./signature-results.js";
import { type ChainFault, type ChainJudgement, judgeChain } from "./validate/chain.js";
import { unreadableIssuers } from "./unreadable-issuers.js";
import { endEntityFaults, issuerFaults } from "./validate/roles.js";
import { serialFaults, serialProblem } from "./validate/serial.js";

/** A candidate path with everything that speaks against it. */
export interface ExplainedPath {
  readonly path: CandidatePath;
  /** The end entity first; the anchor's certificate or the root last, if the path reached one. */
  readonly certificates: readonly Certificate[];
  /** Likeliest cause first. Advice last. */
  readonly findings: readonly Finding[];
  /** Whether every signature from the end entity up was verified. */
  readonly isSigned: boolean;
}

/** Judges a path as a whole: what binds one certificate to another. */
export function judgePath(
  certificates: readonly Certificate[],
  end: PathEnd,
  { context, policies, endEntity }: PathRequest,
): ChainJudgement {
  const facts = certificates.map((certificate) => context.facts.of(certificate));
  if (end.kind === "root" && facts.length > 1)
    return judgeChain(
      { path: facts.slice(0, -1), top: facts[facts.length - 1], anchorConstraints: undefined, isWhole: true },
      policies ?? {},
      context,
    );
  const anchor = end.kind === "anchor" ? end.anchor : undefined;
  const above = anchor?.certificate;
  const isItself = above !== undefined && equalBytes(above.der, endEntity.der);
  const chain = {
    path: facts,
    top: above === undefined || isItself ? undefined : context.facts.of(above),
    anchorConstraints: above === undefined ? anchor?.nameConstraints : undefined,
    isWhole: end.kind === "anchor" || end.kind === "root",
  };
  return judgeChain(chain, policies ?? {}, context);
}

/** Tells everything that is wrong with a path: no finding hides another, since policy may forgive one and not the other. */
export async function explainPath(path: CandidatePath, graph: IssuerGraph): Promise<ExplainedPath> {
  const { request } = graph;
  const anchor = path.end.kind === "anchor" ? path.end.anchor : undefined;
  const references = await identifyChain(path.certificates, anchor, request.context.keys.provider);
  const signatures = await signatureFaults(path, graph);
  const ends = [...endFaults(path, graph), ...(await unreadableEnd(path, graph))];
  const faults: ChainFault[] = [...memberFaults(path, graph), ...signatures, ...path.faults, ...ends];
  const findings = distinct([...faults.map((fault) => fault(references)), ...path.refused]);
  return {
    path,
    certificates: withAnchor(path.certificates, anchor),
    findings: [...likeliestFirst(findings), ...advice(path.certificates, references)],
    isSigned: signatures.length === 0,
  };
}

/** Whether {@link advice} says something of one of them. A loop, since `some` is slow over a chain's frozen list. */
export function haveAdvice(certificates: readonly Certificate[]): boolean {
  for (const certificate of certificates) if (serialProblem(certificate) !== undefined) return true;
  return false;
}

/** Facts that refuse nothing by themselves. */
export function advice(certificates: readonly Certificate[], references: References): Finding[] {
  return certificates.flatMap((certificate, depth) =>
    serialFaults(certificate).map((fault) => fault(references(depth))),
  );
}

/** The anchor's certificate follows the path, unless the end entity is the anchor. */
export function withAnchor(
  certificates: readonly Certificate[],
  anchor: TrustAnchor | undefined,
): readonly Certificate[] {
  const certificate = anchor?.certificate;
  if (certificate === undefined || certificates.some(({ der }) => equalBytes(der, certificate.der)))
    return certificates;
  return [...certificates, certificate];
}

function memberFaults({ certificates, end }: CandidatePath, graph: IssuerGraph): ChainFault[] {
  const { profile, times, context } = graph.request;
  const faults = certificates.flatMap((certificate, depth) => {
    const facts = context.facts.of(certificate);
    const isRoot = end.kind === "root" && depth === certificates.length - 1;
    const own =
      depth === 0
        ? endEntityFaults(facts, profile, times)
        : isRoot
          ? issuerFaults(facts, profile, times, true)
          : graph.memberFaults(certificate);
    return own.map(
      (fault): ChainFault =>
        (at) =>
          fault(at(depth)),
    );
  });
  if (end.kind === "anchor")
    for (const fault of graph.anchorFaults(end.anchor)) faults.push((at) => fault(at(certificates.length)));
  return faults;
}

async function signatureFaults({ certificates, end }: CandidatePath, graph: IssuerGraph): Promise<ChainFault[]> {
  const { checks } = graph.request.context;
  const faults: ChainFault[] = [];
  for (const [depth, certificate] of certificates.entries()) {
    const above = certificates[depth + 1];
    const key = above ? checks.keyOf(above) : end.kind === "anchor" ? checks.anchorKey(end.anchor) : undefined;
    if (key === undefined) continue;
    const status = await checks.check(certificate, key);
    if (status !== "good") faults.push(signatureFault(status, certificate, depth, key, graph));
  }
  return faults;
}

function signatureFault(
  status: Exclude<SignatureStatus, "good">,
  certificate: Certificate,
  depth: number,
  key: IssuerKey,
  graph: IssuerGraph,
): ChainFault {
  const { oid } = certificate.signatureAlgorithm;
  const name = algorithmName(oid);
  switch (status) {
    case "bad":
      return (at) =>
        found("chain-signature-invalid", { certificate: at(depth), issuer: at(depth + 1), algorithm: name ?? oid });
    case "unsupported":
      return (at) =>
        found("certificate-algorithm-unsupported", {
          certificate: at(depth),
          oid,
          ...(name !== undefined && { name }),
          ...(isCertificateSignature(oid) && { problem: "which does not go with its parameters or its issuer’s key" }),
        });
    case "unusable-key":
      return unusableKey(key, depth + 1);
    case "budget":
      return () => budgetFinding("signatureChecks", graph);
  }
}

function unusableKey({ facts }: IssuerKey, depth: number): ChainFault {
  if (facts instanceof DerFault) {
    const { structure: field, offset, problem } = facts;
    return (at) => found("certificate-malformed", { certificate: at(depth), field, offset, problem });
  }
  if (facts.kind === "unsupported") {
    const name = algorithmName(facts.oid);
    return (at) =>
      found("certificate-algorithm-unsupported", {
        certificate: at(depth),
        oid: facts.oid,
        ...(name !== undefined && { name }),
      });
  }
  // Sound by its form, and yet the platform does not take it: a point off its curve, a modulus beyond all measure.
  const problem = facts.problem ?? (facts.kind === "rsa" ? "modulus" : "point");
  return (at) => found("certificate-key-invalid", { certificate: at(depth), algorithm: facts.kind, problem });
}

function endFaults({ certificates, end }: CandidatePath, graph: IssuerGraph): ChainFault[] {
  const depth = certificates.length - 1;
  const last = certificates[depth];
  if (last === undefined || end.kind === "anchor") return [];
  if (end.kind === "cut") return [() => budgetFinding("pathDepth", graph)];
  if (end.kind === "root") {
    const trustList = graph.request.trust.name;
    return [(at) => found("chain-root-untrusted", { certificate: at(0), root: at(depth), trustList })];
  }
  const identifier = graph.request.context.facts.of(last).authorityKeyIdentifier?.keyIdentifier;
  return [
    (at) =>
      found("chain-incomplete", {
        certificate: at(depth),
        issuer: last.issuer,
        ...(identifier !== undefined && { authorityKeyId: toHex(identifier) }),
        candidatesTried: graph.candidatesSeen(last),
      }),
  ];
}

/** A path that ends for want of an issuer may have had one that cannot be read. */
async function unreadableEnd(
  { certificates, end }: CandidatePath,
  { request }: IssuerGraph,
): Promise<readonly ChainFault[]> {
  const last = certificates[certificates.length - 1];
  return end.kind === "open" && last !== undefined ? unreadableIssuers(last, certificates.length - 1, request) : [];
}

/** `used` of a depth is that of the path that was given up. */
export function budgetFinding(budget: BudgetName, { request }: IssuerGraph): Finding {
  const limit = request.context.budget.limits[budget];
  const used = budget === "pathDepth" ? limit + 1 : request.context.budget.used(budget);
  return found("chain-budget", { budget, limit, used });
}

/** One fact may be met twice: a key that can't be used is a fault of its certificate and of the signature below. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, details }) => {
    const text = JSON.stringify([code, details]);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
