import type { Certificate } from "../../index.js";
import { shown, visible } from "../../report/index.js";
import type { Examination } from "../examinations.js";
import type { Invocation } from "../invocation.js";
import { jsonDocument } from "../text.js";
import { wantsColor } from "./color.js";

const MARKS = { good: ["ok  ", 32], warning: ["warn", 33], bad: ["BAD ", 31] } as const;

/** What doctor found, for people: a line for each thing, with what to do below it. */
export function doctorText(
  leaf: Certificate | undefined,
  examinations: readonly Examination[],
  call: Invocation,
): string {
  const color = wantsColor(call);
  const lines = examinations.flatMap(({ status, check, about, says, remedy }) => {
    const [mark, code] = MARKS[status];
    const painted = color ? `\u001b[${code}m${mark}\u001b[0m` : mark;
    const what = `${painted} ${check} ${shown(about)}: ${visible(says)}`;
    return remedy === undefined ? [what] : [what, `       → ${remedy}`];
  });
  return [...lines, ...certificateLine(leaf), conclusion(examinations), ""].join("\n");
}

/** What a list of signers, or a repository, is told of it. */
function certificateLine(leaf: Certificate | undefined): readonly string[] {
  if (leaf === undefined) return [];
  const { algorithm, bits } = leaf.publicKey;
  return [`The signer's certificate: ${algorithm} of ${bits} bits, ${leaf.fingerprint}.`];
}

// One authority that answers well is enough to sign by, and the others are still to be mended before release day.
function conclusion(examinations: readonly Examination[]): string {
  const bad = examinations.filter(({ status }) => status === "bad");
  if (bad.length === 0) return "Signing would work.";
  const isSpared = examinations.some(({ check, status }) => check === "authority" && status === "good");
  if (isSpared && bad.every(({ check }) => check === "authority"))
    return "Signing would work, but not by every authority.";
  return "Signing would not work.";
}

/** The same as a document `countersign.doctor/1`. */
export function doctorJson(leaf: Certificate | undefined, examinations: readonly Examination[]): string {
  const { subject, notAfter, fingerprint, publicKey, extendedKeyUsage } = leaf ?? {};
  const certificate =
    leaf === undefined ? {} : { certificate: { subject, notAfter, fingerprint, publicKey, extendedKeyUsage } };
  const checks = examinations.map((examination) => ({ ...examination, exit: undefined }));
  const healthy = examinations.every((examination) => examination.status !== "bad");
  return jsonDocument({ schema: "countersign.doctor/1", healthy, ...certificate, checks });
}
