import { testIssued } from "../../../test-certs/index.js";
import type { EntryPlan } from "../../formats/zip-maker.js";
import { type Layout, library, nuspec, signedPackage } from "../../support/package.js";
import { stamped } from "../../support/tokens.js";
import type { Accepted } from "../difference.js";

/** Packages of one author's signature, stamped, that differ in their ZIP archive alone; what is signed is signed as it lies. */

const primary = { signer: testIssued("author-rsa-2048"), unsigned: stamped() };

export const laidOut = (layout: Layout) => (): Promise<Uint8Array> => signedPackage({ primary }, layout);

/** With changes of the signature entry. */
export const entry = (change: Partial<EntryPlan>): (() => Promise<Uint8Array>) => laidOut({ entry: change });

/** With these behind the manifest and the library. */
export const holding = (...entries: readonly EntryPlan[]): (() => Promise<Uint8Array>) =>
  laidOut({ zip: { entries: [nuspec, library, ...entries] } });

export const accepted = (name: string, layout: Layout): Accepted => ({ name, made: laidOut(layout) });

export const text: EntryPlan = { name: "content/a.txt", content: "hello\n" };
