import { join } from "node:path";
import { buildRepositorySignatures, type Certificate } from "../../index.js";
import { ConfigError, escapedJson, visible } from "../../report/index.js";
import { RESOURCE_VERSIONS } from "../../signature/index.js";
import { certificatesInFile } from "../certificate-file.js";
import { isAuthority } from "../certificate-kind.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { makeFolder, writeFileBytes, writeFileText } from "../write-file.js";

/** `countersign repository-signatures` */
export async function run(call: Invocation): Promise<ExitCode> {
  const certificates: Certificate[] = [];
  for (const operand of call.operands) certificates.push(...(await certificatesIn(operand, call)));
  const base = contentBase(call);
  const version = RESOURCE_VERSIONS.find((one) => one === call.options.text("resource-version"));
  const { type, json } = buildRepositorySignatures({
    certificates,
    contentUrl: (certificate) => `${base}${fileName(certificate)}`,
    ...(version === undefined ? {} : { version }),
    allRepositorySigned: call.options.has("all-signed"),
  });
  const folder = call.options.text("certificates");
  if (folder !== undefined) await writeAll(certificates, folder, call);
  const output = call.options.text("output");
  if (output === undefined) call.stdout.write(escapedJson(json));
  else {
    await writeFileText(output, json, call);
    call.stdout.write(`${visible(output)}: written. In the service index its "@type" is ${type}\n`);
  }
  return exitCodes.accepted;
}

/** @throws {ConfigError} there is none, or a CA's, which signs no packages. */
async function certificatesIn(operand: string, call: Invocation): Promise<readonly Certificate[]> {
  const certificates = await certificatesInFile(operand, call);
  const authority = certificates.find((one) => isAuthority(one));
  if (authority === undefined && certificates.length > 0) return certificates;
  throw new ConfigError({
    at: operand,
    expected: "certificates that sign packages",
    received: authority === undefined ? "a file without any" : `the certificate of a CA, ${authority.subject}`,
    remedy: "Name the signing certificates alone, without their issuers.",
  });
}

function fileName({ fingerprint }: Certificate): string {
  return `${fingerprint.slice("sha256:".length)}.crt`;
}

/** @throws {ConfigError} `--content-url` is missing. */
function contentBase({ options }: Invocation): string {
  const url = options.text("content-url");
  if (url !== undefined) return url.endsWith("/") ? url : `${url}/`;
  throw new ConfigError({
    at: "--content-url",
    expected: "the https URL below which the certificates will be served",
    received: "none",
    remedy: "Add --content-url https://packages.example/certificates/",
  });
}

/** The folder is made where there is none: its name is a choice, not a place that something else was to prepare. */
async function writeAll(certificates: readonly Certificate[], folder: string, call: Invocation): Promise<void> {
  await makeFolder(folder, call);
  for (const one of certificates) await writeFileBytes(join(folder, fileName(one)), one.der, call);
}
