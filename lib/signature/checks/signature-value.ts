import { andThen, type Eventual } from "../../bytes/index.js";
import {
  checkMessageDigest,
  type MessageDigestCheck,
  type SignerFault,
  type SignerRequest,
  type VerifiedSigner,
  verifySigner,
} from "../../cms/index.js";
import type { KeyRing } from "../../crypto/index.js";
import type { SignatureProfile } from "../../formats/index.js";
import { type Finding, found, type HashName } from "../../report/index.js";
import { type Certificate, certificateRef } from "../../x509/index.js";
import type { SignatureElement } from "../read.js";
import { algorithmFinding } from "./cms-profile.js";

/** What the value check found; findings that belong to another check name it. */
export interface ValueCheck {
  readonly signer: VerifiedSigner | undefined;
  readonly findings: readonly Finding[];
  /** Why the value could not be checked at all: a finding of `cms-profile` or `signing-certificate`. */
  readonly obstacle:
    | {
        readonly check: "cms-profile" | "signing-certificate" | "signed-attributes";
        readonly finding: Finding | undefined;
      }
    | undefined;
}

/**
 * The signature value over the signed attributes (RFC 5652 §5.6), and their message-digest over what was signed, where
 * that is in hand.
 *
 * @param content octets that were signed: the manifest, or the primary signature's value; `undefined` for content that
 * lies outside, whose digest is compared as `content-integrity`.
 */
export function checkValue(
  element: SignatureElement,
  certificate: Certificate,
  content: Uint8Array | undefined,
  profile: SignatureProfile,
  keys: KeyRing,
): Eventual<ValueCheck> {
  return andThen(verifySigner(valueRequest(element, certificate, profile, keys)), (signer) => {
    if ("kind" in signer) return faultCheck(signer, certificate, profile);
    const compared = content === undefined ? [] : digestFindings(signer, content, keys);
    return andThen(compared, (findings) => {
      const isGood = findings.length === 0;
      return { signer: isGood ? signer : undefined, findings, obstacle: undefined };
    });
  });
}

/** What is asked of the value of one signature. */
export function valueRequest(
  { signerInfo }: Pick<SignatureElement, "signerInfo">,
  certificate: Certificate,
  { hashes, algorithms }: SignatureProfile,
  keys: KeyRing,
): SignerRequest {
  return { signerInfo, certificate, keys, hashes, algorithms };
}

function faultCheck(fault: SignerFault, certificate: Certificate, profile: SignatureProfile): ValueCheck {
  switch (fault.kind) {
    case "digest-algorithm":
    case "signature-algorithm":
      return {
        signer: undefined,
        findings: [],
        obstacle: { check: "cms-profile", finding: algorithmFinding(fault, profile) },
      };
    case "key-malformed": {
      const { structure, offset, problem } = fault.fault;
      const finding = found("certificate-malformed", {
        certificate: certificateRef(certificate, 0),
        field: structure,
        offset,
        problem,
      });
      return { signer: undefined, findings: [], obstacle: { check: "signing-certificate", finding } };
    }
    case "no-attributes":
    case "not-canonical":
      // `signed-attributes` has said so already.
      return { signer: undefined, findings: [], obstacle: { check: "signed-attributes", finding: undefined } };
    case "value": {
      const finding = found(
        "signature-value-invalid",
        { algorithm: fault.algorithm, certificate: certificateRef(certificate, 0) },
        { part: "signature" },
      );
      return { signer: undefined, findings: [finding], obstacle: undefined };
    }
  }
}

function digestFindings(
  { signerInfo, hash }: VerifiedSigner,
  content: Uint8Array,
  { provider }: KeyRing,
): Eventual<readonly Finding[]> {
  const checked = checkMessageDigest(signerInfo, hash, { octets: content }, provider);
  return andThen(checked, (check) => mismatchFindings(check, hash));
}

function mismatchFindings(check: MessageDigestCheck, hash: HashName): readonly Finding[] {
  switch (check.kind) {
    case "good":
      return [];
    case "mismatch":
      return [
        found(
          "signature-digest-mismatch",
          { algorithm: check.hash, expected: check.expected, actual: check.actual },
          { part: "signature" },
        ),
      ];
    case "absent":
    case "problem":
      // `signed-attributes` names what is wrong; here it only keeps the value from standing for the content.
      return [found("signature-digest-mismatch", { algorithm: hash, expected: "", actual: "" }, { part: "signature" })];
  }
}
