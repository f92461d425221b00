/**
 * What a signer signs to show that its key fits its certificate. It is no DER, so a value over it can't pass for a
 * signature over anything that a SignerInfo holds.
 */
export const TRIAL_MESSAGE: Uint8Array = new TextEncoder().encode(
  "countersign: trial signature. It shows that a key belongs to a certificate and signs nothing else.",
);
