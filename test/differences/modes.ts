import { flipLastBit } from "../../lib/testing/fault-list.js";
import { testIssued } from "../../test-certs/index.js";
import { chainOf } from "../support/message.js";
import { nuspecOf, library, signedPackage, withSignature } from "../support/package.js";
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

export const modeDifferences: readonly ModeDifference[] = [
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
