import { createHash } from "node:crypto";
import { digestIdentifier } from "../../../lib/testing/algorithm-identifiers.js";
import { octetString, sequence } from "../../../lib/testing/encode.js";
import { signerExtensions, type TimestampTokenPlan } from "../../../lib/testing/index.js";
import { testCertificate, testIssued } from "../../../test-certs/index.js";
import { chainOf, digest, type SignerPlan } from "../../support/message.js";
import { library, nuspecOf, signedPackage, unsignedPackage } from "../../support/package.js";
import { timestamper } from "../../support/signers.js";
import { countersigned, stamped } from "../../support/tokens.js";
import { author, certificate, config, mode, repository } from "./configs.js";

/** A package for `dotnet restore`, of version 1.0.0, by its id. */
export type RestoreCase = readonly [what: string, made: (id: string) => Promise<Uint8Array>];

type Unsigned = NonNullable<SignerPlan["unsigned"]>;

const layout = (id: string) => ({ zip: { entries: [nuspecOf(id), library] } });
const signedBy =
  (name: string, unsigned: () => Promise<Unsigned> | Unsigned, ...others: readonly string[]) =>
  async (id: string): Promise<Uint8Array> => {
    const signer = testIssued(name);
    const certificates = [signer, ...others.map(testIssued)].flatMap(chainOf);
    return signedPackage({ primary: { signer, unsigned: await unsigned() }, certificates }, layout(id));
  };
const by = (authority: string, change: Partial<TimestampTokenPlan> = {}) =>
  stamped({ signer: testIssued(authority), ...change });
const IN_TIME = new Date("2020-06-01T00:00:00Z");
const none: Unsigned = async () => [];

/** An imprint by SHA-1 of something: its algorithm refuses before its value is looked at. */
const sha1Imprint = sequence(digestIdentifier("sha1"), octetString(digest("sha1", Buffer.from("x"))));
const author2048 = "author-rsa-2048";
/** Not the key of the unknown author: NuGet confuses two certificates of one key in one message. */
const OTHER_KEY = "author-rsa-3072";

export const restoreCases: readonly RestoreCase[] = [
  ["a sound one", signedBy(author2048, () => stamped())],
  ["unsigned", async (id) => unsignedPackage(layout(id))],
  ["no timestamp", signedBy(author2048, () => none)],
  ["a timestamp by an unknown authority", signedBy(author2048, () => by("timestamp-authority-foreign"))],
  ["a timestamp outside its authority's certificate", signedBy(author2048, () => by("timestamp-authority-expired"))],
  [
    "a timestamp by an authority that has expired since",
    signedBy("author-expired", () => by("timestamp-authority-expired", { genTime: IN_TIME })),
  ],
  ["a timestamp over a SHA-1 hash", signedBy(author2048, () => stamped({ messageImprint: sha1Imprint }))],
  ["a timestamp without certificates", signedBy(author2048, () => stamped({ certificates: "none" }))],
  [
    "a timestamp by an authority for signing code",
    signedBy(author2048, async () =>
      stamped({ signer: await timestamper({ extensions: signerExtensions("code-signing") }) }),
    ),
  ],
  ["an expired author", signedBy("author-expired", () => none)],
  ["an expired author, stamped in time", signedBy("author-expired", () => stamped({ genTime: IN_TIME }))],
  [
    "an expired author, stamped in time by an unknown authority",
    signedBy("author-expired", () => by("timestamp-authority-foreign", { genTime: IN_TIME })),
  ],
  ["an unknown author", signedBy("author-foreign", () => stamped())],
  ["an author not yet valid", signedBy("author-not-yet-valid", () => none)],
  ["an author with another usage", signedBy("author-wrong-eku", () => stamped())],
  ["a repository's countersignature", signedBy(author2048, () => countersigned(), "repository")],
  ["an unknown author with one", signedBy("author-foreign", () => countersigned(), "repository")],
  [
    "an expired author with one, stamped in time",
    signedBy("author-expired", () => countersigned({ unsigned: stamped({ genTime: IN_TIME }) }, "none"), "repository"),
  ],
  [
    "an expired author with one, stamped since",
    signedBy("author-expired", () => countersigned({}, "none"), "repository"),
  ],
  [
    "an unknown author with one whose timestamp is by an unknown authority",
    signedBy("author-foreign", () => countersigned({ unsigned: by("timestamp-authority-foreign") }), "repository"),
  ],
  [
    "a countersignature by an unknown repository",
    signedBy(OTHER_KEY, () => countersigned({ signer: testIssued("author-foreign") }), "author-foreign"),
  ],
  [
    "a countersignature by an expired repository",
    signedBy(
      author2048,
      () => countersigned({ signer: testIssued("author-expired"), unsigned: none }),
      "author-expired",
    ),
  ],
  [
    "a countersignature by a repository with another usage",
    signedBy(author2048, () => countersigned({ signer: testIssued("author-wrong-eku") }), "author-wrong-eku"),
  ],
];

const print = (name: string): string => createHash("sha256").update(testCertificate(name)).digest("hex").toUpperCase();
const SIGNERS = [author2048, OTHER_KEY, "author-expired", "author-foreign", "author-not-yet-valid", "author-wrong-eku"];
const listed = (root: "true" | "false"): string => SIGNERS.map((name) => certificate(print(name), root)).join("");

/** nuget.config files for restore: both modes, with and without a list, and one that forgives unknown roots. */
export const restoreConfigs: readonly (readonly [what: string, text: string])[] = [
  ["nothing said", config("")],
  ["authors listed, no mode", config(author(listed("false")))],
  ["accept, nobody listed", config("", mode("accept"))],
  ["require, nobody listed", config("", mode("require"))],
  ["accept, authors listed", config(author(listed("false")), mode("accept"))],
  ["accept, one repository listed", config(repository(certificate(print("repository"))), mode("accept"))],
  ["require, authors listed", config(author(listed("false")), mode("require"))],
  ["require, unknown roots allowed", config(author(listed("true")), mode("require"))],
  ["require, one repository listed", config(repository(certificate(print("repository"))), mode("require"))],
];
