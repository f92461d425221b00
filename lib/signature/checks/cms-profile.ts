import {
  type AlgorithmFault,
  ContentType,
  messageVersionProblem,
  type SignedData,
  signerVersionProblem,
} from "../../cms/index.js";
import { algorithmName } from "../../crypto/index.js";
import type { SignatureProfile } from "../../formats/index.js";
import { type Finding, found } from "../../report/index.js";
import type { SignatureElement } from "../read.js";

/**
 * What the profile asks of the message itself: versions (RFC 5652 §5.1, §5.3), digestAlgorithms and eContentType, and
 * content where the profile has it. NuGet judges none of these; a message that says two things about itself is refused
 * all the same.
 */
export function profileFindings(
  element: SignatureElement,
  signedData: SignedData,
  profile: SignatureProfile,
): readonly Finding[] {
  const findings: Finding[] = [];
  const { signerInfo } = element;
  const problem = signerVersionProblem(signerInfo);
  if (problem !== undefined) findings.push(malformed("SignerInfo", signerInfo.offset, problem));
  if (element.ref.placement === "countersignature") return findings;
  return [...findings, ...messageFindings(element, signedData), ...contentFindings(signedData, profile)];
}

function messageFindings({ signerInfo }: SignatureElement, signedData: SignedData): Finding[] {
  const findings: Finding[] = [];
  const problem = messageVersionProblem(signedData);
  if (problem !== undefined) findings.push(malformed("SignedData", 0, problem));
  if (signedData.contentType !== ContentType.data)
    findings.push(
      malformed("EncapsulatedContentInfo", 0, `is of content type ${signedData.contentType} instead of id-data`),
    );
  const { oid } = signerInfo.digestAlgorithm;
  if (!signedData.digestAlgorithms.some((algorithm) => algorithm.oid === oid))
    findings.push(malformed("SignedData", 0, "does not list the signer's digest algorithm"));
  return findings;
}

function contentFindings({ content }: SignedData, profile: SignatureProfile): Finding[] {
  if (profile.content === "manifest")
    return content === undefined
      ? [
          found(
            "signature-content-malformed",
            { line: 0, problem: "is missing: the signature is detached" },
            { part: "signature" },
          ),
        ]
      : [];
  return content === undefined
    ? []
    : [malformed("EncapsulatedContentInfo", 0, "holds content although the signature is detached")];
}

function malformed(structure: string, offset: number, problem: string): Finding {
  return found("signature-malformed", { structure, offset, problem }, { part: "signature", start: offset });
}

/** An algorithm outside the profile. */
export function algorithmFinding({ kind, oid, problem }: AlgorithmFault, profile: SignatureProfile): Finding {
  const where = kind === "digest-algorithm" ? "digestAlgorithm" : "signatureAlgorithm";
  const name = algorithmName(oid);
  const details = { oid, ...(name !== undefined && { name }), ...(problem !== undefined && { problem }) };
  return found("signature-algorithm-unsupported", { ...details, profile: profile.id, where }, { part: "signature" });
}
