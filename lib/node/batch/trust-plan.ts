import { bundledTrust } from "../../trust/bundled/index.js";
import { createTrustStore, type TrustAnchor, type TrustAnchorInput, type TrustStore } from "../../trust/index.js";

/** A trust list as plain data; `bundled` where that is what it is. */
export interface TrustPlan {
  readonly name: string;
  readonly digest: string;
  readonly anchors: "bundled" | readonly TrustAnchorInput[];
}

/** The plan of a list; anchors are copied only where it is not the bundled one. */
export async function planOfTrust(trust: TrustStore): Promise<TrustPlan> {
  const { name, digest } = trust;
  const bundled = await bundledTrust();
  const isBundled = bundled.digest === digest && bundled.name === name;
  return { name, digest, anchors: isBundled ? "bundled" : [...trust.anchors()].map(inputOf) };
}

/** @throws {Error} the list came through as another one. */
export async function trustFrom({ name, digest, anchors }: TrustPlan): Promise<TrustStore> {
  const trust = anchors === "bundled" ? await bundledTrust() : await createTrustStore(name, anchors);
  if (trust.digest === digest && trust.name === name) return trust;
  throw new Error(`the trust list ${name} came through as another one`);
}

/** Copies: a certificate may be a slice of a list of hundreds, which would be sent with each. */
function inputOf({ certificate, subject, publicKeyInfo, nameConstraints, ...rest }: TrustAnchor): TrustAnchorInput {
  const { purposes, origin, trustedFrom, trustedUntil } = rest;
  const copied = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
  const what =
    certificate === undefined
      ? {
          nameAndKey: {
            subject: copied(subject),
            publicKeyInfo: copied(publicKeyInfo),
            ...(nameConstraints === undefined ? {} : { nameConstraints: copied(nameConstraints) }),
          },
        }
      : { certificate: copied(certificate.der) };
  return {
    ...what,
    purposes: [...purposes],
    origin,
    ...(trustedFrom === undefined ? {} : { trustedFrom: new Date(trustedFrom) }),
    ...(trustedUntil === undefined ? {} : { trustedUntil: new Date(trustedUntil) }),
  };
}
