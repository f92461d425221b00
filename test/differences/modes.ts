import { octetString } from "../../lib/testing/encode.js";
import { flipLastBit } from "../../lib/testing/fault-list.js";
import { testIssued } from "../../test-certs/index.js";
import {
  ATTRIBUTE,
  type Attributes,
  chainOf,
  commitment,
  COMMITMENT,
  digest,
  replacing,
  signingCertificate,
  without,
} from "../support/message.js";
import { library, manifest, nuspecOf, signedPackage, withSignature } from "../support/package.js";
import { countersigned, stamped, timestampAttribute, token } from "../support/tokens.js";

/** What `dotnet restore` installs in a mode of signature validation, and ours refuses in every one. */
export interface ModeDifference {
  readonly name: string;
  readonly mode: "accept" | "require";
  readonly code: string;
  readonly made: (id: string) => Promise<Uint8Array>;
}

const signer = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const spoiltBy =
  (issued: typeof signer) =>
  (message: Uint8Array): Uint8Array =>
    flipLastBit(issued.key.sign(message, { name: "rsa-pkcs1", hash: "sha256" }));

const layout = (id: string) => ({ zip: { entries: [nuspecOf(id), library] } });
const spoiltTimestamp = (id: string): Promise<Uint8Array> =>
  signedPackage({ primary: { signer, unsigned: stamped({ spoil: flipLastBit }) } }, layout(id));
const otherTimestamp = timestampAttribute(token(Buffer.from("another signature")));

const accepted = (what: string, code: string, made: ModeDifference["made"]): ModeDifference => ({
  name: `Accept mode: ${what}`,
  mode: "accept",
  code,
  made,
});
type Primary = Parameters<typeof signedPackage>[0]["primary"];
const signedWith =
  (change: Partial<Primary>): ModeDifference["made"] =>
  (id) =>
    signedPackage({ primary: { signer, unsigned: stamped(), ...change } }, layout(id));
const other = testIssued("author-rsa-3072");
const twice = async (value: Uint8Array): Promise<Attributes> => {
  const [countersignature] = await countersigned({}, "none")(value);
  const [again] = await countersigned({ signingTime: new Date("2026-11-03T00:00:00Z") }, "none")(value);
  const values = [...(countersignature?.values ?? []), ...(again?.values ?? [])];
  return [{ type: ATTRIBUTE.countersignature, values }];
};

/** What NuGet reads and finds wrong, reports and lets pass. */
const readAndReported: readonly ModeDifference[] = [
  accepted(
    "a signature without its signing time",
    "signature-attribute-missing",
    signedWith({ attributes: without(ATTRIBUTE.signingTime) }),
  ),
  accepted(
    "a signature that names another certificate than its signer's",
    "signing-certificate-mismatch",
    signedWith({ attributes: replacing(signingCertificate(other.certificate)) }),
  ),
  accepted(
    "a signature that says it is an author's and a repository's",
    "signature-attribute-invalid",
    signedWith({ attributes: replacing(commitment(COMMITMENT.author, COMMITMENT.repository)) }),
  ),
  accepted(
    "a signature over the digest of something else",
    "signature-digest-mismatch",
    signedWith({
      attributes: replacing({
        type: ATTRIBUTE.messageDigest,
        values: [octetString(digest("sha256", Buffer.from("x")))],
      }),
    }),
  ),
  accepted("a message without its signer's certificate", "signature-certificate-missing", (id) =>
    signedPackage({ primary: { signer }, certificates: chainOf(signer).slice(1) }, layout(id)),
  ),
  accepted("a manifest of a later version", "signature-version-unsupported", (id) =>
    signedPackage({ primary: { signer } }, layout(id), (content) =>
      manifest(content).replace("Version:1", "Version:2"),
    ),
  ),
  accepted("a manifest without a hash", "signature-content-malformed", (id) =>
    signedPackage({ primary: { signer } }, layout(id), () => "Version:1\n\n"),
  ),
  accepted("a signature entry that is compressed", "signature-entry-invalid", (id) =>
    signedPackage({ primary: { signer } }, { ...layout(id), entry: { deflate: true } }),
  ),
  accepted("a timestamp over another signature", "timestamp-imprint-mismatch", (id) =>
    signedPackage({ primary: { signer, unsigned: async () => [otherTimestamp] } }, layout(id)),
  ),
  accepted("a timestamp that is none", "timestamp-malformed", (id) =>
    signedPackage(
      { primary: { signer, unsigned: async () => [timestampAttribute(octetString(signer.certificate))] } },
      layout(id),
    ),
  ),
  accepted("two countersignatures of repositories", "repository-countersignature-multiple", (id) =>
    signedPackage(
      { primary: { signer, unsigned: twice }, certificates: [...chainOf(signer), ...chainOf(repository)] },
      layout(id),
    ),
  ),
];

export const modeDifferences: readonly ModeDifference[] = [
  ...readAndReported,
  {
    name: "Accept mode: a signature value that does not hold",
    mode: "accept",
    code: "signature-value-invalid",
    made: (id) => signedPackage({ primary: { signer, sign: spoiltBy(signer) } }, layout(id)),
  },
  {
    name: "Accept mode: a signature file that is no message",
    mode: "accept",
    code: "signature-malformed",
    made: async (id) => withSignature(Buffer.from("no message"), layout(id)),
  },
  {
    name: "Accept mode: a timestamp whose signature does not hold",
    mode: "accept",
    code: "timestamp-signature-invalid",
    made: spoiltTimestamp,
  },
  {
    name: "Require mode: a timestamp over another signature",
    mode: "require",
    code: "timestamp-imprint-mismatch",
    made: (id) => signedPackage({ primary: { signer, unsigned: async () => [otherTimestamp] } }, layout(id)),
  },
  {
    name: "Require mode: a countersignature whose value does not hold",
    mode: "require",
    code: "signature-value-invalid",
    made: (id) =>
      signedPackage(
        {
          primary: { signer, unsigned: countersigned({ sign: spoiltBy(repository) }) },
          certificates: [...chainOf(signer), ...chainOf(repository)],
        },
        layout(id),
      ),
  },
];

/** The neighbour of all of them. */
export const soundPackage = (id: string): Promise<Uint8Array> =>
  signedPackage({ primary: { signer, unsigned: stamped() } }, layout(id));
