import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  matchSigners,
  type SignerCandidate,
  type SignerQuestion,
  type TrustedSigner,
} from "../../../lib/policy/index.js";
import type { Fingerprint } from "../../../lib/report/index.js";
import { certificate } from "../../verdict/proofs.js";
import {
  at,
  author,
  authorBy,
  authorUnderPolicy,
  foreignAuthor,
  repository,
  repositoryFor,
  serviceIndex,
} from "./candidates.js";

const print = (name: string): Fingerprint => certificate(name).fingerprint;
const ours: TrustedSigner = { id: "us", by: "certificate", fingerprint: print("author-rsa-2048") };
const gallery: TrustedSigner = { id: "gallery", by: "repository", serviceIndex, certificates: [print("repository")] };

/** The entry that matched, else the code and details of the refusal. */
function ask(
  entries: readonly TrustedSigner[],
  candidates: readonly SignerCandidate[],
  more: Partial<SignerQuestion> = {},
): unknown {
  const { findings, matched } = matchSigners({
    signers: { version: 1, mode: "listed", entries },
    candidates,
    packageId: "Contoso.Json",
    at,
    ...more,
  });
  const [first] = matched.values();
  return first?.id ?? findings.find(({ code }) => code !== "allowlist-conflict")?.code;
}

describe("a trusted signer by certificate", () => {
  it("is that very certificate, by SHA-256, SHA-384 or SHA-512", () => {
    assert.equal(ask([ours], [authorBy()]), "us");
    assert.equal(ask([ours], [authorBy("author-rsa-3072")]), "signer-not-allowed");
    const long: Fingerprint = `sha512:${createHash("sha512").update(certificate("author-rsa-2048").der).digest("hex")}`;
    const aliases = new Map([[print("author-rsa-2048"), [long]]]);
    assert.equal(ask([{ ...ours, fingerprint: long }], [authorBy()], { aliases }), "us");
    assert.equal(
      ask([{ ...ours, fingerprint: long }], [authorBy("author-rsa-3072")], { aliases }),
      "signer-not-allowed",
    );
  });

  it("may be asked of the primary signature alone", () => {
    const them: TrustedSigner = { id: "them", by: "certificate", fingerprint: print("repository") };
    const signatures = [authorBy(), repositoryFor([])];
    assert.equal(ask([them], signatures), "them");
    assert.equal(ask([{ ...them, placement: "primary" }], signatures), "signer-not-allowed");
    assert.equal(ask([{ ...ours, placement: "primary" }], signatures), "us");
  });

  it("may forgive an unknown root, of that certificate alone", () => {
    const foreign: TrustedSigner = { id: "them", by: "certificate", fingerprint: print("author-foreign") };
    assert.equal(ask([foreign], [foreignAuthor()]), "signer-not-allowed");
    assert.equal(ask([{ ...foreign, allowUntrustedRoot: true }], [foreignAuthor()]), "them");
    assert.equal(ask([{ ...ours, allowUntrustedRoot: true }], [foreignAuthor()]), "signer-not-allowed");
  });

  it("gives proof where a root is forgiven, and only there", () => {
    const entries: TrustedSigner[] = [
      { id: "them", by: "certificate", fingerprint: print("author-foreign"), allowUntrustedRoot: true },
    ];
    const signers = { version: 1, mode: "any-trusted", entries } as const;
    const { listed } = matchSigners({ signers, candidates: [foreignAuthor()], packageId: undefined, at });
    assert.equal(listed.get(author)?.entry, "them");
    assert.equal(
      matchSigners({ signers: { ...signers, entries: [ours] }, candidates: [authorBy()], packageId: undefined, at })
        .listed.size,
      0,
    );
  });

  it("is not forgiven its root where two entries disagree about it, which is reported", () => {
    const foreign: TrustedSigner = {
      id: "them",
      by: "certificate",
      fingerprint: print("author-foreign"),
      allowUntrustedRoot: true,
    };
    const strict: TrustedSigner = { ...foreign, id: "them-too", allowUntrustedRoot: false };
    const { findings, matched } = matchSigners({
      signers: { version: 1, mode: "listed", entries: [foreign, strict] },
      candidates: [foreignAuthor()],
      packageId: "A",
      at,
    });
    assert.equal(matched.size, 0);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["allowlist-conflict", "signer-not-allowed"],
    );
    assert.equal(ask([foreign, { ...strict, until: "2026-01-01T00:00:00Z" }], [foreignAuthor()]), "them");
  });
});

