import assert from "node:assert/strict";
import { interopKit } from "../interop/kit.js";
import { acceptances, agreedRefusals, differences, leniences } from "./cases/index.js";
import type { Accepted } from "./difference.js";
import { dotnetJudges, errorsOf, type Evidence, type ExceptionRow, exceptionRows, isTrusted, ours } from "./judged.js";
import { modeDifferences } from "./modes.js";

const rows = new Map(exceptionRows().map((row) => [row.name, row]));
const rowOf = (name: string): ExceptionRow => rows.get(name) ?? assert.fail(`exceptions.json has no row "${name}"`);
const refused: readonly Accepted[] = differences.map(({ name, refused }) => ({ name, made: refused }));
const FETCHED = "An intermediate that is not in the signature, and was fetched though offline was asked for";

describe("where ours and dotnet differ", function () {
  this.timeout(120_000);
  const packages = new Map<string, Uint8Array>();
  before(async () => {
    for (const { name, made } of [...refused, ...acceptances, ...leniences, ...agreedRefusals])
      packages.set(name, await made());
  });
  const packageOf = (name: string): Uint8Array => packages.get(name) ?? assert.fail(name);

  it("every row is tested, and every test has its row", () => {
    const tested = [...refused, ...leniences, ...modeDifferences].map(({ name }) => name);
    assert.deepEqual([...tested, FETCHED].sort(), [...rows.keys()].sort());
    assert.equal(rows.size, exceptionRows().length, "names are used once");
  });

  describe("ours refuses, with the finding that the row names", () => {
    for (const { name, code } of differences)
      it(name, async () => {
        assert.equal(rowOf(name).code, code);
        assert.equal(rowOf(name).ours, "refused");
        const verdict = await ours(packageOf(name));
        assert.equal(verdict.accepted, false, "the row is no longer needed: ours accepts");
        assert.ok(errorsOf(verdict).includes(code), errorsOf(verdict).join());
      });
  });

  describe("ours refuses what dotnet refuses too", () => {
    for (const { name, code } of agreedRefusals)
      it(name, async () => {
        const verdict = await ours(packageOf(name));
        assert.equal(verdict.accepted, false);
        assert.ok(errorsOf(verdict).includes(code), errorsOf(verdict).join());
      });
  });

  describe("ours trusts what looks alike", () => {
    for (const { name } of [...acceptances, ...leniences])
      it(name, async () => {
        const verdict = await ours(packageOf(name));
        assert.equal(verdict.outcome, "trusted", verdict.issues.map(({ message }) => message).join("\n"));
      });
  });

  describe("dotnet judges them as recorded", () => {
    let judged: ReadonlyMap<string, Evidence>;
    before(async function () {
      judged = await dotnetJudges(packages, (await interopKit(this)).tool);
    });
    const evidenceOf = (name: string): Evidence => judged.get(name) ?? assert.fail(name);

    for (const { name } of [...refused, ...leniences])
      it(`${name}: as its row says`, () => {
        const row = rowOf(name);
        assert.deepEqual(evidenceOf(name), row.evidence);
        assert.equal(
          isTrusted(evidenceOf(name)),
          row.nugetTrusts,
          "the row is no longer needed: dotnet agrees with ours",
        );
      });

    for (const { name } of agreedRefusals)
      it(`${name}: refused`, () => assert.ok(!isTrusted(evidenceOf(name)), JSON.stringify(evidenceOf(name))));

    for (const { name } of acceptances)
      it(`${name}: trusted`, () => assert.deepEqual(evidenceOf(name).codes, [], JSON.stringify(evidenceOf(name))));
  });
});
