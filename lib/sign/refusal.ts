import { grade, policies, type Vouching } from "../policy/index.js";
import { type CheckFacts, type Issue, SignRefusedError, type SignaturePlacement } from "../report/index.js";

/** Only waivers end by the clock, and `standard` has none. */
const NO_TIME = new Date(0);

export interface GradedFacts {
  readonly errors: readonly Issue[];
  /** Of less than severity error. */
  readonly others: readonly Issue[];
}

const NOTHING_FOUND: GradedFacts = { errors: [], others: [] };

/** Whose facts are graded. */
export interface SigningSetting {
  readonly vouching?: Vouching | undefined;
  /** Where the signature of this call stands: its signer is the one who reads the remedies. Default: in the primary's. */
  readonly placement?: SignaturePlacement;
}

/** Graded as verification under `standard` would grade it: what a reader without a policy refuses is not signed. */
export function gradeForSigning(
  facts: readonly CheckFacts[],
  file: string | undefined,
  { vouching, placement: signing = "primary" }: SigningSetting = {},
): GradedFacts {
  // Only findings become issues, and most packages have none: grading the checks that passed costs more than a digest.
  const spoken = facts.filter(({ findings }) => findings.length > 0);
  if (spoken.length === 0) return NOTHING_FOUND;
  const graded = grade(spoken, { policy: policies.standard, now: NO_TIME, file, vouching, signing });
  const issues = graded.issues.map(({ issue }) => issue);
  const isError = ({ severity }: Issue): boolean => severity === "error";
  return { errors: issues.filter(isError), others: issues.filter((issue) => !isError(issue)) };
}

/** What was found, as a refusal; for findings that are errors under every policy. */
export function refusal(facts: readonly CheckFacts[], file: string | undefined): SignRefusedError {
  return new SignRefusedError(gradeForSigning(facts, file).errors);
}

/**
 * @returns the issues of less than severity error.
 * @throws {SignRefusedError} with those that are errors, in the order of the checks.
 */
export function requireGood(
  facts: readonly CheckFacts[],
  file: string | undefined,
  setting: SigningSetting = {},
): readonly Issue[] {
  const { errors, others } = gradeForSigning(facts, file, setting);
  if (errors.length > 0) throw new SignRefusedError(errors);
  return others;
}
