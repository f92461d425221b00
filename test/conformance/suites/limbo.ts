import { judge } from "../../path/judge.js";
import { corpusJson, fromPem } from "../corpus.js";
import type { Suite } from "../suite.js";

interface LimboCase {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly max_chain_depth?: number | null;
  readonly expected_result: "SUCCESS" | "FAILURE";
}

/** Certificates of generated cases run for decades; the cases that name no time mean that of the reader. */
const TODAY = Date.parse("2026-11-23T00:00:00Z");

/** x509-limbo: TLS server cases, judged as paths, without host names and without the rules of the web. */
export const limbo: Suite = {
  name: "limbo",
  folder: "limbo",
  *cases() {
    const { testcases } = corpusJson<{ readonly testcases: readonly LimboCase[] }>("limbo", "limbo.json");
    for (const test of testcases) {
      const question = {
        leaf: fromPem(test.peer_certificate),
        bag: test.untrusted_intermediates.map(fromPem),
        roots: test.trusted_certs.map(fromPem),
        at: test.validation_time === null ? TODAY : Date.parse(test.validation_time),
        ...(typeof test.max_chain_depth === "number" && { budgets: { pathDepth: test.max_chain_depth } }),
      };
      yield {
        id: test.id,
        expected: [test.expected_result],
        judge: async () => {
          try {
            return (await judge(question)).kind === "validated" ? "SUCCESS" : "FAILURE";
          } catch {
            // A certificate that can't be read at all: as end entity or as anchor it is refused before any search.
            return "FAILURE";
          }
        },
      };
    }
  },
};
