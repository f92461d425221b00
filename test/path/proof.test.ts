import assert from "node:assert/strict";
import { UnanchoredChain, ValidatedChain } from "../../lib/path/index.js";
import type { JudgedChain } from "../../lib/revocation/index.js";
import * as door from "../../lib/path/index.js";
import { judge } from "./judge.js";
import { authority, leaf, root } from "./make.js";

const top = authority("Root");
const signer = authority("Signer");

describe("the proof that a chain is valid", () => {
  it("can't be made outside the search", () => {
    assert.ok(() => {
      // @ts-expect-error the constructor is private
      new ValidatedChain({});
      // @ts-expect-error the constructor is private
      new UnanchoredChain({});
    });
    assert.deepEqual(
      Object.keys(door).filter((name) => /proven|unanchoredChain/.test(name)),
      [],
    );
  });

  it("is no structure that anybody could write down", () => {
    const written = { certificates: [], policies: [] } as unknown as JudgedChain &
      Pick<ValidatedChain, "policies" | "endEntity">;
    // @ts-expect-error a private field is missing
    const chain: ValidatedChain = written;
    assert.ok(!(chain instanceof ValidatedChain));
  });

  it("is frozen, and of its own kind", async () => {
    const outcome = await judge({ leaf: leaf(signer, top), roots: [root(top)] });
    assert.ok(outcome.kind === "validated");
    assert.ok(outcome.chain instanceof ValidatedChain);
    assert.equal(outcome.chain.endEntity.subject, "CN=Signer");
    assert.throws(() => (outcome.chain.certificates as unknown[]).pop(), TypeError);
    const unknown = await judge({ leaf: leaf(signer, top), bag: [root(top)] });
    assert.ok(unknown.kind === "unanchored");
    assert.ok(unknown.chain instanceof UnanchoredChain && !(unknown.chain instanceof ValidatedChain));
    // @ts-expect-error an unanchored chain is no validated one
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- that is the point
    const wrong: ValidatedChain = unknown.chain;
    assert.ok(wrong);
  });

  it("has certificates that can be named", async () => {
    const outcome = await judge({ leaf: leaf(signer, top), roots: [root(top)] });
    assert.ok(outcome.kind === "validated");
    for (const certificate of outcome.chain.certificates)
      assert.match(certificate.fingerprint, /^sha256:[0-9a-f]{64}$/);
  });
});
