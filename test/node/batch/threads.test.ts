import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createTrustStore,
  definePolicy,
  formats,
  parseCertificates,
  policies,
  requireAccepted,
  type VerifierOptions,
  webCryptoProvider,
  type Verdict,
} from "../../../lib/index.js";
import { threadPoolProvider } from "../../../lib/node/index.js";
import { judgeFile } from "../../../lib/node/batch/file-item.js";
import { type Task, taskOf } from "../../../lib/node/batch/messages.js";
import { planOf } from "../../../lib/node/batch/plan.js";
import { VerifierThreads } from "../../../lib/node/batch/threads.js";
import { verifyFiles } from "../../../lib/node/batch/verify-files.js";
import { ConfigError, TransportError } from "../../../lib/report/index.js";
import { bundledTrust } from "../../../lib/trust/bundled/index.js";
import { batchOf, createVerifier, type VerifyManyResult } from "../../../lib/verify/index.js";
import { signed } from "../../performance/packages.js";
import { clock, testTrust } from "../../sign/fixture.js";
import { requireShared, sharedPath } from "../../shared.js";
import { withFolder } from "../temporary-folder.js";

const program = new URL("thread.mjs", import.meta.url);
const programs = { judging: program, hashing: new URL("hash.mjs", import.meta.url) };
const LIMIT = 1 << 20;

