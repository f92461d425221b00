import {
  boolean,
  type Der,
  element,
  explicit,
  ia5String,
  implicitPrimitive,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  retag,
  sequence,
} from "./encode.js";
import { KEY_USAGES, type KeyUsage } from "../x509/index.js";
import { distinguishedName } from "./names.js";
import {
  requireExtension,
  requireName,
  requireNames,
  requireNumber,
  requireOid,
  requireOids,
  requireWord,
} from "./given.js";
import { requireFields, requireGiven, requireOnly } from "../report/index.js";

export type { KeyUsage };

/** One extension (RFC 5280 §4.1): `value` is the DER inside the OCTET STRING, right or wrong. */
export interface ExtensionInput {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** A GeneralName (RFC 5280 §4.2.1.6), written as text or, for `raw`, as DER. */
export type GeneralNameInput =
  | { readonly kind: "dns" | "uri" | "email"; readonly value: string }
  | { readonly kind: "directory"; readonly value: string | Uint8Array }
  | { readonly kind: "ip"; readonly value: Uint8Array }
  | { readonly kind: "other"; readonly oid: string; readonly value: Uint8Array }
  | { readonly kind: "raw"; readonly value: Uint8Array };

/** Object identifiers of extended key usages that tests speak of. */
export const extendedKeyUsages: {
  readonly [Name in "serverAuth" | "codeSigning" | "timeStamping" | "ocspSigning" | "lifetimeSigning" | "any"]: string;
} = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  ocspSigning: "1.3.6.1.5.5.7.3.9",
  lifetimeSigning: "1.3.6.1.4.1.311.10.3.13",
  any: "2.5.29.37.0",
};

/** RFC 5280 §4.2.1.9. cA is left out when false, as DER asks of a default. */
export function basicConstraints(ca: boolean, pathLength?: number, critical = true): ExtensionInput {
  requireGiven(ca, "ca", "flag");
  if (pathLength !== undefined) requireNumber(pathLength, "pathLength");
  requireGiven(critical, "critical", "flag");
  const parts = [...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])];
  return { oid: "2.5.29.19", critical, value: sequence(...parts) };
}

/** RFC 5280 §4.2.1.3. */
export function keyUsage(usages: readonly KeyUsage[], critical = true): ExtensionInput {
  requireGiven(usages, "usages", "text[]");
  for (const [index, usage] of usages.entries()) requireWord(usage, `usages[${index}]`, KEY_USAGES);
  requireGiven(critical, "critical", "flag");
  return { oid: "2.5.29.15", critical, value: namedBits(usages.map((usage) => KEY_USAGES.indexOf(usage))) };
}

/** RFC 5280 §4.2.1.12. @param usages dotted identifiers; see {@link extendedKeyUsages}. */
export function extendedKeyUsage(usages: readonly string[], critical = false): ExtensionInput {
  requireOids(usages, "usages");
  requireGiven(critical, "critical", "flag");
  return { oid: "2.5.29.37", critical, value: sequence(...usages.map(oid)) };
}

/** RFC 5280 §4.2.1.2. */
export function subjectKeyIdentifier(identifier: Uint8Array): ExtensionInput {
  requireGiven(identifier, "identifier", "bytes");
  return { oid: "2.5.29.14", critical: false, value: octetString(identifier) };
}

/** RFC 5280 §4.2.1.1, the key identifier alone. */
export function authorityKeyIdentifier(identifier: Uint8Array): ExtensionInput {
  requireGiven(identifier, "identifier", "bytes");
  return { oid: "2.5.29.35", critical: false, value: sequence(implicitPrimitive(0, identifier)) };
}

/** RFC 5280 §4.2.1.6. */
export function subjectAltNames(names: readonly GeneralNameInput[], critical = false): ExtensionInput {
  requireGiven(names, "names", "list");
  requireNames(names, "names");
  requireGiven(critical, "critical", "flag");
  return { oid: "2.5.29.17", critical, value: sequence(...names.map(generalName)) };
}

/** One distribution point a URL (RFC 5280 §4.2.1.13). */
export function crlDistributionPoints(urls: readonly string[]): ExtensionInput {
  requireGiven(urls, "urls", "text[]");
  const points = urls.map((value) => sequence(explicit(0, explicit(0, generalName({ kind: "uri", value })))));
  return { oid: "2.5.29.31", critical: false, value: sequence(...points) };
}

