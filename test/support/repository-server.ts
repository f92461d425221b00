import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { toPem } from "../../lib/testing/index.js";
import { testIssued } from "../../test-certs/index.js";

/** A repository on loopback that declares certificates, over TLS that nobody can check. */
export interface RepositoryServer {
  readonly origin: string;
  /** What is served, by path: it may be changed while the server runs. */
  readonly documents: Record<string, unknown>;
  readonly serviceIndex: string;
  /** How many requests came. */
  readonly requestCount: number;
  /** The first request came. */
  readonly requested: Promise<void>;
  /** A client closed its connection before it was answered. */
  readonly dropped: Promise<void>;
  close(): Promise<void>;
}

export interface RepositoryServerOptions {
  /** DER. */
  readonly certificates?: readonly Uint8Array[];
  /** Put over the right documents, by path: text and octets as they are, a URL as a redirect, else JSON. */
  readonly documents?: Readonly<Record<string, unknown>>;
  readonly type?: string;
  /** PEM. Default: a certificate that no client believes. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Sent with each answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long each answer takes. */
  readonly delayMs?: number;
}

/** One entry of `signingCertificates`. */
export function declared(certificate: Uint8Array, contentUrl = "https://packages.test/c.cer"): object {
  const digest = createHash("sha256").update(certificate).digest("hex");
  const window = { notBefore: "2020-01-01T00:00:00.0000000Z", notAfter: "2060-01-01T00:00:00.0000000Z" };
  const names = { subject: "CN=Repository", issuer: "CN=CA", contentUrl };
  return { fingerprints: { "2.16.840.1.101.3.4.2.1": digest }, ...names, ...window };
}

/**
 * Serves until it is closed. While it runs this process checks no TLS certificate: the client under test takes Node's roots,
 * and those of a test are in no list.
 */
export async function serveRepository(options: RepositoryServerOptions = {}): Promise<RepositoryServer> {
  const { certificate, key } = testIssued("repository");
  let requestCount = 0;
  let sayRequested: () => void;
  let sayDropped: () => void;
  const requested = new Promise<void>((resolve) => (sayRequested = resolve));
  const dropped = new Promise<void>((resolve) => (sayDropped = resolve));
  const server = createServer(
    options.tls ?? { key: toPem("PRIVATE KEY", key.pkcs8), cert: toPem("CERTIFICATE", certificate) },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { certificates = [] } = options;
  const documents: Record<string, unknown> = {};
  const usual: Readonly<Record<string, unknown>> = {
    "/v3/index.json": {
      version: "3.0.0",
      resources: [
        { "@id": `${origin}/query`, "@type": "SearchQueryService" },
        { "@id": `${origin}/signatures.json`, "@type": options.type ?? "RepositorySignatures/5.0.0" },
      ],
    },
    "/signatures.json": {
      allRepositorySigned: false,
      signingCertificates: certificates.map((one, index) => declared(one, `${origin}/${index}.crt`)),
    },
    ...Object.fromEntries(certificates.map((one, index) => [`/${index}.crt`, one])),
    ...options.documents,
  };
  Object.assign(documents, usual);
  server.on("request", (request, response) => {
    requestCount++;
    sayRequested();
    response.on("close", () => response.writableFinished || sayDropped());
    if (options.delayMs === undefined) answer(request, response);
    else setTimeout(() => answer(request, response), options.delayMs).unref();
  });
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const document = documents[request.url ?? ""];
    if (document === undefined) response.writeHead(404).end();
    else if (document instanceof URL) response.writeHead(302, { location: document.href }).end();
    else if (document instanceof Uint8Array)
      response.writeHead(200, { "content-type": "application/pkix-cert", ...options.headers }).end(document);
    else
      response
        .writeHead(200, { "content-type": "application/json", ...options.headers })
        .end(typeof document === "string" ? document : JSON.stringify(document));
  }
  const doubtAgain = believeServers();
  return {
    origin,
    documents,
    serviceIndex: `${origin}/v3/index.json`,
    requested,
    dropped,
    get requestCount() {
      return requestCount;
    },
    async close() {
      doubtAgain();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let believers = 0;
let before: string | undefined;

/** Has clients take any certificate, until every server that asked for it has ended, in whatever order they end. */
function believeServers(): () => void {
  if (believers++ === 0) before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  return () => {
    if (--believers > 0) return;
    if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
  };
}
