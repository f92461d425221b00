import { ConfigError, CountersignError, kindOf } from "../report/index.js";
import { explain } from "./render/explain.js";
import { isDecided, type Verdict } from "./verdict.js";

/** From {@link requireAccepted}. `message` is the short form of `explain`. */
export class NotAcceptedError extends CountersignError {
  readonly code = "not-accepted";
  // Not a property: Node prints those of an error that nobody catches, and a verdict is hundreds of lines of them.
  readonly #verdict: Verdict;

  constructor(verdict: Verdict) {
    const [deciding] = verdict.issues;
    super(
      explain(verdict, { detail: "short" }),
      deciding?.remedy ?? "Read verdict.checks to see what was not checked.",
    );
    this.#verdict = verdict;
  }

  /** What refuses, with every check. */
  get verdict(): Verdict {
    return this.#verdict;
  }
}

let makeAccepted: (verdict: Verdict) => Accepted;

/** Proof of acceptance. Only {@link requireAccepted} makes one, and only from a verdict of this library's own making. */
export class Accepted {
  readonly verdict: Verdict;
  /** `reported`: the policy lets pass what the verdict does not call trusted. */
  readonly outcome: "trusted" | "unsigned-allowed" | "reported";
  /** A structural copy is no proof. */
  readonly #accepted = true;

  private constructor(verdict: Verdict) {
    const { outcome } = verdict;
    this.verdict = verdict;
    this.outcome = outcome === "trusted" || outcome === "unsigned-allowed" ? outcome : "reported";
    Object.freeze(this);
  }

  static {
    makeAccepted = (verdict) => new Accepted(verdict);
  }

  /** Always true; at run time a look-alike throws here. */
  get isProven(): boolean {
    return this.#accepted;
  }
}

/**
 * Turns an accepting verdict into a proof of acceptance.
 *
 * @throws NotAcceptedError the verdict refuses.
 * @throws ConfigError it was not made by a verifier (parsed JSON, for example).
 */
export function requireAccepted(verdict: Verdict): Accepted {
  if (!isDecided(verdict)) {
    throw new ConfigError({
      at: "verdict",
      expected: "a verdict that a verifier made",
      received: kindOf(verdict) === "an object" ? "another object" : kindOf(verdict),
      remedy:
        kindOf(verdict) === "a promise"
          ? "Put await before the call that makes it."
          : "Pass the verdict itself: one that was parsed or copied proves nothing.",
    });
  }
  if (!verdict.accepted) throw new NotAcceptedError(verdict);
  return makeAccepted(verdict);
}
