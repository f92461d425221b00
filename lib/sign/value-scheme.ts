import { digestOf, type SignatureAlgorithm } from "../crypto/index.js";
import { DerFault } from "../der/index.js";
import type { Draft } from "./draft.js";
import type { Session } from "./session.js";
import { HASHES } from "./words.js";

/** A value as the certificate's key may have made it, by another scheme than it was asked for. */
interface Neighbour {
  readonly shown: string;
  readonly algorithm: SignatureAlgorithm;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Which scheme a value was made by that does not hold by the one that was asked for: it is the certificate's key, and
 * what signs has another padding, hash or encoding. Looked for only when the value has failed; two dozen checks at most.
 *
 * @returns what was made, in words; `undefined` where nothing near to it verifies.
 */
export async function schemeOfValue(session: Session, draft: Draft, value: Uint8Array): Promise<string | undefined> {
  const { keys } = session;
  const key = await keys.keyOf(draft.certificate.publicKeyInfo);
  if (key === undefined) return undefined;
  for (const { shown, algorithm, message, signature } of await neighbours(session, draft, value))
    if (await keys.verify({ key, algorithm, message, signature })) return shown;
  return undefined;
}

async function neighbours(session: Session, draft: Draft, value: Uint8Array): Promise<readonly Neighbour[]> {
  const { signedAttributes, hash } = draft;
  const digest = await digestOf(session.keys.provider, hash, signedAttributes);
  const schemes = schemesOf(draft);
  return encodings(session, draft, value).flatMap(({ signature, encoding }) => [
    ...schemes.map((algorithm) => ({
      shown: schemeText(algorithm) + encoding,
      algorithm,
      message: signedAttributes,
      signature,
    })),
    ...schemes.map((algorithm) => ({
      shown: `${schemeText(algorithm)}${encoding}, over the digest as if it were the message`,
      algorithm,
      message: digest,
      signature,
    })),
  ]);
}

/** By the key, for what was asked for may not be a scheme of it at all. */
function schemesOf({ certificate: { keyFacts } }: Draft): readonly SignatureAlgorithm[] {
  if (keyFacts instanceof DerFault) return [];
  switch (keyFacts.kind) {
    case "rsa":
      return (["rsa-pkcs1", "rsa-pss"] as const).flatMap((name) => HASHES.map((hash) => ({ name, hash })));
    case "ec":
      return HASHES.map((hash) => ({ name: "ecdsa", hash, curve: keyFacts.curve }));
    case "ed25519":
      return [{ name: "ed25519" }];
    case "unsupported":
      return [];
  }
}

/** The value as it is, and as it may have been meant. */
function encodings(
  { build }: Session,
  { certificate }: Draft,
  value: Uint8Array,
): readonly { signature: Uint8Array; encoding: string }[] {
  const { keyFacts } = certificate;
  const asItIs = { signature: value, encoding: "" };
  if (keyFacts instanceof DerFault) return [];
  if (keyFacts.kind === "ec" && value.length === 2 * Math.ceil(keyFacts.bits / 8))
    return [
      asItIs,
      { signature: build.ecdsaSignatureValue(value), encoding: ", r and s one after the other (IEEE P1363)" },
    ];
  // What Windows' older interfaces give (CryptSignHash).
  if (keyFacts.kind === "rsa")
    return [asItIs, { signature: value.toReversed(), encoding: ", its octets from last to first" }];
  return [asItIs];
}

/** As people know it: `rsa-pss with sha256`. */
export function schemeText(algorithm: SignatureAlgorithm): string {
  return algorithm.name === "ed25519" ? "ed25519" : `${algorithm.name} with ${algorithm.hash}`;
}
