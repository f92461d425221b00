import { isSound, type Policy, rulesOf } from "../../policy/index.js";
import type { CheckFacts, SignatureRef } from "../../report/index.js";
import type { CheckedSignature } from "../../signature/index.js";

/**
 * The countersignatures that do not hold, where the policy lets that pass because it takes them for nothing: one that is revoked,
 * or that its repository does not declare. Nothing may then rest on them, neither an entry of the trusted signers nor a pin.
 *
 * @param declarations what repositories said of their signatures.
 */
export function passedOver(
  checked: readonly CheckedSignature[],
  declarations: readonly CheckFacts[],
  policy: Policy,
): ReadonlySet<SignatureRef> {
  if (rulesOf(policy).signatures.repository !== "verify-if-needed") return new Set();
  const unsound = checked.filter(({ element: { ref }, facts }) => {
    const own = [...facts, ...declarations.filter(({ subject }) => subject === ref)];
    return ref.placement === "countersignature" && !isSound(own, policy);
  });
  return new Set(unsound.map(({ element }) => element.ref));
}
