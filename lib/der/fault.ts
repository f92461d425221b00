/**
 * Why bytes could not be read. Thrown inside the reading rooms only: each room's door catches it once and returns a
 * value, so that a bad package never throws.
 */
export class DerFault extends Error {
  /** What was being read, `TBSCertificate`. */
  readonly structure: string;
  /** Bytes from the start of the buffer that is being read. */
  readonly offset: number;
  readonly problem: string;
  /** Set when the bytes are BER but not DER: the rule that they break, `X.690 §10.1`. */
  readonly rule: string | undefined;

  constructor(structure: string, offset: number, problem: string, rule?: string) {
    super(`${structure}, at byte ${offset}: ${problem}`);
    this.structure = structure;
    this.offset = offset;
    this.problem = problem;
    this.rule = rule;
  }
}

/**
 * Runs a reader and turns its {@link DerFault} into a value. Every other error is a defect of ours and goes on.
 */
export function reading<T>(
  read: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: DerFault } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof DerFault) return { ok: false, fault: error };
    throw error;
  }
}
