import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

// The standard's own schema, as the SARIF project's package of test matchers carries it; nothing else of it is used.
const matchers = dirname(createRequire(import.meta.url).resolve("@microsoft/jest-sarif"));
const published = JSON.parse(readFileSync(join(matchers, "schemas", "sarif-2.1.0-rtm.5.json"), "utf8")) as Published;
type Published = Readonly<Record<string, unknown>>;
// It is written in draft 4, and uses nothing that later drafts read otherwise but the name by which it calls itself.
const schema = Object.fromEntries(Object.entries(published).filter(([name]) => name !== "$schema" && name !== "id"));
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** Whether a log is SARIF 2.1.0. */
export function assertSarif(log: unknown): void {
  assert.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 5)));
}
