import { ia5String, sequence, utf8String } from "../../lib/testing/encode.js";
import { testCertificate, testIssued } from "../../test-certs/index.js";
import { ATTRIBUTE, type AttributePlan, chainOf, replacing, signerInfo, type SignerPlan } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { serveRepository } from "../support/repository-server.js";
import { countersigned, stamped, timestampAttribute, token } from "../support/tokens.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

const signer = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const certificates = [...chainOf(signer), ...chainOf(repository)];

/** A repository's primary signature with one of its attributes changed. */
const byRepository = (attribute: AttributePlan) => async (lab: Lab) =>
  verify(
    lab.package(
      await authored({ primary: { signer: repository, kind: "repository", attributes: replacing(attribute) } }),
    ),
  );
const countersignedOnce = (primary: Partial<SignerPlan> = {}) =>
  signedPackage({ primary: { signer, unsigned: countersigned(), ...primary }, certificates });

async function twice(): Promise<Uint8Array> {
  const unsigned = async (value: Uint8Array) => {
    const one = await signerInfo({ signer: repository, unsigned: stamped() }, value, true);
    const signingTime = new Date("2026-11-01T01:00:00Z");
    const other = await signerInfo({ signer: repository, signingTime, unsigned: stamped() }, value, true);
    return [timestampAttribute(token(value)), { type: ATTRIBUTE.countersignature, values: [one, other] }];
  };
  return signedPackage({ primary: { signer, unsigned }, certificates });
}

async function unreadable(): Promise<Uint8Array> {
  const unsigned = async (value: Uint8Array) => [
    timestampAttribute(token(value)),
    { type: ATTRIBUTE.countersignature, values: [sequence(utf8String("no SignerInfo"))] },
  ];
  return signedPackage({ primary: { signer, unsigned }, certificates });
}

export const repositoryCases = {
  "repository-signature-missing": {
    words: async (lab) =>
      verify(lab.package(await authored()), "--policy", lab.policy({ signatures: { repository: "require" } })),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    says: /asks for a repository’s signature, and the package has none/,
    next: /repository that signs, or change signatures\.repository in the policy/,
  },
  "repository-countersignature-multiple": {
    words: async (lab) => verify(lab.package(await twice())),
    exit: 20,
    nuget: "NU3032",
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    evidence: { part: "signature" },
    says: /has 2 repository countersignatures; at most one is allowed/,
    next: /Download it again from its repository/,
  },
  "repository-countersignature-misplaced": {
    words: async (lab) => verify(lab.package(await countersignedOnce({ signer: repository, kind: "repository" }))),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    evidence: { part: "signature" },
    says: /countersignature stands on a repository signature; it may stand on an author’s alone/,
    next: /Download it again from its repository/,
  },
  "repository-countersignature-invalid": {
    words: async (lab) => verify(lab.package(await unreadable())),
    exit: 20,
    nuget: "NU3012",
    etsi: "SIG_CRYPTO_FAILURE",
    actor: "repository",
    says: /countersignature can’t be one of this signature: SignerInfo/,
    next: /Download it again from its repository/,
  },
  "repository-service-index-invalid": {
    words: byRepository({ type: ATTRIBUTE.serviceIndex, values: [ia5String("http://packages.test/v3/index.json")] }),
    exit: 21,
    nuget: "NU3000",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    says: /does not say which repository made it: its service index is no absolute https URL \(http:\/\/packages\.test/,
    next: /https URL of its service index/,
  },
  "repository-owners-malformed": {
    words: byRepository({ type: ATTRIBUTE.owners, values: [sequence()] }),
    exit: 21,
    nuget: "NU3000",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    says: /package owners in the repository’s signature cannot be read: /,
    next: /Ask the repository to sign the package anew/,
  },
  "repository-certificate-undeclared": {
    words: async (lab) => {
      const server = await serveRepository({ certificates: [testCertificate("author-rsa-2048")] });
      lab.closing(() => server.close());
      const { serviceIndex } = server;
      lab.trustFile({ entries: [{ id: "ours", by: "repository", serviceIndex, certificates: "declared" }] });
      return byRepository({ type: ATTRIBUTE.serviceIndex, values: [ia5String(serviceIndex)] })(lab);
    },
    exit: 21,
    nuget: "NU3034",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "repository",
    says: /repository https:\/\/127\.0\.0\.1:\d+\/v3\/index\.json has not declared the certificate "Test Repository" as its own \(it declares 1 certificate\)/,
    next: /Try again later: a new certificate may not be declared yet/,
  },
  "repository-declaration-unknown": {
    words: async (lab) =>
      verify(lab.package(await authored()), "--service-index", "https://packages.test/v3/index.json", "--offline"),
    exit: 23,
    etsi: "TRY_LATER",
    actor: "network",
    says: /repository https:\/\/packages\.test\/v3\/index\.json, where the package came from, declares: The repository packages\.test may not be asked offline, and no answer of it is kept/,
    next: /run the same command where there is a network/,
  },
} as const satisfies Partial<FindingCases>;
