import { type LoopbackServer, readBody, serveLoopback } from "./loopback-server.js";
import type { TimestampAuthority } from "./timestamp-authority.js";
import { isWireFault, misbehave, requireWire, type WireSettings } from "./wire-fault.js";
import { requireFields } from "../report/index.js";

const CONTENT_TYPE = "application/timestamp-reply";

/** Serves the authority over HTTP (RFC 3161 §3.4), its faults included. Close it in the test that opened it. */
export async function serveTimestampAuthority(
  authority: TimestampAuthority,
  settings: Omit<WireSettings, "contentType"> = {},
): Promise<LoopbackServer> {
  requireFields(authority, "authority", { nextFault: "function", answer: "function" });
  requireWire(settings);
  return serveLoopback(async (request, response) => {
    const query = await readBody(request);
    const fault = authority.nextFault();
    const body = await authority.answer(query, fault);
    if (isWireFault(fault)) await misbehave(fault, response, body, { ...settings, contentType: CONTENT_TYPE });
    else response.writeHead(200, { "content-type": CONTENT_TYPE, "content-length": body.length }).end(body);
  });
}
