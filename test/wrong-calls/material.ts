import { type CryptoProvider, formats, signPackage } from "../../lib/index.js";
import { createDevelopmentPki, type DevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { clock, NOW, nupkg } from "../sign/fixture.js";
import { maybe, whole } from "./call.js";

/** What the calls of every door are made of. */
export interface Material {
  readonly pki: DevelopmentPki;
  readonly unsigned: Uint8Array;
  /** By the author, with a timestamp. */
  readonly signed: Uint8Array;
  readonly clock: () => Date;
  /** Empty, and the calls' own. */
  readonly folder: string;
}

export async function makeMaterial(folder: string): Promise<Material> {
  const pki = await createDevelopmentPki({ keys: testDevelopmentKeys(), at: NOW });
  const unsigned = nupkg();
  const { author: signer, trust, timestamps } = pki;
  const made = await signPackage(unsigned, { signer, trust, clock, timestamp: { sources: [timestamps] } });
  return { pki, unsigned, signed: await made.toBytes(), clock, folder };
}

/** What makes a verifier beside trust list and clock; doors that have those at hand let them be left out. */
export function verifierFields(pki: DevelopmentPki, provider: CryptoProvider) {
  return {
    policy: maybe("standard", "object"),
    formats: maybe([whole(formats.nupkg)]),
    crypto: whole(provider, "nothing"),
    revocation: maybe([whole(pki.revocation)]),
    ocspNonce: maybe(false),
    issuers: whole({ find: async () => [] }, "nothing"),
    repositories: whole({ find: async () => undefined }, "nothing"),
    chainCacheSize: maybe(10),
  };
}
