import {
  extendedKeyUsage,
  extendedKeyUsages,
  signerExtensions,
  type TimestampTokenPlan,
} from "../../../lib/testing/index.js";
import { integer, octetString, oid, sequence } from "../../../lib/testing/encode.js";
import { testIssued } from "../../../test-certs/index.js";
import { child, derTree } from "../../support/der-tree.js";
import { CONTENT, digest } from "../../support/message.js";
import { signedPackage } from "../../support/package.js";
import { timestamper } from "../../support/signers.js";
import { resigned, stamped, timestampAttribute, token, withVersions } from "../../support/tokens.js";
import type { Accepted, Difference } from "../difference.js";
import { plain } from "./message.js";

const signer = testIssued("author-rsa-2048");
const stampedWith = (change: () => Promise<Partial<TimestampTokenPlan>> | Partial<TimestampTokenPlan>) => async () =>
  signedPackage({ primary: { signer, unsigned: stamped(await change()) } });
const accepted = (name: string, change: Partial<TimestampTokenPlan>): Accepted => ({
  name,
  made: stampedWith(() => change),
});

const stampedBy = (made: (value: Uint8Array) => Uint8Array) => (): Promise<Uint8Array> =>
  signedPackage({ primary: { signer, unsigned: async (value) => [timestampAttribute(made(value))] } });
const SHA256 = "2.16.840.1.101.3.4.2.1";

/** A TSTInfo that says version 2. */
function ofInfoVersion(tstInfo: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(tstInfo);
  changed[child(derTree(tstInfo), 0).end - 1] = 2;
  return changed;
}

const ofVersion = (versions: Parameters<typeof withVersions>[1]) => async (): Promise<Uint8Array> =>
  signedPackage({
    primary: { signer, unsigned: async (value) => [timestampAttribute(withVersions(token(value), versions))] },
  });

const withUsage = (usages: readonly string[] | undefined, critical: boolean) =>
  stampedWith(async () => {
    const others = signerExtensions("timestamping").filter(({ oid }) => oid !== "2.5.29.37");
    const usage = usages === undefined ? [] : [extendedKeyUsage(usages, critical)];
    return { signer: await timestamper({ extensions: [...others, ...usage] }) };
  });
const { timeStamping, codeSigning } = extendedKeyUsages;
const v1 = accepted("a token with the first version of signing-certificate", { signingCertificate: "v1" });

/** Tokens and their authorities. */
export const timestampDifferences: readonly Difference[] = [
  {
    name: "A timestamp authority's certificate without extended key usage",
    code: "certificate-eku",
    refused: withUsage(undefined, true),
    neighbour: plain,
  },
  {
    name: "A timestamp authority's extended key usage that is not critical",
    code: "certificate-eku",
    refused: withUsage([timeStamping], false),
    neighbour: plain,
  },
  {
    name: "A timestamp authority's certificate that is for other uses too",
    code: "certificate-eku",
    refused: withUsage([timeStamping, codeSigning], true),
    neighbour: plain,
  },
  {
    name: "A timestamp whose signing-certificate names another certificate by SHA-1",
    code: "signing-certificate-mismatch",
    refused: stampedWith(() => ({ signingCertificate: "v1", namedCertificate: signer.certificate })),
    neighbour: v1,
  },
  {
    name: "A timestamp whose SignedData version its contents don't ask for",
    code: "timestamp-malformed",
    refused: ofVersion({ signedData: 1 }),
    neighbour: { name: "a token of version 3", made: ofVersion({ signedData: 3 }) },
  },
  {
    name: "A timestamp whose SignerInfo version its signer identifier doesn't ask for",
    code: "timestamp-malformed",
    refused: ofVersion({ signerInfo: 3 }),
    neighbour: { name: "a token with a signer of version 1", made: ofVersion({ signerInfo: 1 }) },
  },
  {
    name: "A timestamp whose TSTInfo is of another version",
    code: "timestamp-malformed",
    refused: stampedBy((value) => resigned(token(value), { tstInfo: ofInfoVersion })),
    neighbour: { name: "a token signed once more", made: stampedBy((value) => resigned(token(value), {})) },
  },
  {
    name: "A timestamp whose content-type is another one",
    code: "signature-content-type-mismatch",
    refused: stampedBy((value) => resigned(token(value), { contentType: CONTENT.data })),
    neighbour: plain,
  },
  {
    name: "A timestamp whose imprint is by SHA-256 with parameters that it has not",
    code: "timestamp-hash-unsupported",
    refused: stampedBy((value) =>
      token(value, {
        messageImprint: sequence(sequence(oid(SHA256), integer(1)), octetString(digest("sha256", value))),
      }),
    ),
    neighbour: plain,
  },
  {
    name: "A timestamp later than the time of judging",
    code: "timestamp-in-future",
    refused: stampedWith(() => ({ genTime: new Date("2040-01-01T00:00:00Z") })),
    neighbour: plain,
  },
];

export const timestampAcceptances: readonly Accepted[] = [
  v1,
  accepted("a token with both versions of signing-certificate", { signingCertificate: "both" }),
  accepted("a token without accuracy", { accuracy: undefined }),
  accepted("a token with a fraction of a second", { genTime: new Date("2026-11-02T00:00:00.250Z") }),
  accepted("a token with the authority's leaf alone", { certificates: "leaf" }),
  accepted("a token with its root", { certificates: "with-root" }),
  accepted("a token by RSASSA-PSS", { algorithm: { name: "rsa-pss", hash: "sha256" } }),
  accepted("a token by SHA-512", { hash: "sha512", algorithm: { name: "rsa-pkcs1", hash: "sha512" } }),
  accepted("a token whose authority has expired since", {
    signer: testIssued("timestamp-authority-expired"),
    genTime: new Date("2020-06-01T00:00:00Z"),
  }),
];
