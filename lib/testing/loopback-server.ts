import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A server on loopback, on a port that the system chose. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  /** Ends the server and every connection that is still open. */
  close(): Promise<void>;
}

/** @param answer may reject: the client then gets 500 and the message. */
export async function serveLoopback(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "content-type": "text/plain" }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

/** A request's body. @throws beyond `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number = 64 * 1024): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw new Error(`The request is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
