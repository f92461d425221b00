import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { root } from "../shared.js";

const folder = join(root, "lib", "schemas");
const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
addFormats.default(ajv);
for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(join(folder, file), "utf8")) as object);

/** Names of the published schemas, by their files: `results-1`. */
export const schemaNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .sort();

/** The compiled schema of this name. */
export function schemaOf(name: string): ValidateFunction {
  const validate = ajv.getSchema(`urn:countersign:schema:${name}`);
  assert.ok(validate, `no schema ${name}`);
  return validate;
}

/** Whether a document is as the schema says that its member `schema` names: `countersign.results/1`. */
export function assertValid(document: unknown): void {
  const named = (document as { readonly schema?: unknown }).schema;
  assert.ok(typeof named === "string", "the document does not say what it is");
  const [, name, version] = /^countersign\.([a-z-]+)\/(\d+)$/.exec(named) ?? [];
  const validate = schemaOf(`${name}-${version}`);
  assert.ok(validate(document), `${named}: ${JSON.stringify(validate.errors?.slice(0, 5))}`);
}
