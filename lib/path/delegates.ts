import { failed, type Finding, found, ok, type Result } from "../report/index.js";
import type { DelegateRequest, DelegateValidator, JudgedChain } from "../revocation/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { certificateRef, sameName } from "../x509/index.js";
import { buildPath } from "./build.js";
import { CertificateBag } from "./certificate-bag.js";
import type { PathContext } from "./context.js";
import { pathProfile } from "./profiles.js";
import type { AnchorSource } from "./request.js";

/**
 * Validates the chains of those who sign CRLs and OCSP answers in an issuer's place, for `revocation/`: by the same
 * search, under the same budget, with the rules of the RFC and of their purpose alone.
 */
export function delegateValidator(context: PathContext): DelegateValidator {
  return { validate: (request) => validateDelegate(request, context) };
}

async function validateDelegate(
  { certificate, purpose, candidates, anchor, at, accept }: DelegateRequest,
  context: PathContext,
): Promise<Result<JudgedChain>> {
  // Each delegate has a bag of its own, as large as that of whoever was delegated by.
  if (!context.budget.draw("pathBuildSteps", candidates.length)) return failed(stepsSpent(context));
  const outcome = await buildPath({
    endEntity: certificate,
    bag: CertificateBag.of(candidates),
    trust: onlyAnchor(anchor),
    purpose,
    profile: pathProfile("rfc5280", purpose),
    times: { at, now: at, anchorAt: at, origin: "clock" },
    context,
    accept: (chain) => accept({ certificates: chain.certificates, anchor }),
  });
  if (outcome.kind === "validated") return ok({ certificates: outcome.chain.certificates, anchor });
  const [cause] = outcome.findings;
  const unexplained = { certificate: certificateRef(certificate, 0), issuer: certificate.issuer, candidatesTried: 0 };
  return failed(cause ?? found("chain-incomplete", unexplained));
}

function stepsSpent({ budget }: PathContext): Finding {
  const limit = budget.limits.pathBuildSteps;
  return found("chain-budget", { budget: "pathBuildSteps", limit, used: budget.used("pathBuildSteps") });
}

/** The chain that is asked about has been held to the anchor's window already, at the time that counts for it. */
function onlyAnchor({
  subject,
  publicKeyInfo,
  certificate,
  nameConstraints,
  purposes,
  origin,
}: TrustAnchor): AnchorSource {
  const unbounded: TrustAnchor = {
    subject,
    publicKeyInfo,
    ...(certificate !== undefined && { certificate }),
    ...(nameConstraints !== undefined && { nameConstraints }),
    purposes,
    origin,
  };
  return { name: origin, anchorsNamed: (name) => (sameName(name, subject) ? [unbounded] : []) };
}
