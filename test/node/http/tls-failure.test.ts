import assert from "node:assert/strict";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { testIssued } from "../../../test-certs/index.js";
import { readHttpOptions } from "../../../lib/node/http/options.js";
import { tlsProblem } from "../../../lib/node/http/tls-failure.js";
import { createHttpTransport } from "../../../lib/node/http/transport.js";
import { TransportError } from "../../../lib/report/index.js";
import { toPem } from "../../../lib/testing/index.js";
import { withServer } from "../loopback.js";

async function failureAt(port: number): Promise<TransportError> {
  const url = new URL(`https://127.0.0.1:${port}/`);
  const transport = createHttpTransport(readHttpOptions({}), url.hostname);
  try {
    await transport.exchange({ role: "repository", url, method: "GET", contentTypes: [], limitBytes: 1000 });
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  } finally {
    await transport.close();
  }
  return assert.fail("the server was believed");
}

async function failureOf(name: string, options: ServerOptions = {}): Promise<TransportError> {
  const { certificate, key } = testIssued(name);
  const server = createServer({
    key: toPem("PRIVATE KEY", key.pkcs8),
    cert: toPem("CERTIFICATE", certificate),
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await failureAt((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("node/http: a server that TLS does not believe", () => {
  function assertTold(error: TransportError, problem: RegExp, remedy: RegExp): void {
    assert.deepEqual([error.reason, error.retryable], ["unreachable", false]);
    assert.match(error.message, problem);
    assert.match(error.remedy, remedy);
  }

  it("has a certificate by an unknown CA: which file to name is said", async () => {
    const error = await failureOf("repository");
    assertTold(error, /leads to no CA that is known here \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/, /NODE_EXTRA_CA_CERTS/);
  });

  it("has one that expired: no CA to trust would help", async () => {
    const error = await failureOf("author-expired");
    assertTold(error, /its certificate has expired \(CERT_HAS_EXPIRED\)/, /the clock of this machine/);
    assert.doesNotMatch(error.remedy, /NODE_EXTRA_CA_CERTS/);
  });

  it("speaks plain http where https was asked for", async () => {
    await withServer(
      (_, response) => response.end("plain"),
      async (url) => {
        const error = await failureAt(Number(new URL(url).port));
        assertTold(error, /something that is not TLS/, /port/);
        assert.doesNotMatch(error.remedy, /certificate/);
      },
    );
  });

  it("speaks only what is too old", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
    assertTold(await failureOf("repository", old), /no TLS that is accepted here/, /1\.2 or 1\.3/);
  });

  it("is told of by what verification ended with, and not where it was something else", () => {
    const words = (code: string): string => tlsProblem(code)?.problem ?? "";
    assert.match(words("CERT_NOT_YET_VALID"), /is not valid yet \(CERT_NOT_YET_VALID\)/);
    assert.match(words("ERR_TLS_CERT_ALTNAME_INVALID"), /for another name \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
    assert.match(words("SELF_SIGNED_CERT_IN_CHAIN"), /no CA that is known here/);
    assert.match(words("CERT_SIGNATURE_FAILURE"), /^did not prove its name by TLS \(/);
    assert.equal(tlsProblem("ECONNRESET"), undefined);
  });
});
