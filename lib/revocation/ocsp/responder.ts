import { equalBytes, toHex } from "../../bytes/index.js";
import type { BudgetName } from "../../report/index.js";
import {
  type BasicOcspResponse,
  type Certificate,
  KeyPurpose,
  nameText,
  readCertificate,
  type ResponderId,
} from "../../x509/index.js";
import type { JudgedChain } from "../delegate.js";
import { type Inquiry, withoutAnchor } from "../inquiry.js";
import type { Judging } from "../judging.js";
import { holderOf, isSameHolder, type KeyHolder } from "../key-holder.js";
import { algorithmText, type SignatureStatus } from "../signature-check.js";

/** Whether an answer's signer may answer for the issuer (RFC 6960 §3.2, §4.2.2.2). */
export type ResponderVerdict =
  | { readonly kind: "authorized" }
  /** The signature is right, and its maker is nobody whom the issuer has named. */
  | { readonly kind: "unauthorized"; readonly responder: string }
  | { readonly kind: "invalid"; readonly problem: string }
  | { readonly kind: "budget"; readonly budget: BudgetName };

/** The issuer itself, or one to whom it has given a certificate for that: there is no third way to answer. */
export async function judgeResponder(
  basic: BasicOcspResponse,
  inquiry: Inquiry,
  judging: Judging,
): Promise<ResponderVerdict> {
  const tried: SignatureStatus[] = [];
  const check = async (holder: KeyHolder): Promise<SignatureStatus> => {
    const status = await judging.readings.answerSignature(basic, holder);
    tried.push(status);
    return status;
  };
  const isNamed = (holder: KeyHolder): boolean | Promise<boolean> =>
    judging.readings.responders.isNamed(basic.responderId, holder);
  if ((await isNamed(inquiry.issuer)) && (await check(inquiry.issuer)) === "good") return { kind: "authorized" };
  for (const candidate of responderCandidates(basic, inquiry, judging)) {
    if (candidate === "budget") return { kind: "budget", budget: "pathBuildSteps" };
    if (!(await isNamed(holderOf(candidate)))) continue;
    if ((await check(holderOf(candidate))) !== "good") continue;
    return (await isDelegate(candidate, inquiry, judging))
      ? { kind: "authorized" }
      : { kind: "unauthorized", responder: candidate.subject };
  }
  return unsigned(basic, tried);
}

/**
 * What came with the answer, and what the issuer has certified among all that is at hand: a package may hold thousands that say
 * so, and a hundred answers, so each costs a step of the run. `budget`: there are more than may be looked at.
 */
function* responderCandidates(
  basic: BasicOcspResponse,
  { issuer }: Inquiry,
  { candidates, context }: Judging,
): Generator<Certificate | "budget"> {
  for (const der of basic.certificates) {
    const certificate = readCertificate(der);
    if (certificate.ok) yield certificate.value;
  }
  for (const candidate of candidates.all) {
    if (!equalBytes(candidate.issuerName, issuer.subject)) continue;
    yield context.budget.draw("pathBuildSteps") ? candidate : "budget";
  }
}

/**
 * RFC 6960 §4.2.2.2: id-kp-OCSPSigning itself (anyExtendedKeyUsage is no delegation), and a certificate signed by the very
 * key that signed the one that is asked about.
 */
async function isDelegate(candidate: Certificate, { issuer }: Inquiry, judging: Judging): Promise<boolean> {
  if (!candidate.extendedKeyUsage.includes(KeyPurpose.ocspSigning)) return false;
  await candidate.identify(judging.context.keys.provider);
  const chain = await judging.delegates?.validate(candidate, "ocsp-signing");
  return chain?.ok === true && isSameHolder(issuerIn(chain.value), issuer);
}

function issuerIn(chain: JudgedChain): KeyHolder {
  const issuer = withoutAnchor(chain)[1];
  return issuer === undefined ? chain.anchor : holderOf(issuer);
}

function unsigned(basic: BasicOcspResponse, tried: readonly SignatureStatus[]): ResponderVerdict {
  if (tried.includes("budget")) return { kind: "budget", budget: "signatureChecks" };
  if (tried.includes("unsupported")) {
    const algorithm = algorithmText(basic.signatureAlgorithm);
    return { kind: "invalid", problem: `it is signed with ${algorithm}, which is not accepted` };
  }
  if (tried.includes("bad")) return { kind: "invalid", problem: "its signature does not verify" };
  return {
    kind: "invalid",
    problem: `no certificate of its responder, ${responderText(basic.responderId)}, is at hand`,
  };
}

function responderText(id: ResponderId): string {
  return id.by === "name" ? nameText(id.name) : `the key ${toHex(id.keyHash)}`;
}
