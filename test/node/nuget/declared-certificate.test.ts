import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fetchDeclaredCertificate, httpRepositorySource } from "../../../lib/node/index.js";
import type { Fingerprint, TransportError } from "../../../lib/report/index.js";
import { toPem } from "../../../lib/testing/index.js";
import { testCertificate } from "../../../test-certs/index.js";
import { serveRepository } from "../../support/repository-server.js";
import { withFolder } from "../temporary-folder.js";

describe("a certificate that a repository declares", () => {
  const certificate = testCertificate("repository");
  const prints = (["sha256", "sha384", "sha512"] as const).map(
    (hash): Fingerprint => `${hash}:${createHash(hash).update(certificate).digest("hex")}`,
  );
  const declaration = { subject: "", issuer: "", notBefore: new Date(0), notAfter: new Date(0) };

  async function fetched(fingerprints: readonly Fingerprint[], document: unknown, delayMs?: number) {
    const options = delayMs === undefined ? {} : { delayMs };
    const server = await serveRepository({ documents: { "/c.crt": document }, ...options });
    try {
      const declared = { ...declaration, fingerprints, contentUrl: `${server.origin}/c.crt` };
      return await fetchDeclaredCertificate(server.serviceIndex, declared, {
        timeoutMs: delayMs === undefined ? 15_000 : 50,
      });
    } finally {
      await server.close();
    }
  }
  const reason = (wanted: string) => (error: TransportError) => error.code === "transport" && error.reason === wanted;

  it("is what lies at its contentUrl, DER or PEM, if every declared fingerprint is its own", async () => {
    assert.equal((await fetched(prints, certificate)).fingerprint, prints[0]);
    assert.equal((await fetched([prints[2] ?? "sha512:"], toPem("CERTIFICATE", certificate))).fingerprint, prints[0]);
    const wrong: Fingerprint = `sha384:${"00".repeat(48)}`;
    await assert.rejects(fetched([...prints, wrong], certificate), reason("wrong-content"));
    await assert.rejects(fetched([], certificate), reason("wrong-content"));
  });

  it("is one certificate, and not waited for for ever", async () => {
    const two = toPem("CERTIFICATE", certificate).repeat(2);
    await assert.rejects(fetched(prints, two), reason("wrong-content"));
    await assert.rejects(fetched(prints, new Uint8Array()), reason("wrong-content"));
    await assert.rejects(fetched(prints, certificate, 5_000), reason("timeout"));
  });

  it("is fetched over https alone", async () => {
    const declared = { ...declaration, fingerprints: prints, contentUrl: "http://127.0.0.1/c.crt" };
    const call = fetchDeclaredCertificate("https://127.0.0.1/v3/index.json", declared);
    await assert.rejects(call, reason("wrong-content"));
  });

  it("comes from a declaration that is not waited for for ever either", () =>
    withFolder(async (cacheDirectory) => {
      const server = await serveRepository({ delayMs: 5_000 });
      try {
        const { serviceIndex } = server;
        const source = httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory, timeoutMs: 50 });
        await assert.rejects(source.find(serviceIndex, {}), reason("timeout"));
      } finally {
        await server.close();
      }
    }));
});
