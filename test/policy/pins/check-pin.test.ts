import assert from "node:assert/strict";
import {
  checkPin,
  observePin,
  type PinQuestion,
  pinnedSigner,
  readSuccession,
  type SignerSuccession,
} from "../../../lib/policy/index.js";
import { ConfigError, type Fingerprint, type PinnedSigner } from "../../../lib/report/index.js";
import { authorBy, repositoryFor, serviceIndex } from "../signers/candidates.js";

const at = new Date("2026-11-23T00:00:00Z");
const print = (pair: string): Fingerprint => `sha256:${pair.repeat(32)}`;
const author: PinnedSigner = { kind: "author", certificate: print("a1"), publicKey: print("a2") };
const newAuthor: PinnedSigner = { kind: "author", certificate: print("b1"), publicKey: print("b2") };
const repository: PinnedSigner = {
  kind: "repository",
  certificate: print("c1"),
  publicKey: print("c2"),
  repository: serviceIndex,
};
const elsewhere: PinnedSigner = { ...repository, repository: "https://other.example/index.json" };
const change: SignerSuccession = {
  schema: "countersign.succession/1",
  from: author.publicKey,
  to: newAuthor.certificate,
  notBefore: "2026-11-23T00:00:00Z",
};

/** What a pin of these signers finds in a package of those. */
function step(
  pinned: readonly PinnedSigner[] | undefined,
  signers: readonly PinnedSigner[],
  more: Partial<PinQuestion> = {},
): string[] {
  const content = print("ee");
  const record =
    pinned === undefined ? undefined : observePin({ id: "Contoso", version: "1.0.0" }, content, pinned, at);
  const question = {
    pinned: record,
    packageId: "Contoso",
    isPinnedVersion: false,
    content,
    isSigned: signers.length > 0,
    signers,
    claimed: signers,
    successions: [],
    at,
  };
  return checkPin({ ...question, ...more }).map(({ code }) => code);
}

describe("a pin", () => {
  it("is made at first use, which is said if anybody signed", () => {
    assert.deepEqual(step(undefined, [author]), ["pin-first-use"]);
    assert.deepEqual(step(undefined, []), []);
  });

  it("holds for the next version by the same signer, and for a renewed certificate on the same key", () => {
    assert.deepEqual(step([author], [author]), []);
    assert.deepEqual(step([author], [{ ...author, certificate: print("a9") }]), []);
    assert.deepEqual(step([author, repository], [author, repository]), []);
  });

  it("refuses the step from signed to unsigned, and takes the step from unsigned to signed", () => {
    assert.deepEqual(step([author], []), ["pin-signature-lost"]);
    assert.deepEqual(step([repository], []), ["pin-signature-lost"]);
    assert.deepEqual(step([], [author]), []);
    assert.deepEqual(step([], []), []);
  });

  it("refuses the step from the author to a repository alone, a vouched author included", () => {
    assert.deepEqual(step([author, repository], [repository]), ["pin-kind-weakened"]);
  });

  it("refuses another author, whichever repository signed beside", () => {
    assert.deepEqual(step([author, repository], [newAuthor, repository]), ["pin-signer-changed"]);
  });

  it("is kept by the author alone where there is one: repositories may come and go", () => {
    assert.deepEqual(step([author, repository], [author]), []);
    assert.deepEqual(step([author, repository], [author, elsewhere]), []);
  });

  it("of a repository alone is kept by that repository, and not by an author who comes without it", () => {
    assert.deepEqual(step([repository], [newAuthor, repository]), []);
    assert.deepEqual(step([repository], [newAuthor]), ["pin-signer-changed"]);
    assert.deepEqual(step([repository], [elsewhere]), ["pin-signer-changed"]);
  });

  it("refuses other bytes under the pinned version, and not under another", () => {
    const content = print("dd");
    assert.deepEqual(step([author], [author], { content, isPinnedVersion: true }), ["pin-content-changed"]);
    assert.deepEqual(step([author], [author], { content, isPinnedVersion: false }), []);
    assert.deepEqual(step([author], [author], { isPinnedVersion: true }), []);
  });

  it("leaves what an unproven chain lacks to others, but not that another has signed", () => {
    const unproven = (...claimed: readonly PinnedSigner[]) => step([author], [], { isSigned: true, claimed });
    assert.deepEqual(unproven(author), []);
    assert.deepEqual(unproven({ ...author, certificate: print("a9") }, repository), []);
    assert.deepEqual(unproven(newAuthor), ["pin-signer-changed"]);
    assert.deepEqual(unproven(repository), ["pin-kind-weakened"]);
    assert.deepEqual(unproven(), [], "no signature holds");
    assert.deepEqual(step([author], [repository], { claimed: [author, repository] }), ["pin-kind-weakened"]);
  });
});

