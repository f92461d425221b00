import { readFileSync } from "node:fs";

// Two folders up from here stands package.json, in the sources and in the published package alike.
const description: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** The version of this package. */
export const version: string =
  typeof description === "object" && description !== null && "version" in description
    ? String(description.version)
    : "unknown";
