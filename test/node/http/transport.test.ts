import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createHttpTransport, type HttpExchange } from "../../../lib/node/http/transport.js";
import { type HttpOptions, readHttpOptions } from "../../../lib/node/http/options.js";
import { ConfigError, TransportError, type TransportReason } from "../../../lib/report/index.js";
import { portOf, unusedPort, withRawServer, withServer } from "../loopback.js";

const TYPE = "application/pkix-crl";

function without(...names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.includes(name)));
}

/** One exchange with a host that the caller chose. */
async function ask(
  url: string,
  more: Partial<HttpExchange> & { readonly options?: HttpOptions } = {},
): Promise<string> {
  const { options, ...exchange } = more;
  const address = new URL(url);
  const transport = createHttpTransport(readHttpOptions(options), address.hostname);
  try {
    const answer = await transport.exchange({
      role: "test server",
      url: address,
      method: "GET",
      contentTypes: [TYPE],
      limitBytes: 1000,
      ...exchange,
    });
    return Buffer.from(answer.body).toString("latin1");
  } finally {
    await transport.close();
  }
}

async function refusal(work: Promise<unknown>): Promise<TransportError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
  return assert.fail("nothing was refused");
}

async function assertRefused(
  work: Promise<unknown>,
  reason: TransportReason,
  retryable: boolean,
): Promise<TransportError> {
  const error = await refusal(work);
  assert.deepEqual({ reason: error.reason, retryable: error.retryable }, { reason, retryable }, error.message);
  assert.ok(error.remedy.length > 0);
  return error;
}

