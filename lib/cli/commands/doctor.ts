import { type Certificate, parseCertificates, type Signer, type TimestampOptions } from "../../index.js";
import { type ExitCode } from "../exit-codes.js";
import { type Examination, examineAuthority, examineCertificate, examineKey, notAsked } from "../examinations.js";
import type { Invocation } from "../invocation.js";
import { doctorJson, doctorText } from "../present/doctor.js";
import { rootsOf } from "../roots-options.js";
import { strictest } from "../results.js";
import { keylessSigner, signerOf } from "../signer-options.js";
import { requireHeededKey } from "../signing-words.js";
import { timestampOptions } from "../timestamp-options.js";

/** `countersign doctor`: everything that release day needs, tried now; nothing is written. */
export async function run(call: Invocation): Promise<ExitCode> {
  requireHeededKey(call);
  const hasKey = ["pfx", "key", "signer-command"].some((name) => call.options.has(name));
  const [trust, signer] = await Promise.all([rootsOf(call), hasKey ? signerOf(call) : keylessSigner(call)]);
  const chain = await certificatesOf(signer);
  const authorities = authoritiesOf(call);
  const examinations: Examination[] = [...(await examineCertificate(chain, trust, call))];
  if (isWhole(signer)) {
    const key = await examineKey(signer, trust, call);
    examinations.push(key);
    const isSigned = key.status === "good";
    for (const timestamp of authorities) {
      // An authority stamps a signature: without one there is nothing to ask it, and nothing to blame it for.
      const asked = isSigned
        ? examineAuthority(timestamp, signer, trust, call)
        : notAsked(timestamp, "the trial signature failed");
      examinations.push(await asked);
    }
  } else examinations.push(...authorities.map((one) => notAsked(one, "there is no key for a trial signature")));
  call.stdout.write(
    call.options.has("json") ? doctorJson(chain[0], examinations) : doctorText(chain[0], examinations, call),
  );
  return strictest(examinations.map((examination) => examination.exit));
}

/** One by one, each with the deadline of the call. */
function authoritiesOf(call: Invocation): readonly TimestampOptions[] {
  if (!call.options.has("timestamp")) return [];
  const { sources, ...rest } = timestampOptions(call);
  return sources.map((source) => ({ ...rest, sources: [source] }));
}

function isWhole(signer: Omit<Signer, "sign"> | Signer): signer is Signer {
  return "sign" in signer;
}

async function certificatesOf({ certificates }: Omit<Signer, "sign">): Promise<readonly Certificate[]> {
  return (await Promise.all(certificates.map(async (der) => parseCertificates(der)))).flat();
}
