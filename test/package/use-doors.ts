import * as node from "../../lib/node/index.js";
import type { TimestampSource } from "../../lib/index.js";
import { clock, testTrust } from "../sign/fixture.js";

/**
 * The surface as the scenarios of the design run on it here: the test PKI's roots in the place of those that a default brings
 * along, its moment in the place of the system's, and an authority on loopback in the place of the two that are named.
 */
export * from "./use-surface.js";
export { clock as systemClock, testTrust as bundledTrust };

let authority: string | undefined;
/** Names that the scenarios asked for, in order. */
export const asked: string[] = [];

/** Whom the scenarios get for a timestamp authority from now on. */
export function answerAt(url: string): void {
  authority = url;
}

export function httpTimestampSource(url: string): TimestampSource {
  asked.push(url);
  return node.httpTimestampSource(authority ?? url);
}

export async function createNodeVerifier(options: node.NodeVerifierOptions = {}): Promise<node.NodeVerifier> {
  return node.createNodeVerifier({ trust: await testTrust(), clock, ...options });
}

export async function verifyFile(
  path: string,
  options: NonNullable<Parameters<typeof node.verifyFile>[1]> = {},
): ReturnType<typeof node.verifyFile> {
  return node.verifyFile(path, { trust: await testTrust(), clock, ...options });
}