describe("an announced change of key", () => {
  const announced = (successions: readonly SignerSuccession[], signer = newAuthor, before = author) => {
    const pinned = observePin({ id: "Contoso", version: "1.0.0" }, print("ee"), [before], at);
    const [finding] = checkPin({
      pinned,
      packageId: "Contoso",
      isPinnedVersion: false,
      content: undefined,
      isSigned: true,
      signers: [signer],
      claimed: [],
      successions,
      at,
    });
    return finding === undefined
      ? "passes"
      : "announced" in finding.details && finding.details.announced
        ? "announced"
        : "unannounced";
  };

  it("passes by itself from its day on", () => {
    assert.equal(announced([change]), "passes");
    assert.equal(announced([{ ...change, notBefore: "2026-11-23T00:00:01Z" }]), "announced");
    assert.equal(announced([]), "unannounced");
  });

  it("is no change of repository, whatever key signs there", () => {
    assert.equal(announced([], elsewhere, repository), "unannounced");
    const toNewKey = { ...change, from: repository.publicKey, to: print("d1") };
    assert.equal(announced([toNewKey], { ...elsewhere, certificate: print("d1") }, repository), "unannounced");
    assert.equal(
      announced([toNewKey], { ...repository, certificate: print("d1"), publicKey: print("d2") }, repository),
      "passes",
    );
  });

  it("holds for the packages that it names", () => {
    assert.equal(announced([{ ...change, packages: ["contoso"] }]), "passes");
    assert.equal(announced([{ ...change, packages: ["Contoso.*"] }]), "announced");
  });

  it("leads from the pinned signer to the new one, and not elsewhere or backwards", () => {
    assert.equal(announced([{ ...change, from: print("77") }]), "unannounced");
    assert.equal(announced([{ ...change, to: print("77") }]), "unannounced");
    assert.equal(announced([{ ...change, from: change.to, to: change.from }]), "unannounced");
  });

  it("may take several steps, and a ring of them ends", () => {
    const middle = print("88");
    const steps = [
      { ...change, to: middle },
      { ...change, from: middle },
      { ...change, from: middle, to: change.from },
    ];
    assert.equal(announced(steps), "passes");
    assert.equal(announced(steps.slice(0, 1)), "unannounced");
  });

  it("is read from JSON of that form alone", () => {
    assert.deepEqual(readSuccession(JSON.stringify(change), "change.json"), change);
    for (const wrong of [
      { ...change, schema: "countersign.succession/2" },
      { ...change, from: "sha1:00" },
      { ...change, until: "2027" },
    ]) {
      assert.throws(
        () => readSuccession(JSON.stringify(wrong), "change.json"),
        (error) => error instanceof ConfigError && error.at.startsWith("change.json."),
      );
    }
  });
});

describe("a pinned signer", () => {
  it("is known by certificate and key, and a repository by its service index", () => {
    const { fingerprint: certificate, publicKeyFingerprint: publicKey } = authorBy().chain.endEntity;
    assert.deepEqual(pinnedSigner(authorBy()), { kind: "author", certificate, publicKey });
    assert.equal(pinnedSigner(repositoryFor([])).repository, serviceIndex);
  });
});
