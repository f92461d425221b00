import { equalBytes } from "../../bytes/index.js";
import type { GeneralSubtree } from "../../x509/index.js";
import { endsInLabels, hostLabels } from "./hosts.js";
import { type Mailbox, splitMailbox } from "./mailbox.js";
import { preparedRdns, type SubjectName } from "./names.js";

/**
 * How a name stands to a subtree. `partly`: a wildcard that covers names inside and names outside.
 * `unprocessable`: one of the two has a form that we can't compare, so that a certificate with such a name is refused
 * (RFC 5280 §4.2.1.10).
 */
export type Relation = "inside" | "outside" | "partly" | "unprocessable";
export type Relate = (name: SubjectName) => Relation;

/** Prepares a subtree once, however many names it will be compared with; they are to be of its kind. */
export function prepareSubtree({ base, minimum, maximum }: GeneralSubtree): Relate {
  // §4.2.1.10: whoever meets other values must process them or reject; nobody processes them.
  if (minimum !== 0 || maximum !== undefined) return unprocessable;
  switch (base.kind) {
    case "directory":
      return directoryRelation(base.name);
    case "dns":
      return dnsRelation(base.text);
    case "email":
      return emailRelation(base.text);
    case "uri":
      return uriRelation(base.text);
    case "ip":
      return addressRelation(base.address);
    default:
      return unprocessable;
  }
}

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
  return (name) => {
    const rdns = name.kind === "directory" ? name.rdns : undefined;
    if (rdns === undefined) return "unprocessable";
    return relation(wanted.length <= rdns.length && wanted.every((rdn, index) => rdns[index] === rdn));
  };
}

/**
 * A DNS name is inside if it can be made by adding labels on the left. A constraint with a leading dot, which the RFC
 * does not know for this kind, means names below alone, as everybody reads it. An empty one means every name.
 */
function dnsRelation(text: string): Relate {
  if (text === "") return (name) => (name.kind === "dns" && name.labels !== undefined ? "inside" : "unprocessable");
  const below = text.startsWith(".");
  const wanted = hostLabels(below ? text.slice(1) : text);
  if (wanted === undefined) return unprocessable;
  return (name) => {
    const labels = name.kind === "dns" ? name.labels : undefined;
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
  const matches = mailbox === undefined ? hostMatcher(text) : ({ host }: Mailbox) => sameLabels(host, mailbox.host);
  if (matches === undefined) return unprocessable;
  return (name) => {
    const subject = name.kind === "email" ? name.mailbox : undefined;
    if (subject === undefined) return "unprocessable";
    // The local part is compared by its octets, the host without case (RFC 5280 §7.5).
    return relation((mailbox === undefined || subject.local === mailbox.local) && matches(subject));
  };
}

/** The host of the URI's authority: itself, or with a leading dot whatever lies below it. */
function uriRelation(text: string): Relate {
  const matches = hostMatcher(text);
  if (matches === undefined) return unprocessable;
  return (name) => {
    const host = name.kind === "uri" ? name.labels : undefined;
    return host === undefined ? "unprocessable" : relation(matches({ host }));
  };
}

function hostMatcher(text: string): ((subject: Pick<Mailbox, "host">) => boolean) | undefined {
  const below = text.startsWith(".");
  const wanted = hostLabels(below ? text.slice(1) : text);
  if (wanted === undefined) return undefined;
  return below
    ? ({ host }) => host.length > wanted.length && endsInLabels(host, wanted)
    : ({ host }) => sameLabels(host, wanted);
}

function sameLabels(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && endsInLabels(left, right);
}

/** Address and mask of 4 or 16 octets each, the mask a row of ones (RFC 4632 §3.1). An address of another family is outside. */
function addressRelation(base: Uint8Array): Relate {
  const size = base.length / 2;
  const mask = base.subarray(size);
  if ((size !== 4 && size !== 16) || !isContiguous(mask)) return unprocessable;
  const wanted = masked(base.subarray(0, size), mask);
  return (name) => {
    const address = name.kind === "ip" ? name.address : undefined;
    if (address === undefined) return "unprocessable";
    return relation(address.length === size && equalBytes(masked(address, mask), wanted));
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
