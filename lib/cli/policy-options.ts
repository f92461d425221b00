import { definePolicy, policies, type Policy, type PolicyDocument, type TrustedSigners } from "../index.js";
import { ConfigError, type Fingerprint, type HashName } from "../report/index.js";
import type { Invocation, Surroundings } from "./invocation.js";
import { readFileText } from "./read-file.js";

type Level = NonNullable<PolicyDocument["level"]>;
const LEVELS: readonly Level[] = ["ignore", "warn", "require"];

/**
 * The policy of `--policy`: a name, else a file.
 *
 * @throws {ConfigError} naming line and field of the document, or the names that there are.
 */
export async function namedPolicy(text: string | undefined, surroundings: Surroundings): Promise<Policy> {
  if (text === undefined) return policies.standard;
  if (text === "strict" || text === "standard" || text === "audit") return policies[text];
  if (!/[./\\]/.test(text)) {
    throw new ConfigError({
      at: "--policy",
      expected: "strict, standard, audit, or the path of a policy document",
      received: JSON.stringify(text),
      remedy: `Use a name, or write the file's path with its ending: --policy ${text}.json`,
    });
  }
  return policyFromText(text, await readFileText(text, surroundings));
}

/** As `definePolicy`, with the file's name before the path of a mistake. */
export function policyFromText(file: string, text: string): Policy {
  try {
    return definePolicy(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { at, expected, received, remedy, line, cause } = error;
    const place = line === undefined ? {} : { line };
    throw new ConfigError({ at: `${file}: ${at}`, expected, received, remedy, cause, ...place });
  }
}

/** A policy with the level that the call asks for, or the environment; the latter only raises what the policy says. */
export function atLevel(policy: Policy, call: Invocation): Policy {
  const document = policy.toDocument();
  const own = document.level ?? "require";
  const level = levelOption(call) ?? stricter(own, environmentLevel(call));
  return level === own ? policy : withLevel(policy, level);
}

/** A policy with another level in place of its own. */
export function withLevel(policy: Policy, level: Level): Policy {
  return definePolicy({ ...withoutDerived(policy), level });
}

/**
 * The level that stands in place of NuGet's mode accept, which reports nearly as much as level `ignore`: one that the call
 * names, or one of the environment that refuses more.
 */
export function raisedLevel(call: Invocation): Level | undefined {
  const ofEnvironment = environmentLevel(call);
  return levelOption(call) ?? (ofEnvironment === "ignore" ? undefined : ofEnvironment);
}

/** A policy with an allowlist in place of its own. */
export function withSigners(policy: Policy, signers: TrustedSigners): Policy {
  return definePolicy({ ...withoutDerived(policy), signers });
}

/** A policy with another mode of revocation. */
export function withRevocation(policy: Policy, mode: "off" | "offline" | "online"): Policy {
  const document = withoutDerived(policy);
  const need = mode === "off" ? "prefer" : document.revocation.need;
  return definePolicy({ ...document, revocation: { ...document.revocation, mode, need } });
}

// What `need` decides is not written beside it (definePolicy refuses both), and toDocument leaves it out too.
function withoutDerived(policy: Policy): ReturnType<Policy["toDocument"]> {
  return policy.toDocument();
}

function levelOption(call: Invocation): Level | undefined {
  const text = call.options.text("level");
  return LEVELS.find((level) => level === text);
}

function environmentLevel({ environment }: Surroundings): Level | undefined {
  const text = environment["COUNTERSIGN_LEVEL"];
  if (text === undefined || text === "") return undefined;
  const level = LEVELS.find((one) => one === text);
  if (level !== undefined) return level;
  throw new ConfigError({
    at: "COUNTERSIGN_LEVEL",
    expected: LEVELS.join(", "),
    received: JSON.stringify(text.slice(0, 60)),
    remedy: "Set the variable to one of the levels, or unset it.",
  });
}

function stricter(one: Level, other: Level | undefined): Level {
  return other !== undefined && LEVELS.indexOf(other) > LEVELS.indexOf(one) ? other : one;
}

const HASH_OF_LENGTH: ReadonlyMap<number, HashName> = new Map([
  [64, "sha256"],
  [96, "sha384"],
  [128, "sha512"],
]);

/**
 * A fingerprint as people paste it: hex of either case, with or without colons and `sha256:` before it.
 *
 * @throws {ConfigError} it is no SHA-256, SHA-384 or SHA-512 digest.
 */
export function readFingerprint(text: string, at: string): Fingerprint {
  const [, prefix, digits = ""] = /^(?:(sha256|sha384|sha512):)?([0-9a-f:]*)$/i.exec(text.trim()) ?? [];
  const hex = digits.replaceAll(":", "").toLowerCase();
  const hash = HASH_OF_LENGTH.get(hex.length);
  if (hash !== undefined && (prefix === undefined || prefix.toLowerCase() === hash)) return `${hash}:${hex}`;
  throw new ConfigError({
    at,
    expected: "a SHA-256, SHA-384 or SHA-512 fingerprint: 64, 96 or 128 hex digits",
    received: JSON.stringify(text.slice(0, 140)),
    remedy: "Print it with countersign inspect FILE.",
  });
}
