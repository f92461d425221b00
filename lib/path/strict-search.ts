import { andThen, type Eventual, someInTurn } from "../bytes/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import { type Candidate, isPointed, type NameMatch } from "./candidates.js";
import type { IssuerGraph } from "./issuer-graph.js";

const NOBODY: ReadonlySet<Certificate | undefined> = new Set();
/** In this order: to prepare names is not worth it while one has the very bytes. */
const MATCHES: readonly NameMatch[] = ["exact", "prepared"];

/** Judges a path that has reached an anchor. @returns whether it is the one. */
export type AnchorJudge = (path: readonly Certificate[], anchor: TrustAnchor) => Eventual<boolean>;

/** Follows a candidate up to an anchor. @returns whether a path was found that way. */
type Follow = (candidate: Candidate) => Eventual<boolean>;

/**
 * Searches for a path that nothing speaks against, depth first, likeliest issuer first.
 *
 * What speaks against an issuer or a signature does so in every path, so a first pass looks at each certificate once: if
 * no anchor can be reached that way, none can be reached at all, and the work is linear in the certificates whatever
 * meshes, loops and decoys they form. Only where an anchor was reached and the path as a whole was refused (its length,
 * names, policies, revocation) does a second pass try the other paths between the same certificates, one by one and
 * within the budget.
 */
export class StrictSearch {
  readonly #graph: IssuerGraph;
  readonly #judge: AnchorJudge;
  /** Shortest length of a path below each certificate that was looked at. */
  readonly #reached = new Map<Certificate, number>();
  /** Who was climbed to from whom. Few searches look at it again, so it is sorted for those alone. */
  readonly #climbed: (readonly [certificate: Certificate, issuer: Certificate])[] = [];
  readonly #belowAnchor = new Set<Certificate>();
  #everyPath = false;
  #isCut = false;
  #useful: ReadonlySet<Certificate> | undefined;

  constructor(graph: IssuerGraph, judge: AnchorJudge) {
    this.#graph = graph;
    this.#judge = judge;
  }

  /** @returns whether a path was found that the judge took. */
  run(endEntity: Certificate): Eventual<boolean> {
    this.#reached.set(endEntity, 0);
    return or(this.#leadOn([endEntity]), () => this.#tryEveryPath(endEntity));
  }

  #tryEveryPath(endEntity: Certificate): Eventual<boolean> {
    if (this.#graph.stoppedBy !== undefined || (this.#belowAnchor.size === 0 && !this.#isCut)) return false;
    if (!this.#hasAlternatives()) return false;
    this.#everyPath = true;
    return this.#leadOn([endEntity]);
  }

  #leadOn(path: readonly Certificate[]): Eventual<boolean> {
    const last = path[path.length - 1];
    if (last === undefined) return false;
    const follow: Follow = (candidate) => this.#follow(path, last, candidate);
    return or(someInTurn(this.#graph.pointedAnchors(last), follow), () => this.#throughMembers(last, follow));
  }

  #throughMembers(last: Certificate, follow: Follow): Eventual<boolean> {
    return andThen(this.#graph.provenMembers(last), (proven) => {
      const followed = proven.length === 0 ? NOBODY : new Set(proven.map(({ certificate }) => certificate));
      const isNew = (candidate: Candidate): boolean => !isPointed(candidate) && !followed.has(candidate.certificate);
      return or(someInTurn(proven, follow), () => this.#throughCandidates(last, isNew, follow));
    });
  }

  /** @param isNew whether one of the issuer's very name has not been followed already. */
  #throughCandidates(last: Certificate, isNew: (candidate: Candidate) => boolean, follow: Follow): Eventual<boolean> {
    return someInTurn(MATCHES, (match) =>
      andThen(this.#graph.candidates(last, match), (candidates) =>
        someInTurn(match === "exact" ? candidates.filter(isNew) : candidates, follow),
      ),
    );
  }

  #follow(path: readonly Certificate[], last: Certificate, candidate: Candidate): Eventual<boolean> {
    if (!candidate.isPlausible || !this.#graph.step() || this.#graph.repeats(path, candidate)) return false;
    const { anchor, certificate } = candidate;
    if (anchor === undefined && (certificate === undefined || !this.#mayLengthen(path, certificate))) return false;
    if (this.#graph.faults(candidate).length > 0) return false;
    return andThen(
      this.#graph.signature(last, candidate),
      (status) => status === "good" && this.#goOn(path, last, candidate),
    );
  }

  #goOn(path: readonly Certificate[], last: Certificate, { anchor, certificate }: Candidate): Eventual<boolean> {
    if (anchor === undefined) return certificate !== undefined && this.#climb(path, last, certificate);
    this.#belowAnchor.add(last);
    return this.#judge(path, anchor);
  }

  #climb(path: readonly Certificate[], last: Certificate, issuer: Certificate): Eventual<boolean> {
    this.#climbed.push([last, issuer]);
    // Reached again by a shorter path it is looked at again: only the length of a path can have cut it off.
    if (!this.#everyPath && (this.#reached.get(issuer) ?? Infinity) <= path.length) return false;
    this.#reached.set(issuer, path.length);
    return this.#leadOn([...path, issuer]);
  }

  /** The end entity is not counted: the depth is that of the intermediates. */
  #mayLengthen(path: readonly Certificate[], issuer: Certificate): boolean {
    if (this.#everyPath && !this.#leadsToAnchor(issuer)) return false;
    if (path.length <= this.#graph.request.context.budget.limits.pathDepth) return true;
    this.#isCut = true;
    return false;
  }

  /** Whether the first pass leaves it open that an anchor is above: it saw one, or never looked. */
  #leadsToAnchor(certificate: Certificate): boolean {
    this.#useful ??= this.#findUseful();
    return this.#useful.has(certificate) || !this.#reached.has(certificate);
  }

  /** Certificates from which an anchor was reached, found from above. */
  #findUseful(): ReadonlySet<Certificate> {
    const below = new Map<Certificate, Certificate[]>();
    for (const [certificate, issuer] of this.#climbed) {
      const issued = below.get(issuer);
      if (issued === undefined) below.set(issuer, [certificate]);
      else issued.push(certificate);
    }
    const useful = new Set<Certificate>();
    const pending = [...this.#belowAnchor];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (useful.has(next)) continue;
      useful.add(next);
      pending.push(...(below.get(next) ?? []));
    }
    return useful;
  }

  /** A second pass over a graph without forks would find the same paths. */
  #hasAlternatives(): boolean {
    if (this.#isCut) return true;
    const issuerOf = new Map<Certificate, Certificate>();
    for (const [certificate, issuer] of this.#climbed) {
      const known = issuerOf.get(certificate);
      if (known !== undefined && known !== issuer) return true;
      issuerOf.set(certificate, issuer);
    }
    return false;
  }
}

function or(found: Eventual<boolean>, otherwise: () => Eventual<boolean>): Eventual<boolean> {
  return andThen(found, (isFound) => isFound || otherwise());
}
