import assert from "node:assert/strict";
import { VerifiedContent } from "../../lib/crypto/index.js";
import { newListedSigner } from "../../lib/policy/signers/listed-signer.js";
import { SignerProof } from "../../lib/verdict/index.js";
import { certificate, rootedChain, validatedChain, verifiedContent, verifiedSigner } from "./proofs.js";

const author = "author-rsa-2048";
const other = "author-rsa-3072";
const signer = verifiedSigner(author);
const foreign = verifiedSigner("author-foreign");
const foreignChain = rootedChain("author-foreign", "foreign-root");
const repository = SignerProof.validated(
  verifiedSigner("repository"),
  validatedChain("repository", "code-signing-root"),
);

describe("a signer's proof", () => {
  it("needs a validated chain of the signer's own certificate", () => {
    assert.equal(SignerProof.validated(signer, validatedChain(author, "code-signing-root"))?.standing, "validated");
    assert.equal(SignerProof.validated(signer, validatedChain(other, "code-signing-root")), undefined);
  });

  it("is had by an entry that lists this very certificate", () => {
    const entry = (name: string) => newListedSigner("us", certificate(name));
    assert.equal(SignerProof.listed(foreign, foreignChain, entry("author-foreign"))?.standing, "listed");
    assert.equal(SignerProof.listed(foreign, foreignChain, entry(author)), undefined);
    assert.equal(SignerProof.listed(signer, foreignChain, entry(author)), undefined);
  });

  it("is lent by a countersignature that is proven itself, and not by one that is only vouched for", () => {
    assert.ok(repository);
    const vouched = SignerProof.vouched(foreign, foreignChain, repository);
    assert.equal(vouched?.standing, "vouched");
    assert.ok(vouched);
    assert.equal(SignerProof.vouched(signer, validatedChain(author, "code-signing-root"), vouched), undefined);
    assert.equal(SignerProof.vouched(signer, foreignChain, repository), undefined);
  });

  it("is no copy", () => {
    assert.ok(repository);
    const copy = Object.create(SignerProof.prototype, Object.getOwnPropertyDescriptors(repository)) as SignerProof;
    assert.throws(() => copy.isProven, TypeError);
  });
});

describe("the proof that content is what was signed", () => {
  it("is no copy", () => {
    const copy = Object.create(
      VerifiedContent.prototype,
      Object.getOwnPropertyDescriptors(verifiedContent()),
    ) as VerifiedContent;
    assert.throws(() => copy.isProven, TypeError);
  });
});
