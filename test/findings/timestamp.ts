import { digestIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { octetString, sequence } from "../../lib/testing/encode.js";
import {
  createTimestampAuthority,
  type FaultPlan,
  serveTimestampAuthority,
  type TimestampFault,
  type TimestampTokenPlan,
} from "../../lib/testing/index.js";
import { testIssued, testTimestampIdentity } from "../../test-certs/index.js";
import { NOW, ownRoots, pemKey } from "../cli/material.js";
import { type Attributes, digest } from "../support/message.js";
import { unsignedPackage } from "../support/package.js";
import { stamped, timestampAttribute, token } from "../support/tokens.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

const tokenWith = (change: Partial<TimestampTokenPlan>) => async (lab: Lab) =>
  verify(lab.package(await authored({ primary: { unsigned: stamped(change) } })));
const unsigned = (attributes: (value: Uint8Array) => Attributes) => (lab: Lab) =>
  authored({ primary: { unsigned: async (value) => attributes(value) } }).then((bytes) => verify(lab.package(bytes)));
const imprint = (hash: "sha1" | "sha256", text: string) =>
  sequence(digestIdentifier(hash), octetString(digest(hash, Buffer.from(text))));

/** Signs with two authorities, the first of which fails so. */
async function signWith(lab: Lab, fault: FaultPlan<TimestampFault>): Promise<readonly string[]> {
  const authority = createTimestampAuthority(testTimestampIdentity(), { clock: () => NOW, fault });
  const server = await serveTimestampAuthority(authority);
  lab.closing(() => server.close());
  const honest = await serveTimestampAuthority(
    createTimestampAuthority(testTimestampIdentity(), { clock: () => NOW, label: "honest" }),
  );
  lab.closing(() => honest.close());
  const urls = `${server.url},${honest.url}`;
  const out = ["-o", "signed.nupkg"];
  return [
    "sign",
    lab.package(unsignedPackage()),
    ...ownRoots,
    ...pemKey("author-rsa-2048"),
    "--timestamp",
    urls,
    ...out,
  ];
}

export const timestampCases = {
  "timestamp-missing": {
    words: async (lab) =>
      verify(
        lab.package(await authored({ primary: { unsigned: async () => [] } })),
        "--policy",
        lab.policy({ severities: { "timestamp-missing": "error" } }),
      ),
    exit: 21,
    nuget: "NU3027",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /author signature has no timestamp: it will not outlive its certificate/,
    next: /Ask the author for a timestamped release/,
  },
  "timestamp-omitted": {
    words: (lab) => [
      ...["sign", lab.package(unsignedPackage()), ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"],
    ],
    exit: 0,
    command: "sign",
    severity: "warning",
    nuget: "NU3002",
    actor: "author",
    says: /author signature was made without a timestamp, as asked/,
    next: /countersign timestamp lab\.sample\.1\.0\.0\.nupkg --timestamp URL/,
  },
  "timestamp-multiple": {
    words: async (lab) => [
      ...(await unsigned((value) => [timestampAttribute(token(value), token(value, { serialNumber: "02" }))])(lab)),
      ...["--policy", lab.policy({ severities: { "timestamp-multiple": "error" } })],
    ],
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /signature has 2 timestamps; only the first gives a time/,
    next: /a single timestamp on each signature/,
  },
  "timestamp-malformed": {
    words: unsigned(() => [timestampAttribute(sequence())]),
    exit: 20,
    nuget: "NU3003",
    etsi: "FORMAT_FAILURE",
    actor: "author",
    says: /timestamp cannot be read: .+, at byte \d+/,
    next: /release with a new timestamp/,
  },
  "timestamp-imprint-mismatch": {
    words: tokenWith({ messageImprint: imprint("sha256", "another file") }),
    exit: 20,
    nuget: "NU3019",
    etsi: "HASH_FAILURE",
    actor: "repository",
    says: /timestamp was made for another signature: its SHA-256 is/,
    next: /download it again/,
  },
  "timestamp-signature-invalid": {
    words: tokenWith({ spoil: (value) => value.map((octet, place) => (place === 9 ? octet ^ 1 : octet)) }),
    exit: 20,
    nuget: "NU3021",
    etsi: "SIG_CRYPTO_FAILURE",
    actor: "repository",
    says: /was not made with the key of "Test Timestamp Authority", or the timestamp was changed/,
    next: /download it again/,
  },
  "timestamp-certificate-missing": {
    words: tokenWith({ certificates: "none" }),
    exit: 21,
    nuget: "NU3020",
    etsi: "NO_SIGNING_CERTIFICATE_FOUND",
    actor: "author",
    says: /timestamp does not hold the certificate of its authority/,
    next: /new timestamp, which holds its authority’s certificate/,
  },
  "timestamp-hash-unsupported": {
    words: tokenWith({ messageImprint: imprint("sha1", "another file") }),
    exit: 21,
    nuget: "NU3030",
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /refers to the signature by a hash that is not allowed: 1\.3\.14\.3\.2\.26/,
    next: /timestamp by SHA-256 or better/,
  },
  "timestamp-digest-unsupported": {
    words: tokenWith({ hash: "sha1", algorithm: { name: "rsa-pkcs1", hash: "sha1" } }),
    exit: 21,
    nuget: "NU3024",
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /timestamp is signed over a hash that is not allowed: 1\.3\.14\.3\.2\.26/,
    next: /timestamp by SHA-256 or better/,
  },
  "timestamp-time-outside-certificate": {
    words: tokenWith({ signer: testIssued("timestamp-authority-expired") }),
    exit: 21,
    nuget: "NU3036",
    etsi: "OUT_OF_BOUNDS_NO_POE",
    actor: "author",
    says: /timestamp says 2026-11-02 00:00:00 UTC .+, outside its authority’s certificate, which holds from .+ to 2021/,
    next: /new timestamp from another authority/,
  },
  "timestamp-in-future": {
    words: tokenWith({ genTime: new Date("2027-01-01T00:00:00Z") }),
    exit: 23,
    etsi: "TIMESTAMP_ORDER_FAILURE",
    actor: "user",
    says: /says 2027-01-01 00:00:00 UTC, later than the time of verification, 2026-11-24 10:11:12 UTC/,
    next: /Check this machine’s clock/,
  },
  "timestamp-nonce-mismatch": {
    words: (lab) => signWith(lab, "wrong-nonce"),
    exit: 0,
    command: "sign",
    severity: "warning",
    nuget: "NU3026",
    actor: "network",
    says: /answered another request: nonce .+ was sent and .+ came back/,
    next: /Try again or use another authority/,
  },
  "timestamp-authority-failed": {
    words: (lab) => signWith(lab, "rejection"),
    exit: 0,
    command: "sign",
    severity: "warning",
    nuget: "NU3000",
    actor: "network",
    says: /gave no timestamp in \d+ attempts?: status 2 \(systemFailure/,
    next: /name a second authority/,
  },
} as const satisfies Partial<FindingCases>;
