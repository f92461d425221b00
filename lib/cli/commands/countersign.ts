import { countersignPackage } from "../../index.js";
import type { ExitCode } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { repositoryClaims } from "../repository-options.js";
import { rootsOf } from "../roots-options.js";
import { hashOf, signerOf } from "../signer-options.js";
import { requireHeeded } from "../signing-words.js";
import { workOnFiles } from "../signing.js";
import { timestampChoice } from "../timestamp-options.js";
import { completeFile, prepareFile, stepOf } from "../two-steps.js";

/** `countersign countersign` */
export async function run(call: Invocation): Promise<ExitCode> {
  requireHeeded(call);
  const timestamp = timestampChoice(call);
  const step = stepOf(call);
  if (step === "complete") return completeFile(call, timestamp, "countersignature");
  const shared = { timestamp, repository: repositoryClaims(call), ...hashOf(call) };
  switch (step) {
    case "prepare":
      return prepareFile(call, { ...shared, countersign: true });
    case "both": {
      const [signer, trust] = await Promise.all([signerOf(call), rootsOf(call)]);
      return workOnFiles(call, async (source, context) =>
        countersignPackage(source, { ...context, ...shared, signer, trust }),
      );
    }
  }
}
