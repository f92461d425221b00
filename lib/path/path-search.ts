import { andThen, type Eventual } from "../bytes/index.js";
import { type BudgetName, type Finding, found } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import { provenChain, unanchoredChain, type ValidatedChain } from "./chain.js";
import type { CandidatePath, PathEnd } from "./ending.js";
import {
  advice,
  budgetFinding,
  type ExplainedPath,
  explainPath,
  haveAdvice,
  judgePath,
  withAnchor,
} from "./explain.js";
import { bestFirst, isAnchored, isUnanchored } from "./failure-order.js";
import { IssuerGraph } from "./issuer-graph.js";
import { refuses } from "./rank.js";
import { identifyChain } from "./references.js";
import type { FoundPath, OtherFailure, PathRequest } from "./request.js";
import { StrictSearch } from "./strict-search.js";
import { TolerantSearch } from "./tolerant-search.js";
import { endEntityFaults } from "./validate/roles.js";

/** Candidates kept for the report beside the best one. */
const MOST_FAILURES = 16;
/** Refused candidates whose faults are kept: more than anybody reads. */
const MOST_REFUSED = 64;
/** A call of `accept` reads CRLs and OCSP answers: it is charged as so many steps of the search. */
const ACCEPT_STEPS = 1_000;

/** One search over one bag: first for a path to trust, then for what explains that there is none. */
export class PathSearch {
  readonly #request: PathRequest;
  readonly #graph: IssuerGraph;
  /** Paths that reached an anchor and were refused as a whole. */
  readonly #refused: CandidatePath[] = [];
  #withoutIssuer: readonly Certificate[] = [];
  #chain: ValidatedChain | undefined;

  constructor(request: PathRequest) {
    this.#request = request;
    this.#graph = new IssuerGraph(request);
  }

  /** Certificates on the way for which nobody was found, once {@link PathSearch.run} has failed. */
  get withoutIssuer(): readonly Certificate[] {
    return this.#withoutIssuer;
  }

  run(): Eventual<FoundPath> {
    const { endEntity, profile, times, context } = this.#request;
    const strict = new StrictSearch(this.#graph, (path, anchor) => this.#judge(path, anchor));
    // An end entity that is wrong in itself has no valid path: all that is left is to say what else is wrong.
    const isRight = endEntityFaults(context.facts.of(endEntity), profile, times).length === 0;
    return andThen(isRight && strict.run(endEntity), (isFound) =>
      isFound && this.#chain !== undefined ? this.#validated(this.#chain) : this.#unfound(),
    );
  }

  #validated(chain: ValidatedChain): Eventual<FoundPath> {
    return andThen(this.#adviceOn(chain), (findings) => ({ kind: "validated", chain, findings }));
  }

  #unfound(): Promise<FoundPath> {
    return this.#graph.stoppedBy === undefined ? this.#explain() : this.#stopped(this.#graph.stoppedBy);
  }

  #judge(certificates: readonly Certificate[], anchor: TrustAnchor): Eventual<boolean> {
    if (this.#isRefused(certificates, anchor)) return false;
    const end = { kind: "anchor", anchor } as const;
    const { faults, policies } = judgePath(certificates, end, this.#request);
    if (faults.length > 0) return this.#refuse({ certificates, end, faults, refused: [] });
    const { endEntity, context } = this.#request;
    return andThen(identifyChain(certificates, anchor, context.keys.provider), () => {
      const chain = provenChain({ endEntity, certificates: withAnchor(certificates, anchor), anchor, policies });
      return andThen(this.#askToAccept(chain), (refused) =>
        refused.length > 0 ? this.#refuse({ certificates, end, faults, refused }) : this.#take(chain),
      );
    });
  }

  #take(chain: ValidatedChain): true {
    this.#request.context.certificates.keep(chain.certificates);
    this.#chain = chain;
    return true;
  }

