import {
  authorityExtensions,
  basicConstraints,
  type CertificateAuthority,
  type IssuedCertificate,
  keyUsage,
  nameConstraints,
  policyConstraints,
} from "../../lib/testing/index.js";
import { testAuthority, testCertificate, testIssued } from "../../test-certs/index.js";
import { author, intermediate } from "../support/signers.js";
import { pki } from "../cli/material.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

type Intermediate = Parameters<typeof intermediate>[0];
const by = (issued: () => Promise<IssuedCertificate> | IssuedCertificate) => async (lab: Lab) =>
  verify(lab.package(await authored({ primary: { signer: await issued() } })));
const under = (change: Intermediate, above?: CertificateAuthority) =>
  by(async () => author({}, await intermediate(change, above)));
const signer = testIssued("author-rsa-2048");
const tsaRoot = pki("certs", "timestamping-root.pem");
const codeRoot = Buffer.from(testCertificate("code-signing-root")).toString("base64");

export const chainCases = {
  "chain-incomplete": {
    words: async (lab) => verify(lab.package(await authored({ certificates: [signer.certificate] }))),
    exit: 21,
    nuget: "NU3012",
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "author",
    says: /No certificate was found that issued "Author author-rsa-2048": its issuer is "CN=Test Code Signing Issuer/,
    next: /put the CA’s certificates into the signature.*countersign trust add test-code-signing-issuer\.pem/,
  },
  "chain-root-untrusted": {
    words: async (lab) => {
      const foreign = testIssued("author-foreign");
      const certificates = [foreign.certificate, ...foreign.issuers];
      return verify(lab.package(await authored({ primary: { signer: foreign }, certificates })));
    },
    exit: 21,
    nuget: "NU3018",
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "user",
    says: /The chain of "Author Foreign" ends at "Foreign Root", which is not in the trust list/,
    next: /countersign trust add foreign-root\.pem; or, .*countersign trust add lab\.sample\.1\.0\.0\.nupkg .*--allow-untrusted-root/,
  },
  "chain-anchor-purpose": {
    words: async (lab) => [
      "verify",
      lab.package(await authored()),
      "--code-signing-roots",
      pki("certs", "timestamping-root.pem"),
      "--timestamping-roots",
      lab.file("both.pem", ["timestamping-root", "code-signing-root"].map(pemOf).join("")),
    ],
    exit: 21,
    nuget: "NU3018",
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "user",
    says: /root "Test Code Signing Root" is trusted for timestamping, not for code-signing/,
    next: /countersign trust add test-code-signing-root\.pem --purpose code-signing/,
  },
  "chain-anchor-window": {
    words: async (lab) => {
      const until = "2026-11-01T00:00:00Z";
      const root = { id: "ours", certificate: codeRoot, purposes: ["code-signing"], until };
      lab.trustFile({ roots: [root] });
      const roots = ["--code-signing-roots", pki("certs", "foreign-root.pem")];
      return [...["verify", lab.package(await authored()), ...roots], "--timestamping-roots", tsaRoot];
    },
    exit: 21,
    nuget: "NU3018",
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "user",
    says: /root "Test Code Signing Root" is not trusted for 2026-11-02: the trust list trusts it until 2026-11-01/,
    next: /newer release/,
  },
  "chain-signature-invalid": {
    words: by(() => ({
      ...signer,
      certificate: signer.certificate.map((octet, place, all) => (place === all.length - 1 ? octet ^ 1 : octet)),
    })),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "repository",
    says: /signature on the certificate "Author author-rsa-2048" was not made with the key of "Test Code Signing Issuer"/,
    next: /download it again/,
  },
  "chain-issuer-not-ca": {
    words: by(() => testIssued("author-no-ca")),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /"Test Issuer Without CA" issued another and is no CA/,
    next: /Don’t use the package/,
  },
  "chain-issuer-key-usage": {
    words: under({ extensions: [basicConstraints(true), keyUsage(["cRLSign"])] }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /CA "Lab Issuer" issued a certificate though its key usage lacks keyCertSign/,
    next: /Don’t use the package/,
  },
  "chain-path-length": {
    words: under({}, testAuthority("code-signing-issuer")),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /CA "Test Code Signing Issuer" may have 0 CAs below it, and there is one/,
    next: /Ask the signer’s CA/,
  },
  "chain-name-constraint": {
    words: under({
      extensions: [
        ...authorityExtensions(),
        nameConstraints({ excluded: [{ kind: "directory", value: "CN=Lab Author,O=Countersign Test" }] }),
      ],
    }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /"Lab Author" has the name .+, which the CA "Lab Issuer" may not certify: it excludes/,
    next: /Don’t use the package unless the CA can say/,
  },
  "chain-policy": {
    words: under({ extensions: [...authorityExtensions(), policyConstraints({ requireExplicit: 0 })] }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /No certificate policy that is required holds for the chain of "Lab Author"/,
    next: /one of the policies that are required/,
  },
  "chain-budget": {
    words: async (lab) =>
      verify(lab.package(await authored()), "--policy", lab.policy({ budgets: { pathBuildSteps: 1 } })),
    exit: 23,
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "author",
    says: /search for a chain was stopped at its limit of 1 \(pathBuildSteps\)/,
    next: /raise budgets\.pathBuildSteps in the policy/,
  },
} as const satisfies Partial<FindingCases>;

function pemOf(name: string): string {
  const base64 = Buffer.from(testCertificate(name)).toString("base64").replaceAll(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
