import type { Waiver, WaiverCommon } from "../../report/index.js";
import type { Field } from "./field.js";
import { describeValue } from "./received.js";
import { readPatterns } from "./patterns.js";
import { readFingerprint, readText, readTime } from "./scalars.js";
import { readGradableCode } from "./severities.js";

/** The waivers of a policy, each with an id of its own. */
export function readWaivers(field: Field): readonly Waiver[] {
  const ids = new Set<string>();
  const waivers = field.elements().map((element) => {
    const waiver = readWaiver(element);
    if (ids.has(waiver.id)) element.fail("an id of its own", "Give each waiver another id.", describeValue(waiver.id));
    ids.add(waiver.id);
    return waiver;
  });
  return Object.freeze(waivers);
}

function readWaiver(field: Field): Waiver {
  const members = field.members(["id", "code", "reason", "expires", "packages", "certificate"]);
  const code = members.require("code");
  const common: WaiverCommon = {
    id: readText(members.require("id"), 200),
    code: readGradableCode(code, readText(code)),
    reason: readText(members.require("reason")),
    ...members.optional("expires", readTime),
  };
  const packages = members.find("packages");
  const certificate = members.find("certificate");
  if (packages !== undefined) {
    const patterns = readPatterns(packages, { bareStar: false });
    const both = members.optional("certificate", readFingerprint);
    return Object.freeze({ ...common, packages: patterns, ...both });
  }
  if (certificate !== undefined) return Object.freeze({ ...common, certificate: readFingerprint(certificate) });
  return field.fail(
    "packages or a certificate",
    "Say what the waiver is for: packages, a certificate, or both.",
    "neither",
  );
}
