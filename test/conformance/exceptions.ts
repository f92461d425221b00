import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../shared.js";
import type { Exception } from "./suite.js";

/** Where we differ on purpose; see `exceptions.json`. */
export function readExceptions(): readonly Exception[] {
  return JSON.parse(readFileSync(join(root, "test", "conformance", "exceptions.json"), "utf8")) as readonly Exception[];
}
