import assert from "node:assert/strict";
import { httpTimestampSource } from "../../lib/node/timestamp-source.js";
import { ConfigError, TransportError } from "../../lib/report/index.js";
import { withServer } from "./loopback.js";

describe("node: httpTimestampSource", () => {
  it("posts the request as RFC 3161 §3.4 says, and returns the answer's bytes unread", async () => {
    const seen: unknown[] = [];
    await withServer(
      (request, response) => {
        seen.push(request.method, request.url, request.headers["content-type"], request.headers.accept);
        request.on("data", (part: Buffer) => seen.push(part.toString()));
        request.on("end", () => response.setHeader("content-type", "application/timestamp-reply").end("anything"));
      },
      async (url) => {
        const source = httpTimestampSource(`${url}/tsa`);
        const answer = await source.request(Buffer.from("query"), {});
        assert.equal(Buffer.from(answer).toString(), "anything");
      },
    );
    assert.deepEqual(seen, ["POST", "/tsa", "application/timestamp-query", "application/timestamp-reply", "query"]);
  });

  it("names itself by the URL without its secrets", () => {
    assert.equal(httpTimestampSource("https://u:secret@tsa.example/a?key=secret").label, "https://tsa.example/a?…");
  });

  it("refuses an answer of another type, naming the authority", async () => {
    await withServer(
      (_request, response) => response.setHeader("content-type", "text/html").end("<html>"),
      async (url) => {
        await assert.rejects(httpTimestampSource(url).request(new Uint8Array(), {}), (error) => {
          assert.ok(error instanceof TransportError);
          assert.equal(error.reason, "wrong-content");
          assert.match(
            error.message,
            /^The timestamp authority 127\.0\.0\.1:\d+ answered 200 with text\/html instead of application\/timestamp-reply\.$/,
          );
          return true;
        });
      },
    );
  });

  it("passes the caller's signal on", async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(
      httpTimestampSource("http://127.0.0.1:9").request(new Uint8Array(), { signal }),
      (error) => error instanceof TransportError && error.reason === "aborted",
    );
  });

  for (const url of ["tsa.example", "ftp://tsa.example", "", "http://", "file:///etc/passwd"]) {
    it(`refuses the URL ${JSON.stringify(url)} before anything is sent`, () => {
      assert.throws(() => httpTimestampSource(url), ConfigError);
    });
  }
});
