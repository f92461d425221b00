import { createTimestampAuthority, serveTimestampAuthority, signerExtensions, toPem } from "../../lib/testing/index.js";
import { testTimestampIdentity } from "../../test-certs/index.js";
import { NOW, ownRoots, pemKey, pki } from "../cli/material.js";
import { manifest, unsignedPackage } from "../support/package.js";
import type { FindingCases } from "./case.js";
import { author } from "../support/signers.js";
import { authored, type Lab } from "./lab.js";

const sign = (file: string, ...more: readonly string[]): readonly string[] => [
  ...["sign", file, ...ownRoots, "--no-timestamp"],
  ...more,
];
const key = pemKey("author-rsa-2048");

export const signingCases = {
  "signing-already-signed": {
    words: async (lab) => sign(lab.package(await authored()), ...key),
    exit: 4,
    command: "sign",
    nuget: "NU3001",
    actor: "user",
    says: /The package has an author signature already/,
    next: /--overwrite/,
  },
  "signing-key-mismatch": {
    words: (lab) =>
      sign(
        lab.package(unsignedPackage()),
        ...["--cert", pki("certs", "author-rsa-2048.pem"), "--chain", pki("certs", "code-signing-issuer.pem")],
        ...["--signer-command", `openssl dgst -sha256 -sign ${pki("keys", "author-rsa-3072.pem")}`],
        ...["--signer-input", "message"],
      ),
    exit: 4,
    command: "sign",
    nuget: "NU3001",
    actor: "user",
    says: /The key is not that of the certificate "Author author-rsa-2048"/,
    next: /countersign doctor/,
  },
  "signing-content-confusable": {
    words: (lab) => sign(lab.file("notes.txt", manifest(unsignedPackage())), ...key),
    exit: 4,
    command: "sign",
    actor: "user",
    says: /The file reads as a NuGet manifest/,
    next: /Change the file, or pack it before signing/,
  },
  "signing-output-unverifiable": {
    words: signAtTheEnd,
    exit: 4,
    command: "sign",
    nuget: "NU3001",
    actor: "user",
    says: /What was signed does not pass verification \(certificate-expired\); nothing was written/,
    next: /countersign doctor/,
  },
} as const satisfies Partial<FindingCases>;

/** A certificate that is in force when the signature is made, and no more when an authority that is minutes ahead stamps it. */
async function signAtTheEnd(lab: Lab): Promise<readonly string[]> {
  const notAfter = new Date(NOW.getTime() + 60_000);
  const { certificate } = await author({ notAfter, extensions: signerExtensions("code-signing") });
  const clock = () => new Date(NOW.getTime() + 240_000);
  const server = await serveTimestampAuthority(createTimestampAuthority(testTimestampIdentity(), { clock }));
  lab.closing(() => server.close());
  const certificates = ["--cert", lab.file("ending.pem", toPem("CERTIFICATE", certificate))];
  return [
    ...["sign", lab.package(unsignedPackage()), ...ownRoots, ...key.slice(0, 2), ...certificates],
    ...["--chain", pki("certs", "code-signing-issuer.pem"), "--timestamp", server.url],
  ];
}