  #askToAccept(chain: ValidatedChain): Eventual<readonly Finding[]> {
    const { accept, context } = this.#request;
    if (accept === undefined) return [];
    if (context.budget.draw("pathBuildSteps", ACCEPT_STEPS)) return accept(chain);
    return [budgetFinding("pathBuildSteps", this.#graph)];
  }

  #refuse(path: CandidatePath): false {
    if (this.#refused.length < MOST_REFUSED) this.#refused.push(path);
    return false;
  }

  #isRefused(certificates: readonly Certificate[], anchor: TrustAnchor): boolean {
    return this.#refused.some(
      (path) =>
        path.end.kind === "anchor" &&
        path.end.anchor === anchor &&
        path.certificates.length === certificates.length &&
        path.certificates.every((certificate, index) => certificate === certificates[index]),
    );
  }

  #adviceOn({ certificates, anchor }: ValidatedChain): Eventual<readonly Finding[]> {
    if (!haveAdvice(certificates)) return [];
    const path = certificates.filter((member) => member !== anchor.certificate);
    return andThen(identifyChain(path, undefined, this.#request.context.keys.provider), (names) => advice(path, names));
  }

  /**
   * A budget was spent before every way was tried: whether there is a path is not known. What is known of the end entity,
   * and of a path that was refused, is said all the same: decoys must not hide that a certificate is revoked.
   */
  async #stopped(budget: BudgetName): Promise<FoundPath> {
    const { endEntity } = this.#request;
    const alone: CandidatePath = { certificates: [endEntity], end: { kind: "open" }, faults: [], refused: [] };
    const explained = await this.#explainAll(this.#refused.length > 0 ? this.#refused : [alone]);
    const [best] = bestFirst(explained);
    const known = best?.findings.filter((finding) => !isOfMissingIssuer(finding)) ?? [];
    const findings = [budgetFinding(budget, this.#graph), ...known];
    return { kind: "failed", certificates: best?.certificates ?? [endEntity], findings, otherFailures: [] };
  }

  async #explain(): Promise<FoundPath> {
    const tolerant = new TolerantSearch(this.#graph);
    const ended = await tolerant.run(this.#request.endEntity);
    const open = ended.filter(({ end }) => end.kind === "open");
    this.#withoutIssuer = open.flatMap(({ certificates }) => certificates.slice(-1));
    const isNew = ({ certificates, end }: Pick<CandidatePath, "certificates" | "end">): boolean =>
      end.kind !== "anchor" || !this.#isRefused(certificates, end.anchor);
    let explained = await this.#explainAll([
      ...this.#refused,
      ...ended.filter(isNew).map(({ certificates, end }) => this.#judged(certificates, end)),
    ]);
    if (!explained.some((one) => isAnchored(one) || isUnanchored(one)))
      explained = await this.#explainBeyond(tolerant, open, explained);
    const { stoppedBy } = this.#graph;
    if (stoppedBy !== undefined && !explained.some(isAnchored)) return this.#stopped(stoppedBy);
    return this.#failure(bestFirst(explained));
  }

  /** Puts longer paths, through signatures that do not hold, in the place of those that nobody was found to lengthen. */
  async #explainBeyond(
    tolerant: TolerantSearch,
    open: readonly Pick<CandidatePath, "certificates">[],
    explained: readonly ExplainedPath[],
  ): Promise<readonly ExplainedPath[]> {
    const longer: CandidatePath[] = [];
    const replaced = new Set<readonly Certificate[]>();
    for (const { certificates } of open.slice(0, MOST_FAILURES)) {
      const beyond = await tolerant.beyond(certificates);
      if (beyond === undefined) continue;
      longer.push(this.#judged(beyond.certificates, beyond.end));
      replaced.add(certificates);
    }
    const kept = explained.filter(({ path }) => !replaced.has(path.certificates));
    return [...kept, ...(await this.#explainAll(longer))];
  }

  #judged(certificates: readonly Certificate[], end: PathEnd): CandidatePath {
    return { certificates, end, faults: judgePath(certificates, end, this.#request).faults, refused: [] };
  }

  async #explainAll(paths: readonly CandidatePath[]): Promise<readonly ExplainedPath[]> {
    const explained: ExplainedPath[] = [];
    for (const path of paths) explained.push(await explainPath(path, this.#graph));
    return explained;
  }

  #failure([best, ...others]: readonly ExplainedPath[]): FoundPath {
    const { endEntity } = this.#request;
    const otherFailures = others.slice(0, MOST_FAILURES).flatMap(otherFailure);
    const { certificates, findings } = best ?? { certificates: [endEntity], findings: [] };
    // No failure without a cause: whoever grades findings would see nothing wrong.
    if (best === undefined || !findings.some(refuses))
      return { kind: "failed", certificates, findings: [incomplete(endEntity), ...findings], otherFailures };
    const { end } = best.path;
    if (end.kind === "anchor" && best.isSigned)
      return { kind: "failed", certificates, anchor: end.anchor, findings, otherFailures };
    const root = certificates[certificates.length - 1];
    if (root === undefined || !isUnanchored(best)) return { kind: "failed", certificates, findings, otherFailures };
    return { kind: "unanchored", chain: unanchoredChain({ endEntity, certificates, root }), findings, otherFailures };
  }
}

/** What can't be said of an issuer while not everybody has been looked at. */
function isOfMissingIssuer({ code, details }: Finding): boolean {
  return code === "chain-incomplete" || (code === "certificate-malformed" && (details.certificate?.depth ?? 0) > 0);
}

function incomplete(certificate: Certificate): Finding {
  return found("chain-incomplete", {
    certificate: certificateRef(certificate, 0),
    issuer: certificate.issuer,
    candidatesTried: 0,
  });
}

function otherFailure({ certificates, findings }: ExplainedPath): OtherFailure[] {
  const [finding] = findings;
  return finding === undefined ? [] : [{ certificates, finding }];
}
