import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HttpRepositoryOptions, httpRepositorySource } from "../../../lib/node/index.js";
import { TransportError } from "../../../lib/report/index.js";
import { testCertificate } from "../../../test-certs/index.js";
import {
  type RepositoryServer,
  type RepositoryServerOptions,
  serveRepository,
} from "../../support/repository-server.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("a repository's answer that is kept", () => {
  let server: RepositoryServer | undefined;
  let cacheDirectory = "";
  let now = Date.parse("2026-11-26T12:00:00Z");
  beforeEach(() => {
    cacheDirectory = mkdtempSync(join(tmpdir(), "countersign-repositories-"));
    now = Date.parse("2026-11-26T12:00:00Z");
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(cacheDirectory, { recursive: true, force: true });
  });

  async function serve(options: RepositoryServerOptions = {}): Promise<RepositoryServer> {
    return (server = await serveRepository({ certificates: [testCertificate("repository")], ...options }));
  }

  /** Asks as another process would: nothing is left in memory. */
  function askAnew(mode: NonNullable<HttpRepositoryOptions["mode"]> = "online") {
    const serviceIndex = server?.serviceIndex ?? "";
    const clock = () => new Date(now);
    return httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory, mode, clock }).find(serviceIndex, {});
  }

  /** The only entry on the disk. */
  function entry(): string {
    const [name, ...others] = readdirSync(join(cacheDirectory, "repositories-1"));
    assert.deepEqual(others, []);
    return join(cacheDirectory, "repositories-1", name ?? "");
  }

  it("answers the next process, offline too, without a request", async () => {
    const { requestCount } = await serve();
    assert.equal(requestCount, 0);
    const first = await askAnew();
    assert.deepEqual(await askAnew("offline"), first);
    assert.deepEqual(await askAnew(), first);
    assert.equal(server?.requestCount, 2);
    assert.equal(first?.certificates.length, 1);
  });

  it("is not believed, nor kept, where another user may write", async function () {
    if (process.platform === "win32") this.skip();
    await serve();
    await askAnew();
    const kept = entry();
    chmodSync(join(cacheDirectory, "repositories-1"), 0o777);
    await assert.rejects(
      askAnew("offline"),
      (error) => error instanceof TransportError && error.reason === "unreachable",
    );
    rmSync(kept);
    await askAnew();
    assert.deepEqual(readdirSync(join(cacheDirectory, "repositories-1")), []);
    chmodSync(join(cacheDirectory, "repositories-1"), 0o700);
    await askAnew();
    assert.ok(await askAnew("offline"));
  });

  it("is not believed through a link", async function () {
    if (process.platform === "win32") this.skip();
    await serve();
    await askAnew();
    const folder = join(cacheDirectory, "repositories-1");
    renameSync(folder, join(cacheDirectory, "elsewhere"));
    symlinkSync("elsewhere", folder);
    await assert.rejects(
      askAnew("offline"),
      (error) => error instanceof TransportError && error.reason === "unreachable",
    );
  });

  const lifetimes: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ["half an hour without a word", {}, 30 * MINUTE],
    ["as long as max-age says", { "cache-control": "public, max-age=7200" }, 2 * HOUR],
    ["max-age, whatever Expires says", { "cache-control": "max-age=7200", expires: "0" }, 2 * HOUR],
    ["not as long as s-maxage says", { "cache-control": "s-maxage=7200" }, 30 * MINUTE],
    ["less by its age on the way", { "cache-control": 'max-age="7200"', age: "3600" }, HOUR],
    [
      "until Expires, by the server's own clock",
      { date: "Thu, 26 Nov 2026 03:00:00 GMT", expires: "Thu, 26 Nov 2026 05:00:00 GMT" },
      2 * HOUR,
    ],
    ["one minute where Expires can't be read", { expires: "soon" }, MINUTE],
    ["one minute where max-age can't be read", { "cache-control": "max-age=a lot" }, MINUTE],
    ["one minute at least", { "cache-control": "no-cache, max-age=7200" }, MINUTE],
    ["one day at most", { "cache-control": "max-age=99999999999999999" }, 24 * HOUR],
  ];
  for (const [what, headers, lifetime] of lifetimes)
    it(`is current ${what}`, async () => {
      await serve({ headers });
      await askAnew();
      now += lifetime - 1;
      await askAnew();
      assert.equal(server?.requestCount, 2);
      now += 1;
      await assert.rejects(askAnew("offline"), (error: TransportError) => error.message.includes("ended on 2026-11-2"));
      await askAnew();
      assert.equal(server?.requestCount, 4);
    });

  it("is kept by no disk after no-store, and in memory for a minute", async () => {
    const { serviceIndex } = await serve({ headers: { "cache-control": "no-store, max-age=7200" } });
    const clock = () => new Date(now);
    const source = httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory, clock });
    await source.find(serviceIndex, {});
    assert.deepEqual(readdirSync(cacheDirectory), []);
    await source.find(serviceIndex, {});
    assert.equal(server?.requestCount, 2);
    now += MINUTE;
    await source.find(serviceIndex, {});
    assert.equal(server?.requestCount, 4);
    await assert.rejects(askAnew("offline"), (error: TransportError) =>
      error.message.includes("no answer of it is kept"),
    );
  });

  it("is not used once it is over, though nobody answers", async () => {
    const { serviceIndex, ...running } = await serve();
    await askAnew();
    await running.close();
    server = undefined;
    now += HOUR;
    const clock = () => new Date(now);
    const source = httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory, clock });
    await assert.rejects(source.find(serviceIndex, {}), TransportError);
  });

  it("is not used before it was given: a clock was wrong", async () => {
    await serve();
    await askAnew();
    now -= 1;
    await askAnew();
    assert.equal(server?.requestCount, 4);
  });

  it("is asked for again by refresh, and replaced", async () => {
    await serve();
    await askAnew();
    now += MINUTE;
    const before = readFileSync(entry());
    await askAnew("refresh");
    assert.equal(server?.requestCount, 4);
    assert.notDeepEqual(readFileSync(entry()), before);
  });

  it("that nothing is declared is an answer as well", async () => {
    await serve({ type: "SomethingElse/1.0.0" });
    assert.equal(await askAnew(), undefined);
    assert.equal(await askAnew("offline"), undefined);
    assert.equal(server?.requestCount, 1);
  });

  it("is none where the file is damaged at any octet, cut off or empty", async () => {
    await serve();
    await askAnew();
    const whole = readFileSync(entry());
    const damages = [Buffer.alloc(0), whole.subarray(0, whole.length / 2), Buffer.concat([whole, Buffer.from("x")])];
    for (let at = 0; at < whole.length; at += 13) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      damages.push(flipped);
    }
    for (const damaged of damages) {
      writeFileSync(entry(), damaged);
      await assert.rejects(askAnew("offline"), TransportError);
    }
    const { requestCount = 0 } = server ?? {};
    await askAnew();
    assert.equal(server?.requestCount, requestCount + 2);
    assert.deepEqual((await askAnew("offline"))?.certificates.length, 1);
  });

  it("of another repository is none of this one", async () => {
    await serve();
    await askAnew();
    const stolen = entry();
    const other = await serveRepository();
    try {
      const ours = server;
      server = other;
      await askAnew();
      const names = readdirSync(join(cacheDirectory, "repositories-1"));
      const theirs = names.map((name) => join(cacheDirectory, "repositories-1", name)).find((path) => path !== stolen);
      writeFileSync(theirs ?? "", readFileSync(stolen));
      await assert.rejects(askAnew("offline"), TransportError);
      server = ours;
    } finally {
      await other.close();
    }
  });

  it("keeps no password that stands in the service index's URL", async () => {
    const { serviceIndex } = await serve();
    const index = serviceIndex.replace("https://", "https://user:hunter2@");
    await httpRepositorySource({ serviceIndexes: [index], cacheDirectory }).find(index, {});
    assert.ok(!readFileSync(entry()).includes("hunter2"));
  });
});
