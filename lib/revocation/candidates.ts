import { type Certificate, nameKey } from "../x509/index.js";

/** Certificates that came from anywhere and are trusted for nothing, by subject. The index is made when first asked. */
export class CandidateIndex {
  readonly all: readonly Certificate[];
  #byName: Map<string, Certificate[]> | undefined;

  constructor(certificates: readonly Certificate[]) {
    this.all = certificates;
  }

  /** Those whose subject has this `nameKey`, in the order given. */
  named(key: string): readonly Certificate[] {
    return (this.#byName ??= indexed(this.all)).get(key) ?? [];
  }
}

function indexed(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  const index = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const key = nameKey(certificate.subjectName);
    const known = index.get(key);
    if (known === undefined) index.set(key, [certificate]);
    else known.push(certificate);
  }
  return index;
}
