import { equalBytes } from "../bytes/index.js";
import { type Finding, found } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import { provenChain, unanchoredChain } from "./chain.js";
import type { PathOutcome, PathRequest } from "./request.js";
import { endEntityFaults, issuerFaults } from "./validate/roles.js";

/** Builds and validates the chain of a certificate. */
export async function buildPath(request: PathRequest): Promise<PathOutcome> {
  const { endEntity, context } = request;
  for (const certificate of [endEntity, ...request.bag.certificates]) await certificate.identify(context.keys.provider);
  const own = endEntityFaults(context.facts.of(endEntity), request.profile, request.times).map((fault) =>
    fault(certificateRef(endEntity, 0)),
  );
  const path = [endEntity];
  for (let current = endEntity; path.length <= context.budget.limits.pathDepth; ) {
    const anchor = await findAnchor(request, current);
    if (anchor !== undefined) return anchored(request, path, anchor, own);
    const issuer = await findIssuer(request, current, path);
    if (issuer === undefined) break;
    const faults = issuerFaults(context.facts.of(issuer), request.profile, request.times, false);
    own.push(...faults.map((fault) => fault(certificateRef(issuer, path.length))));
    path.push(issuer);
    current = issuer;
  }
  return unfinished(request, path, own);
}

async function findAnchor(request: PathRequest, certificate: Certificate): Promise<TrustAnchor | undefined> {
  const { checks } = request.context;
  for (const anchor of request.trust.anchorsNamed(certificate.issuerName)) {
    const key = checks.issuerKey(anchor.publicKeyInfo);
    if ((await checks.check(certificate, key)) === "good") return anchor;
  }
  return undefined;
}

async function findIssuer(
  request: PathRequest,
  certificate: Certificate,
  path: readonly Certificate[],
): Promise<Certificate | undefined> {
  const { checks } = request.context;
  for (const candidate of request.bag.withSubject(certificate.issuerName)) {
    if (path.includes(candidate)) continue;
    if ((await checks.check(certificate, checks.issuerKey(candidate.publicKeyInfo))) === "good") return candidate;
  }
  return undefined;
}

async function anchored(
  request: PathRequest,
  path: readonly Certificate[],
  anchor: TrustAnchor,
  own: readonly Finding[],
): Promise<PathOutcome> {
  const { certificate } = anchor;
  await certificate?.identify(request.context.keys.provider);
  const certificates = certificate === undefined || path.includes(certificate) ? path : [...path, certificate];
  if (own.length > 0) return { kind: "failed", certificates, findings: own, otherFailures: [] };
  const chain = provenChain({ endEntity: request.endEntity, certificates, anchor, policies: [] });
  const refused = (await request.accept?.(chain)) ?? [];
  return refused.length > 0
    ? { kind: "failed", certificates, findings: refused, otherFailures: [] }
    : { kind: "validated", chain, findings: [] };
}

function unfinished(request: PathRequest, path: readonly Certificate[], own: readonly Finding[]): PathOutcome {
  const last = path[path.length - 1] ?? request.endEntity;
  const certificate = certificateRef(last, path.length - 1);
  const whole = equalBytes(last.issuerName, last.subjectName);
  const cause = whole
    ? found("chain-root-untrusted", {
        certificate: certificateRef(request.endEntity, 0),
        root: certificate,
        trustList: request.trust.name,
      })
    : found("chain-incomplete", { certificate, issuer: last.issuer, candidatesTried: 0 });
  if (whole && own.length === 0)
    return {
      kind: "unanchored",
      chain: unanchoredChain({ endEntity: request.endEntity, certificates: path, root: last }),
      findings: [cause],
      otherFailures: [],
    };
  return { kind: "failed", certificates: path, findings: [...own, cause], otherFailures: [] };
}
