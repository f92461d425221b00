import {
  authorityExtensions,
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsages,
  keyIdentifier,
  keyUsage,
  signerExtensions,
  subjectKeyIdentifier,
  type IssuedCertificate,
} from "../../../lib/testing/index.js";
import { element, oid, sequence, utf8String } from "../../../lib/testing/encode.js";
import { derTree, octetsOf } from "../../support/der-tree.js";
import { testIssued, testKey } from "../../../test-certs/index.js";
import { signedPackage } from "../../support/package.js";
import { author, intermediate, signerWithout } from "../../support/signers.js";
import { stamped } from "../../support/tokens.js";
import type { Accepted, Difference, Refused } from "../difference.js";
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

const octets = (...values: readonly number[]): Buffer => Buffer.from(values);

/** Its last critical flag is neither 00 nor FF. */
function withOddFlag(tbs: Uint8Array): Uint8Array {
  const odd = Uint8Array.from(tbs);
  odd[Buffer.from(odd).lastIndexOf(octets(0x01, 0x01, 0xff)) + 2] = 0x7f;
  return odd;
}

/** Its last critical flag says FALSE. */
function withFlagOfFalse(tbs: Uint8Array): Uint8Array {
  const odd = Uint8Array.from(tbs);
  odd[Buffer.from(odd).lastIndexOf(octets(0x01, 0x01, 0xff)) + 2] = 0x00;
  return odd;
}

/** An attribute of its subject has its type twice. */
const threeParts = sequence(element(0x31, sequence(oid("2.5.4.3"), oid("2.5.4.3"), utf8String("Lab Author"))));
/** The subject stands behind the validity. */
function withSubjectOfThreeParts(tbs: Uint8Array): Uint8Array {
  const tree = derTree(tbs);
  const parts = tree.children.map((one, index) => (index === 5 ? threeParts : octetsOf(tbs, one)));
  return sequence(...parts);
}

/** What both refuse. */
export const certificateRefusals: readonly Refused[] = [
  {
    name: "a signer's subject with an attribute of three parts",
    code: "certificate-malformed",
    made: by(() => author({ edit: withSubjectOfThreeParts })),
  },
];

/** What ours takes alone. */
export const certificateLeniences: readonly Accepted[] = [
  {
    name: "A signer's certificate whose authority key identifier is not its issuer's",
    made: by(() => {
      const key = testKey("author-rsa-2048");
      const identifiers = [
        subjectKeyIdentifier(keyIdentifier(key.publicKeyInfo)),
        authorityKeyIdentifier(new Uint8Array(20).fill(7)),
      ];
      return author({ key, keyIdentifiers: false, extensions: [...signerExtensions("code-signing"), ...identifiers] });
    }),
  },
];

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
    name: "A signer's certificate with a BOOLEAN that DER has not",
    code: "certificate-malformed",
    refused: by(() => author({ edit: withOddFlag })),
    neighbour: otherUsages,
  },
  {
    name: "An intermediate with a flag written out that is FALSE unless it says otherwise",
    code: "certificate-malformed",
    refused: by(under({ edit: withFlagOfFalse })),
    neighbour: issuer,
  },
  {
    name: "An intermediate that ends before it begins",
    code: "certificate-validity-invalid",
    refused: by(under({ notBefore: new Date("2059-01-01T00:00:00Z"), notAfter: new Date("2020-01-01T00:00:00Z") })),
    neighbour: issuer,
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
