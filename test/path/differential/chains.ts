import { element, octetString, oid, sequence, utf8String } from "../../../lib/testing/encode.js";
import {
  basicConstraints,
  certificatePolicies,
  type ExtensionInput,
  type GeneralNameInput,
  inhibitAnyPolicy,
  keyUsage,
  nameConstraints,
  policyConstraints,
  policyMappings,
  subjectAltNames,
} from "../../../lib/testing/index.js";
import { type Authority, certify, type Key, nameOf, newKey, type Plan } from "../make.js";
import { Random } from "./random.js";

/** A random chain, and what was done to it. */
export interface RandomChain {
  readonly id: number;
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  /** Names of the mutations, in the order in which they were made. */
  readonly mutations: readonly string[];
}

/** A member of the chain that is being made: the plan of its certificate, open to mutation. */
interface Member {
  readonly who: Authority;
  readonly depth: number;
  plan: Plan;
  extensions: Map<string, ExtensionInput>;
  repeated: ExtensionInput[];
}
interface Draft {
  readonly random: Random;
  /** The root first, the end entity last. */
  readonly members: Member[];
  readonly extra: Uint8Array[];
  roots: "right" | "wrong";
  missing: number | undefined;
  repeatedRoot: boolean;
}
type Mutation = (draft: Draft) => void;

const KEYS = 48;
let pool: readonly Key[] | undefined;

/** Chains of 2 to 6 certificates with 0 to 3 mutations each; every name is unique to its chain, so that many can share one run of a peer. */
export function* randomChains(count: number, seed: number): Iterable<RandomChain> {
  const random = new Random(seed);
  pool ??= Array.from({ length: KEYS }, newKey);
  for (let id = 0; id < count; id++) yield randomChain(id, random, pool);
}

function randomChain(id: number, random: Random, keys: readonly Key[]): RandomChain {
  const length = 2 + random.below(4) + (random.chance(0.1) ? 1 : 0);
  const first = random.below(keys.length);
  const members = Array.from({ length }, (_, depth) => member(id, depth, length, keys[(first + depth) % keys.length]!));
  members.forEach((one, depth) => {
    one.plan = { ...one.plan, issuer: (members[depth - 1] ?? one).who };
  });
  const draft: Draft = { random, members, extra: [], roots: "right", missing: undefined, repeatedRoot: false };
  const names: string[] = [];
  for (let count = random.pick([0, 1, 1, 1, 2, 2, 3]); count > 0; count--) {
    const name = random.pick(Object.keys(MUTATIONS));
    MUTATIONS[name]?.(draft);
    names.push(name);
  }
  const made = members.map(({ plan, extensions, repeated }) =>
    certify({ ...plan, extensions: [...extensions.values(), ...repeated] }),
  );
  const root =
    draft.roots === "right"
      ? made[0]!
      : certify({
          ...members[0]!.plan,
          key: keys[(first + 17) % keys.length]!,
          issuer: { name: members[0]!.who.name, key: keys[(first + 17) % keys.length]! },
          extensions: [...members[0]!.extensions.values()],
        });
  const intermediates = made.slice(1, -1).filter((_, index) => index + 1 !== draft.missing);
  return {
    id,
    leaf: made[made.length - 1]!,
    intermediates: [...draft.extra, ...(draft.repeatedRoot ? [made[0]!] : []), ...intermediates],
    roots: [root],
    mutations: names,
  };
}

function member(id: number, depth: number, length: number, key: Key): Member {
  const isLeaf = depth === length - 1;
  const name = nameOf([
    ["2.5.4.10", utf8String(`Chain ${id}`)],
    ["2.5.4.3", utf8String(isLeaf ? "Leaf" : depth === 0 ? "Root" : `CA ${depth}`)],
  ]);
  const who = { name, key };
  const extensions = new Map<string, ExtensionInput>();
  if (isLeaf) extensions.set("usage", keyUsage(["digitalSignature"]));
  else {
    extensions.set("basic", basicConstraints(true));
    extensions.set("usage", keyUsage(["keyCertSign", "cRLSign"]));
  }
  return { who, depth, plan: { ...who, issuer: who }, extensions, repeated: [] };
}

