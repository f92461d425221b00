import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { commands, exitCodeMeanings } from "../../lib/cli/index.js";
import { optionsOf } from "../../lib/cli/command-spec.js";
import { bashCompletion } from "../../lib/cli/completion/bash.js";
import { commandHelp, usageOf } from "../../lib/cli/help.js";
import { readArguments } from "../../lib/cli/arguments.js";
import { findCommand } from "../../lib/cli/commands.js";
import { countersign } from "./harness.js";

describe("the table of commands", () => {
  it("names each command and each of its options once", () => {
    assert.equal(new Set(commands.map((command) => command.name)).size, commands.length);
    for (const command of commands) {
      const names = optionsOf(command).map((option) => option.name);
      assert.deepEqual(names, [...new Set(names)], command.name);
    }
  });

  for (const command of commands) {
    it(`leads to code that runs: ${command.name}`, async () => {
      assert.equal(typeof (await command.load()).run, "function");
    });
    it(`has examples that its own parser reads: ${command.name}`, () => {
      assert.ok(command.examples.length > 0);
      for (const [line] of command.examples) {
        const words = wordsOf(line);
        assert.equal(words[0], "countersign");
        const call = findCommand(words.slice(1));
        assert.equal(call?.command.name, command.name, line);
        readArguments(command, call?.rest ?? []);
      }
    });
  }
});

/** As a shell would split it, as far as the examples go: quotes, and a redirection or a pipe that ends the line. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/'[^']*'|\S+/g) ?? [];
  const end = words.findIndex((word) => word === ">" || word === "|");
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll("'", ""));
}

describe("help", () => {
  it("shows examples before options, and what every exit code means", async () => {
    const { code, stdout } = await countersign(["verify", "--help"]);
    assert.equal(code, 0);
    assert.ok(stdout.indexOf("Examples") < stdout.indexOf("--policy NAME|FILE"));
    for (const [exit, meaning] of exitCodeMeanings) {
      assert.ok(stdout.includes(`${exit}`) && stdout.includes(meaning.slice(0, 20)));
    }
  });

  it("is the same by help COMMAND", async () => {
    assert.deepEqual(await countersign(["help", "trust", "add"]), await countersign(["trust", "add", "--help"]));
  });

  it("lists the members of a family", async () => {
    const { code, stdout } = await countersign(["trust", "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /trust why/);
    const alone = await countersign(["pin", "--help"]);
    assert.equal(alone.code, 0);
    assert.match(alone.stdout, /pin accept/);
    assert.equal((await countersign(["pin"])).code, 2);
  });

  it("names every word that an option or an operand takes", () => {
    for (const command of commands) {
      const text = commandHelp(command, 100).replace(/\s+/g, " ");
      for (const { name, choices = [] } of [
        ...optionsOf(command),
        ...(command.operands?.choices ? [command.operands] : []),
      ])
        for (const choice of choices) assert.ok(text.includes(choice), `${command.name} ${name} ${choice}`);
    }
    const sign = commandHelp(findCommand(["sign"])!.command, 100).replace(/\s+/g, " ");
    assert.match(sign, /what fits it\. One of sha256, sha384, sha512\./);
  });

  it("comes with exit code 2 where no command is given", async () => {
    const { code, stdout } = await countersign([]);
    assert.equal(code, 2);
    assert.match(stdout, /Commands/);
  });

  it("keeps its lines within the terminal", async () => {
    const { stdout } = await countersign(["verify", "--help"]);
    const wide = stdout.split("\n").filter((line) => line.length > 100 && !line.includes("countersign "));
    assert.deepEqual(wide, []);
  });

  it("shows a usage line for every command", () => {
    const usages = commands.map((command) => usageOf(command));
    assert.ok(usages.includes("countersign verify [OPTIONS] FILE..."));
    assert.ok(usages.includes("countersign policy diff [OPTIONS] BEFORE AFTER"));
    assert.ok(usages.includes("countersign chain [OPTIONS] [LEAF]"));
  });
});

describe("a command that does not exist", () => {
  it("is answered with the nearest one, in three lines", async () => {
    const { code, stdout, stderr } = await countersign(["verfy", "a.nupkg"]);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.equal(stderr.trimEnd().split("\n").length, 3);
    assert.match(stderr, /countersign verify\?/);
  });

  for (const words of [["--json"], ["--as", "json"], ["--as=json"]])
    it(`is a document where ${words.join(" ")} was given`, async () => {
      const { code, stdout } = await countersign(["verfy", ...words]);
      const document = JSON.parse(stdout) as { schema: string; error: { code: string } };
      assert.equal(code, 2);
      assert.equal(document.schema, "countersign.error/1");
      assert.equal(document.error.code, "config");
      assert.equal((await countersign(["verfy", "--", ...words])).stdout, "");
    });

  it("is named as a member of its family", async () => {
    assert.match((await countersign(["trust", "ad", "x"])).stderr, /countersign trust add\?/);
  });
});

describe("completion", () => {
  const complete = (...words: readonly string[]): readonly string[] => {
    const line = words.map((word) => `'${word}'`).join(" ");
    const script = `${bashCompletion()}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _countersign; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, status } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    assert.equal(status, 0);
    return stdout.split("\n").filter((word) => word !== "");
  };

  before(function () {
    if (spawnSync("bash", ["--version"]).status !== 0) this.skip();
  });

  it("offers commands, members of a family, options and choices to bash", () => {
    assert.deepEqual(complete("countersign", "veri"), ["verify"]);
    assert.deepEqual(complete("countersign", "trust", "w"), ["why"]);
    assert.deepEqual(complete("countersign", "trust", "add", "--dry"), ["--dry-run"]);
    assert.deepEqual(complete("countersign", "verify", "--lev"), ["--level"]);
    assert.deepEqual(complete("countersign", "verify", "--level", "w"), ["warn"]);
    assert.deepEqual(complete("countersign", "completion", "f"), ["fish"]);
  });

  it("leaves file names to the shell", () => {
    assert.deepEqual(complete("countersign", "verify", "a"), []);
  });

  it("gives each shell a script of its own", async () => {
    assert.match((await countersign(["completion", "zsh"])).stdout, /^#compdef countersign/);
    assert.match(
      (await countersign(["completion", "fish"])).stdout,
      /complete -c countersign .* -l level -x -a 'ignore warn require'/,
    );
    assert.equal((await countersign(["completion", "csh"])).code, 2);
  });
});
