import { signPackage, type SignOptions } from "../../index.js";
import type { ExitCode } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { repositoryClaims } from "../repository-options.js";
import { rootsOf } from "../roots-options.js";
import { hashOf, signerOf } from "../signer-options.js";
import { requireHeeded, requireNoClaims } from "../signing-words.js";
import { workOnFiles } from "../signing.js";
import { timestampChoice } from "../timestamp-options.js";
import { completeFile, prepareFile, stepOf } from "../two-steps.js";

/** `countersign sign` */
export async function run(call: Invocation): Promise<ExitCode> {
  requireHeeded(call);
  const timestamp = timestampChoice(call);
  const step = stepOf(call);
  if (step === "complete") return completeFile(call, timestamp, "primary");
  const shared = { timestamp, ...signatureOptions(call) };
  switch (step) {
    case "prepare":
      return prepareFile(call, shared);
    case "both": {
      const [signer, trust] = await Promise.all([signerOf(call), rootsOf(call)]);
      return workOnFiles(call, async (source, context) =>
        signPackage(source, { ...context, ...shared, signer, trust }),
      );
    }
  }
}

function signatureOptions(call: Invocation): Pick<SignOptions, "kind" | "repository" | "hash" | "overwrite"> {
  const overwrite = call.options.has("overwrite");
  const common = { ...hashOf(call), overwrite };
  if (call.options.text("kind") !== "repository") {
    requireNoClaims(call);
    return { kind: "author", ...common };
  }
  return { kind: "repository", repository: repositoryClaims(call), ...common };
}
