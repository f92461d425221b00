import { ConfigError } from "../report/index.js";
import type { Invocation } from "./invocation.js";

/** Options of which one says nothing, or something else, beside the other. */
interface Clash {
  readonly option: string;
  readonly when: (call: Invocation) => boolean;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;
}

const without =
  (name: string) =>
  ({ options }: Invocation): boolean =>
    !options.has(name);
const beside =
  (name: string) =>
  ({ options }: Invocation): boolean =>
    options.has(name);

const KEYS: readonly string[] = ["pfx", "key", "signer-command"];

const OF_KEY: readonly Clash[] = [
  {
    option: "cert",
    // Of several keys the signer's own complaint says more.
    when: (call) => KEYS.filter((name) => call.options.has(name)).join() === "pfx",
    expected: "the signing certificate in the PFX file",
    received: "--cert beside --pfx",
    remedy: "Leave --cert out; for the certificates of its issuers: --chain FILE",
  },
  {
    option: "signer-input",
    when: without("signer-command"),
    expected: "--signer-command beside it",
    received: "none",
    remedy: "Add --signer-command COMMAND, or leave --signer-input out.",
  },
];

const OF_STEPS: readonly Clash[] = [
  {
    option: "signature-value",
    when: without("complete"),
    expected: "--complete REQUEST beside it",
    received: "none",
    remedy: "Add --complete with the file that --prepare wrote.",
  },
  ...KEYS.map((option) => ({
    option,
    when: beside("prepare"),
    expected: "no key beside --prepare: it is on another machine",
    received: `--${option}`,
    remedy: `Leave --${option} out and name the certificate by --cert FILE; or leave --prepare out, to sign at once.`,
  })),
  ...KEYS.map((option) => ({
    option,
    when: beside("complete"),
    expected: "no key beside --complete: the signature value is there already",
    received: `--${option}`,
    remedy: `Leave --${option} out.`,
  })),
];

/**
 * Refuses options that would be passed over: whoever gave one believes that it counts.
 *
 * @throws {ConfigError} naming the first.
 */
export function requireHeeded(call: Invocation): void {
  refuse([...OF_KEY, ...OF_STEPS], call);
}

/** The same for a command that takes both steps at once, or none. @throws {ConfigError} naming the first. */
export function requireHeededKey(call: Invocation): void {
  refuse(OF_KEY, call);
}

function refuse(clashes: readonly Clash[], call: Invocation): void {
  for (const { option, when, expected, received, remedy } of clashes)
    if (call.options.has(option) && when(call))
      throw new ConfigError({ at: `--${option}`, expected, received, remedy });
}

/**
 * An author claims no repository: a call that forgot `--kind repository` would make another signature than was meant.
 *
 * @throws {ConfigError}
 */
export function requireNoClaims({ options }: Invocation): void {
  for (const option of ["service-index", "owner"])
    if (options.has(option))
      throw new ConfigError({
        at: `--${option}`,
        expected: "--kind repository beside it: an author’s signature names no repository",
        received: "an author’s signature",
        remedy: `Add --kind repository, or leave --${option} out.`,
      });
}
