import { timestampPackage } from "../../index.js";
import type { ExitCode } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { rootsOf } from "../roots-options.js";
import { workOnFiles } from "../signing.js";
import { timestampOptions } from "../timestamp-options.js";

/** `countersign timestamp` */
export async function run(call: Invocation): Promise<ExitCode> {
  const timestamp = timestampOptions(call);
  const target = call.options.text("target") === "countersignature" ? "countersignature" : "primary";
  const trust = await rootsOf(call);
  return workOnFiles(call, async (source, context) =>
    timestampPackage(source, { ...context, trust, timestamp, target }),
  );
}
