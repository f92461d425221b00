import {
  authorityExtensions,
  basicConstraints,
  extendedKeyUsages,
  keyUsage,
  signerExtensions,
  type IssuedCertificate,
} from "../../../lib/testing/index.js";
import { testIssued, testKey } from "../../../test-certs/index.js";
import { signedPackage } from "../../support/package.js";
import { author, intermediate, signerWithout } from "../../support/signers.js";
import { stamped } from "../../support/tokens.js";
import type { Accepted, Difference } from "../difference.js";
import { plain } from "./message.js";

const KEY_USAGE = "2.5.29.15";
const BASIC_CONSTRAINTS = "2.5.29.19";

const by = (signer: () => Promise<IssuedCertificate> | IssuedCertificate) => async (): Promise<Uint8Array> =>
  signedPackage({ primary: { signer: await signer(), unsigned: stamped() } });
const unstampedBy = (signer: () => Promise<IssuedCertificate>) => async (): Promise<Uint8Array> =>
  signedPackage({ primary: { signer: await signer() } });

type Intermediate = Parameters<typeof intermediate>[0];
const under = (change: Intermediate) => async (): Promise<IssuedCertificate> => author({}, await intermediate(change));

const otherUsages: Accepted = {
  name: "extended key usages beside codeSigning",
  made: by(() =>
    author({
      extensions: signerExtensions("code-signing", [extendedKeyUsages.codeSigning, extendedKeyUsages.serverAuth]),
    }),
  ),
};
const noKeyUsage: Accepted = {
  name: "no key usage",
  made: by(() => author({ extensions: signerWithout(KEY_USAGE) })),
};
const issuer: Accepted = { name: "an issuer of RSA 2048 signed with SHA-256", made: by(under({})) };
const expired = { notAfter: new Date("2026-01-01T00:00:00Z") };

/** The signer's certificate and those above it. */
export const certificateDifferences: readonly Difference[] = [
  {
    name: "A signer's certificate without extended key usage",
    code: "certificate-eku",
    refused: by(() => testIssued("author-no-eku")),
    neighbour: otherUsages,
  },
  {
    name: "A signer's certificate whose key usage leaves out digitalSignature",
    code: "certificate-key-usage",
    refused: by(() => testIssued("author-no-digital-signature")),
    neighbour: noKeyUsage,
  },
  {
    name: "An intermediate that is signed with SHA-1",
    code: "certificate-algorithm-unsupported",
    refused: by(under({ algorithm: { name: "rsa-pkcs1", hash: "sha1" } })),
    neighbour: issuer,
  },
  {
    name: "An intermediate with an RSA key below 2048 bits",
    code: "certificate-key-too-short",
    refused: by(under({ key: testKey("weak") })),
    neighbour: issuer,
  },
  {
    name: "An intermediate that had expired at the time of judging",
    code: "certificate-expired",
    refused: unstampedBy(under(expired)),
    neighbour: {
      name: "an issuer that expired after the timestamp",
      made: async () => {
        const signer = await under(expired)();
        return signedPackage({ primary: { signer, unsigned: stamped({ genTime: new Date("2025-06-01T00:00:00Z") }) } });
      },
    },
  },
];

export const certificateAcceptances: readonly Accepted[] = [
  otherUsages,
  noKeyUsage,
  issuer,
  {
    name: "a leaf with cA true",
    made: by(() =>
      author({
        extensions: [
          ...signerWithout(BASIC_CONSTRAINTS, KEY_USAGE),
          basicConstraints(true),
          keyUsage(["digitalSignature", "keyCertSign"]),
        ],
      }),
    ),
  },
  {
    name: "an issuer that may sign code and more",
    made: by(
      under({
        extensions: authorityExtensions({ usages: [extendedKeyUsages.codeSigning, extendedKeyUsages.serverAuth] }),
      }),
    ),
  },
  plain,
];
