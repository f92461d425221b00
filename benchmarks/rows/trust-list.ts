import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { contest, inProcess, type Row } from "../contest.js";
import type { Setting } from "../setting.js";

/** What it costs to have the bundled roots at hand. */
export async function trustList({ rounds }: Setting): Promise<Row> {
  return contest({
    title: "loading the trust list",
    unit: "µs",
    rounds,
    contestants: [inProcess("countersign", () => bundledTrust())],
    bounds: [{ of: "countersign", most: 2000 }],
  });
}
