import assert from "node:assert/strict";
import { readArguments } from "../../lib/cli/arguments.js";
import type { CommandSpec } from "../../lib/cli/command-spec.js";
import { ConfigError } from "../../lib/report/index.js";

const command: CommandSpec = {
  name: "try",
  summary: "",
  operands: { name: "FILE", minimum: 1, maximum: 2 },
  examples: [],
  groups: [
    {
      title: "",
      options: [
        { name: "json", help: "" },
        { name: "policy", value: "NAME", help: "" },
        { name: "output", short: "o", value: "OUT", help: "" },
        { name: "hash", value: "NAME", choices: ["sha256", "sha384"], help: "" },
        { name: "config", value: "FILE", repeat: "each", help: "" },
        { name: "owner", value: "NAME", repeat: "list", help: "" },
      ],
    },
  ],
  load: () => Promise.reject(new Error("not run here")),
};

const PASSWORDS = ["password-env", "password-file"].map((name) => ({ name, value: "WHERE", help: "" }));

const read = (...words: readonly string[]) => readArguments(command, words);

function refusal(...words: readonly string[]): ConfigError {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  return assert.fail(`accepted: ${words.join(" ")}`);
}

describe("the words of a command line", () => {
  it("are operands and options in any order", () => {
    const { options, operands } = read("--json", "a", "--policy", "strict", "b");
    assert.deepEqual(operands, ["a", "b"]);
    assert.equal(options.has("json"), true);
    assert.equal(options.text("policy"), "strict");
    assert.equal(options.has("output"), false);
  });

  it("give a value behind an equals sign or a short name as well", () => {
    assert.equal(read("a", "--policy=strict").options.text("policy"), "strict");
    assert.equal(read("a", "-o", "x").options.text("output"), "x");
    assert.equal(read("a", "-ox").options.text("output"), "x");
    assert.equal(read("a", "--output=-x").options.text("output"), "-x");
  });

  it("end their options at two dashes", () => {
    assert.deepEqual(read("--json", "--", "--policy", "b").operands, ["--policy", "b"]);
  });

  it("repeat an option that may be repeated, and no other", () => {
    assert.deepEqual(read("a", "--config", "x", "--config", "y").options.list("config"), ["x", "y"]);
    assert.equal(refusal("a", "--policy", "x", "--policy", "y").at, "--policy");
  });

  it("continue a list until the next option once the operands were given, and not before", () => {
    const { options, operands } = read("a", "--owner", "x", "y", "--json");
    assert.deepEqual(options.list("owner"), ["x", "y"]);
    assert.deepEqual(operands, ["a"]);
    const other = read("--owner", "x", "a");
    assert.deepEqual(other.options.list("owner"), ["x"]);
    assert.deepEqual(other.operands, ["a"]);
  });

  it("name the options that begin with what was written", () => {
    const spec = { ...command, groups: [{ title: "", options: PASSWORDS }] };
    const isTold = (error: unknown): boolean =>
      error instanceof ConfigError && error.remedy.startsWith("Did you mean --password-env or --password-file? ");
    assert.throws(() => readArguments(spec, ["a", "--password", "secret"]), isTold);
  });

  it("name the nearest option when one is misspelt", () => {
    const error = refusal("a", "--polcy", "strict");
    assert.equal(error.received, "--polcy");
    assert.match(error.remedy, /--policy/);
    assert.doesNotMatch(refusal("a", "--zzzzzz").remedy, /mean/);
  });

  it("say how a file is written whose name begins with a dash", () => {
    assert.match(refusal("-my.nupkg").remedy, /written \.\/-my\.nupkg\. All options/);
    for (const word of ["--zzzzzz", "-z"]) assert.doesNotMatch(refusal(word).remedy, /written/);
  });

  it("are refused where a value is missing, empty of sense, or given to a switch", () => {
    assert.equal(refusal("a", "--policy").received, "nothing");
    assert.equal(refusal("a", "--policy", "--json").received, "--json");
    assert.equal(refusal("a", "--json=yes").received, "yes");
    assert.match(refusal("a", "--hash", "md5").expected, /sha256, sha384/);
  });

  it("are refused where one is empty, as an unset variable leaves it: a path it would be the folder of the call", () => {
    assert.equal(refusal("").received, "an empty word");
    assert.equal(refusal("a", "").at, "countersign try");
    assert.equal(refusal("--", "").expected, "FILE");
    assert.deepEqual([refusal("a", "--config", "").at, refusal("a", "--hash=").expected], ["--config", "NAME"]);
    assert.match(refusal("a", "--policy", "").remedy, /--policy NAME.*variable/);
  });

  it("are refused with too few or too many operands, unless help is asked for", () => {
    assert.equal(refusal("--json").received, "nothing");
    assert.equal(refusal("a", "b", "c").received, "c");
    assert.equal(read("--help").options.has("help"), true);
  });

  it("are told as received where there are too few of them, and not as nothing", () => {
    const two: CommandSpec = { ...command, operands: { name: "BEFORE AFTER", minimum: 2, maximum: 2 } };
    assert.throws(() => readArguments(two, ["one"]), { expected: "2 × BEFORE AFTER", received: "one" });
  });
});
