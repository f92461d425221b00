import { toHex } from "../bytes/index.js";
import { hashOf } from "../crypto/index.js";
import type { CheckedSignature } from "../signature/index.js";
import type { TimestampOutcome } from "../timestamp/index.js";
import type { SignatureReport, TimestampReport } from "../verdict/index.js";

/** What a result tells of the signature that was made or stamped. */
export function signatureReport(checked: CheckedSignature): SignatureReport {
  const { element, signer, certificate, path, timestamps } = checked;
  const { ref, signerInfo, claimedTime, repository } = element;
  const validated = path?.kind === "validated" ? path.chain : undefined;
  return Object.freeze({
    ...ref,
    hash: signer?.hash ?? hashOf(signerInfo.digestAlgorithm) ?? "sha256",
    algorithm: signer?.algorithm.name ?? signerInfo.signatureAlgorithm.oid,
    standing: signer !== undefined && validated !== undefined ? "validated" : "failed",
    ...(certificate && { signer: certificate }),
    ...(validated && {
      chain: validated.certificates,
      anchor: Object.freeze({
        name: validated.anchor.certificate?.subject ?? "an anchor given as name and key",
        origin: validated.anchor.origin,
      }),
    }),
    ...(claimedTime !== undefined && { claimedTime: new Date(claimedTime) }),
    timestamps: Object.freeze(timestamps.flatMap(timestampReport)),
    ...(repository?.claims && { repository: Object.freeze({ ...repository.claims }) }),
    revocation: Object.freeze([]),
  });
}

function timestampReport({ token, authority }: TimestampOutcome): readonly TimestampReport[] {
  if (token === undefined) return [];
  const { genTime, accuracyMs, policyOid, serial } = token.info;
  const report = { genTime: new Date(genTime), accuracyMs, policyOid, serialNumber: toHex(serial) };
  return [Object.freeze({ ...report, ...(authority && { authority }) })];
}