describe("node/http: one exchange", () => {
  it("returns the body of a 200 answer of the right type", async () => {
    await withServer(
      (_request, response) => response.setHeader("content-type", `${TYPE}; charset=binary`).end("body"),
      async (url) => assert.equal(await ask(url), "body"),
    );
  });

  it("posts the body and the headers that it was given, and asks for an uncompressed answer", async () => {
    await withServer(
      (request, response) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
          const seen = [
            request.method,
            request.headers["content-type"],
            request.headers["accept-encoding"],
            Buffer.concat(parts).toString(),
          ];
          response.setHeader("content-type", TYPE).end(seen.join("|"));
        });
      },
      async (url) => {
        const body = Buffer.from("question");
        assert.equal(
          await ask(url, { method: "POST", body, headers: { "content-type": "a/b" } }),
          "POST|a/b|identity|question",
        );
      },
    );
  });

  for (const [status, retryable] of [
    [404, false],
    [403, false],
    [410, false],
    [204, false],
    [206, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ] as const) {
    it(`reports status ${status} as ${retryable ? "worth" : "not worth"} another try`, async () => {
      await withServer(
        (_request, response) => response.writeHead(status, { "content-type": TYPE }).end(),
        async (url) => {
          const error = await assertRefused(ask(url), "http-status", retryable);
          assert.match(error.message, new RegExp(`status ${status}`));
        },
      );
    });
  }

  it("refuses a proxy's login page: 200 with text/html", async () => {
    await withServer(
      (_request, response) => response.setHeader("content-type", "text/html").end("<html>"),
      async (url) => {
        const error = await assertRefused(ask(url), "wrong-content", false);
        assert.match(error.message, /answered 200 with text\/html instead of application\/pkix-crl/);
        await assertRefused(ask(url, { contentTypes: [] }), "wrong-content", false);
      },
    );
  });

  it("takes any other type where the caller names none, and refuses a missing type where it does", async () => {
    await withServer(
      (_request, response) => response.end("body"),
      async (url) => {
        assert.equal(await ask(url, { contentTypes: [] }), "body");
        assert.match((await assertRefused(ask(url), "wrong-content", false)).message, /no content type/);
      },
    );
  });

  it("refuses a compressed answer: the limit would not hold for what it unpacks to", async () => {
    await withServer(
      (_request, response) => response.writeHead(200, { "content-type": TYPE, "content-encoding": "gzip" }).end("x"),
      async (url) => assertRefused(ask(url), "wrong-content", false),
    );
  });

  it("stops at the limit, whether the size is announced or not, and takes what just fits", async () => {
    await withServer(
      (request, response) => {
        response.setHeader("content-type", TYPE);
        const count = Number(request.url?.slice(2));
        if (request.url?.startsWith("/a") === true) response.setHeader("content-length", count);
        else response.flushHeaders();
        response.end(Buffer.alloc(count));
      },
      async (url) => {
        await assertRefused(ask(`${url}/a1001`), "too-large", false);
        await assertRefused(ask(`${url}/b1001`), "too-large", false);
        assert.equal((await ask(`${url}/a1000`)).length, 1000);
        assert.equal((await ask(`${url}/b1000`)).length, 1000);
      },
    );
  });

  it("stops reading an endless answer at the limit", async () => {
    await withServer(
      (_request, response) => {
        response.setHeader("content-type", TYPE);
        const more = (): void => {
          // By way of the loop: some versions of Node say at once that it was written, and would never look at the connection.
          if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(more));
        };
        more();
      },
      async (url) => assertRefused(ask(url), "too-large", false),
    );
  });

  it("ends a hung server at the deadline", async () => {
    await withServer(
      () => undefined,
      async (url) => assertRefused(ask(url, { options: { timeoutMs: 60 } }), "timeout", true),
    );
  });

  it("ends an answer that drips at the deadline, though each byte comes soon", async () => {
    await withServer(
      (_request, response) => {
        response.setHeader("content-type", TYPE);
        const timer = setInterval(() => response.write("x"), 5);
        response.on("close", () => clearInterval(timer));
      },
      async (url) => assertRefused(ask(url, { options: { timeoutMs: 80 } }), "timeout", true),
    );
  });

  it("counts redirects into one deadline", async () => {
    await withServer(
      (request, response) => {
        setTimeout(() => response.writeHead(302, { location: `${request.url ?? ""}x` }).end(), 20);
      },
      async (url) => assertRefused(ask(url, { options: { timeoutMs: 70, maxRedirects: 20 } }), "timeout", true),
    );
  });

  it("is cancelled by the caller's signal", async () => {
    const controller = new AbortController();
    await withServer(
      () => controller.abort(),
      async (url) => assertRefused(ask(url, { signal: controller.signal }), "aborted", false),
    );
  });

  it("is not begun under a signal that was aborted before", async () => {
    let asked = 0;
    await withServer(
      () => {
        asked++;
      },
      async (url) => assertRefused(ask(url, { signal: AbortSignal.abort() }), "aborted", false),
    );
    assert.equal(asked, 0);
  });

  it("calls the caller's own deadline a timeout", async () => {
    await withServer(
      () => undefined,
      async (url) => assertRefused(ask(url, { signal: AbortSignal.timeout(40) }), "timeout", true),
    );
  });

  it("reports a port where nobody listens", async () => {
    const url = `http://127.0.0.1:${await unusedPort()}`;
    const error = await assertRefused(ask(url), "unreachable", true);
    assert.match(error.message, /ECONNREFUSED/);
    assert.equal(error.target, url);
  });

  it("reports a connection that is broken off, before the answer and within it", async () => {
    await withRawServer(
      (socket) => socket.once("data", () => socket.destroy()),
      async (url) => assertRefused(ask(url), "unreachable", true),
    );
    await withRawServer(
      (socket) =>
        socket.once("data", () =>
          socket.end(`HTTP/1.1 200 OK\r\ncontent-type: ${TYPE}\r\ncontent-length: 100\r\n\r\nxx`),
        ),
      async (url) => assertRefused(ask(url), "unreachable", true),
    );
  });

  it("reports an answer that is not HTTP", async () => {
    await withRawServer(
      (socket) => socket.once("data", () => socket.end("220 mail.example ESMTP\r\n")),
      async (url) => assertRefused(ask(url), "wrong-content", false),
    );
  });

  it("reports headers without end as too large", async () => {
    await withRawServer(
      (socket) => socket.once("data", () => socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`)),
      async (url) => assertRefused(ask(url), "too-large", false),
    );
  });

  it("reports a server that does not speak TLS as unreachable", async () => {
    await withRawServer(
      (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      async (url) => assert.equal((await refusal(ask(url.replace("http:", "https:")))).reason, "unreachable"),
    );
  });
});

describe("node/http: redirects", () => {
  it("follows as many as are allowed and no more, resending the question as it was", async () => {
    await withServer(
      (request, response) => {
        const left = Number(request.url?.slice(1));
        if (left > 0)
          response.writeHead([301, 302, 303, 307, 308][left % 5] ?? 302, { location: `/${left - 1}` }).end();
        else response.setHeader("content-type", TYPE).end(request.method);
      },
      async (url) => {
        const post = { method: "POST", body: Buffer.from("q") } as const;
        assert.equal(await ask(`${url}/3`, { ...post, options: { maxRedirects: 3 } }), "POST");
        await assertRefused(ask(`${url}/4`, { ...post, options: { maxRedirects: 3 } }), "http-status", false);
      },
    );
  });

  for (const location of [undefined, "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "javascript:1"]) {
    it(`refuses a redirect to ${location ?? "nowhere"}`, async () => {
      await withServer(
        (_request, response) => response.writeHead(302, location === undefined ? {} : { location }).end(),
        async (url) => assertRefused(ask(url), "wrong-content", false),
      );
    });
  }

  it("refuses a redirect from a host that was chosen to a private one that was not", async () => {
    await withServer(
      (_request, response) => response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
      async (url) => assertRefused(ask(url), "blocked-address", false),
    );
  });

  it("follows a redirect to a private host that is listed", async () => {
    await withServer(
      (_request, response) => response.setHeader("content-type", TYPE).end("there"),
      async (there) => {
        const elsewhere = there.replace("127.0.0.1", "localhost");
        await withServer(
          (_request, response) => response.writeHead(302, { location: elsewhere }).end(),
          async (url) => {
            await assertRefused(ask(url), "blocked-address", false);
            assert.equal(await ask(url, { options: { allowAddresses: ["localhost"] } }), "there");
          },
        );
      },
    );
  });
});

describe("node/http: URLs that a certificate brought", () => {
  async function askAsCertificate(url: string, options?: HttpOptions): Promise<string> {
    const transport = createHttpTransport(readHttpOptions(options));
    const exchange = {
      role: "CRL server",
      url: new URL(url),
      method: "GET",
      contentTypes: [],
      limitBytes: 1000,
    } as const;
    try {
      return Buffer.from((await transport.exchange(exchange)).body).toString();
    } finally {
      await transport.close();
    }
  }

  it("reaches no loopback address, by number or by name, and says so before it connects", async () => {
    let asked = 0;
    await withServer(
      (_request, response) => {
        asked++;
        response.end("secret");
      },
      async (url) => {
        const port = new URL(url).port;
        for (const host of [
          "127.0.0.1",
          "localhost",
          "LOCALHOST.",
          "0x7f.1",
          "2130706433",
          "0",
          "[::1]",
          "[::ffff:127.0.0.1]",
        ]) {
          await assertRefused(askAsCertificate(`http://${host}:${port}/`), "blocked-address", false);
        }
      },
    );
    assert.equal(asked, 0);
  });

  it("reaches it where it is listed", async () => {
    await withServer(
      (_request, response) => response.end("crl"),
      async (url) => {
        assert.equal(await askAsCertificate(url, { allowAddresses: ["127.0.0.0/8"] }), "crl");
        const named = url.replace("127.0.0.1", "localhost");
        assert.equal(await askAsCertificate(named, { allowAddresses: ["localhost"] }), "crl");
        await assertRefused(askAsCertificate(named, { allowAddresses: ["127.0.0.1"] }), "blocked-address", false);
      },
    );
  });

  it("judges what a name resolves to: a name that is fine to look at may lead to loopback", async function () {
    const { hostname } = await import("node:os");
    const { lookup } = await import("node:dns/promises");
    const name = hostname();
    const addresses = await lookup(name, { all: true }).catch(() => []);
    const { isPublicAddress } = await import("../../../lib/node/http/addresses.js");
    if (addresses.length === 0 || addresses.some(({ address }) => isPublicAddress(address))) this.skip();
    await assertRefused(askAsCertificate(`http://${name}:9/`), "blocked-address", false);
  });
});

