import { spliceCertificates } from "../../../lib/cms/build/index.js";
import { authorityExtensions, type ExtensionInput, signerExtensions } from "../../../lib/testing/index.js";
import { testIssued } from "../../../test-certs/index.js";
import { type Attributes, chainOf } from "../../support/message.js";
import { signedPackage } from "../../support/package.js";
import { stray } from "../../support/strays.js";
import { stamped, timestampAttribute, token } from "../../support/tokens.js";
import type { Accepted } from "../difference.js";

const signer = testIssued("author-rsa-2048");
const beside = async (certificate: Promise<Uint8Array>): Promise<Uint8Array> =>
  signedPackage({ primary: { signer, unsigned: stamped() }, certificates: [...chainOf(signer), await certificate] });

/** A package whose token holds a stray certificate. */
async function besideAuthority(certificate: Promise<Uint8Array>): Promise<Uint8Array> {
  const added = await certificate;
  const unsigned = async (signature: Uint8Array): Promise<Attributes> => [
    timestampAttribute(spliceCertificates(token(signature), [added])),
  ];
  return signedPackage({ primary: { signer, unsigned } });
}

const authority: readonly ExtensionInput[] = authorityExtensions();
const codeSigner = signerExtensions("code-signing");
const stamper = signerExtensions("timestamping");

/** What dotnet refuses and ours accepts: genuine packages to which somebody added a certificate. */
export const strayCertificates: readonly Accepted[] = [
  {
    name: "A stray certificate with the name and key identifier of the signer's issuer",
    made: () => beside(stray("code-signing-issuer", authority)),
  },
  {
    name: "A stray certificate with the name and key identifier of the signer",
    made: () => beside(stray("author-rsa-2048", codeSigner)),
  },
  {
    name: "A stray certificate with the issuer and serial number of the timestamp authority",
    made: () => besideAuthority(stray("timestamp-authority", stamper, "same")),
  },
];

/** Certificates that confuse nobody. */
export const harmlessStrays: readonly Accepted[] = [
  {
    name: "a stray certificate with the name and key identifier of the timestamp authority's root",
    made: () => besideAuthority(stray("timestamping-root", authority)),
  },
  {
    name: "a stray certificate that resembles none",
    made: () => beside(Promise.resolve(testIssued("foreign-root").certificate)),
  },
];
