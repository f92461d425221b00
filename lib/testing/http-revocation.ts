import type { IncomingMessage } from "node:http";
import { type LoopbackServer, readBody, serveLoopback } from "./loopback-server.js";
import type { RevocationAuthority } from "./revocation-authority.js";
import { isWireFault, misbehave, requireWire, type WireSettings } from "./wire-fault.js";
import { requireFields } from "../report/index.js";

/**
 * Serves CRLs, OCSP (RFC 6960 §A.1, GET and POST) and issuers' certificates: `/NAME.crl`, `/NAME.ocsp`, `/NAME.cer`,
 * with the names of the map. The map is looked up at each request, so that authorities whose certificates carry this
 * server's URLs can be added once they exist.
 */
export async function serveRevocation(
  authorities: ReadonlyMap<string, RevocationAuthority>,
  settings: Omit<WireSettings, "contentType"> = {},
): Promise<LoopbackServer> {
  requireFields(authorities, "authorities", { get: "function" });
  requireWire(settings);
  return serveLoopback(async (request, response) => {
    const [, name = "", kind = "", query = ""] = /^\/([^/]*)\.(crl|ocsp|cer)(?:\/(.*))?$/.exec(request.url ?? "") ?? [];
    const authority = authorities.get(name);
    if (authority === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end("No such authority.\n");
      return;
    }
    const fault = authority.nextFault();
    const { body, contentType } = await answerOf(authority, kind, request, query, fault);
    if (isWireFault(fault)) await misbehave(fault, response, body, { ...settings, contentType });
    else response.writeHead(200, { "content-type": contentType, "content-length": body.length }).end(body);
  });
}

async function answerOf(
  authority: RevocationAuthority,
  kind: string,
  request: IncomingMessage,
  query: string,
  fault: ReturnType<RevocationAuthority["nextFault"]>,
): Promise<{ readonly body: Uint8Array; readonly contentType: string }> {
  if (kind === "cer") return { body: authority.issuer.certificate, contentType: "application/pkix-cert" };
  if (kind === "crl") return { body: await authority.crl(fault), contentType: "application/pkix-crl" };
  const asked = request.method === "POST" ? await readBody(request) : Buffer.from(decodeURIComponent(query), "base64");
  return { body: await authority.ocsp(asked, fault), contentType: "application/ocsp-response" };
}
