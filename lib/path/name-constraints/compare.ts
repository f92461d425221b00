import { equalBytes } from "../../bytes/index.js";
import type { GeneralSubtree } from "../../x509/index.js";
import { endsInLabels, hostLabels, isAddress, presentedLabels } from "./hosts.js";
import { preparedRdns, type SubjectName } from "./names.js";

/**
 * How a name stands to a subtree. `partly`: a wildcard that covers names inside and names outside.
 * `unprocessable`: one of the two has a form that we can't compare, so that a certificate with such a name is refused
 * (RFC 5280 §4.2.1.10).
 */
export type Relation = "inside" | "outside" | "partly" | "unprocessable";

/** A subtree ready for comparison with names of its kind. */
export interface PreparedSubtree {
  readonly kind: GeneralSubtree["base"]["kind"];
  relate(name: SubjectName): Relation;
}

/** Prepares a subtree once, however many names it will be compared with. */
export function prepareSubtree({ base, minimum, maximum }: GeneralSubtree): PreparedSubtree {
  const { kind } = base;
  // §4.2.1.10: whoever meets other values must process them or reject; nobody processes them.
  if (minimum !== 0 || maximum !== undefined) return { kind, relate: unprocessable };
  switch (base.kind) {
    case "directory":
      return { kind, relate: directoryRelation(base.name) };
    case "dns":
      return { kind, relate: dnsRelation(base.text) };
    case "email":
      return { kind, relate: emailRelation(base.text) };
    case "uri":
      return { kind, relate: uriRelation(base.text) };
    case "ip":
      return { kind, relate: addressRelation(base.address) };
    default:
      return { kind, relate: unprocessable };
  }
}

type Relate = (name: SubjectName) => Relation;

function unprocessable(): Relation {
  return "unprocessable";
}

function relation(inside: boolean): Relation {
  return inside ? "inside" : "outside";
}

/** The constraint's RDNs are the first ones of the name. */
function directoryRelation(base: Uint8Array): Relate {
  const wanted = preparedRdns(base);
  if (wanted === undefined) return unprocessable;
  return ({ rdns }) => {
    if (rdns === undefined) return "unprocessable";
    return relation(wanted.length <= rdns.length && wanted.every((rdn, index) => rdns[index] === rdn));
  };
}

/**
 * A DNS name is inside if it can be made by adding labels on the left. A constraint with a leading dot, which the RFC
 * does not know for this kind, means names below alone, as everybody reads it. An empty one means every name.
 */
function dnsRelation(text: string): Relate {
  if (text === "") return () => "inside";
  const below = text.startsWith(".");
  const wanted = hostLabels(below ? text.slice(1) : text);
  if (wanted === undefined) return unprocessable;
  return ({ name }) => {
    const labels = name.kind === "dns" ? presentedLabels(name.text) : undefined;
    if (labels === undefined) return "unprocessable";
    if (endsInLabels(labels, wanted)) return relation(!below || labels.length > wanted.length);
    // `*.example.com` stands for `host.example.com` too.
    const covers = labels[0] === "*" && wanted.length === labels.length && endsInLabels(wanted, labels.slice(1));
    return covers ? "partly" : "outside";
  };
}

/** A mailbox, a host with all its mailboxes, or with a leading dot all hosts below a domain. */
function emailRelation(text: string): Relate {
  const mailbox = splitMailbox(text);
  if (mailbox !== undefined) return mailboxRelation(mailbox);
  const matches = hostMatcher(text);
  if (matches === undefined || text.includes("@")) return unprocessable;
  return ({ name }) => {
    const subject = name.kind === "email" ? splitMailbox(name.text) : undefined;
    return subject === undefined ? "unprocessable" : relation(matches(subject.host));
  };
}

/** The local part is compared by its octets, the host without case (RFC 5280 §7.5). */
function mailboxRelation(wanted: Mailbox): Relate {
  return ({ name }) => {
    const subject = name.kind === "email" ? splitMailbox(name.text) : undefined;
    if (subject === undefined) return "unprocessable";
    return relation(subject.local === wanted.local && sameLabels(subject.host, wanted.host));
  };
}

interface Mailbox {
  readonly local: string;
  readonly host: readonly string[];
}

/** A quoted local part may hold an `@`, so the last one counts; a local part with a space or control character is none. */
function splitMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf("@");
  const host = hostLabels(text.slice(at + 1));
  const local = text.slice(0, Math.max(at, 0));
  return local === "" || host === undefined || !isPrintable(local) ? undefined : { local, host };
}

function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}

/** The host of a URI's authority; a URI without one, or with an address, can't be inside or outside (RFC 5280 §4.2.1.10). */
function uriRelation(text: string): Relate {
  const matches = hostMatcher(text);
  if (matches === undefined) return unprocessable;
  return ({ name }) => {
    const host = name.kind === "uri" ? uriHost(name.text) : undefined;
    return host === undefined ? "unprocessable" : relation(matches(host));
  };
}

/** A host itself, or with a leading dot whatever lies below it. */
function hostMatcher(text: string): ((host: readonly string[]) => boolean) | undefined {
  const below = text.startsWith(".");
  const wanted = hostLabels(below ? text.slice(1) : text);
  if (wanted === undefined) return undefined;
  return below
    ? (host) => host.length > wanted.length && endsInLabels(host, wanted)
    : (host) => sameLabels(host, wanted);
}

function sameLabels(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && endsInLabels(left, right);
}

/** RFC 3986 §3.2: `scheme://[userinfo@]host[:port]`. */
function uriHost(text: string): readonly string[] | undefined {
  const start = text.indexOf("://");
  if (start < 1 || !isPrintable(text) || text.includes("\\")) return undefined;
  const authority = text.slice(start + 3, firstOf(text, "/?#", start + 3));
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const colon = host.indexOf(":");
  const labels = hostLabels(colon < 0 ? host : host.slice(0, colon));
  return labels === undefined || isAddress(labels) ? undefined : labels;
}

function firstOf(text: string, characters: string, from: number): number {
  for (let index = from; index < text.length; index++) if (characters.includes(text.charAt(index))) return index;
  return text.length;
}

/** Address and mask of 4 or 16 octets each, the mask a row of ones (RFC 4632 §3.1). An address of another family is outside. */
function addressRelation(base: Uint8Array): Relate {
  const size = base.length / 2;
  const mask = base.subarray(size);
  if ((size !== 4 && size !== 16) || !isContiguous(mask)) return unprocessable;
  const wanted = masked(base.subarray(0, size), mask);
  return ({ name }) => {
    if (name.kind !== "ip" || (name.address.length !== 4 && name.address.length !== 16)) return "unprocessable";
    return relation(name.address.length === size && equalBytes(masked(name.address, mask), wanted));
  };
}

function isContiguous(mask: Uint8Array): boolean {
  let ended = false;
  for (let bit = 0; bit < mask.length * 8; bit++) {
    const isSet = ((mask[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
    if (isSet && ended) return false;
    ended ||= !isSet;
  }
  return true;
}

function masked(address: Uint8Array, mask: Uint8Array): Uint8Array {
  return address.map((octet, index) => octet & (mask[index] ?? 0));
}