describe("a trusted signer by public key", () => {
  const byKey: TrustedSigner = {
    id: "us",
    by: "public-key",
    fingerprint: certificate("author-rsa-2048").publicKeyFingerprint,
  };

  it("is a renewed certificate on the same key", () => {
    assert.notEqual(print("author-renewed"), print("author-rsa-2048"));
    assert.equal(ask([byKey], [authorBy("author-renewed")]), "us");
    assert.equal(ask([byKey], [authorBy("author-rsa-3072")]), "signer-not-allowed");
  });

  it("never forgives an unknown root", () => {
    assert.equal(
      ask([{ ...byKey, fingerprint: certificate("author-foreign").publicKeyFingerprint }], [foreignAuthor()]),
      "signer-not-allowed",
    );
  });
});

describe("a trusted signer under a CA", () => {
  const { subject } = certificate("author-rsa-2048");
  const bySubject = (text: string, ca: string): TrustedSigner => ({
    id: "us",
    by: "subject",
    subject: text,
    ca: print(ca),
  });

  it("has that whole subject and that CA in its chain, an issuer or the anchor", () => {
    assert.equal(ask([bySubject(subject, "code-signing-issuer")], [authorBy()]), "us");
    assert.equal(ask([bySubject(subject, "code-signing-root")], [authorBy()]), "us");
    assert.equal(ask([bySubject(subject, "foreign-root")], [authorBy()]), "signer-not-allowed");
    assert.equal(ask([bySubject(subject, "author-rsa-2048")], [authorBy()]), "signer-not-allowed");
  });

  it("is not one whose subject begins with it, or holds it", () => {
    const [first = ""] = subject.split(",");
    for (const part of [first, first.slice(0, -1), `${subject},C=US`]) {
      if (part !== subject)
        assert.equal(ask([bySubject(part, "code-signing-root")], [authorBy()]), "signer-not-allowed", part);
    }
  });

  it("has its extended key usage, or a policy that the whole chain allows", () => {
    const ca = print("code-signing-root");
    const byUsage = (oid: string): TrustedSigner => ({ id: "us", by: "extended-key-usage", oid, ca });
    assert.equal(ask([byUsage("1.3.6.1.5.5.7.3.3")], [authorBy()]), "us");
    assert.equal(ask([byUsage("1.3.6.1.5.5.7.3.8")], [authorBy()]), "signer-not-allowed");
    assert.equal(ask([{ id: "us", by: "certificate-policy", oid: "1.2.3", ca }], [authorUnderPolicy("1.2.3")]), "us");
    assert.equal(ask([{ id: "us", by: "certificate-policy", oid: "1.2.3", ca }], [authorBy()]), "signer-not-allowed");
  });
});

describe("a trusted repository", () => {
  it("signs with a listed certificate under the very same service index", () => {
    assert.equal(ask([gallery], [repositoryFor(["contoso"])]), "gallery");
    assert.equal(
      ask([{ ...gallery, serviceIndex: serviceIndex.toUpperCase() }], [repositoryFor([])]),
      "signer-not-allowed",
    );
    assert.equal(
      ask([{ ...gallery, certificates: [print("author-rsa-2048")] }], [repositoryFor([])]),
      "signer-not-allowed",
    );
    const byCertificate: TrustedSigner = { id: "gallery", by: "repository", certificates: [print("repository")] };
    assert.equal(ask([byCertificate], [repositoryFor([])]), "gallery");
  });

  it("signs for one of the listed owners, by case", () => {
    const owned: TrustedSigner = { ...gallery, owners: ["contoso", "fabrikam"] };
    assert.equal(ask([owned], [repositoryFor(["mallory", "fabrikam"])]), "gallery");
    assert.equal(ask([owned], [repositoryFor(["Contoso"])]), "signer-owner-not-allowed");
    assert.equal(ask([owned], [repositoryFor([])]), "signer-owner-not-allowed");
  });

  it("is not trusted for a signature of an author, though the certificate be the same", () => {
    const asAuthor = { ...repositoryFor([]), ref: author };
    assert.equal(ask([gallery], [asAuthor]), "signer-not-allowed");
  });

  it("signs with a certificate that it declares, where the entry asks for that", () => {
    const declared: TrustedSigner = { id: "gallery", by: "repository", serviceIndex, certificates: "declared" };
    assert.equal(ask([declared], [repositoryFor([], { declared: [print("repository")] })]), "gallery");
    assert.equal(ask([declared], [repositoryFor([], { declared: [] })]), "signer-not-allowed");
    assert.equal(ask([declared], [repositoryFor([])]), "signer-not-allowed");
  });
});

