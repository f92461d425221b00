import type { ServerResponse } from "node:http";
import { requireOnly, TransportError, type TransportReason } from "../report/index.js";
import { requireNumber } from "./given.js";

/** Names of the failures below. */
export type WireFault =
  | "timeout"
  | "slow-drip"
  | "oversized"
  | "reset"
  | "http-404"
  | "http-500"
  | "http-503"
  | "html"
  | "wrong-content-type"
  | "redirect-loop";

/** Ways in which a server fails before there is anything to read, and what a client makes of each. */
const WIRE_FAULTS: Readonly<Record<WireFault, { reason: TransportReason; retryable: boolean; says: string }>> = {
  timeout: { reason: "timeout", retryable: true, says: "did not answer in time" },
  "slow-drip": { reason: "timeout", retryable: true, says: "sent its answer too slowly" },
  oversized: { reason: "too-large", retryable: false, says: "sent far more than an answer can hold" },
  reset: { reason: "unreachable", retryable: true, says: "closed the connection without an answer" },
  "http-404": { reason: "http-status", retryable: false, says: "answered 404" },
  "http-500": { reason: "http-status", retryable: true, says: "answered 500" },
  "http-503": { reason: "http-status", retryable: true, says: "answered 503" },
  html: { reason: "wrong-content", retryable: false, says: "answered 200 with text/html" },
  "wrong-content-type": { reason: "wrong-content", retryable: false, says: "answered with application/octet-stream" },
  "redirect-loop": { reason: "http-status", retryable: false, says: "redirected without end" },
};

/** Each of their names. */
export const wireFaults: readonly string[] = Object.keys(WIRE_FAULTS);

/** Whether the fault is one of the wire. */
export function isWireFault(fault: string | undefined): fault is WireFault {
  return fault !== undefined && Object.hasOwn(WIRE_FAULTS, fault);
}

/**
 * The same failure without a wire: what a transport adapter would throw. Faults of time wait for `signal`; without one
 * they are thrown at once, since nobody else would end the wait.
 */
export async function transportFailure(
  fault: WireFault,
  target: string,
  signal: AbortSignal | undefined,
): Promise<TransportError> {
  const { reason, retryable, says } = WIRE_FAULTS[fault];
  if (reason === "timeout" && signal !== undefined) await aborted(signal);
  return new TransportError({
    reason,
    target,
    retryable,
    message: `${target} ${says}.`,
    remedy: "This server was told to fail so; leave the fault out to have an honest one.",
  });
}

/** Many exchanges may wait for one signal, which then has one listener and not one for each. */
const WAITS = new WeakMap<AbortSignal, Promise<void>>();

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const known = WAITS.get(signal);
  const wait =
    known ?? new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  WAITS.set(signal, wait);
  await wait;
}

/** What the wire faults send. */
export interface WireSettings {
  /** Media type of a right answer. */
  readonly contentType: string;
  /** Milliseconds between two octets of a slow answer. Default 50. */
  readonly dripMs?: number;
  /** Size of an answer that is too large, in bytes. Default 64 MiB. */
  readonly oversizedBytes?: number;
}

/** @throws {ConfigError} */
export function requireWire(settings: Omit<WireSettings, "contentType">): void {
  requireOnly(settings, "settings", {}, ["dripMs", "oversizedBytes"]);
  const { dripMs = 0, oversizedBytes = 0 } = settings;
  requireNumber(dripMs, "settings.dripMs");
  requireNumber(oversizedBytes, "settings.oversizedBytes");
}

/** Fails on the wire. `body` is the right answer, for the faults that spoil only its delivery. */
export async function misbehave(
  fault: WireFault,
  response: ServerResponse,
  body: Uint8Array,
  settings: WireSettings,
): Promise<void> {
  switch (fault) {
    case "timeout":
      return; // The socket is left open; closing the server ends it.
    case "slow-drip":
      return drip(response, body, settings);
    case "oversized":
      return flood(response, settings);
    case "reset":
      response.destroy();
      return;
    case "http-404":
    case "http-500":
    case "http-503":
      response.writeHead(Number(fault.slice(-3)), { "content-type": "text/plain" }).end(`${fault}\n`);
      return;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>\n");
      return;
    case "wrong-content-type":
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(body);
      return;
    case "redirect-loop":
      response.writeHead(307, { location: response.req.url ?? "/" }).end();
      return;
  }
}

async function drip(response: ServerResponse, body: Uint8Array, settings: WireSettings): Promise<void> {
  response.writeHead(200, { "content-type": settings.contentType, "content-length": body.length });
  let position = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(position, position + 1));
    position += 1;
    if (position >= body.length) response.end();
  }, settings.dripMs ?? 50);
  await new Promise<void>((resolve) => response.once("close", resolve));
  clearInterval(timer);
}

async function flood(response: ServerResponse, settings: WireSettings): Promise<void> {
  const chunk = new Uint8Array(64 * 1024);
  response.writeHead(200, { "content-type": settings.contentType });
  let left = settings.oversizedBytes ?? 64 * 1024 * 1024;
  while (left > 0 && !response.destroyed) {
    left -= chunk.length;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      response.off("drain", goOn).off("close", goOn);
      resolve();
    };
    response.once("drain", goOn).once("close", goOn);
  });
}
