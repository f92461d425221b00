import assert from "node:assert/strict";
import { readSignedData, type SignedData } from "../../lib/cms/index.js";
import { defaultBudgets } from "../../lib/policy/index.js";
import { evidenceInAttributes, evidenceInCrls } from "../../lib/revocation/index.js";
import { buildOcspResponse, ocspCertId } from "../../lib/testing/index.js";
import { explicit, integer, octetString, oid, retag, sequence, setOf } from "../../lib/testing/encode.js";
import { crlWith, days, judgeLeaf, leafWith, smallPki } from "./small-pki.js";

async function ocspResponse(): Promise<Uint8Array> {
  const { issuer } = await smallPki();
  const certId = ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, "0a");
  const responses = [{ certId, status: "good" as const, thisUpdate: days(-1), nextUpdate: days(1) }];
  return buildOcspResponse({ responder: issuer, producedAt: days(-1), responses });
}

/** The BasicOCSPResponse inside: after status, tags and the type's OID stands its OCTET STRING. */
function basicOf(response: Uint8Array): Uint8Array {
  const type = Buffer.from(oid("1.3.6.1.5.5.7.48.1.1"));
  const position = Buffer.from(response).indexOf(type) + type.length;
  const octets = response.subarray(position);
  const header = (octets[1] ?? 0) < 0x80 ? 2 : 2 + ((octets[1] ?? 0) & 0x7f);
  return octets.subarray(header);
}

/** The `crls` of a message that distributes nothing else (RFC 5652 §5.1), as it is read. */
function crlsOf(...choices: readonly Uint8Array[]): SignedData["revocation"] {
  const data = sequence(oid("1.2.840.113549.1.7.1"));
  const fields = sequence(integer(1), setOf(), data, retag(0xa1, setOf(...choices)), setOf());
  const read = readSignedData(sequence(oid("1.2.840.113549.1.7.2"), explicit(0, fields)), defaultBudgets);
  assert.ok(read.ok);
  return read.value.revocation;
}

async function statusOf(embedded: ReturnType<typeof evidenceInCrls>): Promise<string> {
  return (await judgeLeaf(await leafWith(), { judge: { embedded } })).leaf.status;
}

describe("evidence that came with a signature", () => {
  it("is found among a SignedData's crls: CRLs (RFC 5652 §10.2.1) and OCSP answers (RFC 5940 §2.1)", async () => {
    const answer = await ocspResponse();
    const choice = retag(0xa1, sequence(oid("1.3.6.1.5.5.7.16.2"), answer));
    assert.equal(await statusOf(evidenceInCrls(crlsOf(await crlWith()))), "good");
    assert.equal(await statusOf(evidenceInCrls(crlsOf(choice))), "good");
    assert.equal(await statusOf([]), "unknown");
  });

  it("is found in id-aa-ets-revocationValues, whose answers have no frame (RFC 5126 §6.3.4)", async () => {
    const basic = basicOf(await ocspResponse());
    const values = [sequence(explicit(0, sequence(await crlWith())), explicit(1, sequence(basic)))];
    const found = evidenceInAttributes([{ oid: "1.2.840.113549.1.9.16.2.24", values }]);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ["crl", "ocsp"],
    );
    for (const one of found) assert.equal(await statusOf([one]), "good");
  });

  it("is found in Adobe's archive, whose answers have one", async () => {
    const values = [sequence(explicit(1, sequence(await ocspResponse())))];
    const found = evidenceInAttributes([{ oid: "1.2.840.113583.1.1.8", values }]);
    assert.equal(found.length, 1);
    assert.equal(await statusOf(found), "good");
  });

  it("is none where it stands in another attribute, in another format, or can't be read", async () => {
    const values = [sequence(explicit(1, sequence(await ocspResponse())))];
    assert.deepEqual(evidenceInAttributes([{ oid: "1.2.840.113549.1.9.16.2.14", values }]), []);
    assert.deepEqual(
      evidenceInAttributes([{ oid: "1.2.840.113583.1.1.8", values: [octetString(new Uint8Array(3))] }]),
      [],
    );
    assert.deepEqual(evidenceInCrls(crlsOf(retag(0xa1, sequence(oid("1.2.3"), sequence())))), []);
  });
});