describe("an entry", () => {
  it("speaks for its kinds alone", () => {
    assert.equal(ask([{ ...ours, kinds: ["author"] }], [authorBy()]), "us");
    assert.equal(ask([{ ...ours, kinds: ["repository"] }], [authorBy()]), "signer-not-allowed");
  });

  it("is in force from its first moment until before its end", () => {
    const within = (from: string, until: string) => ask([{ ...ours, from, until }], [authorBy()]);
    assert.equal(within("2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z"), "us");
    assert.equal(within("2026-11-23T00:00:01Z", "2027-11-23T00:00:00Z"), "signer-entry-out-of-window");
    assert.equal(within("2025-11-23T00:00:00Z", "2026-11-23T00:00:00Z"), "signer-entry-out-of-window");
  });

  it("speaks for its packages without case, and for those alone", () => {
    const patterns = (...packages: string[]) => ask([{ ...ours, packages }], [authorBy()]);
    assert.equal(patterns("contoso.*"), "us");
    assert.equal(patterns("CONTOSO.JSON"), "us");
    assert.equal(patterns("*"), "us");
    assert.equal(patterns("Contoso"), "signer-pattern-not-covered");
    assert.equal(patterns("Contoso.Json.*"), "signer-pattern-not-covered");
    assert.equal(patterns("Con.*"), "signer-pattern-not-covered");
  });

  it("with patterns speaks for no package that names nothing", () => {
    assert.equal(
      ask([{ ...ours, packages: ["*"] }], [authorBy()], { packageId: undefined }),
      "signer-pattern-not-covered",
    );
    assert.equal(ask([ours], [authorBy()], { packageId: undefined }), "us");
  });
});

describe("the most specific pattern", () => {
  const theirs: TrustedSigner = { id: "them", by: "certificate", fingerprint: print("author-rsa-3072") };

  it("decides alone: a wider entry no longer speaks for its packages", () => {
    const entries = [ours, { ...theirs, packages: ["Contoso.*"] }];
    assert.equal(ask(entries, [authorBy()]), "signer-pattern-not-covered");
    assert.equal(ask(entries, [authorBy("author-rsa-3072")]), "them");
    assert.equal(ask(entries, [authorBy()], { packageId: "Fabrikam.Json" }), "us");
  });

  it("still decides when its entry has ended", () => {
    const ended: TrustedSigner = { ...theirs, packages: ["Contoso.*"], until: "2026-01-01T00:00:00Z" };
    assert.equal(ask([ours, ended], [authorBy()]), "signer-pattern-not-covered");
    assert.equal(ask([ours, ended], [authorBy("author-rsa-3072")]), "signer-entry-out-of-window");
  });

  it("is the whole id before a longer prefix, and a longer prefix before a shorter", () => {
    const entries = (first: string, second: string): TrustedSigner[] => [
      { ...ours, packages: [first] },
      { ...theirs, packages: [second] },
    ];
    assert.equal(ask(entries("Contoso.*", "Contoso.Json"), [authorBy()]), "signer-pattern-not-covered");
    assert.equal(ask(entries("*", "Contoso.*"), [authorBy()]), "signer-pattern-not-covered");
    assert.equal(ask(entries("contoso.json", "Contoso.Json"), [authorBy()]), "us");
  });
});

describe("a list", () => {
  it("that is empty trusts nobody, and says so", () => {
    const { findings } = matchSigners({
      signers: { version: 1, mode: "listed", entries: [] },
      candidates: [authorBy()],
      packageId: "A",
      at,
      file: "countersign.trust.json",
    });
    assert.deepEqual(findings, [{ code: "allowlist-empty", details: { file: "countersign.trust.json" } }]);
  });

  it("of mode any-trusted refuses nobody", () => {
    const { findings, matched } = matchSigners({
      signers: { version: 1, mode: "any-trusted", entries: [ours] },
      candidates: [authorBy("author-rsa-3072")],
      packageId: "A",
      at,
    });
    assert.deepEqual([findings, matched.size], [[], 0]);
  });

  it("is content with one of several signatures, and says which entry trusts which", () => {
    const candidates = [authorBy("author-rsa-3072"), repositoryFor([])];
    const { findings, matched } = matchSigners({
      signers: { version: 1, mode: "listed", entries: [ours, gallery] },
      candidates,
      packageId: "A",
      at,
    });
    assert.deepEqual(findings, []);
    assert.deepEqual([matched.get(author)?.id, matched.get(repository)?.id], [undefined, "gallery"]);
  });

  it("refuses a package without any proven signature, and names the signatures that it refuses", () => {
    assert.equal(ask([ours], []), "signer-not-allowed");
    const { findings } = matchSigners({
      signers: { version: 1, mode: "listed", entries: [ours] },
      candidates: [authorBy("author-rsa-3072")],
      packageId: "A",
      at,
    });
    assert.deepEqual(findings[0]?.details, { signatures: [author], fingerprints: [print("author-rsa-3072")] });
  });
});
