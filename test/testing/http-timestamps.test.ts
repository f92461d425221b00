import assert from "node:assert/strict";
import { createTimestampAuthority, serveTimestampAuthority, type TimestampFault } from "../../lib/testing/index.js";
import { testTimestampIdentity } from "../../test-certs/index.js";
import { opensslTsQuery } from "../interop/openssl.js";
import { requireCommands } from "../interop/tools.js";

const identity = testTimestampIdentity();
const clock = (): Date => new Date("2030-05-06T07:08:09Z");

describe("the timestamp authority over HTTP", () => {
  let query: Uint8Array<ArrayBuffer>;

  before(async function () {
    requireCommands(this, "openssl");
    query = Uint8Array.from(await opensslTsQuery(Buffer.from("what is stamped")));
  });

  /** One exchange with a server that lives no longer. */
  async function exchange<Result>(
    fault: TimestampFault | undefined,
    use: (url: string, request: RequestInit) => Promise<Result>,
  ): Promise<Result> {
    const authority = createTimestampAuthority(identity, { clock, ...(fault === undefined ? {} : { fault }) });
    const server = await serveTimestampAuthority(authority, { dripMs: 1, oversizedBytes: 1 << 20 });
    const headers = { "content-type": "application/timestamp-query" };
    try {
      return await use(server.url, { method: "POST", body: query, headers, redirect: "manual" });
    } finally {
      await server.close();
    }
  }

  it("sends what the authority answers, as application/timestamp-reply (RFC 3161 §3.4)", async () => {
    await exchange(undefined, async (url, request) => {
      const response = await fetch(url, request);
      assert.equal(response.headers.get("content-type"), "application/timestamp-reply");
      const expected = await createTimestampAuthority(identity, { clock }).answer(query);
      assert.deepEqual(new Uint8Array(await response.arrayBuffer()), expected);
    });
  });

  const answered = [
    ["http-404", 404, "text/plain"],
    ["http-500", 500, "text/plain"],
    ["http-503", 503, "text/plain"],
    ["html", 200, "text/html"],
    ["wrong-content-type", 200, "application/octet-stream"],
    ["redirect-loop", 307, null],
    ["rejection", 200, "application/timestamp-reply"],
    ["wrong-nonce", 200, "application/timestamp-reply"],
  ] as const;
  for (const [fault, status, contentType] of answered) {
    it(`shows the fault ${fault} as ${status} ${contentType ?? "to itself"}`, async () => {
      await exchange(fault, async (url, request) => {
        const response = await fetch(url, request);
        assert.equal(response.status, status);
        assert.equal(response.headers.get("content-type"), contentType);
        await response.arrayBuffer();
      });
    });
  }

  it("closes the connection without an answer", async () => {
    await exchange("reset", async (url, request) => assert.rejects(fetch(url, request), TypeError));
  });

  it("keeps silent until the client gives up", async () => {
    await exchange("timeout", async (url, request) => {
      const caller = new AbortController();
      const hanging = fetch(url, { ...request, signal: caller.signal });
      await new Promise((resolve) => setImmediate(resolve));
      caller.abort();
      await assert.rejects(hanging, { name: "AbortError" });
    });
  });

  it("sends a right answer octet by octet", async () => {
    await exchange("slow-drip", async (url, request) => {
      const { body } = await fetch(url, request);
      const reader = (body ?? assert.fail("no body")).getReader();
      const first = (await reader.read()) as { value?: Uint8Array };
      assert.ok((first.value ?? assert.fail("no octet")).length < 100);
      await reader.cancel();
    });
  });

  it("sends far more than an answer can hold", async () => {
    await exchange("oversized", async (url, request) => {
      const response = await fetch(url, request);
      assert.equal((await response.arrayBuffer()).byteLength, 1 << 20);
    });
  });

  it("answers 500 to what is not a request, and goes on", async () => {
    await exchange(undefined, async (url, request) => {
      assert.equal((await fetch(url, { ...request, body: Uint8Array.of(1, 2, 3) })).status, 500);
      assert.equal((await fetch(url, request)).status, 200);
    });
  });
});
