import type { RepositoryClaims } from "../index.js";
import { ConfigError } from "../report/index.js";
import type { Invocation } from "./invocation.js";

/**
 * `--service-index` and `--owner`.
 *
 * @throws {ConfigError} there is no service index.
 */
export function repositoryClaims(call: Invocation): RepositoryClaims {
  const serviceIndex = call.options.text("service-index");
  const owners = call.options.list("owner");
  if (serviceIndex !== undefined) return { serviceIndex, ...(owners.length === 0 ? {} : { owners }) };
  throw new ConfigError({
    at: "--service-index",
    expected: "the https URL of the repository’s service index",
    received: "none",
    remedy: "Add --service-index https://packages.example/v3/index.json",
  });
}
