import {
  AttributeType,
  type AttributeValue,
  attributeName,
  ContentType,
  readContentTypeValue,
  readMessageDigestValue,
  readSigningTimeValue,
  singleValue,
} from "../../cms/index.js";
import type { SignatureProfile } from "../../formats/index.js";
import { type Finding, found } from "../../report/index.js";
import type { SignatureElement } from "../read.js";

/**
 * The signed attributes that the profile requires, each once, with one value that can be read; in DER order, since what
 * was signed is their DER (RFC 5652 §5.3, §5.4, §11). Commitment, signing certificate and repository
 * attributes have checks of their own for what they say.
 */
export function signedAttributeFindings(element: SignatureElement, profile: SignatureProfile): readonly Finding[] {
  const { signedAttributes } = element.signerInfo;
  if (signedAttributes === undefined)
    return [
      found(
        "signature-attribute-missing",
        { attribute: "signed attributes", oid: "" },
        { part: "signature", start: element.signerInfo.offset },
      ),
    ];
  const findings = missingFindings(element, profile);
  if (!signedAttributes.isInDerOrder)
    findings.push(
      found("signature-der-noncanonical", {
        structure: "SignedAttributes",
        offset: element.signerInfo.offset,
        rule: "X.690 §11.6",
      }),
    );
  return [...findings, ...valueFindings(element)];
}

/** What is absent; the repository's own attributes are `repository-attributes`' to report. */
function missingFindings({ ref, signerInfo }: SignatureElement, profile: SignatureProfile): Finding[] {
  const required =
    ref.placement === "countersignature"
      ? profile.requiredAttributes.countersignature
      : profile.requiredAttributes[ref.kind];
  const elsewhere: readonly string[] = [AttributeType.nugetServiceIndex, AttributeType.commitmentType];
  const missing = required.filter(
    (oid) => !elsewhere.includes(oid) && signerInfo.signedAttributes?.all(oid).length === 0,
  );
  return missing.map((oid) =>
    found(
      "signature-attribute-missing",
      { attribute: attributeName(oid), oid },
      { part: "signature", start: signerInfo.offset, attribute: attributeName(oid) },
    ),
  );
}

function valueFindings({ signerInfo, commitment }: SignatureElement): Finding[] {
  const table = signerInfo.signedAttributes;
  const type = singleValue(table, AttributeType.contentType, readContentTypeValue);
  const findings: Finding[] = [];
  const note = (oid: string, read: AttributeValue<unknown>): void => {
    if (read.kind === "problem") findings.push(invalidAttribute(oid, read.problem));
  };
  note(AttributeType.contentType, type);
  note(AttributeType.messageDigest, singleValue(table, AttributeType.messageDigest, readMessageDigestValue));
  note(AttributeType.signingTime, singleValue(table, AttributeType.signingTime, readSigningTimeValue));
  if (type.kind === "value" && type.value !== ContentType.data)
    findings.push(found("signature-content-type-mismatch", { expected: ContentType.data, actual: type.value }));
  if (commitment.kind === "problem") findings.push(invalidAttribute(AttributeType.commitmentType, commitment.problem));
  return findings;
}

/** An attribute that is there, and is not as it must be. */
export function invalidAttribute(oid: string, problem: string): Finding {
  const attribute = attributeName(oid);
  return found("signature-attribute-invalid", { attribute, oid, problem }, { part: "signature", attribute });
}
