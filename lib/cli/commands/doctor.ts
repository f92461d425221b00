import { type Certificate, parseCertificates, type Signer } from "../../index.js";
import { type ExitCode } from "../exit-codes.js";
import { type Examination, examineAuthority, examineCertificate, examineKey, notAsked } from "../examinations.js";
import type { Invocation } from "../invocation.js";
import { doctorJson, doctorText } from "../present/doctor.js";
import { rootsOf } from "../roots-options.js";
import { strictest } from "../results.js";
import { keylessSigner, signerOf } from "../signer-options.js";
import { timestampOptions } from "../timestamp-options.js";

/** `countersign doctor`: everything that release day needs, tried now; nothing is written. */
export async function run(call: Invocation): Promise<ExitCode> {
  const hasKey = ["pfx", "key", "signer-command"].some((name) => call.options.has(name));
  const [trust, signer] = await Promise.all([rootsOf(call), hasKey ? signerOf(call) : keylessSigner(call)]);
  const chain = await certificatesOf(signer);
  const examinations: Examination[] = [...(await examineCertificate(chain, trust, call))];
  if (isWhole(signer)) {
    const key = await examineKey(signer, trust, call);
    examinations.push(key);
    for (const source of call.options.has("timestamp") ? timestampOptions(call).sources : []) {
      // An authority stamps a signature: without one there is nothing to ask it, and nothing to blame it for.
      const isAsked = key.status === "good";
      examinations.push(isAsked ? await examineAuthority(source, signer, trust, call) : notAsked(source));
    }
  }
  call.stdout.write(
    call.options.has("json") ? doctorJson(chain[0], examinations) : doctorText(chain[0], examinations, call),
  );
  return strictest(examinations.map((examination) => examination.exit));
}

function isWhole(signer: Omit<Signer, "sign"> | Signer): signer is Signer {
  return "sign" in signer;
}

async function certificatesOf({ certificates }: Omit<Signer, "sign">): Promise<readonly Certificate[]> {
  return (await Promise.all(certificates.map(async (der) => parseCertificates(der)))).flat();
}
