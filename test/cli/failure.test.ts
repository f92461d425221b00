import assert from "node:assert/strict";
import { exitCodes } from "../../lib/cli/exit-codes.js";
import { reportFailure } from "../../lib/cli/failure.js";
import { surroundingsOf } from "./harness.js";

describe("a failure that nobody foresaw", () => {
  function told(error: unknown): { readonly exit: number; readonly text: string } {
    const pieces: string[] = [];
    const stderr = { write: (text: string) => void pieces.push(text), isTerminal: false, columns: 100 };
    return { exit: reportFailure(error, [], { ...surroundingsOf({}), stderr }), text: pieces.join("") };
  }
  const systemError = (code: string): Error => Object.assign(new Error(`${code}: it failed, open 'x.js'`), { code });

  it("is no defect of ours where the process may open no more files, as for a part of the command", () => {
    for (const code of ["EMFILE", "ENFILE"]) {
      const { exit, text } = told(systemError(code));
      assert.equal(exit, exitCodes.transport);
      assert.match(text, new RegExp(`${code}: it failed, open 'x\\.js'\\.\\n {2}→ Raise the limit of open files`));
    }
  });

  it("is one of ours otherwise", () => {
    const { exit, text } = told(systemError("EINVAL"));
    assert.equal(exit, exitCodes.defect);
    assert.match(text, /a defect of countersign itself/);
  });
});
