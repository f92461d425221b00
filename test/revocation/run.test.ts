import assert from "node:assert/strict";
import { defaultProvider } from "../../lib/crypto/index.js";
import { type Budgets, describeFinding, TransportError, type TransportReason } from "../../lib/report/index.js";
import {
  ReadingMemory,
  type RevocationEvidence,
  type RevocationQuery,
  RevocationSession,
  type RevocationSource,
} from "../../lib/revocation/index.js";
import {
  authorityInformationAccess,
  buildOcspResponse,
  type CertificateAuthority,
  certify,
  crlDistributionPoints,
  generateTestKey,
  ocspCertId,
} from "../../lib/testing/index.js";
import { crlWith, days, evidence, judgeLeaf, leafWith, type LeafQuestion, smallPki, validity } from "./small-pki.js";

/** A source that is asked `mode method` and answers from a table; it remembers what it was asked. */
function sourceOf(
  answers: Readonly<Partial<Record<string, (query: RevocationQuery) => Promise<readonly RevocationEvidence[]>>>>,
  label = "source",
): RevocationSource & { readonly asked: string[]; readonly queries: RevocationQuery[] } {
  const asked: string[] = [];
  const queries: RevocationQuery[] = [];
  const find = async (query: RevocationQuery): Promise<readonly RevocationEvidence[]> => {
    // The issuer's own certificate is answered for by the CRL that is at hand; what is asked here is about leaves.
    const question = `${query.mode} ${query.methods.join()}`;
    asked.push(question);
    queries.push(query);
    return (await answers[question]?.(query)) ?? [];
  };
  return { label, asked, queries, find };
}

async function goodAnswer(serialNumber = "0a", by?: CertificateAuthority): Promise<Uint8Array> {
  const { issuer } = await smallPki();
  const certId = ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, serialNumber);
  const responses = [{ certId, status: "good" as const, thisUpdate: days(-1), nextUpdate: days(1) }];
  return buildOcspResponse({ responder: by ?? issuer, producedAt: days(-1), responses });
}
const ocsp = async () => [evidence("ocsp", await goodAnswer(), "http://ocsp.example/")];
const crl = async () => [evidence("crl", await crlWith(), "http://crl.example/")];
const never = () => new Promise<never>(() => undefined);

const PROBLEM = "The OCSP responder dead.example answered with 503.";

function failing(reason: TransportReason): () => Promise<never> {
  const fault = { reason, target: "http://dead.example/", retryable: true, message: PROBLEM, remedy: "" };
  return () => Promise.reject(new TransportError(fault));
}

/** Timers that fire when told to; each says how long it was to take. */
function handTimers() {
  const timers: { readonly milliseconds: number; readonly fire: () => void }[] = [];
  const timer = (milliseconds: number): AbortSignal => {
    const controller = new AbortController();
    timers.push({ milliseconds, fire: () => controller.abort() });
    return controller.signal;
  };
  return {
    timers,
    timer,
    fireLongest: () => [...timers].sort((left, right) => right.milliseconds - left.milliseconds)[0]?.fire(),
  };
}

