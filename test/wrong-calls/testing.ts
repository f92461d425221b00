import { sequence } from "../../lib/testing/encode.js";
import * as testing from "../../lib/testing/index.js";
import {
  testAuthority,
  testDevelopmentKeys,
  testIssued,
  testKey,
  testTimestampIdentity,
} from "../../test-certs/index.js";
import { unsignedPackage } from "../support/package.js";
import { type Call, either, maybe, whole } from "./call.js";
import type { Material } from "./material.js";

export async function testingCalls({ pki, clock }: Material): Promise<Readonly<Record<string, Call>>> {
  const key = whole(testKey("author-rsa-2048"));
  const issuer = whole(testAuthority("code-signing-issuer"));
  const issued = whole(testIssued("author-rsa-2048"));
  const { certificate } = testIssued("author-rsa-2048");
  const authority = testing.createRevocationAuthority(testAuthority("code-signing-issuer"), { clock });
  const stamper = testing.createTimestampAuthority(testTimestampIdentity(), { clock });
  const extension = testing.basicConstraints(false);
  const algorithm = maybe({ name: "rsa-pkcs1", hash: "sha256" });
  const names = [{ kind: "dns", value: "contoso.com" }];
  const dates = { notBefore: new Date(0), notAfter: clock() };
  const template = {
    subject: either("CN=A", "other"),
    key,
    ...dates,
    serialNumber: "01",
    extensions: [extension],
    algorithm,
    keyIdentifiers: maybe(true),
    edit: maybe((tbs: Uint8Array) => tbs),
  };
  const revocation = { revokedAt: clock(), reason: maybe("superseded"), invalidityDate: maybe(clock()) };
  const subject = testAuthority("code-signing-issuer").subject;
  const certId = testing.ocspCertId({ subject, publicKeyInfo: testKey("code-signing-issuer").publicKeyInfo }, "01");
  const plan = { fault: maybe("garbage", "list", "function", "object") };
  const token = {
    policy: "1.2.3",
    messageImprint: Uint8Array.of(48, 0),
    serialNumber: "01",
    genTime: clock(),
    accuracy: maybe({ seconds: maybe(1) }),
    ordering: false,
    nonce: maybe(Uint8Array.of(2, 1, 1)),
    tsaName: false,
    extensions: [extension],
    signer: whole(testIssued("timestamp-authority")),
    certificates: "chain",
    hash: "sha256",
    algorithm: { name: "rsa-pkcs1", hash: "sha256" },
    signingCertificate: "v2",
    namedCertificate: certificate,
    eContentType: "1.2.840.113549.1.9.16.1.4",
    spoil: maybe((value: Uint8Array) => value),
  };
  const closed = async (server: Promise<testing.LoopbackServer>): Promise<void> => (await server).close();
  const usages = [testing.extendedKeyUsages.codeSigning];
  return {
    authorityExtensions: {
      call: testing.authorityExtensions,
      args: { options: maybe({ pathLength: maybe(1), usages: maybe(usages) }) },
    },
    authorityInformationAccess: {
      call: testing.authorityInformationAccess,
      args: { urls: { ocsp: maybe(["http://a.test/"]), caIssuers: maybe(["http://a.test/"]) } },
    },
    authorityKeyIdentifier: { call: testing.authorityKeyIdentifier, args: { identifier: Uint8Array.of(1) } },
    basicConstraints: {
      call: testing.basicConstraints,
      args: { ca: true, pathLength: maybe(1), critical: maybe(true) },
    },
    buildCrl: {
      call: testing.buildCrl,
      args: {
        issuer: { key, subject },
        options: {
          thisUpdate: clock(),
          nextUpdate: maybe(clock()),
          entries: maybe([{ serialNumber: "01", ...revocation }]),
          number: maybe(1),
          baseNumber: maybe(1),
          extensions: maybe([extension]),
          algorithm,
        },
      },
    },
    buildOcspError: { call: testing.buildOcspError, args: { status: "tryLater" } },
    buildOcspResponse: {
      call: testing.buildOcspResponse,
      args: {
        options: {
          responder: { key, subject },
          responderId: maybe("key"),
          producedAt: clock(),
          responses: [
            { certId, status: "good", thisUpdate: clock(), nextUpdate: maybe(clock()), extensions: maybe([extension]) },
          ],
          certificates: maybe([certificate]),
          nonce: maybe(Uint8Array.of(1)),
          algorithm,
        },
      },
    },
    buildTimestampToken: { call: testing.buildTimestampToken, args: { plan: token } },
    certificatePolicies: { call: testing.certificatePolicies, args: { policies: ["1.2.3"], critical: maybe(true) } },
    certify: { call: testing.certify, args: { issuer: { key, subject }, template } },
    createDevelopmentPki: {
      call: testing.createDevelopmentPki,
      args: {
        options: maybe({
          at: maybe(clock()),
          defects: maybe(["wrong-eku"]),
          keys: whole(testDevelopmentKeys(), "nothing"),
          keyKind: maybe("P-256"),
          nextSerialNumber: maybe(() => "01"),
          revocationUrl: maybe("http://127.0.0.1/"),
        }),
      },
      called: { "options.nextSerialNumber": "template.serialNumber" },
    },
    "createDevelopmentPki().issue": {
      call: (options: never) => pki.issue(options),
      args: {
        options: {
          subject: "CN=B",
          purpose: "code-signing",
          defects: maybe([]),
          key: whole(testKey("author-rsa-2048"), "nothing"),
          extensions: maybe([extension]),
        },
      },
      called: { "options.key": "template.key" },
    },
    "createDevelopmentPki().revoke": {
      call: (signer: never, why: never) => {
        pki.revoke(signer, why);
      },
      args: { signer: whole(pki.author), revocation },
    },
    createRevocationAuthority: {
      call: testing.createRevocationAuthority,
      args: {
        issuer,
        options: maybe({
          clock: maybe(clock),
          responder: whole(testIssued("ocsp-responder"), "nothing"),
          responderId: maybe("key"),
          validityMs: maybe(1000),
          ...plan,
        }),
      },
    },
    createRootAuthority: { call: testing.createRootAuthority, args: { template } },
    createTimestampAuthority: {
      call: testing.createTimestampAuthority,
      args: {
        identity: whole(testTimestampIdentity()),
        options: maybe({ clock: maybe(clock), label: maybe("a"), ...plan }),
      },
    },
    crlDistributionPoints: { call: testing.crlDistributionPoints, args: { urls: ["http://a.test/"] } },
    distinguishedName: { call: testing.distinguishedName, args: { name: either("CN=A", "other") } },
    extendedKeyUsage: { call: testing.extendedKeyUsage, args: { usages, critical: maybe(true) } },
    extensionDer: {
      call: testing.extensionDer,
      args: { extension: { oid: "1.2.3", critical: true, value: Uint8Array.of(5, 0) } },
    },
    generalName: { call: testing.generalName, args: { name: names[0] } },
    generateTestKey: { call: testing.generateTestKey, args: { kind: maybe("P-256") } },
    inhibitAnyPolicy: { call: testing.inhibitAnyPolicy, args: { skip: 1 } },
    issuingDistributionPoint: {
      call: testing.issuingDistributionPoint,
      args: {
        scope: {
          fullName: maybe(names),
          onlyUser: maybe(true),
          onlyCa: maybe(false),
          onlyAttribute: maybe(false),
          indirect: maybe(false),
          onlySomeReasons: maybe([1]),
        },
      },
    },
    issueAuthority: { call: testing.issueAuthority, args: { issuer, template } },
    issueCertificate: { call: testing.issueCertificate, args: { issuer, template } },
    issueOcspResponder: {
      call: testing.issueOcspResponder,
      args: { issuer, options: { key, ...dates, serialNumber: "01", noCheck: maybe(true), usages: maybe(usages) } },
    },
    keyIdentifier: {
      call: testing.keyIdentifier,
      args: { publicKeyInfo: testKey("author-rsa-2048").publicKeyInfo, hash: maybe("sha1") },
    },
    keyUsage: { call: testing.keyUsage, args: { usages: ["digitalSignature"], critical: maybe(true) } },
    nameConstraints: {
      call: testing.nameConstraints,
      args: { subtrees: { permitted: maybe(names), excluded: maybe(names) }, critical: maybe(true) },
    },
    ocspCertId: {
      call: testing.ocspCertId,
      args: {
        issuer: { subject, publicKeyInfo: testKey("code-signing-issuer").publicKeyInfo },
        serialNumber: "01",
        hash: maybe("sha1"),
      },
    },
    ocspNoCheck: { call: testing.ocspNoCheck, args: {} },
    policyConstraints: {
      call: testing.policyConstraints,
      args: { skip: { requireExplicit: maybe(1), inhibitMapping: maybe(1) } },
    },
    policyMappings: {
      call: testing.policyMappings,
      args: { mappings: [{ issuer: "1.2.3", subject: "1.2.4" }], critical: maybe(true) },
    },
    purposeUsage: { call: testing.purposeUsage, args: { purpose: "code-signing" } },
    readOcspRequest: {
      call: testing.readOcspRequest,
      args: { request: sequence(sequence(sequence(sequence(certId)))) },
    },
    readTestKey: { call: testing.readTestKey, args: { key: either(testKey("author-rsa-2048").pkcs8, "text") } },
    revocationSourceOf: { call: testing.revocationSourceOf, args: { authorities: [whole(authority)], label: "a" } },
    serialNumberOf: { call: testing.serialNumberOf, args: { certificate } },
    serveRevocation: {
      call: (authorities: never, settings: never) => closed(testing.serveRevocation(authorities, settings)),
      args: { authorities: new Map([["a", authority]]), settings: maybe({}) },
    },
    serveTimestampAuthority: {
      call: (one: never, settings: never) => closed(testing.serveTimestampAuthority(one, settings)),
      args: { authority: whole(stamper), settings: maybe({}) },
    },
    signerExtensions: { call: testing.signerExtensions, args: { purpose: "code-signing", usages: maybe(usages) } },
    signUnchecked: {
      call: testing.signUnchecked,
      args: {
        source: unsignedPackage(),
        signer: { issued },
        options: maybe({ signingTime: maybe(clock()), timestamps: whole(stamper, "nothing") }),
      },
    },
    signerOf: { call: testing.signerOf, args: { issued, label: "a", algorithm } },
    subjectAltNames: { call: testing.subjectAltNames, args: { names, critical: maybe(true) } },
    subjectKeyIdentifier: { call: testing.subjectKeyIdentifier, args: { identifier: Uint8Array.of(1) } },
    toPem: { call: testing.toPem, args: { label: "CERTIFICATE", der: certificate } },
  };
}
