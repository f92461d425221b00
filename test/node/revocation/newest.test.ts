import assert from "node:assert/strict";
import { asSource } from "../../../lib/bytes/index.js";
import { httpRevocationSource } from "../../../lib/node/revocation/http-source.js";
import type { RevocationMethod } from "../../../lib/revocation/index.js";
import {
  authorityInformationAccess,
  buildCrl,
  buildOcspResponse,
  type CertificateAuthority,
  crlDistributionPoints,
  type CrlOptions,
  generateTestKey,
  issueOcspResponder,
  issuingDistributionPoint,
  ocspCertId,
  type OcspOptions,
} from "../../../lib/testing/index.js";
import { withServer } from "../loopback.js";
import { withFolder } from "../temporary-folder.js";
import { at, issue, makeAuthority, question, read } from "./questions.js";

const HOUR = 3_600_000;
const SERIAL = "0a0b";
const ago = (hours: number): Date => new Date(at.getTime() - hours * HOUR);
const nextUpdate = new Date(at.getTime() + 24 * HOUR);
const ENTRIES = [{ serialNumber: SERIAL, revokedAt: ago(3) }];

function crl(authority: CertificateAuthority, hours: number, more: Partial<CrlOptions> = {}): Uint8Array {
  return buildCrl(authority, { thisUpdate: ago(hours), nextUpdate, ...more });
}

function answer(authority: CertificateAuthority, hours: number, more: Partial<OcspOptions> = {}): Uint8Array {
  const issuer = { subject: authority.subject, publicKeyInfo: authority.key.publicKeyInfo };
  const certId = ocspCertId(issuer, SERIAL);
  const responses = [{ certId, status: "good", thisUpdate: ago(hours), nextUpdate }] as const;
  return buildOcspResponse({ responder: authority, producedAt: ago(hours), responses, ...more });
}

async function delegatedBy(issuer: CertificateAuthority): Promise<Pick<OcspOptions, "responder" | "certificates">> {
  const key = await generateTestKey("P-256");
  const terms = { key, notBefore: ago(99), notAfter: nextUpdate, serialNumber: "77" };
  const { certificate } = await issueOcspResponder(issuer, terms);
  return { responder: { key, subject: read(certificate).subjectName }, certificates: [certificate] };
}

type Said = (authority: CertificateAuthority) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;

/** Fetches what servers say, one after the other. @returns the place of what is kept in the end. */
async function keptOf(kind: RevocationMethod, said: Said): Promise<number> {
  const authority = await makeAuthority();
  const answers = await said(authority);
  let asked = 0;
  return withFolder((cacheDirectory) =>
    withServer(
      (_request, response) =>
        response
          .setHeader("content-type", kind === "crl" ? "application/pkix-crl" : "application/ocsp-response")
          .end(answers[asked++]),
      async (url) => {
        const leaf = await issue(authority, SERIAL, [
          crlDistributionPoints([`${url}/ca.crl`]),
          authorityInformationAccess({ ocsp: [`${url}/ocsp`] }),
        ]);
        const source = httpRevocationSource({ allowAddresses: ["127.0.0.1"], cacheDirectory });
        for (const expected of answers) {
          const [came] = await source.find(await question(leaf, authority, "online", [kind]));
          assert.deepEqual(came?.data, new Uint8Array(expected), "whoever asks gets what the server said");
        }
        const [kept] = await source.find(await question(leaf, authority, "offline", [kind]));
        const held = asSource(kept?.data ?? new Uint8Array());
        const bytes = Buffer.from(await held.slice(0, held.size).arrayBuffer());
        return answers.findLastIndex((one) => bytes.equals(one));
      },
    ),
  );
}

/** What servers say in turn, and which of it stays. */
const LISTS: readonly (readonly [string, number, Said])[] = [
  ["a newer CRL in an older one's place", 1, (ca) => [crl(ca, 9), crl(ca, 2, { entries: ENTRIES })]],
  ["a newer CRL against an older one that is still fresh", 0, (ca) => [crl(ca, 2, { entries: ENTRIES }), crl(ca, 9)]],
  [
    "a newer CRL that is stale against an older one that is fresh",
    0,
    (ca) => [crl(ca, 2, { entries: ENTRIES, nextUpdate: ago(1) }), crl(ca, 9)],
  ],
  [
    "of two CRLs of one moment the one with the higher number",
    0,
    (ca) => [crl(ca, 2, { number: 300, entries: ENTRIES }), crl(ca, 2, { number: 45 })],
  ],
  [
    "the later of two CRLs of one moment that have no number",
    1,
    (ca) => [crl(ca, 2), crl(ca, 2, { entries: ENTRIES })],
  ],
  [
    "a newer CRL against an older one that comes after a forgery",
    0,
    async (ca) => {
      const forger = { subject: ca.subject, key: await generateTestKey("P-256") };
      return [crl(ca, 2, { entries: ENTRIES }), buildCrl(forger, { thisUpdate: ago(1), nextUpdate }), crl(ca, 9)];
    },
  ],
  [
    "a newer CRL of another scope against an older one",
    1,
    (ca) => {
      const extensions = [issuingDistributionPoint({ onlyCa: true })];
      return [crl(ca, 2, { entries: ENTRIES }), crl(ca, 1, { extensions }), crl(ca, 9)];
    },
  ],
  [
    "a genuine CRL in the place of a forgery that calls itself newer",
    1,
    async (ca) => {
      const forger = { subject: ca.subject, key: await generateTestKey("P-256") };
      return [buildCrl(forger, { thisUpdate: ago(1), nextUpdate, number: 1e9 }), crl(ca, 9)];
    },
  ],
];
const ANSWERS: typeof LISTS = [
  ["a newer answer in an older one's place", 1, (ca) => [answer(ca, 9), answer(ca, 2)]],
  ["a newer answer against an older one that is still fresh", 0, (ca) => [answer(ca, 2), answer(ca, 9)]],
  [
    "a newer answer of a delegate against an older one",
    0,
    async (ca) => [answer(ca, 2, await delegatedBy(ca)), answer(ca, 9)],
  ],
  [
    "an older answer in the place of one whose responder the issuer has not named",
    1,
    async (ca) => {
      const namesake = { ...ca, key: await generateTestKey("P-256") };
      return [answer(ca, 2, await delegatedBy(namesake)), answer(ca, 9)];
    },
  ],
];

describe("node: what stays in the cache of revocation data where an older piece is played back", () => {
  for (const [name, expected, said] of LISTS)
    it(`keeps ${name}`, async () => {
      assert.equal(await keptOf("crl", said), expected);
    });
  for (const [name, expected, said] of ANSWERS)
    it(`keeps ${name}`, async () => {
      assert.equal(await keptOf("ocsp", said), expected);
    });
});