/** Lets everything that needs no timer happen. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const online = (sources: readonly RevocationSource[], change: LeafQuestion = {}): LeafQuestion => ({
  ...change,
  settings: { mode: "online", ...change.settings },
  run: { sources, ...change.run },
});

describe("asking about revocation", () => {
  it("asks OCSP before CRLs, and what is at hand before the network", async () => {
    const source = sourceOf({});
    const { leaf, codes } = await judgeLeaf(await leafWith(), online([source]));
    assert.deepEqual(source.asked, ["offline ocsp", "online ocsp", "offline crl", "online crl"]);
    assert.deepEqual([leaf.status, ...codes], ["unknown", "revocation-unknown"]);
  });

  it("asks nothing more once it knows", async () => {
    const source = sourceOf({ "online ocsp": ocsp, "online crl": crl });
    const { leaf } = await judgeLeaf(await leafWith(), online([source]));
    assert.equal(leaf.status, "good");
    assert.deepEqual(source.asked, ["offline ocsp", "online ocsp"]);
  });

  it("asks for a CRL where OCSP could not be had, and reports both", async () => {
    const source = sourceOf({ "online ocsp": failing("http-status"), "online crl": crl });
    const { leaf, codes } = await judgeLeaf(await leafWith(), online([source]));
    assert.deepEqual([leaf.status, ...codes], ["good"]);
    assert.deepEqual(
      leaf.attempts.map(({ method, origin, result }) => [method, origin, result]),
      [
        ["ocsp", "http://dead.example/", "unavailable"],
        ["crl", "http://crl.example/", "good"],
      ],
    );
  });

  it("keeps of who could not be asked what that failed of, for the report", async () => {
    const source = sourceOf({ "online ocsp": failing("http-status") });
    const { leaf, findings } = await judgeLeaf(await leafWith(), online([source]));
    assert.equal(leaf.attempts[0]?.problem, PROBLEM);
    const [unknown] = findings.filter(({ code }) => code === "revocation-unknown");
    assert.ok(unknown !== undefined);
    const { message } = describeFinding(unknown);
    assert.ok(message.includes(`http://dead.example/ gave no usable answer (${PROBLEM.slice(0, -1)})`), message);
  });

  it("asks about what the signature itself answers, and takes its word where nobody knows more", async () => {
    const source = sourceOf({});
    const { leaf } = await judgeLeaf(await leafWith(), online([source], { ocsp: [await goodAnswer()] }));
    assert.equal(leaf.status, "good");
    assert.deepEqual(source.asked, ["offline ocsp", "online ocsp", "offline crl", "online crl"]);
  });

  it("asks no further once a source has answered what the signature answers too", async () => {
    const answer = await goodAnswer();
    const source = sourceOf({
      "online ocsp": async () => [evidence("ocsp", Uint8Array.from(answer), "http://ocsp.example/")],
    });
    const { leaf } = await judgeLeaf(await leafWith(), online([source], { ocsp: [answer] }));
    assert.equal(leaf.status, "good");
    assert.deepEqual(source.asked, ["offline ocsp", "online ocsp"]);
  });

  it("asks sources where embedded evidence is stale, and takes the new answer", async () => {
    const source = sourceOf({ "online crl": crl });
    const stale = await crlWith({ thisUpdate: days(-9), nextUpdate: days(-2), number: 4 });
    const { leaf } = await judgeLeaf(await leafWith(), online([source], { crls: [stale] }));
    assert.equal(leaf.status, "good");
  });

  it("tells a certificate that names no source from one whose sources were not asked", async () => {
    const access = authorityInformationAccess({ ocsp: ["http://ocsp.example/"] });
    const points = crlDistributionPoints(["http://crl.example/"]);
    for (const [extensions, names, says] of [
      [[], [], "names no OCSP responder and no CRL, and no evidence of another origin was at hand"],
      [[access], ["ocsp"], "names an OCSP responder, but no answer was at hand and none was fetched"],
      [[access, points], ["ocsp", "crl"], "names an OCSP responder and a CRL, but no answer was at hand"],
    ] as const) {
      const { findings } = await judgeLeaf(await leafWith(extensions), {});
      const [unknown] = findings.filter(({ code }) => code === "revocation-unknown");
      assert.ok(unknown?.code === "revocation-unknown");
      assert.deepEqual(unknown.details.names, names);
      const { message, remedy } = describeFinding(unknown);
      assert.ok(message.includes(says), message);
      assert.match(remedy, names.length === 0 ? /authority for its CRL/ : /countersign revocation prefetch/);
    }
  });

  it("in mode offline never lets a source use the network", async () => {
    const source = sourceOf({ "online ocsp": ocsp, "online crl": crl });
    const { leaf } = await judgeLeaf(await leafWith(), { run: { sources: [source] } });
    assert.equal(leaf.status, "unknown");
    assert.deepEqual(source.asked, ["offline ocsp", "offline crl"]);
    assert.ok(source.queries.every(({ mode }) => mode === "offline"));
  });

  it("asks nobody offline who keeps nothing, starts no clock for it, and asks him online all the same", async () => {
    const { timers, timer } = handTimers();
    const methods: string[] = [];
    const empty = { ...sourceOf({ "online ocsp": ocsp }), keepsNothing: (method: string) => methods.push(method) > 0 };
    const offline = await judgeLeaf(await leafWith(), { run: { sources: [empty], timer } });
    assert.deepEqual([offline.leaf.status, ...offline.codes], ["unknown", "revocation-unknown"]);
    assert.deepEqual([empty.asked, timers.length, methods], [[], 0, ["ocsp", "crl"]]);
    const later = await judgeLeaf(await leafWith(), online([empty], { run: { timer } }));
    assert.equal(later.leaf.status, "good");
    assert.deepEqual(empty.asked, ["online ocsp"]);
    assert.ok(timers.length > 0);
  });

  it("asks by the method of which something is kept, and other sources as ever", async () => {
    const half = { ...sourceOf({ "offline crl": crl }), keepsNothing: (method: string) => method === "ocsp" };
    const other = sourceOf({});
    const { leaf } = await judgeLeaf(await leafWith(), { run: { sources: [half, other] } });
    assert.equal(leaf.status, "good");
    assert.deepEqual([half.asked, other.asked], [["offline crl"], ["offline ocsp", "offline crl"]]);
  });

  it("makes the OCSP request for those who can use it, and no other", async () => {
    const source = sourceOf({});
    await judgeLeaf(await leafWith(), online([source]));
    assert.deepEqual(
      source.queries.map(({ ocspRequest }) => ocspRequest.length > 0),
      source.queries.map(({ methods: [method] }) => method === "ocsp"),
    );
  });

  it("in mode off asks nobody and looks at nothing, and says so", async () => {
    const source = sourceOf({ "offline ocsp": ocsp });
    const question = { run: { sources: [source] }, settings: { mode: "off" as const }, crls: [await crlWith()] };
    const { answers, findings, refusal } = await judgeLeaf(await leafWith(), question);
    assert.deepEqual(
      answers.map(({ status }) => status),
      ["not-checked", "not-checked", "not-checked"],
    );
    assert.deepEqual(findings, [{ code: "revocation-not-checked", details: { reason: "mode-off" } }]);
    assert.deepEqual(source.asked, []);
    assert.deepEqual(refusal, []);
  });

  it("does not judge what policy does not check: a signer where only timestamps are", async () => {
    const { codes } = await judgeLeaf(await leafWith(), { settings: { checks: ["timestamp"] } });
    assert.deepEqual(codes, ["revocation-not-checked"]);
  });

  it("without any source or evidence is unknown where policy requires an answer, and not checked where it prefers one", async () => {
    const nothing = { judge: { embedded: [], supplied: [] } };
    const required = await judgeLeaf(await leafWith(), nothing);
    assert.deepEqual(required.codes, ["revocation-unknown", "revocation-unknown"]);
    const preferred = await judgeLeaf(await leafWith(), { ...nothing, settings: { need: "prefer" } });
    assert.deepEqual(preferred.findings, [{ code: "revocation-not-checked", details: { reason: "no-source" } }]);
  });

  it("tells the path search of an unknown status only where policy requires an answer, of a revocation always", async () => {
    const leaf = await leafWith();
    assert.deepEqual((await judgeLeaf(leaf, { settings: { need: "prefer" } })).refusal, []);
    assert.deepEqual(
      (await judgeLeaf(leaf, {})).refusal.map(({ code }) => code),
      ["revocation-unknown"],
    );
    const crls = [await crlWith({ entries: [{ serialNumber: "0a", revokedAt: days(-2) }] })];
    const revoked = await judgeLeaf(leaf, { crls, settings: { need: "prefer" } });
    assert.deepEqual(
      revoked.refusal.map(({ code }) => code),
      ["certificate-revoked"],
    );
  });

  it("hands sources the request, the issuer, the time, and one method at a time", async () => {
    const { issuer } = await smallPki();
    const source = sourceOf({});
    await judgeLeaf(await leafWith(), online([source]));
    for (const query of source.queries) {
      assert.equal(query.methods.length, 1);
      assert.equal(query.at.getTime(), days(0).getTime());
      assert.deepEqual(query.issuer.publicKeyInfo, issuer.key.publicKeyInfo);
      assert.deepEqual(query.issuer.certificate?.der, issuer.certificate);
      assert.equal(query.certificate.serialNumber, "0a");
      assert.ok(query.signal instanceof AbortSignal);
    }
  });

  it("asks all sources at once and hears them in their order", async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = sourceOf({ "online ocsp": async () => (await gate, ocsp()) }, "slow");
    const quick = sourceOf({ "online ocsp": ocsp }, "quick");
    const pending = judgeLeaf(await leafWith(), online([slow, quick]));
    await idle();
    assert.ok(quick.asked.includes("online ocsp"), "the second was asked while the first had not answered");
    release();
    assert.equal((await pending).leaf.attempts.length, 2);
  });

  it("takes whatever a source throws for no answer, and what it returns for untrusted bytes", async () => {
    const rude: RevocationSource = {
      label: "rude",
      find: () => {
        throw new Error("boom");
      },
    };
    const liar = sourceOf({ "online ocsp": async () => [evidence("ocsp", Uint8Array.of(1, 2, 3), "liar")] });
    const { leaf, problems } = await judgeLeaf(await leafWith(), online([rude, liar]));
    assert.equal(leaf.status, "unknown");
    assert.equal(problems.length, 1);
    assert.ok(leaf.attempts.some(({ origin, result }) => origin === "rude" && result === "unavailable"));
  });

  it("says of an address that may not be reached that it was blocked", async () => {
    const source = sourceOf({ "online ocsp": failing("blocked-address") });
    const { leaf } = await judgeLeaf(await leafWith(), online([source]));
    assert.ok(leaf.attempts.some(({ result }) => result === "blocked"));
  });

  it("calls an answer about another certificate invalid, since it was asked for", async () => {
    const source = sourceOf({ "online ocsp": async () => [evidence("ocsp", await goodAnswer("0b"), "x")] });
    const { problems } = await judgeLeaf(await leafWith(), online([source]));
    assert.deepEqual(problems, ["it is about another certificate"]);
  });
});

describe("the deadline of a run", () => {
  it("ends a look-up that hangs, source or not, and leaves time for the other method", async () => {
    const { timers, timer } = handTimers();
    const source = sourceOf({ "online ocsp": never, "online crl": crl });
    const pending = judgeLeaf(await leafWith(), online([source], { settings: { deadlineMs: 1000 }, run: { timer } }));
    await idle();
    assert.ok(!source.asked.includes("online crl"));
    for (const { milliseconds, fire } of timers) if (milliseconds < 1000) fire();
    const { leaf } = await pending;
    assert.equal(leaf.status, "good");
    assert.ok(Math.max(...timers.map(({ milliseconds }) => milliseconds)) <= 1000);
  });

  it("is one for everything: nothing is waited for after it", async () => {
    const { fireLongest, timer } = handTimers();
    const source = sourceOf({ "online ocsp": never, "online crl": never });
    const pending = judgeLeaf(await leafWith(), online([source], { run: { timer } }));
    await idle();
    fireLongest();
    const { leaf, codes } = await pending;
    assert.deepEqual([leaf.status, ...codes], ["unknown", "revocation-unknown"]);
  });

  it("tells the source to stop", async () => {
    const { fireLongest, timer } = handTimers();
    let stopped = false;
    const hung = (query: RevocationQuery) => {
      query.signal?.addEventListener("abort", () => (stopped = true));
      return never();
    };
    const pending = judgeLeaf(await leafWith(), online([sourceOf({ "online ocsp": hung })], { run: { timer } }));
    await idle();
    fireLongest();
    await pending;
    assert.ok(stopped);
  });

  it("is not needed: without timers the caller's signal ends the run, and the call fails with its reason", async () => {
    const caller = new AbortController();
    const question = online([sourceOf({ "online ocsp": never })], { run: { signal: caller.signal } });
    const pending = judgeLeaf(await leafWith(), question);
    await idle();
    caller.abort(new Error("enough"));
    await assert.rejects(pending, /enough/);
  });
});

describe("a session of many runs", () => {
  const session = () => new RevocationSession();

  it("asks each question once, however many ask it at the same time or later", async () => {
    const source = sourceOf({ "online ocsp": ocsp });
    const shared = session();
    const leaf = await leafWith();
    const ask = () => judgeLeaf(leaf, online([source], { run: { session: shared } }));
    await Promise.all([ask(), ask(), ask()]);
    assert.equal((await ask()).leaf.status, "good");
    assert.deepEqual(source.asked, ["offline ocsp", "online ocsp"]);
  });

  it("asks for the CRL of one issuer once for all its certificates", async () => {
    const source = sourceOf({ "online crl": crl });
    const shared = session();
    for (const serial of ["0a", "0b", "0c"]) {
      const points = crlDistributionPoints(["http://crl.example/"]);
      const { leaf } = await judgeLeaf(
        await leafWith([points], serial),
        online([source], { run: { session: shared } }),
      );
      assert.equal(leaf.status, "good");
    }
    assert.equal(source.asked.filter((question) => question === "online crl").length, 1);
  });

  it("waits once for a responder that is dead, and does not ask it again", async () => {
    const { timers, timer } = handTimers();
    const shared = session();
    const source = sourceOf({ "online ocsp": never, "online crl": crl });
    const access = authorityInformationAccess({ ocsp: ["http://dead.example/"] });
    const leaves = await Promise.all(["0a", "0b", "0c", "0d"].map((serial) => leafWith([access], serial)));
    const ask = (leaf: Uint8Array | undefined) =>
      judgeLeaf(
        leaf ?? new Uint8Array(),
        online([source], { settings: { deadlineMs: 1000 }, run: { timer, session: shared } }),
      );
    const first = [ask(leaves[0]), ask(leaves[1])];
    await idle();
    // Two are waiting for it by now; once the time of one of them has run out, both go on.
    const limits = timers.filter(({ milliseconds }) => milliseconds < 1000);
    limits[limits.length - 2]?.fire();
    for (const { leaf } of await Promise.all(first)) assert.equal(leaf.status, "good");
    const before = source.asked.filter((question) => question === "online ocsp").length;
    for (const leaf of leaves.slice(2)) assert.equal((await ask(leaf)).leaf.status, "good");
    assert.equal(source.asked.filter((question) => question === "online ocsp").length, before);
  });

  it("still asks another responder", async () => {
    const shared = session();
    const source = sourceOf({ "online ocsp": failing("timeout") });
    const at = (url: string) => authorityInformationAccess({ ocsp: [url] });
    for (const [serial, url] of [
      ["0a", "http://a/"],
      ["0b", "http://a/"],
      ["0c", "http://b/"],
    ] as const)
      await judgeLeaf(await leafWith([at(url)], serial), online([source], { run: { session: shared } }));
    assert.equal(source.asked.filter((question) => question === "online ocsp").length, 2);
  });

  it("asks again for another certificate where a responder only answered badly", async () => {
    const shared = session();
    const source = sourceOf({ "online ocsp": failing("http-status") });
    const access = authorityInformationAccess({ ocsp: ["http://a/"] });
    for (const serial of ["0a", "0b"])
      await judgeLeaf(await leafWith([access], serial), online([source], { run: { session: shared } }));
    assert.equal(source.asked.filter((question) => question === "online ocsp").length, 2);
  });

  it("goes on for one run when another gives up", async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const source = sourceOf({ "online ocsp": async () => (await gate, ocsp()) });
    const shared = session();
    const caller = new AbortController();
    const leaf = await leafWith();
    const left = judgeLeaf(leaf, online([source], { run: { session: shared, signal: caller.signal } }));
    const stays = judgeLeaf(leaf, online([source], { run: { session: shared } }));
    await idle();
    caller.abort(new Error("enough"));
    await assert.rejects(left, /enough/);
    release();
    assert.equal((await stays).leaf.status, "good");
  });

  it("does not hand one run's answer to another's nonce", async () => {
    const source = sourceOf({ "online ocsp": ocsp });
    const shared = session();
    const leaf = await leafWith();
    for (const octet of [1, 2]) {
      const nonce = new Uint8Array(32).fill(octet);
      await judgeLeaf(leaf, online([source], { run: { session: shared, nonce } }));
    }
    assert.equal(source.asked.filter((question) => question === "online ocsp").length, 2);
  });

  it("asks nobody once the deadline is over", async () => {
    const source = sourceOf({ "online ocsp": ocsp });
    const run = { timer: () => AbortSignal.abort() };
    const { leaf } = await judgeLeaf(await leafWith(), online([source], { run }));
    assert.equal(leaf.status, "unknown");
    assert.deepEqual(source.asked, []);
  });

  it("stops a look-up that nobody waits for any more, and asks anew later", async () => {
    let stopped = 0;
    const hung = (query: RevocationQuery) => {
      query.signal?.addEventListener("abort", () => stopped++);
      return never();
    };
    const source = sourceOf({ "online ocsp": hung });
    const shared = session();
    const leaf = await leafWith();
    for (const turn of [1, 2]) {
      const caller = new AbortController();
      const pending = judgeLeaf(leaf, online([source], { run: { session: shared, signal: caller.signal } }));
      await idle();
      caller.abort(new Error("enough"));
      await assert.rejects(pending, /enough/);
      assert.equal(stopped, turn);
    }
  });

  it("reads evidence that is handed out again, and checks who signed it, once for all sessions that share a memory", async () => {
    const [answer, list] = [await goodAnswer(), await crlWith()];
    for (const source of [
      sourceOf({ "offline ocsp": async () => [evidence("ocsp", answer, "x")] }),
      sourceOf({ "offline crl": async () => [evidence("crl", list, "x")] }),
    ]) {
      let checks = 0;
      const counting = {
        ...defaultProvider,
        verify: (...given: Parameters<typeof defaultProvider.verify>) => (checks++, defaultProvider.verify(...given)),
      };
      const readings = new ReadingMemory();
      const ask = async (): Promise<number> => {
        checks = 0;
        const run = { sources: [source], session: new RevocationSession(readings) };
        const { leaf } = await judgeLeaf(await leafWith(), { run, provider: counting });
        assert.equal(leaf.status, "good");
        return checks;
      };
      const cold = await ask();
      assert.equal(await ask(), cold - 1);
    }
  });

  it("does not take an answer as signed because another key's check of it was remembered", async () => {
    const { stranger } = await smallPki();
    const forged = await goodAnswer("0a", stranger);
    const readings = new ReadingMemory();
    const ask = async (bag: readonly Uint8Array[]): Promise<string> => {
      const run = { sources: [sourceOf({ "offline ocsp": async () => [evidence("ocsp", forged, "x")] })] };
      const session = new RevocationSession(readings);
      return (await judgeLeaf(await leafWith(), { run: { ...run, session }, bag })).leaf.status;
    };
    assert.equal(await ask([stranger.certificate]), "unknown");
    assert.equal(await ask([stranger.certificate]), "unknown");
    assert.equal(await ask([]), "unknown");
  });

  it("charges what an earlier run has read, so that a verdict is the same warm and cold", async () => {
    const data = await crlWith({ entries: [{ serialNumber: "0b", revokedAt: days(-3) }] });
    const shared = session();
    const leaf = await leafWith();
    const ask = (budgets: Partial<Budgets>) => judgeLeaf(leaf, { crls: [data], run: { session: shared }, budgets });
    const cold = await ask({});
    const [crlBytes, signatureChecks] = [cold.budget.used("crlBytes"), cold.budget.used("signatureChecks")];
    assert.equal(crlBytes, data.length);
    assert.equal((await ask({ crlBytes, signatureChecks })).leaf.status, "good");
    assert.ok((await ask({ crlBytes: crlBytes - 1, signatureChecks })).codes.includes("chain-budget"));
    assert.ok((await ask({ signatureChecks: 1 })).codes.includes("chain-budget"));
  });
});

describe("budgets", () => {
  it("refuse a package that brings more CRLs than crlBytes, even where policy only prefers an answer", async () => {
    const crl = await crlWith();
    const settings = { need: "prefer" as const };
    const within = await judgeLeaf(await leafWith(), { crls: [crl], settings, budgets: { crlBytes: 4 * crl.length } });
    assert.equal(within.leaf.status, "good");
    const beyond = await judgeLeaf(await leafWith(), { crls: [crl], settings, budgets: { crlBytes: crl.length - 20 } });
    assert.equal(beyond.leaf.status, "unknown");
    const finding = beyond.refusal.find(({ code }) => code === "chain-budget");
    assert.ok(finding?.code === "chain-budget");
    assert.equal(finding.details.budget, "crlBytes");
  });

  it("that a package has spent keep no answer of a source from being heard", async () => {
    const source = sourceOf({ "online ocsp": ocsp });
    const ballast = new Uint8Array(5000);
    const question = online([source], { ocsp: [ballast], budgets: { ocspBytes: 5000 } });
    assert.equal((await judgeLeaf(await leafWith(), question)).leaf.status, "good");
  });

  it("end the search for a CRL's signer among namesakes, and refuse", async () => {
    const { stranger } = await smallPki();
    const namesakes = await Promise.all(
      ["a1", "a2", "a3"].map(async (serialNumber) => {
        const key = await generateTestKey("P-256");
        return certify(stranger, { ...validity, key, subject: "Issuer", serialNumber, extensions: [] });
      }),
    );
    const question: LeafQuestion = {
      crls: [await crlWith({}, stranger)],
      bag: namesakes,
      settings: { need: "prefer" },
    };
    const all = await judgeLeaf(await leafWith(), question);
    assert.deepEqual([all.leaf.status, ...all.refusal], ["unknown"]);
    const spent = all.budget.used("signatureChecks");
    const { refusal } = await judgeLeaf(await leafWith(), { ...question, budgets: { signatureChecks: spent - 2 } });
    assert.ok(refusal.some(({ code }) => code === "chain-budget"));
  });

  it("charge every pass over a CRL that finds another's signature, as many bytes as it has", async () => {
    const { stranger } = await smallPki();
    const crl = await crlWith({}, stranger);
    const { budget } = await judgeLeaf(await leafWith(), { crls: [crl] });
    const { budget: without } = await judgeLeaf(await leafWith(), { crls: [await crlWith()] });
    assert.ok(Math.abs(budget.used("crlBytes") - without.used("crlBytes") - crl.length) < 20);
  });
});