/** RFC 5280 §4.2.2.1. */
export function authorityInformationAccess(urls: {
  readonly ocsp?: readonly string[] | undefined;
  readonly caIssuers?: readonly string[] | undefined;
}): ExtensionInput {
  requireOnly(urls, "urls", { ocsp: "text[]?", caIssuers: "text[]?" });
  const described = (method: string, values: readonly string[] = []): Der[] =>
    values.map((value) => sequence(oid(method), generalName({ kind: "uri", value })));
  const parts = [...described("1.3.6.1.5.5.7.48.1", urls.ocsp), ...described("1.3.6.1.5.5.7.48.2", urls.caIssuers)];
  return { oid: "1.3.6.1.5.5.7.1.1", critical: false, value: sequence(...parts) };
}

/** RFC 5280 §4.2.1.4, without qualifiers. @param policies dotted identifiers. */
export function certificatePolicies(policies: readonly string[], critical = false): ExtensionInput {
  requireOids(policies, "policies");
  requireGiven(critical, "critical", "flag");
  return { oid: "2.5.29.32", critical, value: sequence(...policies.map((policy) => sequence(oid(policy)))) };
}

/** RFC 5280 §4.2.1.5. */
export function policyMappings(
  mappings: readonly { readonly issuer: string; readonly subject: string }[],
  critical = true,
): ExtensionInput {
  requireGiven(mappings, "mappings", "object[]");
  for (const [index, mapping] of mappings.entries()) {
    requireFields(mapping, `mappings[${index}]`, { issuer: "text", subject: "text" });
    requireOid(mapping.issuer, `mappings[${index}].issuer`);
    requireOid(mapping.subject, `mappings[${index}].subject`);
  }
  requireGiven(critical, "critical", "flag");
  const pairs = mappings.map(({ issuer, subject }) => sequence(oid(issuer), oid(subject)));
  return { oid: "2.5.29.33", critical, value: sequence(...pairs) };
}

/** RFC 5280 §4.2.1.11. */
export function policyConstraints(skip: {
  readonly requireExplicit?: number;
  readonly inhibitMapping?: number;
}): ExtensionInput {
  requireOnly(skip, "skip", {}, ["requireExplicit", "inhibitMapping"]);
  for (const name of ["requireExplicit", "inhibitMapping"] as const)
    if (skip[name] !== undefined) requireNumber(skip[name], `skip.${name}`);
  const parts = [skip.requireExplicit, skip.inhibitMapping].map((count, tag) =>
    count === undefined ? new Uint8Array() : retag(0x80 | tag, integer(count)),
  );
  return { oid: "2.5.29.36", critical: true, value: sequence(...parts) };
}

/** RFC 5280 §4.2.1.14. */
export function inhibitAnyPolicy(skip: number): ExtensionInput {
  requireNumber(skip, "skip");
  return { oid: "2.5.29.54", critical: true, value: integer(skip) };
}

/** RFC 5280 §4.2.1.10; an `ip` constraint is the address and then the mask. */
export function nameConstraints(
  subtrees: { readonly permitted?: readonly GeneralNameInput[]; readonly excluded?: readonly GeneralNameInput[] },
  critical = true,
): ExtensionInput {
  requireOnly(subtrees, "subtrees", {}, ["permitted", "excluded"]);
  requireNames(subtrees.permitted, "subtrees.permitted");
  requireNames(subtrees.excluded, "subtrees.excluded");
  requireGiven(critical, "critical", "flag");
  const part = (tag: number, names: readonly GeneralNameInput[] = []): Uint8Array =>
    names.length === 0 ? new Uint8Array() : explicit(tag, ...names.map((name) => sequence(generalName(name))));
  return { oid: "2.5.29.30", critical, value: sequence(part(0, subtrees.permitted), part(1, subtrees.excluded)) };
}

/** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): ExtensionInput {
  return { oid: "1.3.6.1.5.5.7.48.1.5", critical: false, value: nullValue() };
}

/** DER of one extension. */
export function extensionDer(extension: ExtensionInput): Der {
  requireExtension(extension, "extension");
  const critical = extension.critical ? [boolean(true)] : [];
  return sequence(oid(extension.oid), ...critical, octetString(extension.value));
}

/** DER of a GeneralName; text is written as IA5String whatever it holds. */
export function generalName(name: GeneralNameInput): Uint8Array {
  requireName(name, "name");
  switch (name.kind) {
    case "raw":
      return name.value;
    case "email":
      return retag(0x81, ia5String(name.value));
    case "dns":
      return retag(0x82, ia5String(name.value));
    case "uri":
      return retag(0x86, ia5String(name.value));
    case "directory":
      return explicit(4, distinguishedName(name.value));
    case "ip":
      return implicitPrimitive(7, name.value);
    case "other":
      return element(0xa0, oid(name.oid), explicit(0, name.value));
  }
}
