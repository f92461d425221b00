import type { Policy } from "../../index.js";
import { issueCodes, type Severity, shown } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { namedPolicy } from "../policy-options.js";
import { weakerThanBase } from "../policy-rows.js";
import { jsonDocument, wrapped } from "../text.js";

/** `countersign policy explain` */
export async function run(call: Invocation): Promise<ExitCode> {
  const policy = await namedPolicy(call.operands[0], call);
  if (call.options.has("json")) {
    const { name, base, digest } = policy;
    const severities = Object.fromEntries(issueCodes.map((code) => [code, policy.severityOf(code)]));
    const document = { ...policy.toDocument(), severities };
    call.stdout.write(jsonDocument({ schema: "countersign.policy-explain/1", name, extends: base, digest, document }));
  } else {
    call.stdout.write(`${sentences(policy, call.stdout.columns).join("\n")}\n`);
  }
  return exitCodes.accepted;
}

function sentences(policy: Policy, columns: number): readonly string[] {
  const { level, signatures, revocation, signers, waivers = [] } = policy.toDocument();
  const { primary = [], repository = "verify-if-present", timestamps = "verify" } = signatures;
  const { countersignatureVouches: vouches = [] } = signatures;
  const weaker = weakerThanBase(policy);
  return [
    `Policy "${shown(policy.name)}"${policy.name === policy.base ? "" : `, extends ${policy.base}`} (${policy.digest})`,
    `  The primary signature is one of: ${primary.join(", ")}.`,
    `  ${REPOSITORY[repository]}`,
    `  ${TIMESTAMPS[timestamps]}`,
    vouches.length === 0
      ? "  A countersignature stands in for nothing."
      : `  A valid repository countersignature may stand in for the author’s ${vouches.join(" and ")}.`,
    `  Revocation: mode ${revocation.mode}, ${NEED[revocation.need]}.`,
    `  Level ${level ?? "require"}: ${LEVEL[level ?? "require"]}`,
    ...(signers === undefined ? [] : [`  ${SIGNERS[signers.mode]} (${signers.entries.length} entries)`]),
    ...(["error", "warning"] as const).map((severity) => severityLine(policy, severity, columns)),
    ...waivers.map(
      ({ id, code, reason, expires = "no end" }) => `  Waiver ${shown(id)} for ${code}, ${expires}: ${shown(reason)}`,
    ),
    ...weaker.map(
      ({ at, before, after }) => `  Weaker than ${policy.base}: ${shown(at)} is ${shown(after)}, not ${shown(before)}.`,
    ),
  ];
}

function severityLine(policy: Policy, severity: Severity, columns: number): string {
  const codes = issueCodes.filter((code) => policy.severityOf(code) === severity);
  const verb = severity === "error" ? "refused" : "reported";
  return `  These findings are ${verb}:\n${wrapped(codes.join(", "), columns, "    ")}`;
}

const REPOSITORY = {
  ignore: "A repository’s signature is not judged.",
  "verify-if-needed":
    "A repository’s countersignature counts where it can stand in for something; that it can’t is reported, unless it is false.",
  "verify-if-present": "A repository’s signature is judged where there is one.",
  require: "A repository’s signature is required.",
} as const;
const TIMESTAMPS = {
  verify: "A timestamp that is there must be right.",
  "use-if-good":
    "A timestamp whose authority is not to be believed is reported and gives no time; a false one is refused.",
} as const;
const NEED = { prefer: "an unknown status is reported", require: "an unknown status refuses" } as const;
const LEVEL = {
  require: "every finding counts as it is graded.",
  warn: "an unsigned package is reported, not refused; what is signed must verify.",
  ignore: "only what is tampered with, or can’t be read, is refused.",
} as const;
const SIGNERS = {
  listed: "Only listed signers are accepted, each for its packages",
  "any-trusted": "Any trusted signer is accepted; listed ones add to them",
} as const;
