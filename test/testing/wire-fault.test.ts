import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { misbehave, transportFailure } from "../../lib/testing/wire-fault.js";
import { withServer } from "../node/loopback.js";

const settings = { contentType: "application/ocsp-response", oversizedBytes: 16 * 1024 * 1024 };
const body = new Uint8Array(8);

async function received(url: string, use: (response: IncomingMessage) => Promise<void>): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).once("error", reject));
  await use(response);
}

describe("testing: faults of the wire", () => {
  it("flood whoever reads on, however often the socket fills, without a listener left behind", async () => {
    const counts: number[] = [];
    let drains = 0;
    const flood = async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
      response.on("drain", () => {
        drains++;
        counts.push(response.listenerCount("close") + response.listenerCount("drain"));
      });
      await misbehave("oversized", response, body, settings);
    };
    await withServer(
      (request, response) => void flood(request, response),
      async (url) => {
        await received(url, async (response) => {
          let bytes = 0;
          for await (const chunk of response) bytes += (chunk as Uint8Array).length;
          assert.equal(bytes, settings.oversizedBytes);
        });
      },
    );
    assert.ok(drains > 20, `the socket filled ${drains} times`);
    assert.equal(Math.max(...counts), Math.min(...counts), "as many listeners at the last as at the first");
  });

  it("end when whoever reads has gone", async () => {
    let ended: Promise<void> | undefined;
    await withServer(
      (_request, response) => {
        ended = misbehave("oversized", response, body, { ...settings, oversizedBytes: 1024 ** 3 });
      },
      async (url) => {
        await received(url, async (response) => void response.destroy());
        await ended;
      },
    );
  });

  it("wait for one signal with one listener, however many wait", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = Array.from({ length: 30 }, () => transportFailure("timeout", "server", signal));
    assert.equal(getEventListeners(signal, "abort").length, 1);
    controller.abort();
    for (const failure of await Promise.all(waiting)) assert.equal(failure.reason, "timeout");
    assert.equal((await transportFailure("slow-drip", "server", signal)).reason, "timeout", "already over");
  });
});
