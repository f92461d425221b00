import { CountersignError, TransportError } from "../report/index.js";
import { requireGoingOn, untilAborted } from "./aborted.js";
import type { Signer, SignRequest } from "./ports.js";

/**
 * Has a signer sign. It is somebody else's code: whatever it throws becomes a typed error, and one that does not hear the
 * caller's signal is left alone with its work.
 *
 * @throws {TransportError} the signer failed, or the signal fired.
 */
export async function askSigner(
  signer: Signer,
  request: SignRequest,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  requireGoingOn(signal, signer.label);
  try {
    const work = signer.sign(request);
    const value: unknown = await (signal === undefined ? work : untilAborted(work, signal));
    if (value instanceof Uint8Array && value.length > 0) return new Uint8Array(value);
  } catch (error) {
    requireGoingOn(signal, signer.label);
    if (error instanceof CountersignError) throw error;
    throw signerFailed(signer, "failed", error);
  }
  throw signerFailed(signer, "gave no signature value", undefined);
}

/** The cause is kept for whoever debugs it; its text might hold a secret and is not repeated. */
function signerFailed({ label }: Signer, problem: string, cause: unknown): TransportError {
  return new TransportError({
    reason: "signer-failed",
    target: label,
    retryable: false,
    message: `The signer "${label}" ${problem}.`,
    remedy: "See the cause of this error, or run countersign doctor with the same signer.",
    cause,
  });
}
