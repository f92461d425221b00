import { DerReader, reading } from "../../der/index.js";
import { ConfigError, type Finding, found } from "../../report/index.js";
import { type Certificate, readName, type SubjectAltName } from "../../x509/index.js";
import { describeText } from "../read/received.js";
import { namesOidcIssuer } from "./oidc-identity.js";
import { emailHost, isSameHost, presentedHost, referenceHost, uriHost } from "./host-name.js";

/** A publisher's domain that a caller asks for. */
export interface PublisherDomain {
  readonly name: string;
  /** @param signer the certificate of a proven signer; `undefined`: there is none. */
  check(signer: Certificate | undefined): readonly Finding[];
}

const DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

/**
 * Reads what a caller asks for and loads the public suffix list, which nothing else needs.
 *
 * @throws ConfigError it is no domain name, or one under which everybody may register.
 */
export async function publisherDomain(text: string, at = "request.expect.publisherDomain"): Promise<PublisherDomain> {
  const name = referenceHost(text, at);
  const { getPublicSuffix } = await import("tldts");
  // Suffixes of the list's private part too: two customers of one hoster are two publishers.
  const isPublicSuffix = (host: string): boolean => getPublicSuffix(host, { allowPrivateDomains: true }) === host;
  if (isPublicSuffix(name)) {
    throw new ConfigError({
      at,
      expected: "a domain of one publisher",
      received: `the public suffix ${describeText(name)}`,
      remedy: "Write the domain that the publisher has registered.",
    });
  }
  return { name, check: (signer) => checkDomain(signer, name, isPublicSuffix) };
}

function checkDomain(
  signer: Certificate | undefined,
  name: string,
  isPublicSuffix: (host: string) => boolean,
): readonly Finding[] {
  const names = signer === undefined ? [] : [...alternativeNames(signer), ...subjectNames(signer)];
  if (names.some((one) => proves(one, name, isPublicSuffix))) return [];
  return [found("identity-domain-unproven", { domain: name, found: names.map(shownName) })];
}

/**
 * A URI that an identity provider gave names an account or a workflow at a host (`https://github.com/anybody/…`) or in a trust
 * domain: whoever has one is not whoever the host belongs to.
 */
function alternativeNames(signer: Certificate): readonly ShownName[] {
  const names = signer.subjectAltNames;
  if (!namesOidcIssuer(signer)) return names;
  return names.map((name) => (name.kind === "uri" ? { ...name, isPassedOver: true } : name));
}

interface ShownName extends SubjectAltName {
  readonly isPassedOver?: true;
}

/** A name of a kind that proves no domain is told as such; what no text stands for is left out (`1.2.3.4:#04...`). */
function shownName({ kind, value, isPassedOver }: ShownName): string {
  if (kind === "other") return `other name ${value.split(":#", 1)[0]} (passed over)`;
  return `${kind} ${value}${isPassedOver === true ? " (passed over)" : ""}`;
}

/** A name proves the domain that it is in; a host below it, or above it, is another. A name with a control character proves nothing. */
function proves(
  { kind, value, wellFormed, isPassedOver }: ShownName,
  name: string,
  isPublicSuffix: (host: string) => boolean,
): boolean {
  if (!wellFormed || isPassedOver === true) return false;
  switch (kind) {
    case "dns":
      return isSameHost(value, name, isPublicSuffix);
    case "uri":
      return uriHost(value) === name;
    case "email":
      return emailHost(value) === name;
    default:
      return false;
  }
}

/** Domain components and e-mail addresses in the subject. A common name is a label for people and proves no domain. */
function subjectNames({ subjectName }: Certificate): readonly SubjectAltName[] {
  const names = reading(() => readName(new DerReader(subjectName, "Name")));
  const attributes = names.ok ? names.value.flat() : [];
  const textsOf = (wanted: string): string[] =>
    attributes.flatMap(({ oid, text }) => (oid === wanted && text !== undefined ? [text] : []));
  const components = textsOf(DOMAIN_COMPONENT);
  // Each component is one label: a dot inside would make of a name under one domain a name under another.
  const areLabels =
    components.length > 1 &&
    components.every((label) => !label.includes(".") && presentedHost(`${label}.x`) !== undefined);
  const domain: SubjectAltName[] = areLabels
    ? [{ kind: "dns", value: components.reverse().join("."), wellFormed: true }]
    : [];
  const emails = textsOf(EMAIL_ADDRESS).map(
    (value) => ({ kind: "email", value, wellFormed: !/\p{Cc}/u.test(value) }) as const,
  );
  return [...domain, ...emails];
}