const PAST = new Date("2022-01-01T00:00:00Z");
const FUTURE = new Date("2030-01-01T00:00:00Z");
const POLICIES = ["1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2", "2.5.29.32.0"];
const SHA1 = sequence(oid("1.2.840.10045.4.1"));
const SHA384 = sequence(oid("1.2.840.10045.4.3.3"));
const NAMES: readonly GeneralNameInput[] = [
  { kind: "dns", value: "a.example" },
  { kind: "dns", value: "www.a.example" },
  { kind: "dns", value: "b.example" },
  { kind: "email", value: "x@a.example" },
  { kind: "email", value: "x@b.example" },
  { kind: "ip", value: Uint8Array.of(10, 0, 0, 1) },
  { kind: "uri", value: "https://www.a.example/" },
];
const BASES: readonly GeneralNameInput[] = [
  { kind: "dns", value: "a.example" },
  { kind: "dns", value: "b.example" },
  { kind: "email", value: "a.example" },
  { kind: "email", value: ".a.example" },
  { kind: "email", value: "x@b.example" },
  { kind: "uri", value: ".a.example" },
  { kind: "ip", value: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) },
  { kind: "ip", value: Uint8Array.of(192, 168, 0, 0, 255, 255, 0, 0) },
];

/** A CA of the draft, the root with the same chance as any other. */
function ca({ members, random }: Draft): Member {
  return members[random.below(members.length - 1)]!;
}
function intermediate({ members, random }: Draft): Member | undefined {
  return members.length > 2 ? members[1 + random.below(members.length - 2)] : undefined;
}
function any({ members, random }: Draft): Member {
  return random.pick(members);
}
function last({ members }: Draft): Member {
  return members[members.length - 1]!;
}
function below({ members, random }: Draft): Member {
  return members[1 + random.below(members.length - 1)]!;
}
function change(one: Member | undefined, plan: Partial<Plan>): void {
  if (one !== undefined) one.plan = { ...one.plan, ...plan };
}