describe("node/http: secrets in URLs", () => {
  it("sends user name and password to the origin that they were given for, and to no other", async () => {
    const seen: (string | undefined)[] = [];
    await withServer(
      (request, response) =>
        void (seen.push(request.headers.authorization), response.setHeader("content-type", TYPE).end()),
      async (other) => {
        await withServer(
          (request, response) =>
            void (seen.push(request.headers.authorization), response.writeHead(302, { location: other }).end()),
          async (url) => {
            await ask(url.replace("//", "//us%40er:p%C3%A4ss@"));
          },
        );
      },
    );
    assert.deepEqual(seen, [`Basic ${Buffer.from("us@er:päss").toString("base64")}`, undefined]);
  });

  it("shows neither them nor the query in message, remedy, target or causes", async () => {
    const url = `http://user:hunter2@127.0.0.1:${await unusedPort()}/tsa?token=hunter2#hunter2`;
    const error = await refusal(ask(url));
    const { inspect } = await import("node:util");
    assert.doesNotMatch(inspect(error, { depth: 20 }), /hunter2/);
    assert.match(error.target, /\/tsa\?…$/);
  });

  it("shows nothing of a proxy's URL that can't be read", async () => {
    for (const proxy of ["http://user:hunter2@", "socks9://user:hunter2@host", "hunter2"]) {
      assert.throws(
        () => createHttpTransport(readHttpOptions({ proxy })),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.doesNotMatch(`${error.message}${error.remedy}${String(error.cause)}`, /hunter2/);
          return true;
        },
      );
    }
  });
});

