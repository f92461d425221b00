import type { Purpose } from "../../report/index.js";
import type { RootsSource } from "./layout.js";

/** Purposes and origin, which all roots of the same sources share. */
export interface RootTerms {
  readonly purposes: readonly Purpose[];
  /** `dotnet-sdk 10.0.401 codesignctl.pem, timestampctl.pem`. */
  readonly origin: string;
}

/** What it means to be in a set of sources. */
export class SourceTerms {
  readonly #sources: readonly RootsSource[];
  readonly #known = new Map<number, RootTerms>();

  constructor(sources: readonly RootsSource[]) {
    this.#sources = sources;
  }

  /** @param set bit n stands for the nth source. */
  of(set: number): RootTerms {
    const former = this.#known.get(set);
    if (former !== undefined) return former;
    const sources = this.#sources.filter((_source, bit) => (set & (1 << bit)) !== 0);
    const purposes = Object.freeze([...new Set(sources.map((source) => source.purpose))].sort());
    const terms = { purposes, origin: originText(sources) };
    this.#known.set(set, terms);
    return terms;
  }
}

function originText(sources: readonly RootsSource[]): string {
  const labels = [...new Set(sources.map((source) => source.label))];
  const filesOf = (label: string): string =>
    sources
      .filter((source) => source.label === label)
      .map((source) => source.file)
      .join(", ");
  return labels.map((label) => `${label} ${filesOf(label)}`).join("; ");
}
