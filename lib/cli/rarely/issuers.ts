import type { IssuerSource } from "../../index.js";
import { httpIssuerSource } from "../../node/index.js";

/** Behind a door of its own, so that a call that does not use it does not load it. */
export function issuersFrom(allowAddresses: readonly string[]): IssuerSource {
  return httpIssuerSource({ allowAddresses });
}