/** What may be done to a chain. Names say whom it is about. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  expired: (draft) => change(any(draft), { until: PAST }),
  "not yet valid": (draft) => change(any(draft), { from: FUTURE }),
  "dates turned": (draft) => change(any(draft), { from: FUTURE, until: PAST }),
  "no basic constraints": (draft) => void ca(draft).extensions.delete("basic"),
  "no CA": (draft) => void ca(draft).extensions.set("basic", basicConstraints(false)),
  "path length": (draft) => void ca(draft).extensions.set("basic", basicConstraints(true, draft.random.below(3))),
  "basic constraints not critical": (draft) =>
    void ca(draft).extensions.set("basic", basicConstraints(true, undefined, false)),
  "leaf is a CA": (draft) => void last(draft).extensions.set("basic", basicConstraints(true)),
  "no key usage": (draft) => void any(draft).extensions.delete("usage"),
  "no keyCertSign": (draft) => void ca(draft).extensions.set("usage", keyUsage(["digitalSignature", "cRLSign"])),
  "false signature": (draft) => {
    const one = below(draft);
    change(one, { signature: one.plan.issuer.key.sign(Uint8Array.of(1)) });
  },
  "signed by another": (draft) => {
    const one = below(draft);
    const identifiers = { authority: one.plan.issuer.key.identifier };
    change(one, { issuer: { name: one.plan.issuer.name, key: draft.random.pick(pool ?? []) }, identifiers });
  },
  "algorithms differ": (draft) => change(below(draft), { outerAlgorithm: SHA384 }),
  "signed with SHA-1": (draft) => change(below(draft), { innerAlgorithm: SHA1 }),
  "unknown critical extension": (draft) =>
    void any(draft).extensions.set("unknown", {
      oid: "1.3.6.1.4.1.99999.9",
      critical: true,
      value: octetString(new Uint8Array(2)),
    }),
  "unknown extension": (draft) =>
    void any(draft).extensions.set("unknown", {
      oid: "1.3.6.1.4.1.99999.9",
      critical: false,
      value: octetString(new Uint8Array(2)),
    }),
  "extension twice": (draft) => {
    const one = any(draft);
    one.repeated.push(...[...one.extensions.values()].slice(0, 1));
  },
  "bytes after basic constraints": (draft) => {
    const value = Uint8Array.of(...basicConstraints(true).value, 5, 0);
    ca(draft).extensions.set("basic", { oid: "2.5.29.19", critical: true, value });
  },
  "version 1": (draft) => change(below(draft), { version: 1 }),
  "root of version 1": (draft) => change(draft.members[0], { version: 1 }),
  "serial number": (draft) =>
    change(any(draft), {
      serial: draft.random.pick([Uint8Array.of(0), Uint8Array.of(0x80), new Uint8Array(21).fill(1)]),
    }),
  "other issuer name": (draft) => {
    const one = below(draft);
    change(one, { issuer: { ...one.plan.issuer, name: nameOf([["2.5.4.3", utf8String("Somebody else")]]) } });
  },
  "name written otherwise": (draft) => {
    const one = below(draft);
    const name = Buffer.from(one.plan.issuer.name).toString("latin1").toUpperCase();
    const other = Buffer.from(
      one.plan.issuer.name.map((octet, index) =>
        octet >= 0x61 && octet <= 0x7a && index > 12 ? name.charCodeAt(index) : octet,
      ),
    );
    change(one, { issuer: { ...one.plan.issuer, name: Uint8Array.from(other) } });
  },
  "empty subject": (draft) => {
    const one = last(draft);
    change(one, { name: sequence() });
    one.extensions.set("names", subjectAltNames([{ kind: "dns", value: "a.example" }], true));
  },
  names: (draft) => {
    const names = draft.random.some(NAMES, 4);
    if (names.length > 0) last(draft).extensions.set("names", subjectAltNames(names));
  },
  "name constraints": (draft) => {
    const { random } = draft;
    const [permitted, excluded] = [random.some(BASES, 3), random.chance(0.5) ? random.some(BASES, 2) : []];
    if (permitted.length + excluded.length > 0)
      ca(draft).extensions.set("constraints", nameConstraints({ permitted, excluded }));
    const names = random.some(NAMES, 3);
    if (names.length > 0) last(draft).extensions.set("names", subjectAltNames(names));
  },
  "directory constraints": (draft) => {
    const { random, members } = draft;
    const subject = random.pick(members).who.name;
    const tree = random.chance(0.5)
      ? { permitted: [{ kind: "directory" as const, value: subject }] }
      : { excluded: [{ kind: "directory" as const, value: subject }] };
    ca(draft).extensions.set("constraints", nameConstraints(tree));
  },
  policies: (draft) => {
    for (const one of draft.members.slice(1))
      if (draft.random.chance(0.8)) {
        const policies = draft.random.some(POLICIES, 3);
        if (policies.length > 0) one.extensions.set("policies", certificatePolicies(policies));
      }
  },
  "policies required": (draft) => {
    MUTATIONS["policies"]?.(draft);
    const one = intermediate(draft);
    one?.extensions.set(
      "policy constraints",
      policyConstraints({
        requireExplicit: draft.random.below(3),
        ...(draft.random.chance(0.5) && { inhibitMapping: draft.random.below(2) }),
      }),
    );
  },
  "policies mapped": (draft) => {
    MUTATIONS["policies required"]?.(draft);
    intermediate(draft)?.extensions.set("mappings", policyMappings([{ issuer: POLICIES[0]!, subject: POLICIES[1]! }]));
  },
  "anyPolicy mapped": (draft) => {
    MUTATIONS["policies required"]?.(draft);
    intermediate(draft)?.extensions.set("mappings", policyMappings([{ issuer: POLICIES[2]!, subject: POLICIES[1]! }]));
  },
  "anyPolicy inhibited": (draft) => {
    MUTATIONS["policies required"]?.(draft);
    intermediate(draft)?.extensions.set("inhibit", inhibitAnyPolicy(draft.random.below(2)));
  },
  "issuer missing": (draft) => {
    draft.missing = 1 + draft.random.below(Math.max(1, draft.members.length - 2));
  },
  "another root": (draft) => {
    draft.roots = "wrong";
  },
  "root among the intermediates": (draft) => {
    draft.repeatedRoot = true;
  },
  "key identifier of another": (draft) =>
    change(below(draft), { identifiers: { authority: draft.random.pick(pool ?? []).identifier } }),
  "no key identifiers": (draft) => change(any(draft), { identifiers: "none" }),
  decoy: (draft) => {
    const one = intermediate(draft);
    if (one === undefined) return;
    const identifiers = { subject: one.who.key.identifier };
    draft.extra.push(
      certify({
        ...one.plan,
        key: draft.random.pick(pool ?? []),
        identifiers,
        extensions: [...one.extensions.values()],
      }),
    );
  },
  "cross-certificate": (draft) => {
    const [one, upper] = [intermediate(draft), draft.random.pick(pool ?? [])];
    if (one === undefined) return;
    const issuer = { name: nameOf([["2.5.4.10", utf8String("Elsewhere")]]), key: upper };
    draft.extra.push(certify({ ...one.plan, issuer, extensions: [...one.extensions.values()] }));
  },
  loop: (draft) => {
    const one = intermediate(draft);
    const under = last(draft);
    if (one === undefined) return;
    draft.extra.push(certify({ ...one.plan, issuer: under.who, extensions: [...one.extensions.values()] }));
  },
  "unreadable alternative names": (draft) =>
    void last(draft).extensions.set("names", {
      oid: "2.5.29.17",
      critical: false,
      value: element(0x0c, Buffer.from("a.example")),
    }),
};

/** Every mutation there is, so that a test can see that each was met. */
export const mutationNames: readonly string[] = Object.keys(MUTATIONS);
