import type { SignatureReport } from "../../index.js";
import { shown } from "../../report/index.js";

type Status = SignatureReport["revocation"][number];

/** What helps whoever reads that a server is blocked or unavailable, a sentence each. */
export function adviceOn(unknown: readonly Status[]): readonly string[] {
  const failed = unknown.flatMap(({ attempts }) => attempts);
  const blocked = failed.filter(({ result }) => result === "blocked").flatMap(({ origin }) => hostsIn(origin));
  const advice = [...new Set(blocked)].map(
    (host) => `${host} is not a host of the public internet; if it is yours, add --allow-address ${host}`,
  );
  const isDown = failed.some(({ result }) => result === "unavailable");
  return isDown
    ? [...advice, "a server that did not answer may be up later, or be reached from another network: run this again"]
    : advice;
}

function hostsIn(origin: string): readonly string[] {
  return URL.canParse(origin) ? [shown(new URL(origin).hostname.replace(/^\[|\]$/g, ""))] : [];
}
