import {
  type ChainPurpose,
  createTrustStore,
  type PackageSource,
  type RevocationPolicy,
  type TrustStore,
  type ValidateCertificateOptions,
} from "../index.js";
import { ConfigError, type Purpose } from "../report/index.js";
import { bundledTrust } from "../trust/bundled/index.js";
import { certificatesToJudge, derBlocks } from "./der-blocks.js";
import type { Invocation } from "./invocation.js";
import { readMoment } from "./moment.js";
import { readFileBytes } from "./read-file.js";
import { anchorsFrom } from "./roots-options.js";
import { issuersOf } from "./verifier-options.js";

/** Both purposes: `--roots` does not say for which a root is meant, since `--purpose` does. */
export const everyPurpose: readonly Purpose[] = ["code-signing", "timestamping"];

/**
 * The options of `countersign chain` as the library takes them.
 *
 * @param crls those of `--crls`.
 */
export async function chainOptions(
  call: Invocation,
  crls: readonly PackageSource[],
): Promise<ValidateCertificateOptions> {
  const at = call.options.text("at");
  const [intermediates, ocsp] = await Promise.all([
    blocksOf("intermediates", call, certificatesToJudge),
    blocksOf("ocsp", call, derBlocks),
  ]);
  return {
    trust: await chainRoots(call),
    purpose: purposeOf(call),
    at: at === undefined ? call.clock() : readMoment(at, "--at"),
    intermediates,
    ...(crls.length === 0 ? {} : { crls }),
    ...(ocsp.length === 0 ? {} : { ocsp }),
    ...signatureTimeOf(call),
    ...(await issuersOf(call)),
    ...needOf(call),
    policies: policiesOf(call),
    ...profileFor(purposeOf(call), call),
    signal: call.signal,
  };
}

function signatureTimeOf(call: Invocation): Pick<Partial<ValidateCertificateOptions>, "signatureTime"> {
  const text = call.options.text("signature-time");
  return text === undefined ? {} : { signatureTime: readMoment(text, "--signature-time") };
}

async function chainRoots(call: Invocation): Promise<TrustStore> {
  const files = call.options.list("roots");
  if (files.length === 0) return bundledTrust();
  const anchors = await Promise.all(files.map((file) => anchorsFrom(file, everyPurpose, call)));
  return createTrustStore(files.join(", "), anchors.flat());
}

async function blocksOf(
  option: string,
  call: Invocation,
  read: (file: Uint8Array) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>,
): Promise<readonly Uint8Array[]> {
  const files = call.options.list(option);
  return (await Promise.all(files.map(async (file) => read(await readFileBytes(file, call))))).flat();
}

function purposeOf(call: Invocation): ChainPurpose {
  const purpose = call.options.text("purpose");
  return purpose === "timestamping" || purpose === "ocsp-signing" || purpose === "any" ? purpose : "code-signing";
}

/** Left out, the library requires what `--crls` and `--ocsp` bring, and else checks nothing. */
function needOf(call: Invocation): Pick<Partial<ValidateCertificateOptions>, "revocation"> {
  const need = call.options.text("revocation");
  if (need === undefined) return {};
  return { revocation: { policy: revocationPolicy(need) } };
}

/** `off`, `prefer` or `require`, over the data that are given and nothing else. */
export function revocationPolicy(need: string): RevocationPolicy {
  if (need === "off") return { mode: "off", need: "prefer" };
  return { mode: "offline", need: need === "require" ? "require" : "prefer" };
}

/** A certificate without a package may be for any: then it is judged as for a detached signature, which takes keys of all kinds. */
export function profileFor(
  purpose: ChainPurpose,
  call: Invocation,
): Pick<Partial<ValidateCertificateOptions>, "profile"> {
  const profile = call.options.text("profile");
  if (profile !== undefined) return { profile };
  return purpose === "code-signing" || purpose === "timestamping" ? { profile: "cms-detached" } : {};
}

/** The inputs of RFC 5280 §6.1.1 (c), (e), (f) and (g). */
export function policiesOf(call: Invocation): NonNullable<ValidateCertificateOptions["policies"]> {
  const text = call.options.text("initial-policies");
  return {
    ...(text === undefined ? {} : { initial: text.split(",").map((oid) => readOid(oid.trim())) }),
    requireExplicit: call.options.has("require-explicit-policy"),
    inhibitMapping: call.options.has("inhibit-policy-mapping"),
    inhibitAny: call.options.has("inhibit-any-policy"),
  };
}

function readOid(text: string): string {
  if (/^[012](?:\.(?:0|[1-9]\d*))+$/.test(text)) return text;
  throw new ConfigError({
    at: "--initial-policies",
    expected: "object identifiers separated by commas",
    received: JSON.stringify(text.slice(0, 60)),
    remedy: "Write --initial-policies 2.16.840.1.101.3.2.1.48.1",
  });
}
