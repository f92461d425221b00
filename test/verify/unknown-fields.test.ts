import assert from "node:assert/strict";
import { ConfigError, createVerifier, validateCertificate, verifyPackage } from "../../lib/index.js";
import { createNodeVerifier, verifyFile } from "../../lib/node/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";

/** As from callers without types. */
const untyped = (fields: object): never => fields as never;

async function drawn(results: AsyncIterable<unknown>): Promise<void> {
  for await (const one of results) assert.ok(one);
}

describe("a field that nobody reads", () => {
  const bytes = new Uint8Array(64);
  type Call = readonly [string, string, string, () => Promise<unknown>];
  async function callsWith(trust: Awaited<ReturnType<typeof testTrust>>): Promise<readonly Call[]> {
    const verifier = createVerifier({ trust, clock });
    const node = await createNodeVerifier({ trust, clock });
    const leaf = testCertificate("author-rsa-2048");
    const chain = { trust, purpose: "any", at: clock() } as const;
    return [
      [
        "verify",
        "request.repositry",
        "repository",
        () => verifier.verify(bytes, untyped({ repositry: "https://a.test" })),
      ],
      ["verify", "request.pined", "pinned", () => verifier.verify(bytes, untyped({ pined: "first-use" }))],
      ["verify", "request.expects", "expect", () => verifier.verify(bytes, untyped({ expects: {} }))],
      [
        "verify",
        "request.expect.identiy",
        "identity",
        () => verifier.verify(bytes, untyped({ expect: { identiy: {} } })),
      ],
      [
        "verifyMany",
        "items[0].pined",
        "pinned",
        () => drawn(verifier.verifyMany([untyped({ key: "a", source: bytes, pined: "first-use" })])),
      ],
      [
        "verifyFiles",
        "items[0].sucessions",
        "successions",
        () => drawn(node.verifyFiles([untyped({ key: "a", path: "a.nupkg", sucessions: [] })])),
      ],
      [
        "verifyPackage",
        "options.repositry",
        "repository",
        () => verifyPackage(bytes, untyped({ trust, clock, repositry: "a" })),
      ],
      [
        "verifyPackage",
        "options.repositoris",
        "repositories",
        () => verifyPackage(bytes, untyped({ trust, clock, repositoris: 1 })),
      ],
      [
        "verifyFile",
        "options.pined",
        "pinned",
        () => verifyFile("a.nupkg", untyped({ trust, clock, pined: "first-use" })),
      ],
      [
        "createNodeVerifier",
        "options.cacheDirectry",
        "cacheDirectory",
        () => createNodeVerifier(untyped({ cacheDirectry: "a" })),
      ],
      [
        "validateCertificate",
        "options.revocaton",
        "revocation",
        () => validateCertificate(leaf, untyped({ ...chain, revocaton: {} })),
      ],
      [
        "validateCertificate",
        "options.policies.requireExplict",
        "requireExplicit",
        () => validateCertificate(leaf, { ...chain, policies: untyped({ requireExplict: true }) }),
      ],
    ];
  }

  it("is refused, with the name that is nearest: what a misspelt one asks for would go unchecked", async () => {
    for (const [name, at, near, call] of await callsWith(await testTrust()))
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof ConfigError, `${name}: ${String(error)}`);
        assert.deepEqual([error.at, error.received], [at, "an unknown field"], name);
        assert.ok(error.remedy.startsWith(`Did you mean ${near}? `), `${name}: ${error.remedy}`);
        return true;
      });
  });

  it("is refused whatever it is called, and then no name is guessed", async () => {
    const verifier = createVerifier({ trust: await testTrust(), clock });
    for (const name of ["note", "toString", "__proto__x"])
      await assert.rejects(verifier.verify(bytes, untyped({ [name]: 1 })), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.remedy, /^Remove it, /);
        return true;
      });
  });

  it("is no field that a class of the caller's own inherits to its requests", async () => {
    class Request {
      readonly name = "a.bin";
      describe(): string {
        return this.name;
      }
    }
    const verifier = createVerifier({ trust: await testTrust(), clock });
    assert.equal((await verifier.verify(bytes, new Request())).accepted, false);
  });
});
