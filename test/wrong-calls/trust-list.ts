import * as trustList from "../../lib/trust/bundled/index.js";
import type { Call } from "./call.js";

/** They take nothing. */
export async function trustListCalls(): Promise<Readonly<Record<string, Call>>> {
  return {
    bundledTrust: { call: trustList.bundledTrust, args: {} },
    bundledTrustProvenance: { call: trustList.bundledTrustProvenance, args: {} },
  };
}