describe("node: judging files in threads", function () {
  this.timeout(120_000);

  async function optionsFor(): Promise<VerifierOptions & { readonly policy: typeof policies.standard }> {
    return { trust: await testTrust(), clock, policy: policies.standard, revocation: [] };
  }
  async function withThreads<T>(use: (threads: VerifierThreads) => Promise<T>): Promise<T> {
    const plan = await planOf(await optionsFor());
    assert.ok(plan);
    const threads = await VerifierThreads.start(plan, 2, program);
    assert.ok(threads, "the threads start");
    try {
      return await use(threads);
    } finally {
      await threads.end();
    }
  }
  const task = (path: string, more = {}): Task => {
    const made = taskOf({ key: path, path, ...more }, clock(), undefined);
    assert.ok(made);
    return made;
  };

  it("gives the verdicts of the main thread, byte for byte: the interop kit's packages, and our own, whole and damaged", async function () {
    requireShared(this, "interop", "cases", "packages");
    await withFolder(async (folder) => {
      const own = await signed({ countersigned: true });
      const write = (name: string, bytes: Uint8Array): string => (
        writeFileSync(join(folder, name), bytes), join(folder, name)
      );
      const damaged = [...Array(12).keys()].map((index) => {
        const copy = Uint8Array.from(own.bytes);
        const place = Math.floor((copy.length * (index + 0.5)) / 12);
        copy[place] = (copy[place] ?? 0) ^ (1 << (index % 8));
        return write(`damaged-${index}.nupkg`, copy);
      });
      const kit = sharedPath("interop", "cases", "packages");
      const cases = readdirSync(kit)
        .filter((name) => name.endsWith(".nupkg"))
        .map((name) => join(kit, name));
      assert.ok(cases.length > 20);
      const files = [write("own.nupkg", own.bytes), ...damaged, ...cases, join(folder, "missing.nupkg")];
      const verify = batchOf(createVerifier(await optionsFor()));
      let accepted = 0;
      await withThreads(async (threads) => {
        for (const path of files) {
          const asked = { pinned: "first-use" as const };
          const here = await judgeFile(verify, { key: path, path, ...asked }, LIMIT);
          const there = await threads.judge(task(path, asked));
          assert.equal(JSON.stringify(there), JSON.stringify(here), path);
          if (!("verdict" in here) || !("verdict" in there)) continue;
          // As plain data: an issue from a thread has its texts made already.
          const plain = (verdict: Verdict): unknown => structuredClone({ ...verdict, signatures: [] });
          assert.deepEqual(plain(there.verdict), plain(here.verdict));
          assert.ok(Object.isFrozen(there.verdict) && Object.isFrozen(there.verdict.checks));
          if (!there.verdict.accepted) continue;
          accepted++;
          assert.ok(requireAccepted(there.verdict).isProven);
        }
      });
      assert.ok(accepted > 0, "some are accepted");
    });
  });

  it("sends anchors, waivers and a policy of one's own as data, and no other may come through", async () => {
    const policy = {
      version: 1,
      name: "own",
      severities: { "timestamp-missing": "info" },
      budgets: { certificates: 30 },
    } as const;
    const options = { ...(await optionsFor()), policy: definePolicy(policy) };
    const plan = await planOf(options);
    assert.equal(plan?.policyDigest, options.policy.digest);
    assert.equal((await planOf({ ...options, trust: await bundledTrust() }))?.trust.anchors, "bundled");
    const changed = { ...plan, policyDigest: "sha256:00" } as NonNullable<typeof plan>;
    assert.equal(await VerifierThreads.start(changed, 1, program), undefined);
  });

  it("leaves what holds functions, and mode online, to the main thread", async () => {
    const options = await optionsFor();
    const source = { label: "own", find: async () => [] };
    assert.equal(await planOf({ ...options, revocation: [source] }), undefined);
    assert.equal(await planOf({ ...options, issuers: { find: async () => [] } }), undefined);
    assert.equal(taskOf({ key: "a", path: "a", signal: AbortSignal.abort() }, clock(), undefined), undefined);
    const online = definePolicy({
      version: 1,
      name: "online",
      revocation: { mode: "online", need: "prefer" },
    });
    assert.equal(await planOf({ ...options, policy: online }), undefined);
  });

  it("sends what is judged on the thread pool of the platform as well: a thread's own answers are the same", async () => {
    const options = await optionsFor();
    assert.deepEqual(await planOf({ ...options, crypto: threadPoolProvider() }), await planOf(options));
    assert.equal(await planOf({ ...options, crypto: webCryptoProvider(globalThis.crypto) }), undefined);
  });

  it("gives a typed error for a file whose thread ends, and goes on with the others", async () => {
    await withFolder(async (folder) => {
      const { bytes } = await signed({});
      const paths = ["a", "fatal", "b", "c", "d"].map((name) => join(folder, `${name}.nupkg`));
      for (const path of paths) writeFileSync(path, bytes);
      const results = await withThreads((threads) => Promise.all(paths.map((path) => threads.judge(task(path)))));
      const outcomes = results.map((result) => ("verdict" in result ? result.verdict.outcome : result.error.reason));
      assert.deepEqual(outcomes, ["trusted", "thread-lost", "trusted", "trusted", "trusted"]);
      const [, lost] = results;
      assert.ok(lost !== undefined && "error" in lost && lost.error instanceof TransportError);
    });
  });

  it("throws a ConfigError for a wrong request, as the main thread does", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "a.nupkg");
      writeFileSync(path, (await signed({})).bytes);
      const wrong = { expect: { publisherDomain: "not a domain" } };
      await withThreads((threads) => assert.rejects(threads.judge(task(path, wrong)), ConfigError));
    });
  });

  it("by verifyFiles keeps the order over both kinds of items, and gives the same as the main thread alone", async () => {
    await withFolder(async (folder) => {
      const { bytes } = await signed({});
      const items = Array.from({ length: 240 }, (_, index) => {
        const path = join(folder, `${index}.nupkg`);
        if (index % 50 !== 7) writeFileSync(path, bytes);
        return index % 40 === 3 ? { key: path, source: bytes, name: path } : { key: path, path };
      });
      const options = await optionsFor();
      const verifier = createVerifier(options);
      const all = async (threads: number): Promise<readonly VerifyManyResult[]> => {
        const results: VerifyManyResult[] = [];
        for await (const one of verifyFiles(verifier, options, items, { threads }, programs)) results.push(one);
        return results;
      };
      const alone = await all(0);
      for (const count of [1, 2, 3]) {
        const together = await all(count);
        assert.deepEqual(
          together.map(({ key }) => key),
          items.map(({ key }) => key),
        );
        assert.equal(JSON.stringify(together), JSON.stringify(alone));
      }
    });
  });

  it("by verifyFiles hashes large files in a second thread: changed content is found out as on the main thread", async () => {
    await withFolder(async (folder) => {
      const { bytes, signature } = await signed({ format: formats.detached });
      assert.ok(signature);
      const items = Array.from({ length: 40 }, (_, index) => {
        const path = join(folder, `${index}.bin`);
        const content = Uint8Array.from(bytes);
        if (index % 3 === 1) content[index * 50_000] = 1;
        writeFileSync(path, content);
        return { key: path, path, signature };
      });
      const options = await optionsFor();
      const verifier = createVerifier(options);
      const all = async (threads: number): Promise<readonly VerifyManyResult[]> => {
        const results: VerifyManyResult[] = [];
        for await (const one of verifyFiles(verifier, options, items, { threads }, programs)) results.push(one);
        return results;
      };
      const together = await all(2);
      const outcomes = together.map((result) => ("verdict" in result ? result.verdict.outcome : result.error.reason));
      assert.deepEqual(
        outcomes,
        items.map((_, index) => (index % 3 === 1 ? "tampered" : "trusted")),
      );
      assert.equal(JSON.stringify(together), JSON.stringify(await all(0)));
    });
  });

  for (const threads of [2, 3])
    it(`stops when its signal fires: what is left gives \`aborted\`, and nothing hangs (threads: ${threads})`, async () => {
      await withFolder(async (folder) => {
        const path = join(folder, "a.nupkg");
        writeFileSync(path, (await signed({})).bytes);
        const options = await optionsFor();
        const stop = new AbortController();
        const items = Array.from({ length: 3000 }, (_, index) => ({ key: String(index), path }));
        const reasons = new Set<string>();
        let judged = 0;
        const run = verifyFiles(createVerifier(options), options, items, { threads, signal: stop.signal }, programs);
        for await (const result of run) {
          if ("error" in result) reasons.add(result.error.reason);
          else if (++judged === 500) stop.abort();
        }
        assert.ok(judged >= 500 && judged < 3000, String(judged));
        assert.deepEqual([...reasons], ["aborted"]);
      });
    });

  it("judges a list with roots of one's own", async () => {
    const root = readFileSync(new URL("../../../test-certs/certs/code-signing-root.pem", import.meta.url));
    const [certificate] = await parseCertificates(root);
    assert.ok(certificate);
    const window = { trustedFrom: new Date("2020-01-01T00:00:00Z"), trustedUntil: new Date("2030-01-01T00:00:00Z") };
    const anchor = { certificate: certificate.der, purposes: ["code-signing"], origin: "own", ...window } as const;
    const nameAndKey = { subject: certificate.subjectName, publicKeyInfo: certificate.publicKeyInfo };
    const trust = await createTrustStore("own", [anchor, { nameAndKey, purposes: ["timestamping"], origin: "own" }]);
    const plan = await planOf({ ...(await optionsFor()), trust });
    assert.ok(plan);
    const threads = await VerifierThreads.start(plan, 1, program);
    assert.ok(threads, "the list came through as the same one");
    await threads.end();
  });
});