describe("node/http: proxies", () => {
  /** A forward proxy for plain http, which notes what it was asked for. */
  async function withProxy<T>(use: (proxy: string, asked: string[]) => Promise<T>): Promise<T> {
    const asked: string[] = [];
    return withServer(
      (request, response) => {
        asked.push(`${request.url ?? ""} ${request.headers["proxy-authorization"] ?? "-"}`);
        response.setHeader("content-type", TYPE).end("by proxy");
      },
      (url) => use(url, asked),
    );
  }

  it("asks the proxy of the option for the whole URL, with the proxy's own credentials", async () => {
    await withProxy(async (proxy, asked) => {
      const options = { proxy: proxy.replace("//", "//a:b@") };
      assert.equal(await ask("http://tsa.example.test/x?y", { options }), "by proxy");
      assert.deepEqual(asked, [`http://tsa.example.test/x?y Basic ${Buffer.from("a:b").toString("base64")}`]);
    });
  });

  it("behind a proxy, which resolves by itself, refuses literal addresses and local names", async () => {
    await withProxy(async (proxy, asked) => {
      const transport = createHttpTransport(readHttpOptions({ proxy }));
      for (const host of ["10.0.0.1", "localhost", "[::1]"]) {
        const url = new URL(`http://${host}/`);
        await assertRefused(
          transport.exchange({ role: "CRL server", url, method: "GET", contentTypes: [], limitBytes: 9 }),
          "blocked-address",
          false,
        );
      }
      await transport.close();
      assert.deepEqual(asked, []);
    });
  });

  it("takes the proxy from the environment, and reaches loopback directly all the same", async () => {
    const former = { ...process.env };
    try {
      await withProxy(async (proxy, asked) => {
        process.env = {
          ...without("HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"),
          http_proxy: proxy,
        };
        assert.equal(await ask("http://tsa.example.test/"), "by proxy");
        await withServer(
          (_request, response) => response.setHeader("content-type", TYPE).end("direct"),
          async (url) => assert.equal(await ask(url), "direct"),
        );
        assert.equal(asked.length, 1);
      });
    } finally {
      process.env = former;
    }
  });

  it("names the environment variable whose value is no URL, and not the value", async () => {
    const former = { ...process.env };
    try {
      process.env = { ...without("http_proxy", "https_proxy", "HTTPS_PROXY"), HTTP_PROXY: "hunter2" };
      await assert.rejects(ask("http://tsa.example.test/"), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.at, "environment variable HTTP_PROXY");
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      });
    } finally {
      process.env = former;
    }
  });

  it("reports a proxy that refuses to connect", async () => {
    const server = createServer().on("connect", (_request, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await assertRefused(
        ask("https://tsa.example.test/", { options: { proxy: `http://127.0.0.1:${portOf(server)}` } }),
        "unreachable",
        false,
      );
    } finally {
      server.close();
    }
  });
});

describe("node/http: options", () => {
  for (const options of [
    { timeoutMs: 0 },
    { timeoutMs: 1.5 },
    { timeoutMs: Number.NaN },
    { maxRedirects: -1 },
    { maxRedirects: 21 },
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => assert.throws(() => readHttpOptions(options), ConfigError));
  }
  it("takes the least and the most", () => {
    assert.equal(readHttpOptions({ timeoutMs: 1, maxRedirects: 0 }).timeoutMs, 1);
    assert.equal(readHttpOptions({ timeoutMs: 2 ** 31 - 1, maxRedirects: 20 }).maxRedirects, 20);
  });
});
