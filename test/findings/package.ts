import { library, nuspec, unsignedPackage } from "../support/package.js";
import type { EntryPlan } from "../formats/zip-maker.js";
import type { FindingCases } from "./case.js";
import { authored, verify } from "./lab.js";

const text: EntryPlan = { name: "content/a.txt", content: "hello\n" };
const holding = (...entries: readonly EntryPlan[]) => authored({}, { zip: { entries: [nuspec, library, ...entries] } });

export const packageCases = {
  "package-unsigned": {
    words: (lab) => verify(lab.package(unsignedPackage())),
    exit: 22,
    nuget: "NU3004",
    actor: "author",
    says: /has no signature: there is none at \.signature\.p7s/,
    next: /countersign verify --level warn lab\.sample\.1\.0\.0\.nupkg/,
  },
  "package-format-unknown": {
    words: (lab) => verify(lab.file("notes.bin", "neither a zip nor gzip")),
    exit: 23,
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "user",
    says: /none of the formats that were tried: nupkg, pub-archive/,
    next: /Check that this is a package/,
  },
  "package-malformed": {
    words: async (lab) => verify(lab.package(await authored({}, { zip: { end: { directorySize: 1 } } }))),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    says: /not well-formed: in .+, at byte \d+/,
    next: /download it again/,
  },
  "package-truncated": {
    words: async (lab) => verify(lab.package((await authored()).subarray(0, -30))),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "network",
    says: /ends too early: .+ needs \d+ bytes? and \d+ are there/,
    next: /Download it again/,
  },
  "package-entry-ambiguous": {
    words: async (lab) => verify(lab.package(await holding(text, text))),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "author",
    says: /Two readers could see different files.+"content\/a\.txt" two entries have one name/,
    next: /Don’t unpack it/,
  },
  "package-entry-path-unsafe": {
    words: async (lab) => verify(lab.package(await holding({ ...text, name: "../../a.txt" }))),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    says: /"\.\.\/\.\.\/a\.txt" would be written outside/,
    next: /Don’t unpack it/,
  },
  "package-bytes-unsigned": {
    words: async (lab) => verify(lab.package(await authored({}, { entry: { after: Buffer.from("junk") } }))),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    evidence: { part: "package" },
    says: /No signature covers the bytes from \d+ up to \d+/,
    next: /Download it again from its source/,
  },
  "package-zip64": {
    words: async (lab) => verify(lab.package(await holding({ ...text, extra: Uint8Array.of(1, 0, 0, 0) }))),
    exit: 23,
    nuget: "NU3008",
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "author",
    says: /uses Zip64/,
    next: /Pack it again without Zip64/,
  },
  "package-too-large": {
    words: async (lab) =>
      verify(lab.package(await holding(text)), "--policy", lab.policy({ budgets: { packageEntries: 2 } })),
    exit: 23,
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "user",
    says: /has 4 entries; the limit is 2/,
    next: /raise budgets\.packageEntries in the policy/,
  },
  "package-identity-mismatch": {
    words: async (lab) => verify(lab.package(await authored()), "--expect", "Lab.Other@1.0.0"),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    evidence: { part: "package" },
    says: /"Lab\.Other 1\.0\.0" was asked for, and the package is "Lab\.Sample 1\.0\.0"/,
    next: /Check where it came from/,
  },
  "package-content-mismatch": {
    words: async (lab) => verify(lab.package(await authored()), "--expect-content", `sha256:${"0".repeat(64)}`),
    exit: 21,
    nuget: "NU1403",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    evidence: { part: "package" },
    says: /content’s SHA-256, without signatures, is [0-9a-f]{4}….+, and 0{64} was asked for|0000…00 was asked for/,
    next: /before the lock file is made anew/,
  },
} as const satisfies Partial<FindingCases>;
