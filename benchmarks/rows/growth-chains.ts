import { createTrustStore, type ValidateCertificateOptions, validateCertificate } from "../../lib/index.js";
import {
  certificatePolicies,
  extensionDer,
  type ExtensionInput,
  nameConstraints,
  policyMappings,
  subjectAltNames,
} from "../../lib/testing/index.js";
import { bitString, explicit, integer, sequence, time } from "../../lib/testing/encode.js";
import { concatBytes } from "../../lib/bytes/index.js";
import { type Authority, authority, CA, FROM, intermediate, leaf, NOW, root, UNTIL } from "../../test/path/make.js";
import { type Series, TO_TEN_THOUSAND } from "./series.js";

/** Chains without a package; budgets are raised where a row is to show the work and not the limit. */
export const CHAIN_SERIES: readonly Series[] = [
  {
    title: "certificates of a mesh of CAs, with one way out",
    sizes: [20, 90, 380, 1560],
    most: 1.1,
    work: throughMesh,
  },
  { title: "certificates of a mesh of CAs, with no way out", sizes: [20, 90, 380, 1560], most: 1.1, work: intoMesh },
  { title: "certificate policies, mapped one by one", sizes: TO_TEN_THOUSAND, most: 1.1, work: withPolicies },
  { title: "certificate policies, by the usual budget", sizes: TO_TEN_THOUSAND, most: 1.1, work: withPoliciesInBudget },
  { title: "name constraints for ten names", sizes: TO_TEN_THOUSAND, most: 1.1, work: withConstraints },
  { title: "names under ten name constraints", sizes: TO_TEN_THOUSAND, most: 1.1, work: withNames },
  { title: "both, by the usual budget", sizes: TO_TEN_THOUSAND, most: 1.1, work: withBoth },
  { title: "entries of a CRL", sizes: [1000, 10_000, 100_000, 1_000_000], most: 1.1, work: withRevoked },
];

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const ROOMY = { policyNodes: 1e9, nameConstraintComparisons: 1e9 } as const;

async function validation(
  certificate: Uint8Array,
  intermediates: readonly Uint8Array[],
  { valid, ...more }: Partial<ValidateCertificateOptions> & { readonly valid: boolean | undefined },
): Promise<() => Promise<unknown>> {
  const anchor = { certificate: root(top), purposes: ["code-signing"], origin: "benchmark" } as const;
  const trust = await createTrustStore("roots", [anchor]);
  const usual = { trust, intermediates, purpose: "any", at: new Date(NOW), profile: "rfc5280" } as const;
  const once = (): ReturnType<typeof validateCertificate> => validateCertificate(certificate, { ...usual, ...more });
  const verdict = await once();
  const codes = verdict.issues.map(({ code }) => code);
  if (valid === undefined ? !codes.every(isBudget) : verdict.valid !== valid)
    throw new Error(`a chain was judged otherwise than it should: ${codes.join()}`);
  return once;
}

function isBudget(code: string): boolean {
  return code === "chain-budget";
}

/** Every CA has certified every other. */
function mesh(certificates: number): { readonly members: readonly Authority[]; readonly bag: readonly Uint8Array[] } {
  const count = Math.round((1 + Math.sqrt(1 + 4 * certificates)) / 2);
  const members = Array.from({ length: count }, (_, index) => authority(`Mesh ${index}`));
  const bag = members.flatMap((issuer) =>
    members.filter((other) => other !== issuer).map((other) => intermediate(other, issuer)),
  );
  return { members, bag };
}

async function throughMesh(certificates: number): Promise<() => Promise<unknown>> {
  const { members, bag } = mesh(certificates);
  const wayOut = intermediate(members[members.length - 1] ?? top, top);
  return validation(leaf(signer, members[0] ?? top), [...bag, wayOut], { valid: true });
}

async function intoMesh(certificates: number): Promise<() => Promise<unknown>> {
  const { members, bag } = mesh(certificates);
  return validation(leaf(signer, members[0] ?? top), bag, { valid: false });
}

function withExtensions(own: readonly ExtensionInput[], issuers: readonly ExtensionInput[]): [Uint8Array, Uint8Array] {
  return [leaf(signer, ca, { extensions: own }), intermediate(ca, top, { extensions: [...CA, ...issuers] })];
}

function policyChain(count: number): [Uint8Array, Uint8Array] {
  const named = (arc: number): string[] => Array.from({ length: count }, (_, index) => `1.2.${arc}.${index}`);
  const [above, below] = [named(3), named(4)];
  const mappings = above.map((issuer, index) => ({ issuer, subject: below[index] ?? issuer }));
  return withExtensions([certificatePolicies(below)], [certificatePolicies(above), policyMappings(mappings)]);
}

async function withPolicies(count: number): Promise<() => Promise<unknown>> {
  const [certificate, issuer] = policyChain(count);
  const policies = { requireExplicit: true };
  return validation(certificate, [issuer], { valid: true, budgets: ROOMY, policies });
}

async function withPoliciesInBudget(count: number): Promise<() => Promise<unknown>> {
  const [certificate, issuer] = policyChain(count);
  return validation(certificate, [issuer], { valid: count > 250 ? undefined : true });
}

function namesChain(constraints: number, names: number): [Uint8Array, Uint8Array] {
  const dns = (count: number, domain: string): { readonly kind: "dns"; readonly value: string }[] =>
    Array.from({ length: count }, (_, index) => ({ kind: "dns", value: `h${index}.${domain}` }));
  const excluded = nameConstraints({ excluded: dns(constraints, "example") });
  return withExtensions([subjectAltNames(dns(names, "test"))], [excluded]);
}

async function withConstraints(count: number): Promise<() => Promise<unknown>> {
  const [certificate, issuer] = namesChain(count, 10);
  return validation(certificate, [issuer], { valid: true, budgets: ROOMY });
}

async function withNames(count: number): Promise<() => Promise<unknown>> {
  const [certificate, issuer] = namesChain(10, count);
  return validation(certificate, [issuer], { valid: true, budgets: ROOMY });
}

async function withBoth(count: number): Promise<() => Promise<unknown>> {
  const [certificate, issuer] = namesChain(count, count);
  return validation(certificate, [issuer], { valid: count > 500 ? undefined : true });
}

/** Serial numbers count upwards from one that nobody has; the certificate's own is not among them. */
async function withRevoked(count: number): Promise<() => Promise<unknown>> {
  const pattern = sequence(integer(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)), time(FROM));
  const entries = new Uint8Array(count * pattern.length);
  const view = new DataView(entries.buffer);
  for (let index = 0; index < count; index++) {
    entries.set(pattern, index * pattern.length);
    view.setUint32(index * pattern.length + 8, index);
  }
  const crls = [crl(ca, entries), crl(top, new Uint8Array())];
  return validation(leaf(signer, ca), [intermediate(ca, top)], { valid: true, crls });
}

function crl({ name, key }: Authority, entries: Uint8Array): Uint8Array {
  const number = extensionDer({ oid: "2.5.29.20", critical: false, value: integer(1) });
  const header = concatBytes([integer(1), key.algorithm, name, time(FROM), time(UNTIL)]);
  const revoked = entries.length === 0 ? entries : sequence(entries);
  const tbs = sequence(header, revoked, explicit(0, sequence(number)));
  return sequence(tbs, key.algorithm, bitString(key.sign(tbs)));
}
