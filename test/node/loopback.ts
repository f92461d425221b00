import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from "node:net";

/** A server on loopback with a port of its own; closed, its connections with it, when the callback ends. */
export async function withServer<T>(
  listener: RequestListener,
  use: (url: string, server: Server) => Promise<T>,
): Promise<T> {
  const server = createServer(listener);
  await listen(server);
  try {
    return await use(`http://127.0.0.1:${portOf(server)}`, server);
  } finally {
    server.closeAllConnections();
    await closed(server);
  }
}

/** A server below HTTP, for answers that no HTTP library would give. */
export async function withRawServer<T>(
  onConnection: (socket: Socket) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await listen(server);
  try {
    return await use(`http://127.0.0.1:${portOf(server)}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  }
}

/** A port of loopback where nobody listens: one that was just given back. */
export async function unusedPort(): Promise<number> {
  const server = createTcpServer();
  await listen(server);
  const port = portOf(server);
  await closed(server);
  return port;
}

function listen(server: TcpServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

export function portOf(server: TcpServer): number {
  return (server.address() as AddressInfo).port;
}

function closed(server: TcpServer): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
