import { asSource, type PackageSource, readRange } from "../bytes/index.js";
import { type BudgetName, failed, ok, type Result } from "../report/index.js";
import { type OcspResponse, readOcspResponse } from "../x509/index.js";
import type { RevocationContext } from "./context.js";
import { openCrl, type OpenedCrl, type OpenFault, problemOf } from "./crl/open.js";
import type { RevocationEvidence } from "./evidence.js";

/** Why evidence could not be read. */
export type ReadFault = OpenFault | { readonly budget: BudgetName };

/** What has been read of evidence, kept for as long as the evidence is: shared by the runs of a batch. */
export class ReadingMemory {
  readonly crls = new WeakMap<PackageSource, Promise<Result<OpenedCrl, OpenFault>>>();
  readonly answers = new WeakMap<PackageSource, Promise<Result<OcspResponse, OpenFault>>>();
}

/**
 * The evidence of one run, read once each. Its bytes are charged once for each run, whether or not an earlier run of the
 * batch has read it.
 */
export class EvidenceReadings {
  readonly #context: RevocationContext;
  readonly #memory: ReadingMemory;
  readonly #affordable = new Map<PackageSource, boolean>();

  constructor(context: RevocationContext, memory: ReadingMemory) {
    this.#context = context;
    this.#memory = memory;
  }

  async crl({ data }: RevocationEvidence): Promise<Result<OpenedCrl, ReadFault>> {
    if (!this.#charge(data, "crlBytes")) return failed({ budget: "crlBytes" });
    return remembered(this.#memory.crls, data, openCrl);
  }

  async ocsp({ data }: RevocationEvidence): Promise<Result<OcspResponse, ReadFault>> {
    if (!this.#charge(data, "ocspBytes")) return failed({ budget: "ocspBytes" });
    return remembered(this.#memory.answers, data, readAnswer);
  }

  #charge(data: PackageSource, budget: "crlBytes" | "ocspBytes"): boolean {
    const known = this.#affordable.get(data);
    if (known !== undefined) return known;
    const affordable = this.#context.budget.draw(budget, sizeOf(data));
    this.#affordable.set(data, affordable);
    return affordable;
  }
}

function sizeOf(data: PackageSource): number {
  return data instanceof Uint8Array ? data.length : data.size;
}

function remembered<T>(
  memory: WeakMap<PackageSource, Promise<T>>,
  data: PackageSource,
  read: (data: PackageSource) => Promise<T>,
): Promise<T> {
  const known = memory.get(data);
  if (known !== undefined) return known;
  const pending = read(data);
  memory.set(data, pending);
  return pending;
}

async function readAnswer(data: PackageSource): Promise<Result<OcspResponse, OpenFault>> {
  const bytes = data instanceof Uint8Array ? data : await readAll(data);
  if (bytes === undefined) return failed("unreadable");
  const answer = readOcspResponse(bytes);
  return answer.ok ? ok(answer.value) : failed({ problem: problemOf(answer.fault) });
}

async function readAll(data: PackageSource): Promise<Uint8Array | undefined> {
  const source = asSource(data);
  try {
    return await readRange(source, 0, source.size);
  } catch {
    // The reason is the source's; to us the answer could not be had.
    return undefined;
  }
}
