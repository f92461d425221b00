import { equalBytes } from "../bytes/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import type { Candidate } from "./candidates.js";
import type { PathEnd } from "./ending.js";
import type { IssuerGraph } from "./issuer-graph.js";

/** A path and where it ends. */
export interface EndedPath {
  readonly certificates: readonly Certificate[];
  readonly end: PathEnd;
}

/** Of either kind, at anchors and elsewhere: more than anybody reads. The search itself ends with the graph. */
const MOST_ENDINGS = 64;

/**
 * Finds the paths that explain why there is none to trust: through good signatures, whatever else speaks against the
 * certificates. Each certificate is looked at once, those that nothing speaks against first; again only where a path was
 * cut off and a shorter one leads to it.
 *
 * It goes on however much it has found: whoever can put certificates of their own above a CA's key can make endings without
 * number, and must not hide the anchor that refuses behind them.
 */
export class TolerantSearch {
  readonly #graph: IssuerGraph;
  /** Shortest length of a path up to each certificate that was looked at. */
  readonly #reached = new Map<Certificate, number>();
  readonly #anchored: EndedPath[] = [];
  readonly #others: EndedPath[] = [];
  #isCut = false;

  constructor(graph: IssuerGraph) {
    this.#graph = graph;
  }

  /** Paths up to anchors, unknown roots and certificates without an issuer. */
  async run(endEntity: Certificate): Promise<readonly EndedPath[]> {
    await this.#visit([endEntity]);
    return [...this.#anchored, ...this.#others];
  }

  /**
   * Goes on from a certificate whose issuer was not found, by whoever has the issuer's name: a signature that does not
   * verify, or can't be verified, is then what is wrong. A candidate that a key identifier speaks against is not taken
   * for the issuer: its failure would say nothing.
   *
   * @returns `undefined` if there is no such candidate.
   */
  async beyond(path: readonly Certificate[]): Promise<EndedPath | undefined> {
    let certificates = path;
    for (;;) {
      const last = certificates[certificates.length - 1];
      const next = last && (await this.#likeliest(certificates, last));
      if (last === undefined || next === undefined)
        return certificates.length === path.length ? undefined : { certificates, end: await this.#endOf(certificates) };
      if (next.anchor !== undefined) return { certificates, end: { kind: "anchor", anchor: next.anchor } };
      if (next.certificate === undefined) return undefined;
      certificates = [...certificates, next.certificate];
    }
  }

  async #visit(path: readonly Certificate[]): Promise<void> {
    const last = path[path.length - 1];
    if (last === undefined || this.#isSeen(last, path.length)) return;
    this.#reached.set(last, path.length);
    const issuers = await this.#issuers(path, last);
    let ledOn = await this.#endAtRoot(path, last);
    for (const { anchor, certificate } of issuers) {
      ledOn = true;
      if (anchor !== undefined) this.#end(path, { kind: "anchor", anchor });
      else if (certificate !== undefined) await this.#visitIssuer(path, certificate);
    }
    if (!ledOn) this.#end(path, { kind: "open" });
  }

  #isSeen(certificate: Certificate, length: number): boolean {
    const reached = this.#reached.get(certificate);
    return reached !== undefined && (!this.#isCut || reached <= length);
  }

  async #visitIssuer(path: readonly Certificate[], issuer: Certificate): Promise<void> {
    if (path.length <= this.#graph.request.context.budget.limits.pathDepth) return this.#visit([...path, issuer]);
    this.#isCut = true;
    this.#end(path, { kind: "cut" });
  }

  #end(certificates: readonly Certificate[], end: PathEnd): void {
    const endings = end.kind === "anchor" ? this.#anchored : this.#others;
    if (endings.length < MOST_ENDINGS) endings.push({ certificates, end });
  }

  /** Candidates whose key made the signature, those that nothing speaks against first. */
  async #issuers(path: readonly Certificate[], certificate: Certificate): Promise<readonly Candidate[]> {
    const faultless: Candidate[] = [];
    const faulty: Candidate[] = [];
    for (const match of ["exact", "prepared"] as const)
      for (const candidate of await this.#graph.candidates(certificate, match)) {
        if (!candidate.isPlausible || !this.#graph.step() || this.#graph.repeats(path, candidate)) continue;
        if ((await this.#graph.signature(certificate, candidate)) !== "good") continue;
        (this.#graph.faults(candidate).length === 0 ? faultless : faulty).push(candidate);
      }
    return [...faultless, ...faulty];
  }

  /** A self-signed certificate that no anchor stands for ends its path. @returns whether it does. */
  async #endAtRoot(path: readonly Certificate[], last: Certificate): Promise<boolean> {
    if (!(await this.#isUnknownRoot(last))) return false;
    this.#end(path, { kind: "root" });
    return true;
  }

  /** A root that an anchor of the list has the name and key of is known, whatever that anchor is trusted for. */
  async #isUnknownRoot(certificate: Certificate): Promise<boolean> {
    const isKnown = (anchor: TrustAnchor): boolean => equalBytes(anchor.publicKeyInfo, certificate.publicKeyInfo);
    if (!(await this.#graph.isSelfSigned(certificate))) return false;
    return !this.#graph.request.trust.anchorsNamed(certificate.subjectName).some(isKnown);
  }

  async #endOf(path: readonly Certificate[]): Promise<PathEnd> {
    const last = path[path.length - 1];
    return { kind: last !== undefined && (await this.#isUnknownRoot(last)) ? "root" : "open" };
  }

  /** The best candidate for the next step, by what its signature says. */
  async #likeliest(path: readonly Certificate[], last: Certificate): Promise<Candidate | undefined> {
    if (path.length > this.#graph.request.context.budget.limits.pathDepth) return undefined;
    let second: Candidate | undefined;
    for (const match of ["exact", "prepared"] as const)
      for (const candidate of await this.#graph.candidates(last, match)) {
        if (!this.#graph.step() || this.#graph.repeats(path, candidate)) continue;
        const status = await this.#graph.signature(last, candidate);
        if (status === "good") return candidate;
        if (candidate.identified !== "mismatch") second ??= candidate;
      }
    return second;
  }
}
