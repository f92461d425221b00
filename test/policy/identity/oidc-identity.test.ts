import assert from "node:assert/strict";
import { matchSigners, oidcIdentityOf, type TrustedSigner } from "../../../lib/policy/index.js";
import { provenChain } from "../../../lib/path/chain.js";
import { explicit, ia5String, utf8String } from "../../../lib/testing/encode.js";
import { type ExtensionInput, type GeneralNameInput, subjectAltNames } from "../../../lib/testing/index.js";
import type { TrustAnchor } from "../../../lib/trust/index.js";
import type { Certificate } from "../../../lib/x509/index.js";
import { certificateOf } from "./certificates.js";

const issuer = "https://token.actions.githubusercontent.com";
const workflow = "https://github.com/contoso/widgets/.github/workflows/release.yml@refs/heads/main";
const second: ExtensionInput = { oid: "1.3.6.1.4.1.57264.1.8", critical: false, value: utf8String(issuer) };
const first = (text: string): ExtensionInput => ({
  oid: "1.3.6.1.4.1.57264.1.1",
  critical: false,
  value: new TextEncoder().encode(text),
});
const name: GeneralNameInput = { kind: "uri", value: workflow };

function answer(certificate: Certificate, entry: Partial<TrustedSigner & { by: "identity" }> = {}): boolean {
  const chain = provenChain({
    endEntity: certificate,
    certificates: [certificate],
    anchor: {} as TrustAnchor,
    policies: [],
  });
  const entries = [{ id: "us", by: "identity", issuer, san: workflow, ...entry } as TrustedSigner];
  const candidates = [{ ref: { kind: "author", placement: "primary" }, chain }] as const;
  return (
    matchSigners({
      signers: { version: 1, mode: "listed", entries },
      candidates,
      packageId: undefined,
      at: new Date(0),
    }).matched.size === 1
  );
}

describe("an identity as Fulcio writes it", () => {
  it("is the issuer's extension and the one alternative name", async () => {
    assert.deepEqual(oidcIdentityOf(await certificateOf("CN=x", [name], [second])), { issuer, san: workflow });
    assert.deepEqual(
      oidcIdentityOf(await certificateOf("CN=x", [{ kind: "email", value: "a@contoso.com" }], [first(issuer)])),
      { issuer, san: "a@contoso.com" },
    );
  });

  it("is read from the second version of the extension where there are both", async () => {
    assert.equal(
      oidcIdentityOf(await certificateOf("CN=x", [name], [first("https://evil.example"), second]))?.issuer,
      issuer,
    );
  });

  it("may be a user name in an otherName", async () => {
    const other: GeneralNameInput = { kind: "other", oid: "1.3.6.1.4.1.57264.1.7", value: utf8String("alice") };
    assert.equal(oidcIdentityOf(await certificateOf("CN=x", [other], [second]))?.san, "alice");
    const foreign: GeneralNameInput = { ...other, oid: "1.3.6.1.4.1.57264.1.6" };
    assert.equal(oidcIdentityOf(await certificateOf("CN=x", [foreign], [second])), undefined);
  });

  it("is nobody's with two names, without an issuer, or with a control character", async () => {
    assert.equal(
      oidcIdentityOf(await certificateOf("CN=x", [name, { kind: "email", value: "a@evil.example" }], [second])),
      undefined,
    );
    assert.equal(oidcIdentityOf(await certificateOf("CN=x", [name])), undefined);
    assert.equal(
      oidcIdentityOf(await certificateOf("CN=x", [{ kind: "uri", value: `${workflow}\0` }], [second])),
      undefined,
    );
    assert.equal(
      oidcIdentityOf(await certificateOf("CN=x", [name], [{ ...second, value: explicit(0, utf8String(issuer)) }])),
      undefined,
    );
  });

  it("is nobody's where an extension stands twice, with a character that is not seen, or in another coding", async () => {
    const other = { ...second, value: utf8String("https://evil.example") };
    const none: readonly (readonly ExtensionInput[])[] = [
      [second, other],
      [first(issuer), first("https://evil.example")],
      [{ ...second, value: utf8String(`${issuer}\u200b`) }],
      [first(`${issuer}\u202e`)],
      [{ ...first(issuer), value: Uint8Array.of(0x68, 0xff) }],
      [{ ...second, value: ia5String(issuer) }, first(issuer)],
    ];
    for (const extensions of none)
      assert.equal(oidcIdentityOf(await certificateOf("CN=x", [name], extensions)), undefined);
    const names = subjectAltNames([{ kind: "email", value: "a@evil.example" }]);
    assert.equal(oidcIdentityOf(await certificateOf("CN=x", [name], [second, names])), undefined);
    assert.equal(
      oidcIdentityOf(await certificateOf("CN=x", [name], [first("https://bücher.example")]))?.issuer,
      "https://bücher.example",
    );
  });

  it("matches an entry by both, each exactly", async () => {
    const certificate = await certificateOf("CN=x", [name], [second]);
    assert.ok(answer(certificate));
    assert.equal(answer(certificate, { san: workflow.slice(0, -1) }), false);
    assert.equal(answer(certificate, { san: workflow.replace("main", "mainline") }), false);
    assert.equal(answer(certificate, { issuer: `${issuer}/` }), false);
    assert.equal(answer(certificate, { issuer: issuer.toUpperCase() }), false);
  });
});
