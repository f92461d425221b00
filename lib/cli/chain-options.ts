import {
  type ChainPurpose,
  createTrustStore,
  parseCertificates,
  type TrustStore,
  type ValidateCertificateOptions,
} from "../index.js";
import { ConfigError, type Purpose } from "../report/index.js";
import { bundledTrust } from "../trust/bundled/index.js";
import type { Invocation } from "./invocation.js";
import { readMoment } from "./moment.js";
import { readFileBytes } from "./read-file.js";
import { revocationDer } from "./revocation-der.js";
import { anchorsFrom } from "./roots-options.js";

/** Both purposes: `--roots` does not say for which a root is meant, since `--purpose` does. */
export const everyPurpose: readonly Purpose[] = ["code-signing", "timestamping"];

/** The options of `countersign chain` as the library takes them. */
export async function chainOptions(call: Invocation): Promise<ValidateCertificateOptions> {
  const at = call.options.text("at");
  const [intermediates, crls, ocsp] = await Promise.all([
    certificatesOf("intermediates", call),
    derOf("crls", call),
    derOf("ocsp", call),
  ]);
  return {
    trust: await chainRoots(call),
    purpose: purposeOf(call),
    at: at === undefined ? call.clock() : readMoment(at, "--at"),
    intermediates,
    ...(crls.length === 0 ? {} : { crls }),
    ...(ocsp.length === 0 ? {} : { ocsp }),
    ...needOf(call, crls.length + ocsp.length > 0),
    policies: policiesOf(call),
    ...profileOf(call),
    signal: call.signal,
  };
}

async function chainRoots(call: Invocation): Promise<TrustStore> {
  const files = call.options.list("roots");
  if (files.length === 0) return bundledTrust();
  const anchors = await Promise.all(files.map((file) => anchorsFrom(file, everyPurpose, call)));
  return createTrustStore(files.join(", "), anchors.flat());
}

async function certificatesOf(option: string, call: Invocation): Promise<readonly Uint8Array[]> {
  const lists = await Promise.all(
    call.options.list(option).map(async (file) => parseCertificates(await readFileBytes(file, call))),
  );
  return lists.flat().map((certificate) => certificate.der);
}

async function derOf(option: string, call: Invocation): Promise<readonly Uint8Array[]> {
  const lists = await Promise.all(
    call.options.list(option).map(async (file) => revocationDer(await readFileBytes(file, call))),
  );
  return lists.flat();
}

/** `--purpose`, by its name here or in the batch form. */
export function purposeOf(call: Invocation): ChainPurpose {
  const purpose = call.options.text("purpose");
  return purpose === "timestamping" || purpose === "ocsp-signing" || purpose === "any" ? purpose : "code-signing";
}

function needOf(call: Invocation, hasData: boolean): Pick<ValidateCertificateOptions, "revocation"> {
  const wanted = call.options.text("revocation") ?? (hasData ? "require" : "off");
  if (wanted === "off") return {};
  return { revocation: { policy: { mode: "offline", need: wanted === "require" ? "require" : "prefer" } } };
}

function profileOf(call: Invocation): Pick<ValidateCertificateOptions, "profile"> {
  const profile = call.options.text("profile");
  return profile === undefined ? {} : { profile };
}

function policiesOf(call: Invocation): NonNullable<ValidateCertificateOptions["policies"]> {
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
