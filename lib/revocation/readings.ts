import { asSource, bytesKey, type PackageSource, readRange } from "../bytes/index.js";
import { isGoodBy } from "../crypto/index.js";
import { type BudgetName, failed, ok, type Result } from "../report/index.js";
import { type BasicOcspResponse, type OcspResponse, readOcspResponse } from "../x509/index.js";
import type { RevocationContext } from "./context.js";
import { openCrl, type OpenedCrl, type OpenFault, problemOf } from "./crl/open.js";
import type { OfferedEvidence } from "./judging.js";
import type { KeyHolder } from "./key-holder.js";
import { ResponderIdentities } from "./ocsp/identities.js";
import { prepareCheck, type SignatureStatus } from "./signature-check.js";

/** Why evidence could not be read. */
export type ReadFault = OpenFault | { readonly budget: BudgetName };

/** What has been read of evidence, kept for as long as the evidence is: shared by the runs of a batch. */
export class ReadingMemory {
  readonly crls: WeakMap<PackageSource, Promise<Result<OpenedCrl, OpenFault>>> = new WeakMap();
  readonly answers: WeakMap<PackageSource, Promise<Result<OcspResponse, OpenFault>>> = new WeakMap();
  /** Keys, by their bytes, under which an answer's signature was found good; a CRL remembers its own. */
  readonly goodUnder: WeakMap<BasicOcspResponse, Set<string>> = new WeakMap();
}

/**
 * The evidence of one run. What came with a package is charged to the budget as a whole, and being beyond it is the
 * package's fault; each answer of a source may have as many bytes as the budget has, so that neither a package nor a CRL
 * that was not needed can keep the next one from being read.
 */
export class EvidenceReadings {
  readonly responders: ResponderIdentities;
  readonly #context: RevocationContext;
  readonly #memory: ReadingMemory;
  readonly #charged = new Map<PackageSource, boolean>();

  constructor(context: RevocationContext, memory: ReadingMemory) {
    this.#context = context;
    this.#memory = memory;
    this.responders = new ResponderIdentities(context.keys.provider);
  }

  async crl(offered: OfferedEvidence): Promise<Result<OpenedCrl, ReadFault>> {
    const fault = this.#beyond(offered, "crlBytes");
    return fault === undefined ? remembered(this.#memory.crls, offered.evidence.data, openCrl) : failed(fault);
  }

  async ocsp(offered: OfferedEvidence): Promise<Result<OcspResponse, ReadFault>> {
    const fault = this.#beyond(offered, "ocspBytes");
    return fault === undefined ? remembered(this.#memory.answers, offered.evidence.data, readAnswer) : failed(fault);
  }

  /** Whether this key has signed an answer. It is charged whether or not it was looked at before, so that all runs end alike. */
  async answerSignature(basic: BasicOcspResponse, signer: KeyHolder): Promise<SignatureStatus> {
    const { signatureAlgorithm, signatureValue, responseData } = basic;
    const check = await prepareCheck(this.#context, signer, signatureAlgorithm, signatureValue);
    if (typeof check === "string") return check;
    const good = this.#memory.goodUnder.get(basic) ?? new Set();
    const key = bytesKey(signer.publicKeyInfo);
    if (good.has(key)) return "good";
    const { provider } = this.#context.keys;
    if (!(await isGoodBy(provider, { ...check, message: responseData }))) return "bad";
    this.#memory.goodUnder.set(basic, good.add(key));
    return "good";
  }

  #beyond({ evidence: { data }, from }: OfferedEvidence, budget: "crlBytes" | "ocspBytes"): ReadFault | undefined {
    const limit = this.#context.budget.limits[budget];
    if (from === "embedded") return this.#charge(data, budget) ? undefined : { budget };
    return sizeOf(data) <= limit
      ? undefined
      : { problem: `it has ${sizeOf(data)} bytes, and ${limit} are read at most` };
  }

  /** Once for each run, whichever certificates it is looked at for. */
  #charge(data: PackageSource, budget: "crlBytes" | "ocspBytes"): boolean {
    const known = this.#charged.get(data);
    if (known !== undefined) return known;
    const affordable = this.#context.budget.draw(budget, sizeOf(data));
    this.#charged.set(data, affordable);
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
