import { extendedKeyUsage, extendedKeyUsages, type IssuedCertificate } from "../../../lib/testing/index.js";
import { testAuthority, testIssued } from "../../../test-certs/index.js";
import {
  ATTRIBUTE,
  chainOf,
  COMMITMENT,
  commitment,
  replacing,
  signingCertificate,
  type SignerPlan,
  without,
} from "../../support/message.js";
import { signedPackage } from "../../support/package.js";
import { countersigned } from "../../support/tokens.js";
import type { Accepted, Difference } from "../difference.js";
import { author, signerWithout } from "../../support/signers.js";
import { authored } from "./message.js";

const signer = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const foreign = testIssued("author-foreign");
/** With its root, which nobody else has if it is unknown. */
const wholeChainOf = ({ certificate, issuers }: IssuedCertificate): readonly Uint8Array[] => [certificate, ...issuers];
const bothChains = [...chainOf(signer), ...chainOf(repository)];

/** An author's signature with a repository's countersignature. */
export const countersignedBy =
  (counter: Partial<SignerPlan> = {}, primary: Partial<SignerPlan> = {}) =>
  (): Promise<Uint8Array> =>
    signedPackage({
      primary: { signer, unsigned: countersigned(counter), ...primary },
      certificates: [...bothChains, ...wholeChainOf(primary.signer ?? signer)],
    });

export const countersignedAuthor: Accepted = { name: "an author's signature, countersigned", made: countersignedBy() };
const vouchedFor: Accepted = {
  name: "an author under an unknown root, countersigned",
  made: countersignedBy({}, { signer: foreign }),
};
const knownBesideForeign: Accepted = {
  name: "a known commitment beside a foreign one",
  made: authored({
    primary: { attributes: replacing(commitment(COMMITMENT.author, COMMITMENT.foreign)) },
  }),
};
const repositoryAlone: Accepted = {
  name: "a repository's primary signature",
  made: authored({ primary: { signer: repository, kind: "repository" } }),
};

const wrongUsage = () =>
  author(
    {
      extensions: [...signerWithout("2.5.29.37"), extendedKeyUsage([extendedKeyUsages.serverAuth])],
      subject: "CN=Lab Author Of A Foreign Root",
    },
    testAuthority("foreign-root"),
  );

/** What a signature says it is, and what its countersignature stands in for. */
export const kindDifferences: readonly Difference[] = [
  {
    name: "A signature that doesn't say whether an author or a repository made it",
    code: "signature-kind-unknown",
    refused: authored({ primary: { attributes: without(ATTRIBUTE.commitmentType) } }),
    neighbour: knownBesideForeign,
  },
  {
    name: "A signature that commits to something else alone",
    code: "signature-kind-unknown",
    refused: authored({ primary: { attributes: replacing(commitment(COMMITMENT.foreign)) } }),
    neighbour: knownBesideForeign,
  },
  {
    name: "A countersignature that stands in for a signature of unknown kind",
    code: "signature-kind-unknown",
    refused: countersignedBy({}, { signer: foreign, attributes: without(ATTRIBUTE.commitmentType) }),
    neighbour: vouchedFor,
  },
  {
    name: "A countersignature without signing-certificate-v2",
    code: "signature-attribute-missing",
    refused: countersignedBy({ attributes: without(ATTRIBUTE.signingCertificateV2) }),
    neighbour: countersignedAuthor,
  },
  {
    name: "A countersignature whose signing-certificate-v2 names another certificate",
    code: "signing-certificate-mismatch",
    refused: countersignedBy({ attributes: replacing(signingCertificate(signer.certificate)) }),
    neighbour: countersignedAuthor,
  },
  {
    name: "A repository countersignature on a repository's signature",
    code: "repository-countersignature-misplaced",
    refused: countersignedBy({}, { signer: repository, kind: "repository" }),
    neighbour: repositoryAlone,
  },
  {
    name: "A countersigned author whose chain has faults beside an unknown root",
    code: "certificate-eku",
    refused: async () => countersignedBy({}, { signer: await wrongUsage() })(),
    neighbour: vouchedFor,
  },
];

export const kindAcceptances: readonly Accepted[] = [
  knownBesideForeign,
  countersignedAuthor,
  vouchedFor,
  repositoryAlone,
];
