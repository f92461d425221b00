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

/** More endings than anybody reads; the search itself ends with the graph. */
const MOST_ENDINGS = 64;

/**
 * Finds the paths that explain why there is none to trust: through good signatures, whatever else speaks against the
 * certificates. Each certificate is looked at once, those that nothing speaks against first.
 */
export class TolerantSearch {
  readonly #graph: IssuerGraph;
  readonly #seen = new Set<Certificate>();
  readonly #endings: EndedPath[] = [];

  constructor(graph: IssuerGraph) {
    this.#graph = graph;
  }

  /** Paths up to anchors, unknown roots and certificates without an issuer. */
  async run(endEntity: Certificate): Promise<readonly EndedPath[]> {
    await this.#visit([endEntity]);
    return this.#endings;
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
    if (last === undefined || this.#seen.has(last)) return;
    this.#seen.add(last);
    const issuers = await this.#issuers(path, last);
    let ledOn = await this.#endAtRoot(path, last);
    for (const { anchor, certificate } of issuers) {
      if (this.#endings.length >= MOST_ENDINGS) return;
      ledOn = true;
      if (anchor !== undefined) this.#end(path, { kind: "anchor", anchor });
      else if (certificate !== undefined) await this.#visitIssuer(path, certificate);
    }
    if (!ledOn) this.#end(path, { kind: "open" });
  }

  async #visitIssuer(path: readonly Certificate[], issuer: Certificate): Promise<void> {
    if (path.length > this.#graph.request.context.budget.limits.pathDepth) this.#end(path, { kind: "cut" });
    else await this.#visit([...path, issuer]);
  }

  #end(certificates: readonly Certificate[], end: PathEnd): void {
    this.#endings.push({ certificates, end });
  }

  /** Candidates whose key made the signature, those that nothing speaks against first. */
  async #issuers(path: readonly Certificate[], certificate: Certificate): Promise<readonly Candidate[]> {
    const issuers: Candidate[] = [];
    for (const match of ["exact", "prepared"] as const)
      for (const candidate of await this.#graph.candidates(certificate, match)) {
        if (!candidate.isPlausible || !this.#graph.step() || this.#graph.repeats(path, candidate)) continue;
        if ((await this.#graph.signature(certificate, candidate)) === "good") issuers.push(candidate);
      }
    const faultless = issuers.filter((issuer) => this.#graph.faults(issuer).length === 0);
    return [...faultless, ...issuers.filter((issuer) => !faultless.includes(issuer))];
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
