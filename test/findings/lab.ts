import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyDocument } from "../../lib/index.js";
import { toPem } from "../../lib/testing/index.js";
import { testIssued } from "../../test-certs/index.js";
import { countersign, type Ran, type Setting } from "../cli/harness.js";
import { environment, NOW, ownRoots } from "../cli/material.js";
import type { MessagePlan, SignerPlan } from "../support/message.js";
import { type Layout, signedPackage } from "../support/package.js";
import { stamped } from "../support/tokens.js";

/** A folder in which one finding is brought out. */
export class Lab {
  readonly folder: string;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** What is to be closed behind the case: a server. */
  closing(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file and gives its name. */
  file(name: string, content: Uint8Array | string): string {
    writeFileSync(this.at(name), content);
    return name;
  }

  package(bytes: Uint8Array, name = "lab.sample.1.0.0.nupkg"): string {
    return this.file(name, bytes);
  }

  /** A policy that differs from `standard`, or from what it extends. */
  policy(document: Omit<PolicyDocument, "version" | "name">): string {
    return `./${this.file("policy.json", JSON.stringify({ version: 1, name: "lab", ...document }))}`;
  }

  trustFile(document: object): string {
    return this.file(
      "countersign.trust.json",
      JSON.stringify({ version: 1, mode: "listed", entries: [], ...document }),
    );
  }

  pem(name: string, certificate: Uint8Array): string {
    return this.file(name, toPem("CERTIFICATE", certificate));
  }

  run(words: readonly string[], setting: Setting = {}): Promise<Ran> {
    return countersign(words, {
      cwd: this.folder,
      now: NOW,
      environment: { ...environment, COUNTERSIGN_CACHE: this.at("cache") },
      ...setting,
    });
  }
}

/** A command line that verifies by the test roots. */
export const verify = (file: string, ...more: readonly string[]): readonly string[] => [
  "verify",
  file,
  ...ownRoots,
  ...more,
];

export type Message = Partial<Omit<MessagePlan, "primary" | "content">> & { readonly primary?: Partial<SignerPlan> };

/** An author's signature with a timestamp, changed. */
export function authored({ primary, ...message }: Message = {}, layout: Layout = {}): Promise<Uint8Array> {
  const signer = testIssued("author-rsa-2048");
  return signedPackage({ ...message, primary: { signer, unsigned: stamped(), ...primary } }, layout);
}
