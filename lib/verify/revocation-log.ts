import { type CheckFacts, found } from "../report/index.js";
import { type CheckedSignature, notRun, type RevocationHooks } from "../signature/index.js";
import type { RevocationReport } from "../verdict/index.js";
import type { OpenRun } from "./run.js";

/** Asks about revocation for the chains of one run, as the policy wants, and keeps the answers for the report. */
export class RevocationLog {
  readonly #run: OpenRun;

  constructor(run: OpenRun) {
    this.#run = run;
  }

  /** Absent: nothing is asked. */
  get hooks(): RevocationHooks | undefined {
    return undefined;
  }

  factsOf({ element, path }: CheckedSignature): readonly CheckFacts[] {
    if (path === undefined) return [notRun("revocation", element.ref, "there is no chain to ask about")];
    const { rules, revocation } = this.#run.settings;
    const reason = rules.revocation.mode === "off" || revocation.length > 0 ? "mode-off" : "no-source";
    return [
      notRun(
        "revocation",
        element.ref,
        reason === "mode-off" ? "the policy turns revocation off" : "there is no source of revocation data",
        [found("revocation-not-checked", { reason })],
      ),
    ];
  }

  reportsOf(): readonly RevocationReport[] {
    return [];
  }
}
