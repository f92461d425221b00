import { type Certificate, parseCertificates, type Signer } from "../../index.js";
import { type ExitCode } from "../exit-codes.js";
import { type Examination, examineAuthority, examineCertificate, examineKey } from "../examinations.js";
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
    examinations.push(await examineKey(signer, trust, call));
    if (call.options.has("timestamp")) {
      for (const source of timestampOptions(call).sources) {
        examinations.push(await examineAuthority(source, signer, trust, call));
      }
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
